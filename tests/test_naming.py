"""What a question names besides its matter."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.types import Document
from service.naming import Named, fits_body, fits_time, read_names

BODIES = ("Hälso- och sjukvårdsnämnden", "Hälso- och sjukvårdsutskottet", "Kommunfullmäktige", "Kommunstyrelsen")


def document(body: str | None, day: date | None) -> Document:
    return Document("d", "D", None, body, "minutes", day, "d.txt", None, "", "", ())


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("vad sa KF om planen", {"kommunfullmaktige"}),
        ("Vad bestämde fullmäktige?", {"kommunfullmaktige"}),
        ("kommunstyrelsens beslut om planen", {"kommunstyrelsen"}),
        ("mobil rontgen beslut HSN dec 2024", {"halso- och sjukvardsnamnden"}),
        ("halso- och sjukvardsnamnden i vasterbotten", {"halso- och sjukvardsnamnden"}),
        ("vad föreslog utskottet", {"halso- och sjukvardsutskottet"}),
        ("vad kostar bussen", set()),
    ],
)
def test_bodies(question: str, bodies: set[str]) -> None:
    assert read_names(question, BODIES).bodies == bodies


@pytest.mark.parametrize(
    ("question", "years", "months"),
    [
        ("beslut i december 2024", {2024}, {12}),
        ("HSN dec 2024", {2024}, {12}),
        ("mellan december 2023 och september 2024", {2023, 2024}, {9, 12}),
        ("vad hände den maj månad", set(), {5}),
        ("marsvin och augustpriset", set(), set()),
    ],
)
def test_times(question: str, years: set[int], months: set[int]) -> None:
    named = read_names(question, ())
    assert (named.years, named.months) == (years, months)


def test_what_fits() -> None:
    named = Named(frozenset({"kommunstyrelsen"}), frozenset({2024}), frozenset({12}))
    assert fits_body(named, document("Kommunstyrelsen", None)) == 1
    assert fits_body(named, document("Kommunfullmäktige", None)) == -1
    assert fits_body(named, document(None, None)) == -1
    assert fits_body(Named(), document("Kommunstyrelsen", None)) == 0
    assert fits_time(named, document(None, date(2024, 12, 17)))
    assert not fits_time(named, document(None, date(2023, 12, 17)))
    assert not fits_time(named, document(None, None))
    assert not fits_time(Named(years=frozenset({2024})), document(None, date(2024, 12, 17)))
