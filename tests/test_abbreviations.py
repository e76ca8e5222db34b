"""Abbreviations are learnt from the documents that explain them."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from indexer.abbreviations import abbreviations_in
from service.question.abbreviations import explained_abbreviations, spelled_out
from service.question.entities import Names


def explained(texts: Iterable[str]) -> dict[str, str]:
    return explained_abbreviations(found for text in texts for found in abbreviations_in(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vid Norrlands universitetssjukhus (NUS) i Umeå", {"NUS": "Norrlands universitetssjukhus"}),
        ("till beredningen för primärvård och tandvård (BPT)", {"BPT": "beredningen för primärvård och tandvård"}),
        ("årets medarbetarundersökning (MU) visar", {"MU": "medarbetarundersökning"}),
        ("enligt promemorian (SOU 2024:1)", {}),
        ("enligt skrivelsen (XYZ)", {}),
        ("(IVO)", {}),
    ],
)
def test_explained(text: str, expected: dict[str, str]) -> None:
    assert explained([text]) == expected


def test_the_letters_of_a_party_behind_many_names_are_no_abbreviation() -> None:
    texts = ["Sjukvårdens vänner i partiet (SVP) yrkade.", "Pia Lundin (SVP)", "Viktoria Jansson (SVP)"]
    assert explained(texts) == {}


def test_the_name_written_most_is_taken() -> None:
    texts = ["Förvaltningens samverkansgrupp (FSG)"] * 2 + ["förvaltningens samverkansgrupp (FSG)"]
    assert explained(texts) == {"FSG": "Förvaltningens samverkansgrupp"}


def test_spelled_out() -> None:
    names = {"NUS": "Norrlands universitetssjukhus", "HSN": "Hälso- och sjukvårdsnämnden"}
    assert (
        spelled_out("NUS:s lokaler, HSN", names) == "Norrlands universitetssjukhus lokaler, Hälso- och sjukvårdsnämnden"
    )
    assert spelled_out("nusvenska BONUS", names) == "nusvenska BONUS"
    assert spelled_out("NUS", {}) == "NUS"


def test_abbreviations_that_a_question_does_not_hold_are_not_looked_for_one_by_one(monkeypatch):
    names = Names(abbreviations={f"A{number}B": f"namn {number}" for number in range(1000)})
    tried: list[str] = []
    search = re.search
    monkeypatch.setattr("service.question.entities.re.search", lambda *each: tried.append(each[0]) or search(*each))
    assert names.abbreviated("Vad kostar A17B:s bro?") == (("A17B", "namn 17"),)
    assert names.expand_abbreviations("Vad kostar A17B:s bro?") == "Vad kostar namn 17 bro?"
    assert len(tried) == 1
