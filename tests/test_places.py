"""Where words stand in the documents, for evidence that no search finds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.base.types import Section
from service.staff.places import places, section_at
from tests.tiny_service import DECIDED, MINUTES, PLAN, PROPOSED

DOCUMENTS = (MINUTES, PLAN)


def found(written: str, documents=DOCUMENTS) -> list[tuple[str, str]]:
    return [(place.document.id, place.document.text[place.start : place.end]) for place in places(documents, written)]


@pytest.mark.parametrize("written", [DECIDED, f"  {DECIDED.upper()}", DECIDED.replace(" ", "\r\n")])
def test_words_that_are_enough_for_a_quote_are_the_place_themselves(written: str) -> None:
    assert found(written) == [("protokoll-1", DECIDED)]


def test_fewer_words_come_with_what_stands_after_them_in_the_section() -> None:
    ((document, words),) = found("nämnden beslutar att bygga")
    assert document == "protokoll-1"
    assert words.startswith(PROPOSED)
    assert words.endswith("- tak")


def test_words_that_stand_apart_are_found_in_each_section_that_holds_them_all() -> None:
    ((document, words),) = found("busstrafik avtalet")
    assert (document, words.startswith(DECIDED)) == ("protokoll-1", True)
    assert found("busstrafik cykelställ") == []


def test_words_in_a_row_go_before_words_apart() -> None:
    assert [document for document, _ in found("Kortare väntetider")] == ["plan-1"]
    assert len(found("väntetider")) == 1


def test_the_documents_come_in_the_order_they_are_given() -> None:
    other = replace(MINUTES, id="protokoll-2")
    assert [document for document, _ in found(DECIDED, (other, PLAN, MINUTES))] == ["protokoll-2", "protokoll-1"]


@pytest.mark.parametrize("written", ["", " \n", "månen", "(", "beslutar.*"])
def test_what_stands_nowhere_is_not_found(written: str) -> None:
    assert found(written) == []


def test_a_text_without_sections_can_be_looked_in() -> None:
    bare = replace(MINUTES, sections=(), text="Rubrik\nEn mening om månen.")
    assert [(place.start, place.end) for place in places([bare], "månen")] == [(20, 25)]
    assert section_at(bare, 3) == Section("", (), None, None, 0, 0)
