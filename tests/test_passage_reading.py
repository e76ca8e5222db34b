"""The first passages read for a question: what is read of each, in what order they then come, and what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import pytest

from indexer.passages import passages_of_document
from indexer.reader import Reading
from indexer.reader_inputs import ReaderPassage
from indexer.types import Unit
from service.question.intent import Intent
from service.question.reading import read_question
from service.retrieval.ranking import Ranked, has_form_of_answer
from service.retrieval.reading import PassageReader, ReadingRules, passage_odds, reader_passage, together
from service.retrieval.store import Candidate
from tests.paper_minutes import BOARD, matter, minutes

QUESTION = read_question("Vad kostar simhallen?", 1000)


class Scripted:
    """A reader that finds the passages with a word to tell, and counts what it was given."""

    digest = "scripted"

    def __init__(self, word: str) -> None:
        self.word = word
        self.given: list[ReaderPassage] = []

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> tuple[Reading, ...]:
        """High odds for a passage that holds the word."""
        self.given += passages
        return tuple(
            Reading(
                0.0,
                tuple(
                    -inf if span is None else 5.0 if self.word in passage.text[span.start : span.end] else -5.0
                    for span in passage.spans
                ),
            )
            for passage in passages
        )


def candidates(*texts: str) -> list[Ranked]:
    document = minutes(
        BOARD, "2024-12-17", "\n".join(matter(n, f"Ärende {n}", text) for n, text in enumerate(texts, 1))
    )
    sections = {section.id: section for section in document.sections}
    found = []
    for place, passage in enumerate(passages_of_document(document, 4000)):
        section = sections[passage.section_id]
        cosines = tuple(1.0 - 0.01 * n for n, _ in enumerate(passage.units))
        found.append(Candidate(place, passage, document, section, 0.9, cosines, 0.5, identified=False))
    return [Ranked(each, 0.9 - 0.001 * place) for place, each in enumerate(found) if each.passage.units]


def test_what_tells_comes_first_among_those_that_were_read() -> None:
    ranked = candidates("Bussen går.", "Bilen går.", "Simhallen kostar tolv kronor.", "Simhallen kostar två kronor.")
    reader = PassageReader(Scripted("Simhallen"))
    found = reader.first_read(QUESTION, ranked, ReadingRules(passages=3))
    assert "tolv" in found[0].candidate.passage.text
    assert "två" in found[-1].candidate.passage.text  # it was not read
    assert found[-1].candidate.reading is None
    assert passage_odds(found[0].candidate) > passage_odds(found[1].candidate)


def test_a_passage_is_read_once_for_a_question() -> None:
    ranked = candidates("Simhallen kostar tolv kronor.", "Bilen går.")
    scripted = Scripted("Simhallen")
    reader = PassageReader(scripted)
    first = reader.first_read(QUESTION, ranked, ReadingRules())
    assert reader.first_read(QUESTION, ranked, ReadingRules()) == first
    assert len(scripted.given) == 2
    reader.first_read(read_question("Vad kostar bilen?", 1000), ranked, ReadingRules())
    assert len(scripted.given) == 4


def test_of_the_first_passages_what_is_left_is_read_too() -> None:
    price = "Simhallen kostar tolv kronor."
    ranked = candidates(f"{'Bussen går till torget. ' * 3}{price}", f"{'Bilen kör till torget. ' * 3}{price}")
    rules = ReadingRules(most_chars=80, form=0.0)
    price_at = [
        next(place for place, unit in enumerate(item.candidate.passage.units) if unit.text == price) for item in ranked
    ]
    for read_on in range(3):
        reader = PassageReader(Scripted("Simhallen"))
        found = reader.first_read(QUESTION, ranked, replace(rules, read_on=read_on))
        readings = {item.candidate.passage_index: item.candidate.reading for item in found}
        told = [readings[item.candidate.passage_index].units[at] > 0 for item, at in zip(ranked, price_at, strict=True)]
        assert sum(told) == read_on
        assert reader.first_read(QUESTION, ranked, replace(rules, read_on=read_on)) == found


def test_two_readings_of_a_passage_are_one_by_how_they_stand_to_does_not_tell() -> None:
    assert together(Reading(1.0, (3.0, -inf, 0.0)), Reading(2.0, (-inf, 6.0, -inf))) == Reading(1.0, (3.0, 5.0, 0.0))


def test_nothing_is_read_where_nothing_is_to_be_read() -> None:
    ranked = candidates("Simhallen kostar tolv kronor.", "Bilen går.")
    assert PassageReader(Scripted("x")).first_read(QUESTION, ranked, ReadingRules(passages=0)) == ranked
    assert PassageReader(Scripted("x")).first_read(QUESTION, [], ReadingRules()) == []


@pytest.mark.parametrize("most_chars", [80, 160, 400])
def test_of_a_long_passage_the_nearest_units_are_read_in_their_order(most_chars) -> None:
    text = " ".join(f"Mening {n} handlar om simhallen i Norrby." for n in range(40))
    candidate = candidates(text)[0].candidate
    shown = reader_passage(QUESTION, candidate, ReadingRules(most_chars=most_chars, form=0.0))
    assert len(shown.text) <= most_chars + 20
    read = [(place, span) for place, span in enumerate(shown.spans) if span]
    assert read
    for place, span in read:
        assert shown.text[span.start : span.end] == candidate.passage.units[place].text
    starts = [span.start for _, span in read]
    assert starts == sorted(starts)
    nearest = max(range(len(candidate.unit_cosines)), key=candidate.unit_cosines.__getitem__)
    assert shown.spans[nearest] is not None


def test_of_a_long_passage_what_has_the_form_of_the_answer_comes_before_what_is_a_little_nearer() -> None:
    asked = replace(QUESTION, intents=(Intent.AMOUNT,))
    text = " ".join(["Simhallen i Norrby är stor."] * 3 + ["Den kostar tolv kronor."])
    candidate = candidates(text)[0].candidate
    (costs,) = (place for place, unit in enumerate(candidate.passage.units) if unit.text == "Den kostar tolv kronor.")
    assert reader_passage(asked, candidate, ReadingRules(most_chars=60, form=0.0)).spans[costs] is None
    assert reader_passage(asked, candidate, ReadingRules(most_chars=60, form=0.1)).spans[costs]


def test_for_a_decision_the_part_that_decides_is_read_before_its_background() -> None:
    decided = Unit(0, 5, "Ja.", "sentence", "Beslut", "decided")
    told = Unit(0, 5, "Ja.", "sentence", "Bakgrund", "information")
    asked = replace(QUESTION, intents=(Intent.DECISION,))
    assert [has_form_of_answer(unit, asked) for unit in (decided, told)] == [True, False]


def test_where_no_unit_has_room_the_nearest_is_read() -> None:
    candidate = candidates("Simhallen i Norrby kostar tolv kronor. Bilen går på vägen.")[0].candidate
    read = [span for span in reader_passage(QUESTION, candidate, ReadingRules(most_chars=5)).spans if span]
    assert len(read) == 1


def test_a_short_passage_is_read_whole() -> None:
    candidate = candidates("Simhallen kostar tolv kronor.")[0].candidate
    shown = reader_passage(QUESTION, candidate, ReadingRules())
    assert shown.text == candidate.passage.text
    assert all(shown.spans)
