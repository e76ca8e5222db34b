"""When what was found is no ground for an answer, and that the refusal says why."""

from __future__ import annotations

from datetime import date

import pytest

from service.base.types import ReasonCode
from tests.small_corpus import Paper, assert_sound, indexed_engine

POOL = """§ 1 Simhallen i Norrby

Diarienummer: 24RS17

Beslut

Regionstyrelsen beslutar att bygga en ny simhall i Norrby.

Ärendebeskrivning

Simhallen i Norrby är gammal och läcker. Bygget kostar 12 miljoner kronor.
"""
BICYCLES = "§ 9 Cyklar\n\nBeslut\n\nRegionstyrelsen beslutar att köpa in tolv cyklar till sjukhuset.\n"
PAPERS = (Paper("forsta", POOL, date="2023-12-06"), Paper("sista", BICYCLES, date="2024-12-17"))


@pytest.fixture(scope="module")
def ask(tmp_path_factory, hashed_encoder):
    """Puts a question to minutes from December 2023 and from December 2024."""
    engine = indexed_engine(tmp_path_factory.mktemp("two_meetings"), PAPERS, hashed_encoder)

    def put(question: str):
        answer = engine.ask(question)
        assert_sound(answer)
        return answer

    return put


# Times that are not held


@pytest.mark.parametrize(
    "question",
    [
        "Vad beslutades om simhallen i Norrby i mars 2025?",
        "Vad beslutades i januari 2025 om simhallen i Norrby?",
        "Vad beslutades om simhallen i Norrby under år 2026?",
        "Hur röstade man om simhallen i Norrby i mars 2025?",
    ],
)
def test_a_decision_in_a_time_beyond_what_is_indexed_is_refused_with_the_span(ask, question):
    answer = ask(question)
    assert answer.reason_code is ReasonCode.TIME_NOT_INDEXED
    assert "17 december 2024" in answer.reason
    assert answer.related


@pytest.mark.parametrize(
    "question",
    [
        "Vad beslutades om simhallen i Norrby?",
        "Vad beslutades om simhallen i Norrby i december 2023?",
        # What was before the first meeting can be told at a later one.
        "Vad beslutades i november 2023 om simhallen i Norrby?",
        "Vad beslutades om simhallen i Norrby under 2019?",
        # Between the first and the last meeting, where more can be held than was found
        "Vad beslutades om simhallen i Norrby i juni 2024?",
        "Vad beslutades om simhallen i Norrby under 2024?",
        # A year that nothing is placed in can be what the matter is about.
        "Vad beslutades om simhallen i Norrby, budget 2025?",
        "Vad beslutades om simhallen i Norrby för 2030?",
    ],
)
def test_a_time_within_what_is_indexed_is_no_evidence_for_a_refusal(ask, question):
    assert "att bygga en ny simhall i Norrby." in ask(question).text


def test_what_happens_in_a_later_time_can_be_told_by_what_is_indexed(ask):
    assert ask("Vad kostar bygget av simhallen i Norrby under 2025?").text.endswith("12 miljoner kronor. [1]")


def test_the_last_day_is_that_of_the_organisation_that_is_named(tmp_path, hashed_encoder):
    south = Paper("soder", f"{POOL}\nBygget börjar i maj.\n", organisation="Region Söderland", date="2026-05-06")
    engine = indexed_engine(tmp_path, [*PAPERS, south], hashed_encoder)
    late = engine.ask("Vad beslutade Region Norrland om simhallen i Norrby i maj 2026?")
    assert late.reason_code is ReasonCode.TIME_NOT_INDEXED
    assert "17 december 2024" in late.reason
    told = engine.ask("Vad beslutade Region Söderland om simhallen i Norrby i maj 2026?")
    assert told.text.startswith("Regionstyrelsen (Region Söderland) beslutade den 6 maj 2026 att bygga")


@pytest.fixture(scope="module")
def late(tmp_path_factory, hashed_encoder):
    return indexed_engine(tmp_path_factory.mktemp("late"), PAPERS, hashed_encoder, lambda: date(2026, 11, 29))


@pytest.mark.parametrize(
    ("question", "when"),
    [
        ("Vad beslutades om simhallen i Norrby i år?", "2026"),
        ("Vilka motioner avslogs förra året?", "2025"),
        ("Vad kostade bygget av simhallen i Norrby i våras?", "mars–maj 2026"),
    ],
)
def test_where_nothing_is_held_of_a_time_told_from_today_the_newest_meeting_is_named(late, question, when):
    answer = late.ask(question)
    assert answer.reason_code is ReasonCode.PERIOD_NOT_INDEXED
    assert f"handlingar här från {when}. " in answer.reason
    assert answer.reason.endswith("den 17 december 2024.")


def test_a_time_told_from_today_of_which_something_is_held_is_answered(late):
    assert "att bygga en ny simhall i Norrby." in late.ask("Vad beslutades om simhallen förra mandatperioden?").text


# Opinions, and what is only listed


@pytest.mark.parametrize("question", ["Tillstyrktes simhallen i Norrby?", "Varför avstyrkte man simhallen i Norrby?"])
def test_an_opinion_that_is_not_told_is_not_made_of_a_decision(tmp_path, hashed_encoder, question):
    answer = indexed_engine(tmp_path, [Paper("handling", POOL)], hashed_encoder).ask(question)
    assert_sound(answer)
    assert answer.reason_code is ReasonCode.OPINION_NOT_STATED


def test_an_opinion_that_is_told_is_answered(tmp_path, hashed_encoder):
    opinion = "Regionstyrelsen tillstyrker förslaget om simhallen i Norrby."
    engine = indexed_engine(tmp_path, [Paper("handling", f"{POOL}\n{opinion}\n")], hashed_encoder)
    answer = engine.ask("Tillstyrkte regionstyrelsen förslaget om simhallen i Norrby?")
    assert_sound(answer)
    assert opinion in [citation.quote for citation in answer.citations]


@pytest.mark.parametrize("heading", ["Övriga ärenden", "Föredragningslista", "Ärendelista"])
def test_a_matter_that_is_only_listed_is_said_to_be_and_where(tmp_path, hashed_encoder, heading):
    text = f"§ 1 Mötet öppnas\n\nAlla är här.\n\n§ 2 {heading}\n\nSvar på motion om brandskydd i lasarettet\n"
    engine = indexed_engine(tmp_path, [Paper("handling", text, title="Protokoll i maj")], hashed_encoder)
    answer = engine.ask("Vad beslutades om brandskydd i lasarettet?")
    assert_sound(answer)
    assert answer.reason_code is ReasonCode.ONLY_LISTED
    assert f"«{heading}» i Protokoll i maj" in answer.reason
