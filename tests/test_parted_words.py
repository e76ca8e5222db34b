"""Words that a page sets, or a font, or a program parts: put together where the language's words are certain."""

from __future__ import annotations

import pytest

from corpus.formats.pdf.letter_spaced import with_letters_together
from corpus.formats.pdf.page import Piece
from corpus.structure.lost_dots import with_dots_back
from corpus.structure.spaced_letters import closed_up


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("vara högst 55 d B maximal nivå", "vara högst 55 dB maximal nivå"),
        ("tillkommande bebyg gelse ansluts", "tillkommande bebyggelse ansluts"),
        ("Att känna try gghet oc h värme", "Att känna trygghet och värme"),
        ("På vardagar stängs det, alla d agar annars", "På vardagar stängs det, alla dagar annars"),
        # Abbreviations, letters of alternatives, and two words as they are
        ("brister i t ex ventilation", "brister i t ex ventilation"),
        ("I alternativ c har vi sett att p läge är bäst", "I alternativ c har vi sett att p läge är bäst"),
        ("för de som bor där, då det är så", "för de som bor där, då det är så"),
        ("GR:s egna medel från MP, S och V den 4 maj", "GR:s egna medel från MP, S och V den 4 maj"),
    ],
)
def test_a_word_in_two_parts_is_put_together_where_they_are_none(written: str, read: str) -> None:
    assert closed_up(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("SAMLA ekonomiska anslag fo r a r 2027", "SAMLA ekonomiska anslag för år 2027"),
        ("svar fo r fo rsta linjens psykiska oha lsa", "svar för första linjens psykiska ohälsa"),
        ("fo rutsa ttningar fo r att ta ett sto rre ansvar", "förutsättningar för att ta ett större ansvar"),
        # «är» or «år»: nothing tells
        ("fo r ett a r sedan", "för ett a r sedan"),
        ("De bra arbetena får a och o", "De bra arbetena får a och o"),
    ],
)
def test_rings_and_dots_come_back_where_one_word_alone_is_meant(written: str, read: str) -> None:
    assert with_dots_back(written) == read


def _line(*words: tuple[str, float]) -> list[Piece]:
    """Words with the space behind each, set in 10 points, five points a letter."""
    pieces, at = [], 0.0
    for text, space in words:
        pieces.append(Piece(text, at, 0, at + 5 * len(text), 10, 10))
        at += 5 * len(text) + space
    return pieces


def test_letters_set_apart_are_words_where_wider_space_parts_them() -> None:
    heading = _line(("H", 2), ("åll", 2), ("b", 2), ("ar", 5), ("han", 2), ("d", 2), ("el", 0))
    assert [word.text for word in with_letters_together(heading)] == ["Hållbar", "handel"]


def test_short_words_stay_words() -> None:
    sentence = _line(("Vi", 2), ("har", 2), ("en", 2), ("bil", 2), ("i", 2), ("år", 0))
    assert list(with_letters_together(sentence)) == sentence
