"""The decisions of a matter as things to say: those of one treatment, in short, and what was decided later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.base.types import Decision, Document, Span
from corpus.structure.sentences import split_sentences
from indexer.tokens import strip_diacritics
from service.answers.evidence.list_expansion import widened
from service.answers.selected_unit import PassageSource, SelectedUnit, in_section, select_span, units_of_matter
from service.base.types import MAX_ANSWER_CHARS
from service.register.decisions import Ruling, Treatment
from service.register.in_force import later_decision, main_decision
from service.register.records import Records
from service.retrieval.store import Candidate

# What only takes note or closes an errand says nothing of the matter.
_FORMALITY = re.compile(r"\b(?:antecknas|besvara[dt]|fullgjor[dt]a?|till handlingarna)\b[.,;]?\s*$")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to tell: where it stands, a word that is said before it, and what is said in its stead if anything."""

    treatment: Treatment
    span: Span
    note: str = ""
    replacement: str = ""


def stepped(found: Candidate, step: Step, collection: PassageSource) -> SelectedUnit:
    """A step as something to say."""
    place = in_section(found, step.treatment.document, step.treatment.section)
    return select_span(place, step.span, collection, step.note, step.replacement)


def treatment_of(found: Candidate, records: Records) -> Treatment:
    """The treatment that a passage stands in."""
    document, section = found.document, found.section
    return next(one for one in records.matters.treatments(document, section) if one.key == (document.id, section.id))


def decision_step(treatment: Treatment, max_chars: int) -> Step | None:
    """The decision that says what became of the matter there, or as much of it as there is room for."""
    main = main_decision(treatment.decisions)
    return _step(Ruling(treatment, main), max_chars) if main else None


def later_step(place: Treatment, course: Sequence[Treatment]) -> Step | None:
    """The decision in force, or the last one that put the matter off, where it was made after ``place``."""
    later = later_decision(place, course)
    return _step(later, MAX_ANSWER_CHARS // 2) if later else None


def _step(ruling: Ruling, room: int) -> Step:
    return Step(ruling.treatment, _short(ruling.treatment.document, ruling.decision, room))


def decided_in(first: SelectedUnit, collection: PassageSource, room: int) -> list[SelectedUnit]:
    """What was decided or proposed in the matter: its part Beslut, or the sentences that say so."""
    stated = [choice for choice in units_of_matter(first, collection) if choice.unit.status in ("decided", "proposed")]
    formal = [choice for choice in stated if choice.unit.part in (None, "Beslut")]
    lists = [widened(choice, room) for choice in formal if choice.unit.kind == "list"]
    return lists or [choice for choice in formal if choice.unit.status == "decided"] or formal


def _short(document: Document, decision: Decision, max_chars: int) -> Span:
    """The decision from the first clause that says something, or what there is room for: clauses, or a sentence."""
    items = list(_clause_spans(document, decision))
    first = next((position for position, item in enumerate(items) if not _is_formality(document, item)), 0)
    start = decision.start if first == 0 else items[first].start
    if decision.end - start <= max_chars:
        return Span(start, decision.end)
    fitting = [item.end for item in items[first:] if item.end - start <= max_chars]
    if fitting:
        return Span(start, fitting[-1])
    start = items[first].start if items else decision.start
    sentence = next(split_sentences(document.text[start : decision.end]))
    return Span(start + sentence.start, start + sentence.end)


def _clause_spans(document: Document, decision: Decision) -> Iterator[Span]:
    """Where each clause of a decision stands."""
    end = decision.start
    for item in decision.items:
        start = document.text.find(item, end, decision.end)
        if start >= 0:
            end = start + len(item)
            yield Span(start, end)


def _is_formality(document: Document, item: Span) -> bool:
    return _FORMALITY.search(strip_diacritics(document.text[item.start : item.end])) is not None
