"""Answers from the documents' data: who held a role, how a matter went, how people and parties took position."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from corpus.base.types import Document, Section
from service.answers.evidence.choice import Choice, Passages, elsewhere, told, without_overlap
from service.answers.plans.attendance import asks_who_holds, line_of, people_asked_for
from service.answers.plans.course import Step, asks_for_course, course_of, decision_step, later_step
from service.answers.plans.positions import instead_of_votes, missing_position, nobody_named, position_spans
from service.answers.plans.premise import assumes_an_outcome, correction
from service.answers.refusing import LACKS
from service.question.query import ReadQuery
from service.register.decisions import Treatment, treatments
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

# As much of a decision as is told when it corrects a question
_ROOM = 450
# All treatments of the matter that a section treats, oldest first
Matters = Callable[[Document, Section], Sequence[Treatment]]


@dataclass(frozen=True, slots=True)
class Told:
    """What the data tell: something to say, or the reason why there is nothing, in Swedish."""

    said: tuple[Choice, ...]
    reason: str | None = None


class Held(Passages, Protocol):
    """What is asked of a store."""

    @property
    def documents(self) -> Sequence[Document]: ...


def told_by_data(query: ReadQuery, ranked: Sequence[Ranked], held: Held, matters: Matters) -> Told | None:
    """What the documents' own data tell, where the question asks for something of the kind."""
    return _people(query, ranked, held) or _course(query, ranked, held, matters) or _positions(query, ranked, held)


def _people(query: ReadQuery, ranked: Sequence[Ranked], held: Held) -> Told | None:
    """Who holds the role that is asked for."""
    first = ranked[0].candidate
    said = []
    for document, person in people_asked_for(query, held.documents, first.document):
        span = line_of(document, person)
        section = next(one for one in document.sections if one.start <= span.start < one.end)
        said.append(told(elsewhere(first, document, section), span, held))
    if not said and asks_who_holds(query):
        return Told((), LACKS["who"])
    return Told(tuple(without_overlap(said))) if said else None


def _course(query: ReadQuery, ranked: Sequence[Ranked], held: Held, matters: Matters) -> Told | None:
    """How the first matter found went, where that is asked and there is something to tell."""
    if not asks_for_course(query.text, len(query.context.bodies)):
        return None
    first = ranked[0].candidate
    steps = course_of(query.text, matters(first.document, first.section))
    said = (
        told(elsewhere(first, step.treatment.document, step.treatment.section), step.span, held, step.note, step.said)
        for step in steps
    )
    return Told(tuple(said)) if steps else None


def _positions(query: ReadQuery, ranked: Sequence[Ranked], held: Held) -> Told | None:
    """What the minutes of the first matter found tell of how people and parties took position, where that is asked.

    ``None`` when the question asks for nothing of the kind or the first passage stands in no matter of minutes.
    """
    candidate = ranked[0].candidate
    document, section = candidate.document, candidate.section
    matter = next((matter for matter in document.matters if matter.section_id == section.id), None)
    if matter is None:
        return None
    if reason := missing_position(query.text, matter):
        return Told((), reason)
    spans = position_spans(query.text, document, matter)
    if not spans:
        return None
    first, *more = (told(candidate, span, held) for span in spans)
    return Told(
        (replace(first, note=nobody_named(query.text, matter) or instead_of_votes(query.text, matter) or ""), *more)
    )


def decided_later(first: Choice, held: Held, matters: Matters) -> Choice | None:
    """The decision that settled the matter of a choice after the meeting it stands in; ``None`` when none did."""
    place = _treatment(first.candidate, matters)
    step = later_step(place, matters(place.document, place.section)) if place else None
    return _stepped(first.candidate, step, held) if step else None


def corrected(query: ReadQuery, found: Candidate, held: Held, matters: Matters) -> Choice | None:
    """The decision in the matter of a passage, with what it corrects, when the question takes another for granted.

    Where a body or a time is named it is that treatment's own decision; else the one that settled the matter.
    """
    if not assumes_an_outcome(query.text):
        return None
    place, named = _treatment(found, matters), query.context
    if place is None:
        return None
    own = named.bodies or named.days or named.months or named.years
    later = None if own else later_step(place, matters(place.document, place.section))
    step = later or decision_step(place, _ROOM)
    note = correction(query.text, step.treatment) if step else None
    return replace(_stepped(found, step, held), note=note) if step and note else None


def in_short(first: Choice, room: int, held: Held, matters: Matters) -> Choice:
    """The decision that a choice stands in, no longer than that many characters; the choice itself without one."""
    place = _treatment(first.candidate, matters)
    step = decision_step(place, room) if place else None
    return _stepped(first.candidate, step, held) if step else first


def _treatment(found: Candidate, matters: Matters) -> Treatment | None:
    """The treatment that a passage stands in, of those of its matter."""
    document, section = found.document, found.section
    known = matters(document, section) or treatments(document)
    return next((one for one in known if one.section.id == section.id and one.document.id == document.id), None)


def _stepped(found: Candidate, step: Step, held: Held) -> Choice:
    return told(elsewhere(found, step.treatment.document, step.treatment.section), step.span, held)
