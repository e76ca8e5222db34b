"""A unit with what it leads on to: the list that it begins or stands in, as far as an answer has room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.base.types import Document, Span
from corpus.structure.sectioning import without_bullet
from corpus.structure.sentences import split_sentences
from service.answers.choice import Choice, holding
from service.answers.evidence.enumerations import Enumeration, enumeration_at
from service.answers.phrasing.wording import length


def widened(choice: Choice, room: int) -> Choice:
    """The whole list that a unit leads on to or stands in, in as many words as there is room for; else the unit.

    Of a list that has no room in any form the first items are told, and of how many they are. What only leads on to
    something that is no list is told with that.
    """
    document, section, unit = choice.candidate.document, choice.candidate.section, choice.unit
    if unit.kind == "row":
        return choice
    found = enumeration_at(document, section, unit.start)
    if found is None:
        return _with_what_follows(choice, room)
    forms = [_enumerated(choice, spans, found) for spans in _shapes(document, found)]
    # An item that was chosen for itself is not to be lost among the first ones.
    beginnings = () if any(item.start <= unit.start < item.end for item in found.items) else _beginnings(choice, found)
    return next((each for each in (*forms, *beginnings) if length(each) <= room), choice)


def is_unfinished(choice: Choice) -> bool:
    """Whether the words lead on to something that they do not tell."""
    return choice.unit.text.rstrip().endswith(":")


def _with_what_follows(choice: Choice, room: int) -> Choice:
    document, unit = choice.candidate.document, choice.unit
    if not is_unfinished(choice):
        return choice
    after = next((block for block in choice.candidate.section.blocks if block.start >= unit.end), None)
    if after is None or after.kind not in ("paragraph", "item"):
        return choice
    text = f"{unit.text} {' '.join(document.text[after.start : after.end].split())}"
    longer = replace(unit, end=after.end, text=text)
    told = replace(choice, unit=longer, chunk=holding(choice.chunk, longer, document))
    return told if length(told) <= room else choice


def _shapes(document: Document, found: Enumeration) -> Iterator[tuple[Span, ...]]:
    """What can be said of a list, the fullest first: all of it, items by their first sentence, without the lead."""
    lead = (found.lead,) if found.lead else ()
    short = tuple(_first_sentence(document, item) for item in found.items)
    yield (*lead, *found.items)
    yield (*lead, *short)
    yield found.items
    yield short


def _beginnings(choice: Choice, found: Enumeration) -> Iterator[Choice]:
    """The first items of the list with its lead, fewer and fewer of them, with how many of how many they are."""
    document = choice.candidate.document
    lead = (found.lead,) if found.lead else ()
    for most in range(len(found.items) - 1, 0, -1):
        part = Enumeration(found.lead, found.items[:most])
        note = f"Här är {most} av {len(found.items)} punkter."
        spans = (*lead, *(_first_sentence(document, item) for item in part.items))
        yield replace(_enumerated(choice, spans, part), note=f"{choice.note} {note}".strip())


def _first_sentence(document: Document, item: Span) -> Span:
    first = next(split_sentences(document.text[item.start : item.end]))
    return Span(item.start + first.start, item.start + first.end)


def _enumerated(choice: Choice, spans: Sequence[Span], found: Enumeration) -> Choice:
    document = choice.candidate.document
    lines = [" ".join(document.text[span.start : span.end].split()) for span in spans]
    if spans[0] != found.lead and not lines[0].lower().startswith("att "):
        lines = ["; ".join(without_bullet(line).rstrip(".;,") for line in lines)]
    text = "\n".join(lines)
    unit = replace(choice.unit, start=found.start, end=found.end, text=text, kind="list")
    return replace(choice, unit=unit, chunk=holding(choice.chunk, unit, document))
