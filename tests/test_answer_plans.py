"""The one list that says how questions are answered: its names, its documentation, and who looks at a question."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from indexer.snapshot import open_snapshot
from service.answers.catalogue import documented, reasons_table
from service.answers.pipeline import GUARDS, PLANS
from service.answers.plan import OF_PASSAGES
from service.answers.refusals import SENTENCES
from service.base.types import ReasonCode
from service.engine.engine import Engine
from service.engine.opening import make_engine
from service.engine.tuning import Tuning
from service.question.reading import read_question
from tests.paper_minutes import BOARD, matter
from tests.small_corpus import Paper, assert_sound, indexed_engine, settings_for
from tests.word_models import word_models

PROJECT = Path(__file__).resolve().parent.parent
NUMBER = "RS 2024-00017"
VOTED = "Omröstning\n\nJa för bifall till förslaget. Nej för avslag. Omröstningen utfaller med 39 Ja mot 38 Nej.\n\n"
PAPER = Paper(
    "handling",
    "Beslutande\nPia Lundin (S), ordförande\n\n"
    + matter(1, "Simhallen i Norrby", "Regionstyrelsen beslutar att bygga simhallen i Norrby.", NUMBER)
    + VOTED
    + "Reservation\n\nPia Lundin (S) reserverar sig mot beslutet om simhallen i Norrby.\n\n"
    + "Ärendebeskrivning\n\nSimhallen i Norrby kostar 12 miljoner kronor.\n",
    body=BOARD,
)


def test_every_plan_and_guard_has_a_name_of_its_own():
    names = [*(plan.name for plan in PLANS), *(guard.code for guard in GUARDS)]
    assert len(set(names)) == len(names)
    files = {path.stem for path in (PROJECT / "service" / "answers" / "plans").iterdir()} - {"__init__", "__pycache__"}
    assert {plan.name for plan in PLANS} == files


def test_plans_that_need_passages_come_after_those_that_do_not():
    needs = [plan.needs in OF_PASSAGES for plan in PLANS]
    assert needs == sorted(needs)


def test_the_documentation_is_what_the_lists_give():
    page = (PROJECT / "docs" / "answers.md").read_text("utf-8")
    assert documented(page) == page, "make docs"


def test_every_reason_has_a_sentence_and_says_when_it_is_given():
    assert SENTENCES.keys() == set(ReasonCode)
    assert "|  |" not in reasons_table()


def test_nothing_but_reading_looks_at_the_words_of_a_question():
    words = {"text", "typed", "in_full", "folded"}
    looking = set()
    for folder in ("retrieval", "answers"):
        for path in (PROJECT / "service" / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and node.attr in words and _is_a_question(node.value):
                    looking.add(path.name)
    # The reader is given the question itself.
    assert looking == {"reading.py"}


def _is_a_question(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return name in ("question", "query", "read")


@pytest.fixture(scope="module")
def engine(tmp_path_factory, hashed_encoder) -> Engine:
    return indexed_engine(tmp_path_factory.mktemp("plans"), [PAPER], hashed_encoder)


@pytest.mark.parametrize(
    ("question", "plan", "code"),
    [
        ("Hur många omröstningar hölls 2024?", "list_and_count", None),
        ("Vem är ordförande i regionstyrelsen?", "role_of_body", None),
        ("Vilka reserverade sig mot simhallen i Norrby?", "reservations", None),
        ("Hur röstade man om simhallen i Norrby?", "votes", None),
        ("Vad beslutades om simhallen i Norrby?", "decision", None),
        ("Vad kostar simhallen i Norrby?", "figure_date_person", None),
        (f"{NUMBER} simhallen", "identified_matter", None),
        ("När öppnar simhallen i Norrby för Pia?", None, "lacks_date"),
        ("zzzz qqqq", None, "nothing_found"),
        ("Vad beslutade Region Söderland om simhallen i Norrby?", None, "organisation_not_indexed"),
    ],
)
def test_an_answer_names_the_plan_and_the_reason(engine, question, plan, code):
    answer = engine.ask(question)
    assert_sound(answer)
    assert (answer.plan, answer.reason_code) == (plan, code)
    assert (answer.reason is None) is (code is None)


def test_every_question_has_a_plan_by_what_it_asks_for():
    for question in ("Vad kostar bron?", "Vem bygger?", "Varför?", "Vilka broar byggs?", "Vad är RPK?", "bron", "dnr"):
        read = read_question(question, 1000)
        assert any(plan.applies(read) for plan in PLANS if plan.needs in OF_PASSAGES), question


def test_a_plan_that_is_left_out_gives_way_to_the_next(tmp_path, hashed_encoder):
    indexed_engine(tmp_path, [PAPER], hashed_encoder)
    settings = settings_for(tmp_path)
    engine = make_engine(
        open_snapshot(settings.index_dir), word_models(hashed_encoder), settings, Tuning(without=("votes",))
    )
    assert engine.ask("Hur röstade man om simhallen i Norrby?").plan == "position_in_text"
