"""Search within one document: the blocks that hold the words, in every form, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.text import one_line
from corpus.base.types import Document, Section
from corpus.vocabulary.case_numbers import find_case_numbers, normalise_case_number
from indexer.tokens import word_spans
from indexer.word_forms import tokens_of
from service.base.links import page_at
from service.register.word_forms import Sought, holds_phrases, read_words
from service.web.marked_text import Segments, mark_best

_EXCERPT_CHARS = 220
MOST_PLACES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A block that holds what is looked for: the section, its span and page, and its words, those looked for marked."""

    section: Section
    start: int
    end: int
    page: int | None
    excerpt: Segments


def find_places(document: Document, typed: str) -> tuple[Place, ...]:
    """The blocks that hold every word and phrase, in reading order. Raises ``InvalidQuery`` when nothing is a word."""
    read = read_words(typed)
    # Small words alone tell nothing of a matter, but whoever types only such looks for just them.
    sought = read if read != Sought() else Sought(phrases=(one_line(typed).lower(),))
    found = (_place(document, section, sought) for section in document.sections)
    return tuple(place for places in found for place in places)


def _place(document: Document, section: Section, sought: Sought) -> Iterator[Place]:
    for block in section.blocks:
        text = document.text[block.start : block.end]
        spans = _spans(text, sought)
        if spans is not None:
            excerpt = mark_best(text, spans, _EXCERPT_CHARS)
            yield Place(section, block.start, block.end, page_at(section, block.start), excerpt)


def _spans(text: str, sought: Sought) -> list[tuple[int, int]] | None:
    """Where the words stand in the text; ``None`` unless all of them do, and every phrase and case number."""
    numbers = [each for each in find_case_numbers(text) if normalise_case_number(each) in sought.numbers]
    if not holds_phrases(text, sought) or len(set(map(normalise_case_number, numbers))) < len(sought.numbers):
        return None
    spans = [span for span in word_spans(text) if any(_is_form(text[slice(*span)], forms) for forms in sought.forms)]
    held = frozenset().union(*(tokens_of(text[slice(*span)]) for span in spans))
    if not all(forms & held for forms in sought.forms):
        return None
    return sorted((*spans, *_literal(text.lower(), (*sought.phrases, *(number.lower() for number in numbers)))))


def _is_form(word: str, forms: frozenset[str]) -> bool:
    return not forms.isdisjoint(tokens_of(word))


def _literal(text: str, wanted: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where each of the wanted words first stands, whatever space parts them."""
    for each in wanted:
        found = re.search(r"\s+".join(map(re.escape, each.split())), text)
        if found:
            yield found.span()
