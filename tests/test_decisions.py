"""Decisions as data: clauses, status, outcome and who decides in the end."""

from __future__ import annotations

from datetime import date

from corpus.base.types import Decision, Document, Kind
from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document


def read(text: str, body: str = "Kommunstyrelsen", kind: Kind = "minutes") -> Document:
    metadata = Metadata("Titel", "Exempels kommun", body, kind, date(2024, 9, 4))
    return parse_document("d", "d.txt", text, "", metadata)


def told(document: Document) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
    return [
        (
            decision.status,
            decision.outcome,
            decision.deciding_body,
            tuple(" ".join(item.split()) for item in decision.items),
        )
        for decision in document.decisions
    ]


def text_of(document: Document, decision: Decision) -> str:
    return " ".join(document.text[decision.start : decision.end].split())


def test_clauses_behind_the_body_that_decides() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut:\n\nKommunstyrelsen beslutar\n\natt fastställa planen; samt\n\natt lägga rapporten till "
        "handlingarna.\n\nBakgrund\n\nKommunfullmäktige beslutade 2023 att utreda frågan."
    )
    assert told(document) == [
        ("decided", "approved", "Kommunstyrelsen", ("att fastställa planen", "att lägga rapporten till handlingarna."))
    ]
    (decision,) = document.decisions
    assert (decision.id, decision.date, decision.recommends) == ("d1", date(2024, 9, 4), None)
    assert text_of(document, decision).startswith("Kommunstyrelsen beslutar att fastställa planen; samt")


def test_what_is_sent_up_is_recommended() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\nKommunstyrelsen tillstyrker förvaltningens förslag och föreslår att kommunfullmäktige "
        "beslutar:\n\nDen av Nina Orefjärd väckta motionen avslås."
    )
    assert told(document) == [
        ("proposed", "recommended", "Kommunfullmäktige", ("Den av Nina Orefjärd väckta motionen avslås.",))
    ]
    assert document.decisions[0].recommends == "rejected"


def test_own_decision_and_proposal_in_the_same_matter() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\nNämnden beslutar att föreslå regionstyrelsen besluta\n\natt fördela bidraget.\n\n"
        "Nämnden beslutar för egen del\n\natt uppdra åt direktören att fördela det.",
        body="Hälso- och sjukvårdsnämnden",
    )
    assert told(document) == [
        ("proposed", "recommended", "Regionstyrelsen", ("att fördela bidraget.",)),
        ("decided", "approved", "Hälso- och sjukvårdsnämnden", ("att uppdra åt direktören att fördela det.",)),
    ]


def test_clauses_that_part_ways_are_decisions_of_their_own() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\nEnligt förvaltningens förslag:\n\n1. Motionen bifalls i den del som rör vägar.\n\n"
        "2. Motionen avslås i övrigt.\n\n3. Redovisningen antecknas."
    )
    assert [(decision.outcome, len(decision.items)) for decision in document.decisions] == [
        ("approved", 1),
        ("rejected", 1),
        ("noted", 1),
    ]
    assert text_of(document, document.decisions[1]) == "2. Motionen avslås i övrigt."


def test_two_leading_lines() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\nEnligt punkt 1 i förslaget:\n\nÅrsrapporten godkänns.\n\nPå förslag av Pia "
        "Lundin (SJVP):\n\n"
        "Punkterna 2–12 bordläggs till sammanträdet den 21 februari 2024."
    )
    assert [decision.outcome for decision in document.decisions] == ["approved", "tabled"]


def test_a_floor_proposal_to_refer_back_that_was_carried() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\nEnligt återremissyrkande från M och KD:\n\nNämnden får i uppdrag att bereda "
        "ärendet på nytt."
    )
    assert [decision.outcome for decision in document.decisions] == ["referred_back"]


def test_what_follows_a_numbered_clause_belongs_to_it() -> None:
    document = read(
        "§ 1 Rubrik\n\nBeslut\n\n1. Nyckeltalen justeras enligt följande:\n\nYtterstaden: 40 kvm.\n\n2. Planen antas."
    )
    (decision,) = document.decisions
    assert [" ".join(item.split()) for item in decision.items] == [
        "1. Nyckeltalen justeras enligt följande: Ytterstaden: 40 kvm.",
        "2. Planen antas.",
    ]


def test_the_highest_body_proposes_to_no_one() -> None:
    document = read("§ 1 Rubrik\n\nBeslut\n\nHemställan från bolaget tillstyrks.", body="Kommunfullmäktige")
    assert told(document) == [("decided", "approved", "Kommunfullmäktige", ("Hemställan från bolaget tillstyrks.",))]


def test_what_stands_under_beslut_and_decides_nothing() -> None:
    document = read("§ 1 Anmälan av jäv\n\nBeslut\n\nIngen ansåg sig förhindrad att delta.")
    assert told(document) == [
        ("information", "noted", "Kommunstyrelsen", ("Ingen ansåg sig förhindrad att delta.",)),
    ]


def test_sentences_of_a_summary() -> None:
    document = read(
        "Ny plan\n\nPlanen är bra. Regionstyrelsen har beslutat att fastställa planen. Styrelsen ger direktören "
        "i uppdrag att "
        "följa upp den. Regionfullmäktige har beslutat om budgeten.\n\nEn motion\n\nNina Orefjärd (V) föreslår "
        "att bussar "
        "köps. Regionstyrelsen föreslår att regionfullmäktige beslutar att motionen anses besvarad.",
        body="Regionstyrelsen",
        kind="summary",
    )
    assert told(document) == [
        ("decided", "approved", "Regionstyrelsen", ("att fastställa planen.",)),
        ("decided", "approved", "Regionstyrelsen", ("Styrelsen ger direktören i uppdrag att följa upp den.",)),
        ("proposed", "recommended", "Regionfullmäktige", ("att motionen anses besvarad.",)),
    ]
    assert document.decisions[2].recommends == "answered"


def test_spans_are_exact_and_in_order() -> None:
    document = read("§ 1 A\n\nBeslut\n\nPlanen antas.\n\n§ 2 B\n\nBeslut\n\nRapporten antecknas.")
    assert [text_of(document, decision) for decision in document.decisions] == ["Planen antas.", "Rapporten antecknas."]
    assert [decision.id for decision in document.decisions] == ["d1", "d2"]
