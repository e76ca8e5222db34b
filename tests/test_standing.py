"""How treatments of one matter stand among each other."""

from __future__ import annotations

from datetime import date

from corpus.base.types import Document
from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from service.register.standing import Standing, standings

TABLED = "Ärendet bordläggs till nästa sammanträde."
PROPOSED = "Kommunstyrelsen föreslår att kommunfullmäktige beslutar:\n\nPlanen antas."
APPROVED = "Planen antas."


def minutes(name: str, body: str, day: date, decision: str, heading: str = "Plan för vatten") -> Document:
    text = f"§ 7 {heading}\nDiarienummer: KS 2024-00017\n\nBeslut\n\n{decision}"
    return parse_document(name, f"{name}.txt", text, "", Metadata(name, "Exempels kommun", body, "minutes", day))


def test_the_decision_that_settles_a_matter_surpasses_the_others() -> None:
    found = standings(
        [
            minutes("a", "Kommunstyrelsen", date(2024, 1, 10), TABLED),
            minutes("b", "Kommunstyrelsen", date(2024, 2, 7), PROPOSED),
            minutes("c", "Kommunfullmäktige", date(2024, 2, 29), APPROVED),
            minutes("d", "Kommunfullmäktige", date(2024, 3, 21), TABLED),
        ]
    )
    assert {place[0]: standing for place, standing in found.items()} == {
        "a": Standing("tabled", surpassed=True),
        "b": Standing("recommended", surpassed=True),
        "c": Standing("approved"),
        "d": Standing("tabled", surpassed=True),
    }


def test_of_two_decisions_the_later_one_stands() -> None:
    first = minutes("a", "Kommunfullmäktige", date(2024, 1, 10), APPROVED)
    second = minutes("b", "Kommunfullmäktige", date(2024, 5, 10), "Motionen avslås.")
    assert [standing.surpassed for standing in standings([second, first]).values()] == [False, True]


def test_one_number_for_many_matters() -> None:
    one = minutes("a", "Kommunstyrelsen", date(2024, 1, 10), APPROVED, "Rapport om skolor")
    other = minutes("b", "Kommunstyrelsen", date(2024, 2, 10), APPROVED, "Rapport om vägar")
    assert not any(standing.surpassed for standing in standings([one, other]).values())
