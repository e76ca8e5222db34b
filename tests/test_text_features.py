"""What a text states: figures, days, identifiers and words in forms that can be compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.base.text_features import Figure, Moment, figures_of, identifiers_of, moments_of, party_of, words_of


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("150 910 744 kronor", [Figure(Decimal(150910744))]),
        ("1\u00a0250\u00a0000", [Figure(Decimal(1250000))]),
        ("3,5 procent och 3.5 %", [Figure(Decimal("3.5"), percent=True)] * 2),
        ("3,50", [Figure(Decimal("3.5"))]),
        ("464 mnkr", [Figure(Decimal(464), Decimal(1_000_000))]),
        ("2 miljarder", [Figure(Decimal(2), Decimal(1_000_000_000))]),
        ("Tre av tolv", [Figure(Decimal(3)), Figure(Decimal(12))]),
        ("SFS 2017:725", [Figure("2017:725")]),
        ("åren 2024–2026", [Figure(Decimal(2024)), Figure(Decimal(2026))]),
        # The figures of days and case numbers are no figures of their own.
        ("den 17 december 2024, 2024-12-17, ärende 24RS17", []),
        ("artonhundra två", [Figure(Decimal(2))]),
    ],
)
def test_figures_are_read_in_any_writing(text, figures):
    assert list(figures_of(text)) == figures


def test_a_figure_is_worth_its_scale():
    (one,), (other,) = figures_of("1,2 miljoner"), figures_of("1 200 000")
    assert one.value == other.value == Decimal(1_200_000)
    assert one != other


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("2024-12-17", [Moment(2024, 12, 17)]),
        ("den 17 december 2024", [Moment(2024, 12, 17)]),
        ("17–18 juni 2024", [Moment(2024, 6, 17), Moment(2024, 6, 18)]),
        ("den 3 mars", [Moment(None, 3, 3)]),
        ("december 2024", [Moment(2024, 12)]),
        ("2024-12", [Moment(2024, 12)]),
        ("i maj", [Moment(None, 5)]),
        ("2024", []),
        ("KS 2024-17", []),
    ],
)
def test_days_are_read_as_far_as_they_are_told(text, moments):
    assert list(moments_of(text)) == moments


def test_identifiers_are_compared_in_one_form():
    assert identifiers_of("RS 2023-01234, § 98") == identifiers_of("RS2023-01234 och 98 §") == {"RS2023-1234", "§ 98"}


def test_words_know_their_stem_and_how_they_stand():
    words = words_of("Nämnden hörde Pia Lundin (SJVP). Beslutet, för 2 år")
    assert [word.text for word in words] == ["Nämnden", "hörde", "Pia", "Lundin", "SJVP", "Beslutet", "för", "år"]
    assert [word.text for word in words if word.opens] == ["Nämnden", "Beslutet"]
    assert [word.text for word in words if word.joined] == ["hörde", "Pia", "Lundin", "SJVP"]
    assert words[5].stem == words_of("beslut")[0].stem
    assert words[6].stem is None


@pytest.mark.parametrize(("word", "letters"), [("V", "V"), ("v", None), ("Vänsterpartiets", "V"), ("om", None)])
def test_a_party_is_known_by_its_letters_or_its_name(word, letters):
    assert party_of(word) == letters
