"""Who held a role, asked of what the minutes say of those present."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.base.types import Document
from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from service.answers.plan import Draft, Found
from service.answers.plans import role_of_body
from service.answers.plans.role_holder import PLAN, people_asked_for
from service.answers.role_answers import line_of
from service.question.entities import Names
from service.question.reading import read_question
from service.register.library import LoadedLibrary
from service.register.records import Records
from tests.test_record_plans import Held
from tests.word_models import WORD_CALIBRATION

NAMES = Names(bodies=("Regionstyrelsen", "Hälso- och sjukvårdsnämnden"))


def minutes(name: str, body: str, day: date, chair: str) -> Document:
    text = (
        f"Beslutande\n{chair} (S), ordförande\nViktoria Jansson (M), vice ordförande\nPia Lundin (SJVP)\n\n"
        "Sekreterare\nMaria Öhman\n\n§ 1 Val av justerare\n\nBeslut\n\n"
        "att utse Pia Lundin (SJVP) att justera protokollet."
    )
    return parse_document(name, f"{name}.txt", text, "", Metadata(name, "Region Exempel", body, "minutes", day))


OLD = minutes("a", "Regionstyrelsen", date(2023, 1, 10), "Lars Åström")
NEW = minutes("b", "Regionstyrelsen", date(2024, 1, 10), "Elina Backlund Arab")
BOARD = minutes("c", "Hälso- och sjukvårdsnämnden", date(2024, 2, 10), "Torgny Jarl")


def asked(question: str, found_in: Document = NEW) -> list[tuple[str, str]]:
    read = read_question(question, 1000, NAMES)
    found = people_asked_for(read, LoadedLibrary((OLD, NEW, BOARD)), found_in) if PLAN.applies(read) else ()
    return [(document.id, person.name) for document, person in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Vem är ordförande i regionstyrelsen?", [("b", "Elina Backlund Arab")]),
        ("Vem var regionstyrelsens ordförande i januari 2023?", [("a", "Lars Åström")]),
        ("Vem är ordförande i hälso- och sjukvårdsnämnden?", [("c", "Torgny Jarl")]),
        ("Vem är ordförande?", [("b", "Elina Backlund Arab")]),
        ("Vem är vice ordförande i regionstyrelsen?", [("b", "Viktoria Jansson")]),
        ("Vem var sekreterare?", [("b", "Maria Öhman")]),
        ("Vem justerade protokollet?", [("b", "Pia Lundin")]),
        ("Vem justerade § 96?", [("b", "Pia Lundin")]),
        ("Vad sa regionstyrelsens ordförande om bussarna?", []),
        # Nothing is held of that body: its chair is not the one of another.
        ("Vem är ordförande i byggnadsnämnden?", []),
    ],
)
def test_roles(question: str, expected: list[tuple[str, str]]) -> None:
    assert asked(question) == expected


def test_what_is_said_beside_the_role_stands_in_the_title() -> None:
    text = (
        "§ 1 Justering\n\nBeslut\n\nFörste vice, tillika tjänstgörande ordföranden Per By (V) justerar dagens protokoll"
        " tillsammans med ordföranden Anna Ek (S).\n"
    )
    document = parse_document(
        "d", "d.txt", text, "", Metadata("d", "Region Exempel", "Regionstyrelsen", "minutes", date(2024, 3, 1))
    )
    read = read_question("Vem var tjänstgörande ordförande i regionstyrelsen?", 1000, NAMES)
    found = people_asked_for(read, LoadedLibrary((document,)), document)
    assert {person.name for _, person in found} == {"Per By"}
    other = read_question("Vem är ordförande i revisionen?", 1000, NAMES)
    assert people_asked_for(other, LoadedLibrary((document,)), document) == ()


def test_the_line_names_the_person_in_the_role() -> None:
    ((document, person),) = people_asked_for(
        read_question("Vem är ordförande?", 1000, NAMES), LoadedLibrary((NEW,)), NEW
    )
    span = line_of(document, person)
    assert "Elina Backlund Arab (S), ordförande" in document.text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("Vem är ordförande i nämnden?", True),
        ("Vem var förste vice ordförande?", True),
        ("Vem svarade på frågan till ordföranden?", False),
        ("Vad är en ordförande?", False),
    ],
)
def test_questions_about_nothing_but_a_role(question: str, plain: bool) -> None:
    read = read_question(question, 1000)
    assert (PLAN.applies(read) and read.role.alone) is plain


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Vem ledde regionstyrelsen den 10 januari 2023?", "10 januari 2023 var Lars Åström (S) ordförande."),
        ("Vem ledde regionstyrelsen 2023?", "10 januari 2023 var Lars Åström (S) ordförande."),
        ("Vem är ordförande i regionstyrelsen?", "10 januari 2024 var Elina Backlund Arab (S) ordförande."),
        ("Vem var ordförande i regionstyrelsen 2021?", None),
        ("Vem ledde regionstyrelsen den 3 maj 2023?", None),
        ("Vem är ordförande?", None),
    ],
)
def test_the_role_in_a_body_is_told_by_all_its_meetings(question: str, told: str | None) -> None:
    records = Records([OLD, NEW, BOARD])
    read = read_question(question, 1000, NAMES)
    found = Found(read, (), Held(records), WORD_CALIBRATION)
    reply = role_of_body.PLAN.answer(read, found, records) if role_of_body.PLAN.applies(read) else None
    said = [sentence.text for sentence in reply.sentences] if isinstance(reply, Draft) else []
    assert said == ([f"Enligt protokollet från regionstyrelsen den {told}"] if told else [])


COMMITTEE = parse_document(
    "e",
    "e.txt",
    "Beslutande\nEva Ek (S), ordförande\nJan By (M)\nAnna Al (SD)\nBo Ek (M)\n\nErsättare\nLo Ny (S)\n\n"
    "§ 1 Öppnande\n\nMötet öppnas.",
    "",
    Metadata("e", "Region Exempel", "Regionstyrelsen", "minutes", date(2024, 5, 3)),
)
TOLD = "Enligt protokollet från regionstyrelsen den 3 maj 2024 deltog"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Vilka är ledamöter i regionstyrelsen?", "3 ledamöter: Jan By (M), Anna Al (SD) och Bo Ek (M)."),
        ("Hur många ledamöter har M i regionstyrelsen?", "2 ledamöter: Jan By (M) och Bo Ek (M)."),
        ("Vem är ersättare i regionstyrelsen?", "Lo Ny (S) som ersättare."),
        ("Vilka är ledamöter i regionstyrelsen för KD?", None),
        ("Vilka ledamöter reserverade sig i regionstyrelsen?", None),
    ],
)
def test_members_and_substitutes_are_those_who_took_part(question: str, told: str | None) -> None:
    records = Records([OLD, COMMITTEE])
    read = read_question(question, 1000, NAMES)
    found = Found(read, (), Held(records), WORD_CALIBRATION)
    reply = role_of_body.PLAN.answer(read, found, records) if role_of_body.PLAN.applies(read) else None
    said = [sentence.text for sentence in reply.sentences] if isinstance(reply, Draft) else []
    assert said == ([f"{TOLD} {told}"] if told else [])
