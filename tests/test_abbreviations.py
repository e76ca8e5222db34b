"""Abbreviations are learnt from the documents that explain them."""

from __future__ import annotations

import pytest

from service.question.abbreviations import explained_abbreviations, spelled_out


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
    assert explained_abbreviations([text]) == expected


def test_the_letters_of_a_party_behind_many_names_are_no_abbreviation() -> None:
    texts = ["Sjukvårdens vänner i partiet (SVP) yrkade.", "Pia Lundin (SVP)", "Viktoria Jansson (SVP)"]
    assert explained_abbreviations(texts) == {}


def test_the_name_written_most_is_taken() -> None:
    texts = ["Förvaltningens samverkansgrupp (FSG)"] * 2 + ["förvaltningens samverkansgrupp (FSG)"]
    assert explained_abbreviations(texts) == {"FSG": "Förvaltningens samverkansgrupp"}


def test_spelled_out() -> None:
    names = {"NUS": "Norrlands universitetssjukhus", "HSN": "Hälso- och sjukvårdsnämnden"}
    assert (
        spelled_out("NUS:s lokaler, HSN", names) == "Norrlands universitetssjukhus lokaler, Hälso- och sjukvårdsnämnden"
    )
    assert spelled_out("nusvenska BONUS", names) == "nusvenska BONUS"
    assert spelled_out("NUS", {}) == "NUS"
