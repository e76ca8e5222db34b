"""Sentences that are counted or concluded from data, each beside the words of the document that show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.types import Document, Section, Span
from service.answers.phrasing.sentences import CITATION_CHARS, citation
from service.answers.plan import Draft
from service.answers.selected_unit import PassageSource, passage_of, unit_at
from service.base.types import Citation, Sentence
from service.register.meetings import HeldMeeting


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, and the stretch of a section that shows it."""

    words: str
    document: Document
    section: Section
    span: Span


def at_beginning(words: str, meeting: HeldMeeting, collection: PassageSource) -> Told:
    """What is told of a whole meeting, beside the beginning of its minutes: the first section that can be shown."""
    document = meeting.telling[0]
    shown = (each for each in document.sections if collection.matter(document.id, each.id))
    section = next(shown, document.sections[0])
    first = section.blocks[0] if section.blocks else section
    return Told(words, document, section, Span(first.start, first.end))


def computed_draft(told: Sequence[Told], collection: PassageSource, room: int) -> Draft | None:
    """The sentences as a draft, as far as there is room; ``None`` when there are none."""
    pairs = list(_fitting(told, collection, room))
    if not pairs:
        return None
    sentences, citations = zip(*pairs, strict=True)
    return Draft(sentences, citations, is_complete=len(pairs) == len(told))


def _fitting(told: Sequence[Told], collection: PassageSource, room: int) -> Iterator[tuple[Sentence, Citation]]:
    number = 1
    for one in told:
        if len(one.words) + CITATION_CHARS > room or not collection.matter(one.document.id, one.section.id):
            return
        passage = passage_of(one.document, one.section, one.span, collection)
        shown = citation(one.document, one.section, passage, unit_at(one.document, one.section, one.span), number)
        yield Sentence(one.words, (number,), one.words), shown
        room -= len(one.words) + CITATION_CHARS
        number += 1
