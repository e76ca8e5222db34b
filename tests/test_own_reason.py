"""Why somebody wanted something, by their own words in a matter that may be called something else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.base.types import Document
from service.answers.plans.own_reason import PLAN
from service.question.intent import Intent
from service.question.reading import read_question
from service.register.own_words import AllOwnWords
from tests.paper_minutes import BOARD, indexed, matter, minutes
from tests.test_settled_matter import reply, words

OLDER = "Eva Ek (C) antecknar följande till protokollet: Färjan är för liten.\n\n"
SAID = "Färjan blir för dyr. Det beror på att ingen räknade på bränslet."
NOTE = f"Eva Ek (C) antecknar följande till protokollet: {SAID}\n\n"


def board(day: str, note: str) -> Document:
    return minutes(BOARD, day, matter(1, "Val av ombud", "Ombudet utses.") + f"Protokollsanteckningar\n\n{note}")


def said(text: str) -> str:
    question = replace(read_question(text, 1000), intents=(Intent.WHY,), sure_intents=frozenset({Intent.WHY}))
    assert PLAN.applies(question)
    found = reply(PLAN, question, board("2024-03-05", NOTE), board("2023-03-07", OLDER))
    return words(found) if found else ""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Varför var Eva Ek emot färjan?", SAID),
        ("Varför var C emot färjan?", SAID),
        ("Varför var Eva Ek emot färjan 2023?", "Färjan är för liten."),
        ("Varför var Pia Lundin emot färjan?", ""),
        ("Varför var Eva Ek emot simhallen?", ""),
    ],
)
def test_why_is_told_by_the_newest_words_of_whoever_is_named(question, told):
    assert told in said(question)
    assert bool(said(question)) is bool(told)


def test_only_words_of_their_own_are_found_by_any_form_and_by_the_heading():
    mere = "Reservationer\n\nPia Lundin (SJVP) reserverar sig mot beslutet.\n\n"
    document = minutes(
        BOARD, "2024-03-05", matter(1, "Val av ombud", "Ombudet utses.") + mere + f"Protokollsanteckningar\n\n{NOTE}"
    )
    own = AllOwnWords(treatment for treatment in indexed(document))
    assert [actor.name for actor in own[0].statement.actors] == ["Eva Ek"]
    assert own.with_word("färjorna") == own.with_word("ombud") == {0: 1.0}
    assert own.with_word("reserverar") == own.with_word("simhallen") == {}
