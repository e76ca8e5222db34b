"""What a meeting came to, and when a body meets next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.answers.plan import Draft, Found, Refusal, Reply
from service.answers.plans import meeting_overview, next_meeting, paragraph_number, voting_alike
from service.base.types import ReasonCode
from service.question.entities import Names
from service.question.intent import Intent
from service.question.question import Question
from service.question.reading import read_question
from service.register.records import Records
from tests.paper_minutes import BOARD, COUNCIL, matter, minutes
from tests.test_positions import OneDocument
from tests.word_models import WORD_CALIBRATION

DAYS = "Torsdagen den 29 januari\n\nTorsdagen den 12 november (budget)\n\nFredagen den 13 november (budget reservdag)"
VOTE = (
    "Omröstning\n\nGodkänd voteringsproposition: ”Ja för avslag. Nej för bifall.”\n\n"
    "Omröstningen utfaller med 39 Ja mot 38 Nej.\n\n"
)
HELD = minutes(
    COUNCIL,
    "2025-10-16",
    matter(1, "Sammanträdesdagar för regionfullmäktige år 2026", DAYS)
    + matter(2, "Simhallen i Norrby", "Ärendet bordläggs.")
    + matter(3, "Motion av Eva Ek (C) om bad", "Motionen avslås.")
    + VOTE,
)
BOARDS = minutes(BOARD, "2025-12-03", matter(1, "Avtal om busstrafik", "Avtalet godkänns."))
RECORDS = Records([HELD, BOARDS])


def asked(text: str, *intents: Intent) -> Question:
    """The question as it is read, asking for these."""
    read = read_question(text, 1000, Names.of(RECORDS.documents))
    return replace(read, intents=(*intents, Intent.OPEN), sure_intents=frozenset(intents))


def reply(plan, question: Question, today: str) -> Reply | None:
    found = Found(question, (), OneDocument(HELD), WORD_CALIBRATION, today=date.fromisoformat(today))
    return plan.answer(question, found, RECORDS) if plan.applies(question) else None


def told(plan, question: Question, today: str = "2025-12-10") -> list[str]:
    found = reply(plan, question, today)
    assert isinstance(found, Draft)
    assert all(sentence.computed == sentence.text for sentence in found.sentences)
    return [sentence.text for sentence in found.sentences]


NEWEST = "Det senaste sammanträdet som finns här är regionfullmäktige den 16 oktober 2025."


@pytest.mark.parametrize(
    ("today", "first"),
    [
        ("2025-12-10", "Regionfullmäktige har bestämt att sammanträda torsdagen den 29 januari 2026"),
        ("2026-01-30", "Regionfullmäktige har bestämt att sammanträda torsdagen den 12 november 2026 (budget)"),
        ("2026-12-01", "Något kommande sammanträde för regionfullmäktige finns inte bland handlingarna här."),
    ],
)
def test_the_next_meeting_is_the_first_one_planned_after_today(today, first):
    said = told(next_meeting.PLAN, asked("När är nästa regionfullmäktige?", Intent.NEXT_MEETING), today)
    assert said[0].startswith(first)
    assert said[-1].endswith(NEWEST)


def test_what_the_calendar_sets_a_day_apart_for_has_that_day():
    question = asked("När beslutas budgeten för 2027?", Intent.WHEN_DECIDED)
    (words,) = told(next_meeting.PLAN, question)
    assert words == (
        "Regionfullmäktige har bestämt att sammanträda torsdagen den 12 november 2026 (budget) och fredagen den"
        " 13 november 2026 (budget reservdag), enligt beslut den 16 oktober 2025."
    )
    assert told(next_meeting.PLAN, question, "2026-12-01")[0].endswith("Protokollet därifrån finns inte här.")


def test_the_days_of_a_time_are_all_that_the_calendar_has_in_it():
    question = asked("Vilka dagar sammanträder regionfullmäktige hösten 2026?", Intent.NEXT_MEETING)
    (words,) = told(next_meeting.PLAN, question)
    assert words.startswith("Regionfullmäktige har bestämt att sammanträda torsdagen den 12 november 2026 (budget) och")
    assert "januari" not in words
    held = asked("Vilka dagar sammanträdde regionfullmäktige 2025?", Intent.NEXT_MEETING)
    assert told(next_meeting.PLAN, held) == [
        "Av regionfullmäktige finns 1 sammanträde här från den tiden: den 16 oktober 2025."
    ]
    none = asked("Vilka dagar sammanträdde regionfullmäktige 2023?", Intent.NEXT_MEETING)
    assert reply(next_meeting.PLAN, none, "2025-12-10") is None


def test_when_the_newest_meeting_was_is_its_day():
    question = asked("När var senaste mötet med regionfullmäktige?", Intent.NEXT_MEETING)
    assert told(next_meeting.PLAN, question) == [NEWEST]


@pytest.mark.parametrize("text", ["När beslutas budgeten för 2035?", "När öppnar simhallen?"])
def test_the_calendar_says_nothing_of_other_years_and_matters(text):
    assert reply(next_meeting.PLAN, asked(text, Intent.WHEN_DECIDED), "2025-12-10") is None


def test_a_meeting_is_told_by_its_figures_and_the_matters_settled_those_voted_on_first():
    said = told(meeting_overview.PLAN, asked("Vad hände på regionfullmäktige i oktober 2025?", Intent.MEETING_OVERVIEW))
    assert said == [
        "Regionfullmäktige avgjorde 2 ärenden den 16 oktober 2025, bordlade 1 och höll 1 omröstning.",
        "Motion av Eva Ek (C) om bad: avslag, 39 ja mot 38 nej (§ 3).",
        "Sammanträdesdagar för regionfullmäktige år 2026: Torsdagen den 29 januari (§ 1).",
    ]


def test_other_meetings_of_the_time_are_named():
    more = [minutes(COUNCIL, f"2025-0{month}-10", matter(1, "Avgifter", "Avgifterna fastställs.")) for month in (4, 5)]
    records = Records([HELD, BOARDS, *more])
    question = asked("Vad hände på regionfullmäktige 2025?", Intent.MEETING_OVERVIEW)
    draft = meeting_overview.PLAN.answer(question, Found(question, (), OneDocument(HELD), WORD_CALIBRATION), records)
    assert isinstance(draft, Draft)
    assert draft.sentences[0].text.endswith(
        "Från den tiden finns också sammanträdena den 10 april 2025 och 10 maj 2025."
    )


def test_the_newest_meeting_is_meant_where_no_time_is_named():
    said = told(meeting_overview.PLAN, asked("Vad beslutades på senaste mötet?", Intent.MEETING_OVERVIEW))
    assert said[0].startswith("Regionstyrelsen avgjorde 1 ärende den 3 december 2025")


def test_of_a_meeting_that_is_not_held_the_nearest_one_is_told():
    found = reply(
        meeting_overview.PLAN,
        asked("Vad hände på regionfullmäktige den 6 november 2025?", Intent.MEETING_OVERVIEW),
        "2025-12-10",
    )
    assert isinstance(found, Refusal)
    assert found.code is ReasonCode.MEETING_NOT_INDEXED
    assert found.reason.endswith("Närmast finns sammanträdet den 16 oktober 2025.")


# A § without its meeting


def test_a_paragraph_without_its_meeting_is_each_one_there_is_newest_first():
    said = told(paragraph_number.PLAN, read_question("§ 1", 1000, Names.of(RECORDS.documents)))
    assert said == [
        "§ 1 finns i 2 protokoll. Regionstyrelsen den 3 december 2025: Avtal om busstrafik (§ 1).",
        "Regionfullmäktige den 16 oktober 2025: Sammanträdesdagar för regionfullmäktige år 2026 (§ 1).",
    ]


@pytest.mark.parametrize("text", ["§ 2", "§ 1 Regionstyrelsen", "§ 1 avtalet om busstrafik", "§ 77"])
def test_a_paragraph_that_is_one_alone_or_named_by_its_matter_is_no_list(text):
    assert reply(paragraph_number.PLAN, read_question(text, 1000, Names.of(RECORDS.documents)), "2025-12-10") is None


# Two parties


def voted(day: str, *ballots: str):
    votes = "".join(
        f"Omröstning\n\nGodkänd voteringsproposition: ”Ja för bifall. Nej för avslag.”\n\n{each}\n\n"
        for each in ballots
    )
    return minutes(BOARD, day, matter(7, "Avtal om busstrafik", "Avtalet godkänns.") + votes)


APART = "Eva Ek (S) och Jan By (V) röstar Ja (2). Lena Ferm (C) röstar Nej (1)."
TOGETHER = "Eva Ek (S) och Lena Ferm (C) röstar Ja (2). Jan By (V) röstar Nej (1)."
UNTOLD = "Omröstningen utfaller med 2 Ja mot 1 Nej."


def test_how_often_two_parties_voted_alike_is_counted_over_the_votes_that_tell_of_both():
    records = Records([voted("2025-02-05", APART), voted("2025-03-05", TOGETHER, UNTOLD), voted("2024-03-05", APART)])
    question = read_question("Hur ofta har C och S röstat lika 2025?", 1000, Names.of(records.documents))
    assert question.compared_parties == ("C", "S")
    found = Found(question, (), OneDocument(records.documents[0]), WORD_CALIBRATION)
    draft = voting_alike.PLAN.answer(question, found, records)
    assert isinstance(draft, Draft)
    lead, apart = (sentence.text for sentence in draft.sentences)
    assert lead == (
        "Centerpartiet och Socialdemokraterna röstade lika i 1 av 2 omröstningar under 2025 där protokollen visar hur"
        " båda röstade; i 1 annan står det inte."
    )
    assert apart == "De röstade olika en gång: Avtal om busstrafik (Regionstyrelsen den 5 februari 2025, § 7)."


def test_two_parties_in_a_matter_of_its_own_are_not_held_against_each_other():
    assert read_question("Röstade C och S lika om avtalet?", 1000).compared_parties == ()
