"""A unit with what it leads on to: the list that it begins or stands in, as far as an answer has room."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.base.types import Document, Span
from corpus.structure.items import without_bullet
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.numbers import NUMBER_WORDS
from service.answers.evidence.lists import Enumeration, enumeration_at, enumerations
from service.answers.phrasing.sentences import length
from service.answers.selected_unit import PassageSource, SelectedUnit, covering, select_span


def widened(selected: SelectedUnit, max_chars: int) -> SelectedUnit:
    """The whole list that a unit leads on to or stands in, in as many words as there is room for; else the unit.

    Of a list that has no room in any form the first items are told, and of how many they are. What only leads on to
    something that is no list is told with that.
    """
    document, section, unit = selected.candidate.document, selected.candidate.section, selected.unit
    if unit.kind == "row":
        return selected
    found = enumeration_at(document, section, unit.start)
    if found is None:
        return _with_what_follows(selected, max_chars)
    variants = [_enumerated(selected, spans, found) for spans in _variants(document, found)]
    # An item that was chosen for itself is not to be lost among the first ones.
    beginnings = (
        () if any(item.start <= unit.start < item.end for item in found.items) else _beginnings(selected, found)
    )
    return next((each for each in (*variants, *beginnings) if length(each) <= max_chars), selected)


def announced(selected: SelectedUnit, max_chars: int) -> SelectedUnit | None:
    """The list further on in the section that has as many items as a sentence says: «tre områden» and three items.

    ``None`` where the sentence counts nothing, no such list follows, or it has no room.
    """
    document, section, unit = selected.candidate.document, selected.candidate.section, selected.unit
    counted = {int(NUMBER_WORDS[word]) for word in re.findall(r"\w+", unit.text.lower()) if word in NUMBER_WORDS}
    if unit.kind != "sentence" or not counted:
        return None
    listed = (each for each in enumerations(document, section) if each.start >= unit.end and len(each.items) in counted)
    found = next(listed, None)
    variants = [_enumerated(selected, spans, found) for spans in _variants(document, found)] if found else []
    return next((each for each in variants if length(each) <= max_chars), None)


def is_unfinished(selected: SelectedUnit) -> bool:
    """Whether the words lead on to something that they do not tell."""
    return selected.unit.text.rstrip().endswith(":")


def _with_what_follows(selected: SelectedUnit, max_chars: int) -> SelectedUnit:
    document, unit = selected.candidate.document, selected.unit
    if not is_unfinished(selected):
        return selected
    after = next((block for block in selected.candidate.section.blocks if block.start >= unit.end), None)
    if after is None or after.kind not in ("paragraph", "item"):
        return selected
    text = f"{unit.text} {' '.join(document.text[after.start : after.end].split())}"
    longer = replace(unit, end=after.end, text=text)
    extended = replace(selected, unit=longer, passage=covering(selected.passage, longer, document))
    return extended if length(extended) <= max_chars else selected


def _variants(document: Document, found: Enumeration) -> Iterator[tuple[Span, ...]]:
    """What can be said of a list, the fullest first: all of it, items by their first sentence, without the lead."""
    lead = (found.lead,) if found.lead else ()
    short = tuple(_first_sentence(document, item) for item in found.items)
    yield (*lead, *found.items)
    yield (*lead, *short)
    yield found.items
    yield short


def _beginnings(selected: SelectedUnit, found: Enumeration) -> Iterator[SelectedUnit]:
    """The first items of the list with its lead, fewer and fewer of them, with how many of how many they are."""
    document = selected.candidate.document
    lead = (found.lead,) if found.lead else ()
    for most in range(len(found.items) - 1, 0, -1):
        part = Enumeration(found.lead, found.items[:most])
        note = f"Här är {most} av {len(found.items)} punkter."
        spans = (*lead, *(_first_sentence(document, item) for item in part.items))
        yield replace(_enumerated(selected, spans, part), note=f"{selected.note} {note}".strip())


def _first_sentence(document: Document, item: Span) -> Span:
    first = next(split_sentences(document.text[item.start : item.end]))
    return Span(item.start + first.start, item.start + first.end)


def _enumerated(selected: SelectedUnit, spans: Sequence[Span], found: Enumeration) -> SelectedUnit:
    document = selected.candidate.document
    lines = [" ".join(document.text[span.start : span.end].split()) for span in spans]
    if spans[0] != found.lead and not lines[0].lower().startswith("att "):
        lines = ["; ".join(without_bullet(line).rstrip(".;,") for line in lines)]
    text = "\n".join(lines)
    unit = replace(selected.unit, start=found.start, end=found.end, text=text, kind="list")
    return replace(selected, unit=unit, passage=covering(selected.passage, unit, document))


def lead_of_row(selected: SelectedUnit, collection: PassageSource) -> list[SelectedUnit]:
    """What leads on to the table of a row that has no names of columns: «… med högst nedan angivna belopp:»."""
    document, blocks = selected.candidate.document, selected.candidate.section.blocks
    own = next((at for at, one in enumerate(blocks) if one.kind == "row" and one.start == selected.unit.start), None)
    if own is None or any(blocks[own].columns):
        return []
    before = next((one for one in reversed(blocks[:own]) if one.kind != "row"), None)
    if before is None or not document.text[before.start : before.end].rstrip().endswith(":"):
        return []
    return [select_span(selected.candidate, Span(before.start, before.end), collection)]
