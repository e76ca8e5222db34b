"""What was typed: cleaned, refused when it is nothing, and read for identifiers."""

from __future__ import annotations

from datetime import date

import pytest

from service.base.errors import InvalidQuery
from service.question.cleaning import clean_question
from service.question.entities import Names
from service.question.reading import read_question

A_AND_RING = "a\u030a"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("vad beslutades om regionavtalet", "vad beslutades om regionavtalet"),
        ("  vad\t\tbeslutades\r\nom avtalet ", "vad beslutades om avtalet"),
        ("avtalet\x00\x1b[31m och\x7f bussen", "avtalet [31m och bussen"),
        ("vad\u00a0blev\u202fdet\u2003av", "vad blev det av"),
        ("\ud800avtalet\udfff", "avtalet"),
        ("\ue000avtalet\U000f0000", "avtalet"),
        ("a\u030akermark", "åkermark"),
        ("bussen 🚌 går", "bussen 🚌 går"),
        ("\x00\u00a0\t", ""),
        ("", ""),
    ],
)
def test_what_cannot_be_seen_is_taken_out(typed, clean):
    assert clean_question(typed) == clean


@pytest.mark.parametrize("typed", ["", "   ", "\u00a0\u2003", "\x00\x01\x02", "\ud800", "\n" * 10_000])
def test_nothing_is_no_question(typed):
    with pytest.raises(InvalidQuery, match=r"^Skriv en fråga eller några sökord\.$"):
        read_question(typed, 1000)


@pytest.mark.parametrize("typed", ["🚌🚌🚌", "?!", "–", "👩‍⚕️", "\u200b", "§", "«…»"])
def test_signs_without_words_are_no_question(typed):
    with pytest.raises(InvalidQuery, match=r"^Frågan innehåller inga ord eller siffror\. Skriv en fråga"):
        read_question(typed, 1000)


def test_a_question_may_be_as_long_as_the_setting_says():
    assert read_question("å" * 1000, 1000).text == "å" * 1000
    # What is taken out does not count, and letters are counted as they are put together.
    assert read_question(f"  {A_AND_RING * 1000}\x00 ", 1000).text == "å" * 1000
    for length in (1001, 10_000):
        with pytest.raises(InvalidQuery) as refusal:
            read_question("å" * length, 1000)
        assert str(refusal.value) == f"Frågan är för lång: {length} tecken. Den får vara högst 1000 tecken."


@pytest.mark.parametrize(
    ("typed", "case_numbers", "paragraphs"),
    [
        ("23HSN2705", {"HSN2023-2705"}, set()),
        ("vad hände med 23hsn2705?", {"HSN2023-2705"}, set()),
        ("RS 2023-01234", {"RS2023-1234"}, set()),
        ("RS2023-01234 och KS/2024:17", {"RS2023-1234", "KS2024-17"}, set()),
        ("dnr 0420/23", {"420-23"}, set()),
        ("budget för åren 2024-2027", set(), set()),
        ("vad blev det av 2024", set(), set()),
        ("sou 2024:17 och SFS 2017:30", set(), set()),
        ("§ 98", set(), {"§ 98"}),
        ("§98 och § 099", set(), {"§ 98", "§ 99"}),
        ("vad står i paragraf 12", set(), {"§ 12"}),
        ("Paragrafen 12", set(), {"§ 12"}),
        ("98 §", set(), {"§ 98"}),
        ("5 kap. 67 § kommunallagen", set(), set()),
        ("ärendet i § 98, 23HSN2705", {"HSN2023-2705"}, {"§ 98"}),
    ],
)
def test_identifiers_are_read_in_any_writing(typed, case_numbers, paragraphs):
    read = read_question(typed, 1000)
    assert read.case_numbers == case_numbers
    assert read.paragraphs == paragraphs
    assert read.named == case_numbers | paragraphs


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("§ 98 den 4 september 2024", {date(2024, 9, 4)}),
        ("§ 98 2024-09-04 eller 2023-12-07", {date(2024, 9, 4), date(2023, 12, 7)}),
        ("§ 98 den 31 februari 2024", set()),
        ("§ 98 i september 2024", set()),
    ],
)
def test_days_are_read_in_words_and_figures(typed, dates):
    assert read_question(typed, 1000).dates == dates


def test_lexical_tokens_are_stems_without_common_words():
    assert read_question("Vad kostar de åtta avtalen?", 1000).tokens == ("kost", "ått", "avtal")
    # Typed without å, ä and ö it is looked up by folded stems.
    assert read_question("Vad kostar de atta avtalen?", 1000).tokens == ("~kost", "~att", "~avtal")


def test_a_question_of_common_words_has_no_tokens_but_is_one():
    assert read_question("Vad är det?", 1000).tokens == ()


def test_misspelt_words_are_corrected_but_not_names():
    meant = {"telfoner": "telefoner", "lundn": "lundin"}.get
    read = read_question("vilka telfoner har Lundn, telfoner?", 1000, spelling=meant)
    assert read.text == "vilka telefoner har Lundn, telefoner?"
    assert read.typed == "vilka telfoner har Lundn, telfoner?"
    assert read.spelling_corrections == (("telfoner", "telefoner"),)


def test_words_in_quotation_marks_are_phrases_and_stay_as_they_are():
    meant = {"telfoner": "telefoner"}.get
    read = read_question('vem köper "nya telfoner" och «gamla  bussar»?', 1000, spelling=meant)
    assert read.phrases == ("nya telfoner", "gamla bussar")
    assert read.text == read.typed
    assert read_question("vem köper telefoner?", 1000).phrases == ()


def test_what_abbreviations_stand_for_is_looked_up_too():
    read = read_question("vad kostar NUS", 1000, Names(abbreviations={"NUS": "Norrlands universitetssjukhus"}))
    assert read.expanded_text == "vad kostar Norrlands universitetssjukhus"
    assert {"~kost", "~nus", "~norrland", "~universitetssjukhus"} <= set(read.tokens)


def test_a_number_typed_as_a_figure_is_a_case_number_where_the_collection_holds_it() -> None:
    names = Names(case_numbers=frozenset({"KS2026-254"}))
    assert read_question("vad hände med 2026.254?", 1000, names).case_numbers == {"KS2026-254"}
    assert read_question("vad hände med 2026.255?", 1000, names).case_numbers == frozenset()
    assert read_question("vad hände med 2026.254?", 1000).case_numbers == frozenset()
