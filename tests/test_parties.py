"""Who acts: people with a party, and party groups."""

from __future__ import annotations

import pytest

from corpus.base.types import Actor
from corpus.vocabulary.parties import find_actors, party_letters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pia Lundin (SJVP) yrkar bifall.", [("Pia Lundin", "SJVP")]),
        (
            "Daniel Ekdahl (KD), Jenny Voittonen (SD) samt Nina Orefjärd (V) yrkar",
            [("Daniel Ekdahl", "KD"), ("Jenny Voittonen", "SD"), ("Nina Orefjärd", "V")],
        ),
        ("Ordförande Elina Backlund Arab (S) yrkar", [("Elina Backlund Arab", "S")]),
        ("Tjänstgörande ersättaren Mona Hammarstedt (KD) reserverar sig", [("Mona Hammarstedt", "KD")]),
        ("Ledamöterna från M, D, L och KD reserverar sig", [(None, "M"), (None, "D"), (None, "L"), (None, "KD")]),
        ("Representanterna från S, V och MP antecknar", [(None, "S"), (None, "V"), (None, "MP")]),
        ("Socialdemokraterna och Vänsterpartiet reserverar sig", [(None, "S"), (None, "V")]),
        ("Pia Lundin (SJVP), Pia Lundin (SJVP)", [("Pia Lundin", "SJVP")]),
        ("Nämnden beslutar enligt förslaget från förvaltningen.", []),
        ("Ett program för S:t Eriks sjukhus", []),
        ("Handlingsplan (HSN) beslutas", []),
    ],
)
def test_actors(text: str, expected: list[tuple[str | None, str]]) -> None:
    assert find_actors(text) == tuple(Actor(name, party) for name, party in expected)


@pytest.mark.parametrize(
    ("name", "letters"), [("m", "M"), ("Moderaterna", "M"), ("miljöpartiet de gröna", "MP"), ("SJVP", None)]
)
def test_letters(name: str, letters: str | None) -> None:
    assert party_letters(name) == letters
