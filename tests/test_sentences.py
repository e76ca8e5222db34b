from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kostnaden är 63 miljoner kronor. Arbetet startar 2025.", ["Kostnaden är 63 miljoner kronor.", "Arbetet startar 2025."]),
        ("Driftsättning sker den 9 april kl. 05.00 i länet. Klart.", ["Driftsättning sker den 9 april kl. 05.00 i länet.", "Klart."]),
        ("Det gäller t.ex. Skellefteå. Fler följer.", ["Det gäller t.ex. Skellefteå.", "Fler följer."]),
        ("Den inarbetas fr.o.m. 2028 i planen. Sedan inte.", ["Den inarbetas fr.o.m. 2028 i planen.", "Sedan inte."]),
        ("Enligt 5 kap. 67 § kommunallagen. Det gäller.", ["Enligt 5 kap. 67 § kommunallagen.", "Det gäller."]),
        ("Ökningen var 14. Därefter sjönk den.", ["Ökningen var 14.", "Därefter sjönk den."]),
        ("1. Minska hyrberoendet", ["1. Minska hyrberoendet"]),
        ("Ledningen svarar ”ja.” Nämnden svarar nej… Varför? Därför!", ["Ledningen svarar ”ja.”", "Nämnden svarar nej…", "Varför?", "Därför!"]),
        ("Kravet är uppfyllt (se bilaga.) Mer finns där.", ["Kravet är uppfyllt (se bilaga.)", "Mer finns där."]),
        ("Det är klart.\n• Nästa punkt", ["Det är klart.", "• Nästa punkt"]),
        ("reningsverk. vid ån", ["reningsverk. vid ån"]),
        ("  Ett.  Två.  ", ["Ett.", "Två."]),
        ("Ingen punkt", ["Ingen punkt"]),
        ("   ", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="aÅ1 .!?…”)(§\n", max_size=80))
def test_nothing_but_space_is_lost_between_sentences(text: str) -> None:
    spans = list(split_sentences(text))
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    between = [text[edges[index] : edges[index + 1]] for index in range(0, len(edges), 2)]
    assert "".join(between).strip() == ""
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
