"""A sentence that says how many there are is told with the list of as many, further on in its section."""

from __future__ import annotations

import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import parse_document
from service.answers.evidence.list_expansion import announced
from tests.test_wording import select

TEXT = (
    "# Om planen\n\nKort.\n\n# Områden\n\nPlanen anger {count} områden som ska vägleda arbetet.\n\n"
    "Områdena är:\n\n- läsning\n- deltagande\n- digitalt innehåll\n\n# Bakgrund\n\nDet finns {count} bakgrunder.\n"
)


def document(count: str) -> Document:
    return parse_document("plan", "plan.md", TEXT.format(count=count), "0" * 64)


def test_as_many_items_as_the_sentence_counts_are_its_list() -> None:
    listed = announced(select(document("tre"), "Planen"), 500)
    assert listed is not None
    assert listed.unit.kind == "list"
    assert [line.strip("- ") for line in listed.unit.text.splitlines()] == [
        "Områdena är:",
        *("läsning", "deltagande", "digitalt innehåll"),
    ]


@pytest.mark.parametrize(
    ("count", "words", "room"),
    [
        ("fyra", "Planen", 500),  # another number
        ("några", "Planen", 500),  # none
        ("tre", "Det finns", 500),  # the list stands in the section before
        ("tre", "Planen", 20),  # no room
    ],
)
def test_another_list_or_one_without_room_is_not(count: str, words: str, room: int) -> None:
    assert announced(select(document(count), words), room) is None
