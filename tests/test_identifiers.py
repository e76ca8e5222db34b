from __future__ import annotations

import pytest

from corpus.vocabulary.case_numbers import (
    find_case_numbers,
    find_paragraph_numbers,
    labelled_case_number,
    leading_case_number,
    loosely_typed,
    matching_case_numbers,
    normalise_case_number,
    parent_case_number,
    trailing_case_number,
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
        ("2026.254 KS, 2022.088 SN-020 och KS-2025-00970", ("2026.254 KS", "2022.088 SN-020", "KS-2025-00970")),
        ("KS 2024-00117-3 i KS 2024/117", ("KS 2024-00117-3", "KS 2024/117")),
        ("2011/KS 0206 001 och KU.2017.3", ("2011/KS 0206", "KU.2017.3")),
        ("Bun/2023:118 041, VON/2019:82", ("Bun/2023:118", "VON/2019:82")),
        ("NKBY/482/01.01.01.07/2022", ("NKBY/482/01.01.01.07/2022",)),
        ("(KS/KF 2015:133.420) och PEU 21/2020", ("KS/KF 2015:133", "PEU 21/2020")),
        ("Dnr 2024:11", ("2024:11",)),
        ("Diarienummer 00382/20231.1.7", ("00382/2023",)),
        ("vad hände med ks 2024/117 och 2026.254 ks?", ("ks 2024/117", "2026.254 ks")),
        ("Vårdbesök – Mål 2024: 12; Utfall 2023: 11", ()),
        ("KS 2026 / 254", ("KS 2026 / 254",)),
        ("styrmodell (KF 2024-11-06, §149)", ()),
        ("prop. 2017/18:151, lag (2017:725) och plan 2026-2027", ()),
        ("", ()),
    ],
)
def test_case_numbers_are_found_as_written_in_order_each_once(text: str, numbers: tuple[str, ...]) -> None:
    assert find_case_numbers(text) == numbers


@pytest.mark.parametrize(
    "typed",
    [
        "ks 2024-118",
        "Ks 2024/118",
        "ks2024-118",
        "KS 2024–118",
        "KS 2024 / 118",
        "ks 118/2024",
        "ks 24/118",
        "KS24-118",
    ],
)
def test_a_typed_number_is_found_in_any_writing(typed: str) -> None:
    (found,) = find_case_numbers(f"Hur gick det med {typed}?")
    assert normalise_case_number(found) == "KS2024-118"


@pytest.mark.parametrize(
    "text",
    ["mål 2023-2025", "läsåret 23/24", "prop 23/24:118", "den 12/3 2024", "tel 08-123456", "nr 3/2023", "Ek 12:118"],
)
def test_other_figures_behind_a_word_are_none(text: str) -> None:
    assert find_case_numbers(f"Hur gick det med {text}?") == ()


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
        ("2026.254 KS", "2026.254 KS", ""),
        ("DNR: KU.2017.3", "KU.2017.3", ""),
        ("KS KF/2022:7", "KS KF/2022:7", ""),
        ("Diarienummer 00382/20231.1.7", "00382/2023", ""),
        ("Bun/2023:118 041", "Bun/2023:118", ""),
    ],
)
def test_the_case_number_that_a_heading_opens_with(text: str, number: str | None, rest: str) -> None:
    assert leading_case_number(text) == (number, rest)


@pytest.mark.parametrize(
    ("text", "number", "rest"),
    [
        ("Handlingar för slutförvaring Bun/2019:810 004", "Bun/2019:810", "Handlingar för slutförvaring"),
        ("Budget (KS 2024-117)", "KS 2024-117", "Budget"),
        ("Avtal om bad, dnr 2024/117", "2024/117", "Avtal om bad"),
        ("Remiss SOU 2023:55", None, "Remiss SOU 2023:55"),
        ("Budget och plan 2026-2027", None, "Budget och plan 2026-2027"),
        ("Arbetsvärdering 01TOI060", None, "Arbetsvärdering 01TOI060"),
    ],
)
def test_the_case_number_that_a_heading_ends_with(text: str, number: str | None, rest: str) -> None:
    assert trailing_case_number(text) == (number, rest)


@pytest.mark.parametrize(
    ("number", "normalised"),
    [
        ("23hsn2705", "HSN2023-2705"),
        ("RS 2023-01234", "RS2023-1234"),
        ("RS2023-01234", "RS2023-1234"),
        ("2023.1234 RS", "RS2023-1234"),
        ("2023/RS 01234", "RS2023-1234"),
        ("rs 1234/2023", "RS2023-1234"),
        ("Dnr: RS 2023-1234", "RS2023-1234"),
        ("KS/2024:17", "KS2024-17"),
        ("KU.2017.3", "KU2017-3"),
        ("ks 2024-17 ", "KS2024-17"),
        ("KS 2024-00117-3", "KS2024-117-3"),
        ("SLK-2024-00009:27", "SLK2024-9-27"),
        ("NKBY/482/01.01.01.07/2022", "NKBY2022-482"),
        ("0420/23", "420-23"),
        ("2024:11", "2024-11"),
        ("00382/2023", "382-2023"),
        ("BU 24/118", "BU2024-118"),
        ("bu24-118", "BU2024-118"),
        ("KS 117/24", "KS2024-117"),
        ("KS 12/24", "KS12-24"),
    ],
)
def test_no_way_of_writing_a_case_number_changes_what_it_is_compared_by(number: str, normalised: str) -> None:
    assert normalise_case_number(number) == normalised


@pytest.mark.parametrize(
    ("one", "other"), [("KS 2024-117", "KS 2024-1170"), ("KS 2024-17", "KS 2023-17"), ("KS 2024-17", "BUN 2024-17")]
)
def test_a_neighbour_is_another_matter(one: str, other: str) -> None:
    assert normalise_case_number(one) != normalise_case_number(other)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("§ 98, §99 och 100 §", ("§ 98", "§ 99", "§ 100")),
        ("Paragraf 12 och paragrafen 13", ("§ 12", "§ 13")),
        ("§ 098 är § 98", ("§ 98",)),
        ("vad beslutades i § 41 a och § 42 i protokollet?", ("§ 41 a", "§ 42")),
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
        ("SLK2024-9-27", "SLK2024-9"),
        ("HSN2023-2705-1", "HSN2023-2705"),
        ("420-23-3", "420-23"),
        ("SLK2024-9", None),
        ("HSN2023-2705", None),
        ("420-23", None),
    ],
)
def test_a_sub_number_belongs_to_its_parent(number, parent):
    assert parent_case_number(number) == parent


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("KS2024-117", {"KS2024-117"}),
        ("KS2024-117-3", {"KS2024-117"}),
        ("BUN2024-9", {"BUN2024-9-1", "BUN2024-9-2"}),
        ("2024-118", {"KS2024-118"}),
        ("2024-117", set()),
        ("KS2024-1170", set()),
        ("KS2024-11", set()),
    ],
)
def test_what_a_typed_number_means_among_the_known_ones(typed: str, meant: set[str]) -> None:
    known = {"KS2024-117", "BUN2024-117", "KS2024-118", "KS2023-117", "BUN2024-9-1", "BUN2024-9-2"}
    assert matching_case_numbers(typed, known) == meant


_HELD = frozenset(
    map(
        normalise_case_number,
        ["2026.254 KS", "2026.255 KS", "2026.254 BUN", "00382/2023", "KS 100/2024-008", "2024/117 SN", "2026.007 KUN"],
    )
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("vad beslutades i 382/2023?", "382-2023"),
        ("00382/2023", "382-2023"),
        ("KS 2026 254", "KS2026-254"),
        ("vad hände med bun 2026 254", "BUN2026-254"),
        ("2026.255", "KS2026-255"),
        ("ärende 2026-00255", "KS2026-255"),
        ("117/2024", "SN2024-117"),
        ("kun 2026 7", "KUN2026-7"),
        ("2024.100", "KS2024-100-8"),
    ],
)
def test_a_number_typed_loosely_is_that_of_the_one_matter_it_can_be(typed: str, meant: str) -> None:
    assert list(loosely_typed(typed, _HELD).values()) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "2026.254",  # two bodies have it
        "383/2023",
        "KS 2026 256",
        "budget 2026 254 miljoner",
        "höjs med 2026.007 kr",
        "läsåret 2025/2026",
        "2024-11-07",
    ],
)
def test_no_neighbour_and_no_figure_is_taken_for_a_matter(text: str) -> None:
    assert loosely_typed(text, _HELD) == {}
