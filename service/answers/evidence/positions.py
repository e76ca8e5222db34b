"""What the minutes of a matter hold of positions, as places that an answer has room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from corpus.base.types import Actor, Document, FloorProposal, Matter, Span, Statement, Vote
from corpus.structure.sentences import split_sentences
from service.answers.evidence.votes import vote_figures
from service.answers.selected_unit import PassageSource, SelectedUnit, select_span
from service.base.types import MAX_ANSWER_CHARS
from service.question.actors import NamedActors
from service.retrieval.store import Candidate

Act = FloorProposal | Statement | Vote

# What is told before an answer and its citations take some of the room that an answer has.
_MAX_CHARS = MAX_ANSWER_CHARS - 160


def matter_at(candidate: Candidate) -> Matter | None:
    """The matter of minutes that a passage stands in."""
    matters = candidate.document.matters
    return next((matter for matter in matters if matter.section_id == candidate.section.id), None)


def tells_position(selected: SelectedUnit) -> bool:
    """Whether a unit tells what somebody moved, reserved, noted or voted, which says nothing of who they are."""
    matter, start = matter_at(selected.candidate), selected.unit.start
    if matter is None:
        return False
    acts: Iterable[Act] = chain(
        matter.floor_proposals, matter.reservations, matter.notes, matter.abstaining, matter.votes
    )
    return any(act.start <= start < act.end for act in acts)


def everyone_in(matter: Matter) -> frozenset[Actor]:
    """All who act in a matter."""
    acts: Iterable[Statement | FloorProposal] = chain(
        matter.floor_proposals, matter.reservations, matter.notes, matter.abstaining, matter.disqualified
    )
    voters = (actor for vote in matter.votes for actor, _ in vote.ballots)
    return frozenset(chain((actor for act in acts for actor in act.actors), voters))


def of(acts: Sequence[Statement | FloorProposal], named: NamedActors) -> list[Statement | FloorProposal]:
    """The acts of those that the question names; all of them when it names nobody."""
    return [act for act in acts if named.is_one_of(act.actors)]


def quoted(acts: Sequence[Act], candidate: Candidate, collection: PassageSource, note: str = "") -> list[SelectedUnit]:
    """The words of these acts, as far as they have room, with the note before the first; empty when none has."""
    spans = position_spans(acts, candidate.document)
    said = [select_span(candidate, span, collection) for span in spans]
    return [replace(said[0], note=note), *said[1:]] if said else []


def position_spans(acts: Sequence[Act], document: Document) -> tuple[Span, ...]:
    """The places that tell of these acts, in reading order, shortened until they have room in an answer together."""
    spans = [_first_sentence(document, act) if isinstance(act, Statement) else Span(act.start, act.end) for act in acts]
    while sum(map(_length, spans)) > _MAX_CHARS:
        shorter = [_shortened(document, act) for act in acts]
        gains = [_length(span) - _length(short) for span, short in zip(spans, shorter, strict=True)]
        most = max(range(len(acts)), key=gains.__getitem__)
        if gains[most] <= 0:
            break
        spans[most] = shorter[most]
    return tuple(sorted({span for span in spans if _length(span) <= _MAX_CHARS}, key=lambda span: span.start))


def _length(span: Span) -> int:
    return span.end - span.start


def _shortened(document: Document, act: Act) -> Span:
    """What says most of an act in few words: a vote's figures, else the first sentence or as many whole lines of it."""
    if isinstance(act, Vote):
        return vote_figures(document, act)
    first = _first_sentence(document, act)
    line_end = (
        document.text.rfind("\n", first.start, first.start + _MAX_CHARS // 2)
        if _length(first) > _MAX_CHARS // 2
        else -1
    )
    return (
        Span(first.start, first.start + len(document.text[first.start : line_end].rstrip())) if line_end > 0 else first
    )


def _first_sentence(document: Document, act: Act) -> Span:
    first = next(split_sentences(document.text[act.start : act.end]))
    return Span(act.start + first.start, act.start + first.end)
