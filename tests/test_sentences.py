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
        "10. Minska hyrberoendet.| Det görs nu.",
        "Ledningen svarar ”ja.”| Nämnden svarar nej…| Varför?| Därför!",
        "Kravet är uppfyllt (se bilaga.)| Mer finns där.",
        "Det är klart.|\n• Nästa punkt",
        "reningsverk. vid ån",
        "Enligt prop. 2023/24:1 och bet. 2023/24:KU10 gäller skr. 2022/23:5, dir. 2020:1.| Det räcker.",
        "Närvarande var ordf. Anna Ek, v.ordf. Bo Al, ers. Karl Ek, bitr. Ida By och stf. Lo Ny.| Mötet öppnas.",
        "Läkaren är leg. Psykolog deltar, bl.a. Anna.| Nästa möte är tors. 5 maj, ons. 4 juni.",
        "Stödet ges till t. ex. Folkets hus, fr. o. m. 2024, jfr. Boverket och u.p.a. Bolaget.| Klart.",
        "Kostnaden är 5 tkr.| Arbetet startar, 12 st.| Nämnden köper en bil.| Den är röd, se bil. 3.",
        "Mötet hålls i dec.| Det är bestämt sedan dec. 2023.",
        "Budgeten är 10 mnkr. per år.",
        "Väntetiden är 30 min.| Målet är nått.| Det är en prop.| Ärendet läggs ned.",
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
