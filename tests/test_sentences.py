from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.structure.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "Kostnaden är 63 miljoner kronor.| Arbetet startar 2025.",
        "Driftsättning sker den 9 april kl. 05.00 i länet.| Klart.",
        "Det gäller t.ex. Skellefteå.| Fler följer.",
        "Den inarbetas fr.o.m. 2028 i planen.| Sedan inte.",
        "Enligt 5 kap. 67 § kommunallagen.| Det gäller.",
        "Ökningen var 14.| Därefter sjönk den.",
        "1. Minska hyrberoendet",
        "Ledningen svarar ”ja.”| Nämnden svarar nej…| Varför?| Därför!",
        "Kravet är uppfyllt (se bilaga.)| Mer finns där.",
        "Det är klart.|\n• Nästa punkt",
        "reningsverk. vid ån",
        "  Ett.|  Två.  ",
        "Ingen punkt",
    ],
)
def test_sentences_end_where_they_are_marked(marked: str) -> None:
    assert sentences(marked.replace("|", "")) == [sentence.strip() for sentence in marked.split("|")]


def test_space_holds_no_sentence() -> None:
    assert sentences("") == sentences(" \n ") == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aÅ1 .!?…”)(§\n", max_size=80))
def test_nothing_but_space_is_lost_between_sentences(text: str) -> None:
    spans = list(split_sentences(text))
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    between = [text[edges[index] : edges[index + 1]] for index in range(0, len(edges), 2)]
    assert "".join(between).strip() == ""
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
