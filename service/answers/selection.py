"""The unit that answers a question from the passages found, what belongs to it, and when it tells nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.answers.choice import Choice, overlap, without_overlap
from service.answers.evidence.decisions import decision_step, later_step, stepped, treatment_of
from service.answers.evidence.fitting import BESIDE_THE_MATTER, best, can_be_said, is_unsure, is_whole
from service.answers.evidence.widening import is_unfinished, widened
from service.answers.phrasing.wording import length
from service.answers.plan import Found, Refusal, Reply, drafted
from service.answers.refusals import lacking, refusal
from service.base.types import ReasonCode
from service.question.intents import Intent
from service.question.question import Question
from service.register.records import Records
from service.retrieval.store import Candidate

# As much as «Region Norrland, regionstyrelsen den 17 december 2024: förslag, inte beslut – » takes
_WHO_AND_WHEN = 150
_LATER = "Senare i samma ärende:"
_MASKED = re.compile(r"\bX{3,}\b")
_ENDORSEMENT = re.compile(r"\b(?:till|av)styrk", re.IGNORECASE)
_ONLY_LISTED = re.compile(r"(?:övriga\s+ärenden|dagordning|föredragningslista|ärendelista)\b", re.IGNORECASE)
_HELD_BY_UNITS = frozenset({Intent.AMOUNT, Intent.COST, Intent.DATE, Intent.WHO})
_MAY_BE_MASKED = frozenset({Intent.WHO, Intent.LIST, Intent.COST, Intent.AMOUNT, Intent.OPEN})
_MORE_THAN_A_LISTING = frozenset(
    {Intent.DECISION, Intent.COST, Intent.AMOUNT, Intent.WHY, Intent.POSITION, Intent.OPEN}
)


def chosen(question: Question, found: Found) -> Choice | Refusal:
    """The unit that fits best and holds what is asked for, or why there is none."""
    first = best(found.choices, question, found.rules)
    if first is None or is_unsure(first, found.best, question.intent, found.collection.background, found.rules):
        return lacking(question.intent)
    return _says_nothing(first, question) or first


def whole(first: Choice, question: Question, found: Found) -> Choice:
    """The chosen unit, widened to its list; what is asked for may stand under an item of one."""
    if first.unit.kind == "list" and question.intent in _HELD_BY_UNITS:
        return first
    return widened(first, found.rules.room)


def with_what_is_near(first: Choice, question: Question, found: Found) -> list[Choice]:
    """The chosen unit with those of its passage that fit as well."""
    near = [
        widened(choice, found.rules.room)
        for choice in found.choices
        if choice.candidate.place == first.candidate.place
        and can_be_said(choice, question)
        and choice.fit > first.fit - found.rules.margin
        and is_whole(choice)
    ]
    return [whole(first, question, found), *near]


def from_the_passage(question: Question, found: Found, _records: Records) -> Reply | None:
    """The chosen unit and what fits as well in its passage."""
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    return drafted(short(with_what_is_near(first, question, found), found), found.rules.room)


def from_the_section(question: Question, found: Found, _records: Records) -> Reply | None:
    """The same with what else the section tells, unless it is a row of a table."""
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    said = short(with_what_is_near(first, question, found), found)
    return drafted(said if first.unit.kind == "row" else with_more(said, first, found), found.rules.room)


def short(said: Sequence[Choice], found: Found) -> list[Choice]:
    """The first of what is said, none of it twice."""
    return without_overlap(said)[: found.rules.sentences]


def with_more(said: list[Choice], first: Choice, found: Found) -> list[Choice]:
    """What is said, and what else the section tells that fits best, as far as an answer has room."""
    pool = [
        choice
        for choice in found.choices
        if choice.unit.kind not in ("heading", "field", "row")
        and choice.unit.part not in BESIDE_THE_MATTER
        and is_whole(choice)
        and _same_section(choice, first)
        and choice.fit > first.fit - found.rules.reach
    ]
    room = found.rules.room - sum(map(length, said))
    wanted = len(said) + found.rules.more
    for choice in sorted(pool, key=lambda choice: -choice.fit):
        longer = widened(choice, room)
        if is_unfinished(longer) or any(overlap(longer, other) for other in said):
            continue
        if len(said) < wanted and length(longer) <= room:
            said = [*said, longer]
            room -= length(longer)
    return said


def with_later(said: Sequence[Choice], first: Choice, found: Found, records: Records) -> list[Choice]:
    """What is said with the decision that holds now: first, unless the question asks of a body or a time."""
    place = treatment_of(first.candidate, records)
    step = later_step(place, records.matters.treatments(place.document, place.section))
    if step is None:
        return list(said)
    later = stepped(first.candidate, step, found.collection)
    if not found.question.names_a_meeting:
        return without_overlap([later, *said[:1]])
    later = replace(later, note=_LATER)
    room, own = found.rules.room - length(later), said[0]
    if length(own) > room and (shorter := decision_step(place, room - _WHO_AND_WHEN)):
        own = stepped(own.candidate, shorter, found.collection)
    return without_overlap([own, later, *said[1:]])


def _same_section(one: Choice, other: Choice) -> bool:
    return (one.chunk.document_id, one.chunk.section_id) == (other.chunk.document_id, other.chunk.section_id)


def _says_nothing(choice: Choice, question: Question) -> Refusal | None:
    """Why the best unit tells nothing: masked words, a matter only listed, an opinion that is not told."""
    document, section = choice.candidate.document, choice.candidate.section
    if question.asks_for(Intent.ENDORSEMENT) and not _ENDORSEMENT.search(document.text, section.start, section.end):
        return refusal(ReasonCode.OPINION_NOT_STATED)
    if _MASKED.search(choice.unit.text) and question.intent in _MAY_BE_MASKED:
        return refusal(ReasonCode.MASKED)
    if _is_listing(choice.candidate) and question.intent in _MORE_THAN_A_LISTING:
        heading = f"under «{section.heading[-1]}» " if section.heading else ""
        return refusal(ReasonCode.ONLY_LISTED, heading=heading, title=document.title)
    return None


def _is_listing(candidate: Candidate) -> bool:
    """Whether the passage only lists matters: an agenda, or what stands before the first § of minutes."""
    heading = candidate.section.heading
    return bool(_ONLY_LISTED.match(heading[-1])) if heading else candidate.document.kind == "minutes"
