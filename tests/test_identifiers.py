from __future__ import annotations

import pytest

from corpus.vocabulary.case_numbers import (
    find_case_numbers,
    find_paragraph_numbers,
    labelled_case_number,
    leading_case_number,
    normalise_case_number,
    parent_case_number,
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Handlingsplan 2024–2026, 23HSN2705", ("23HSN2705",)),
        ("se RS 2023-01234 och KS/2024:17.", ("RS 2023-01234", "KS/2024:17")),
        ("SLK-2024-00521, SLK-2024-00009:27", ("SLK-2024-00521", "SLK-2024-00009:27")),
        ("vad hände med 23hsn2705?", ("23hsn2705",)),
        ("24HSN96 samt åter 24HSN96", ("24HSN96",)),
        ("Dnr 0420/23 bereds, diarienummer: 2023/114", ("0420/23", "2023/114")),
        ("åren 2024-2027, 2024/2025 och 150/200", ()),
        ("SOU 2025:15, SOSFS 2008:18, (HSLF-FS 2022:62) och (Ds 2023:26)", ()),
        ("ISO 14001:2015", ()),
        ("", ()),
    ],
)
def test_case_numbers_are_found_as_written_in_order_each_once(text: str, numbers: tuple[str, ...]) -> None:
    assert find_case_numbers(text) == numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Diarienummer: 24HSN77", "24HSN77"),
        ("Ärendenummer SLK-2024-00074", "SLK-2024-00074"),
        ("Dnr. 0756/22", "0756/22"),
        ("dnr KS 2024/17", "KS 2024/17"),
        ("Handläggare: enheten för 24HSN77", None),
        ("Diarienummer saknas", None),
    ],
)
def test_a_labelled_case_number(text: str, number: str | None) -> None:
    assert labelled_case_number(text) == number


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("Ärendenummer SLK-2024-00074", "SLK-2024-00074", ""),
        ("0756/22 Redovisning av uppdrag", "0756/22", "Redovisning av uppdrag"),
        ("Dnr: KS/2024:17, Budget", "KS/2024:17", "Budget"),
        ("23HSN2705. Handlingsplan", "23HSN2705", "Handlingsplan"),
        ("Ärendenummer SLK:16342", "SLK:16342", ""),
        ("Ärendenummer", None, ""),
        ("Digitaliseringsstrategi 2025 – 2027", None, "Digitaliseringsstrategi 2025 – 2027"),
        ("2024 års budget", None, "2024 års budget"),
        ("Dnrs rubrik", None, "Dnrs rubrik"),
    ],
)
def test_the_case_number_that_a_heading_opens_with(text: str, number: str | None, rest: str) -> None:
    assert leading_case_number(text) == (number, rest)


@pytest.mark.parametrize(
    ("number", "normalised"),
    [
        ("23hsn2705", "23HSN2705"),
        ("RS 2023-01234", "RS2023-01234"),
        ("RS2023-01234", "RS2023-01234"),
        ("KS/2024:17", "KS2024-17"),
        ("ks 2024-17 ", "KS2024-17"),
        ("SLK-2024-00009:27", "SLK2024-00009-27"),
        ("0420/23", "0420-23"),
    ],
)
def test_case_numbers_are_compared_without_regard_to_case_and_separators(number: str, normalised: str) -> None:
    assert normalise_case_number(number) == normalised


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("§ 98, §99 och 100 §", ("§ 98", "§ 99", "§ 100")),
        ("Paragraf 12 och paragrafen 13", ("§ 12", "§ 13")),
        ("§ 098 är § 98", ("§ 98",)),
        ("enligt 5 kap. 67 § kommunallagen och 3 § brottsbalken", ()),
        ("31 kap 3 § i samma lag", ()),
        ("omedelbart justerad paragraf", ()),
        ("§ saknas, 12345 § likaså", ()),
    ],
)
def test_paragraph_numbers_of_minutes_but_not_of_laws(text: str, numbers: tuple[str, ...]) -> None:
    assert find_paragraph_numbers(text) == numbers


@pytest.mark.parametrize(
    ("number", "parent"),
    [
        ("SLK2024-00009-27", "SLK2024-00009"),
        ("23HSN2705-1", "23HSN2705"),
        ("0420-23-3", "0420-23"),
        ("SLK2024-00009", None),
        ("23HSN2705", None),
        ("0420-23", None),
    ],
)
def test_a_sub_number_belongs_to_its_parent(number, parent):
    assert parent_case_number(number) == parent
