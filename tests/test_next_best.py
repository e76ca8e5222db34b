"""Where an answer may well be wrong, the place that fits next best is told too."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.building import build
from indexer.snapshot import open_snapshot
from service.answers.evidence.unit_scoring import Rules
from service.engine.engine import Engine
from service.engine.opening import make_engine
from service.engine.tuning import Tuning
from tests.small_corpus import Paper, assert_sound, settings_for, write_corpus
from tests.word_models import word_models

HALL = "# Simhallen i Norrby\n\nSimhallen i Norrby öppnar för alla den 3 mars 2025.\n"
POOL = "# Utebadet i Norrby\n\nSimhallen i Norrby öppnar för skolor den 3 juni 2025.\n"
QUESTION = "När öppnar simhallen i Norrby?"
IN_MARCH, IN_JUNE = "den 3 mars 2025", "den 3 juni 2025"


@pytest.fixture(scope="module")
def engine_with(tmp_path_factory, hashed_encoder):
    """An engine over two plans, of one owner or of two, by the rules."""

    def made(rules: Rules, other: str = "Region Norrland") -> Engine:
        folder = tmp_path_factory.mktemp("next")
        papers = [
            Paper("hall", HALL, kind="plan"),
            Paper("bad", POOL, organisation=other, kind="plan", date="2024-12-18"),
        ]
        write_corpus(folder, papers)
        settings = settings_for(folder)
        build(settings, hashed_encoder)
        tuning = Tuning(rules=replace(rules, other_document_margin=0.0))
        return make_engine(open_snapshot(folder / "index"), word_models(hashed_encoder), settings, tuning)

    return made


def _told(engine: Engine) -> tuple[bool, bool]:
    answer = engine.ask(QUESTION)
    assert answer.status != "not_in_documents"
    assert_sound(answer)
    return IN_MARCH in answer.text, IN_JUNE in answer.text


def test_an_answer_that_may_well_be_wrong_tells_the_next_best_place_too(engine_with):
    assert _told(engine_with(Rules(unsure=1.0, unsure_margin=1.0))) == (True, True)


def test_one_that_is_likely_right_tells_its_own_place_alone(engine_with):
    assert _told(engine_with(Rules(unsure=0.0, unsure_margin=1.0))) == (True, False)


def test_what_fits_much_worse_is_not_told(engine_with):
    assert _told(engine_with(Rules(unsure=1.0, unsure_margin=0.0))) == (True, False)


@pytest.mark.parametrize(("extra_odds", "told"), [(-100.0, True), (100.0, False)])
def test_what_the_reader_makes_nothing_of_is_not_told(engine_with, extra_odds, told):
    assert _told(engine_with(Rules(unsure=1.0, unsure_margin=1.0, extra_odds=extra_odds))) == (True, told)


@pytest.mark.parametrize(("extra_odds", "told"), [(-100.0, True), (100.0, False)])
def test_more_of_the_section_is_told_only_where_the_reader_makes_something_of_it(
    tmp_path, hashed_encoder, extra_odds, told
):
    text = "# Simhallen i Norrby\n\nSimhallen i Norrby byggs om. Simhallen i Norrby får en ny bassäng.\n"
    write_corpus(tmp_path, [Paper("hall", text, kind="plan")])
    settings = settings_for(tmp_path)
    build(settings, hashed_encoder)
    tuning = Tuning(rules=Rules(margin=0.0, unsure=0.0, same_section_margin=1.0, extra_odds=extra_odds))
    engine = make_engine(open_snapshot(tmp_path / "index"), word_models(hashed_encoder), settings, tuning)
    answer = engine.ask("Vad händer med simhallen i Norrby?")
    assert_sound(answer)
    assert (len(answer.sentences) > 1) is told


def test_what_another_owner_says_is_not_told(engine_with):
    assert sum(_told(engine_with(Rules(unsure=1.0, unsure_margin=1.0), other="Region Sydland"))) == 1
