"""The unit that answers a question from the passages found, what belongs to it, and when it tells nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.extraction.votes import VOTING_PARTS
from service.answers.evidence.decisions import decision_step, later_step, stepped, treatment_of
from service.answers.evidence.list_expansion import announced, is_unfinished, widened
from service.answers.evidence.unit_scoring import (
    PROCEDURAL_PARTS,
    can_be_answer,
    is_self_contained,
)
from service.answers.phrasing.sentences import length
from service.answers.plan import Found, Needs, Refusal, Reply, drafted
from service.answers.refusals import lacking, refusal
from service.answers.selected_unit import SelectedUnit, overlaps, without_overlap
from service.base.names import owner_key
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records
from service.retrieval.store import Candidate

# As much as «Region Norrland, regionstyrelsen den 17 december 2024: förslag, inte beslut – » takes
_WHO_AND_WHEN = 150
_LATER = "Senare i samma ärende:"
# What is asked for as it is in force, and how near the same of another year must come
_IN_FORCE = frozenset({Intent.COST, Intent.AMOUNT, Intent.DEFINITION, Intent.DATE})
_SAME_AGAIN = 0.06
_YEAR = re.compile(r"\b20\d\d\b")
_MASKED = re.compile(r"\bX{3,}\b")
_ENDORSEMENT = re.compile(r"\b(?:till|av)styrk", re.IGNORECASE)
_ONLY_LISTED = re.compile(r"(?:övriga\s+ärenden|dagordning|föredragningslista|ärendelista)\b", re.IGNORECASE)
_ANSWERED_BY_UNITS = frozenset({Intent.AMOUNT, Intent.COST, Intent.DATE, Intent.WHO})
_MAY_BE_MASKED = frozenset({Intent.WHO, Intent.LIST, Intent.COST, Intent.AMOUNT, Intent.OPEN})
_MORE_THAN_A_LISTING = frozenset(
    {Intent.DECISION, Intent.COST, Intent.AMOUNT, Intent.WHY, Intent.POSITION, Intent.OPEN}
)


def chosen(question: Question, found: Found) -> SelectedUnit | Refusal:
    """The unit that fits best and holds what is asked for, or why there is none."""
    first = found.first_unit
    if first is None:
        return lacking(question.intent)
    first = _newest_version(first, question, found)
    if _is_of_another_year(first, question, found):
        return lacking(question.intent)
    return _says_nothing(first, question) or first


def _newest_version(first: SelectedUnit, question: Question, found: Found) -> SelectedUnit:
    """What the newest of the matters says that come back every year under one heading, where no time is named."""
    if question.intent not in _IN_FORCE or question.names_a_meeting or question.named:
        return first
    again = [
        selected
        for selected in _versions(first, found)
        if selected.fit > first.fit - _SAME_AGAIN and can_be_answer(selected, question)
    ]
    return max(again, key=lambda one: (one.candidate.document.date or date.min, one.fit), default=first)


def _versions(first: SelectedUnit, found: Found) -> list[SelectedUnit]:
    """The units of the matters that come back every year under the heading of the first."""
    return [selected for selected in found.selected_units if is_version(selected, first)]


def is_version(selected: SelectedUnit, first: SelectedUnit) -> bool:
    """Whether a unit stands in a matter that comes back every year under the heading of the first, or in the same."""
    return _without_figures(selected) == _without_figures(first) and owner_key(
        selected.candidate.document
    ) == owner_key(first.candidate.document)


def _is_of_another_year(first: SelectedUnit, question: Question, found: Found) -> bool:
    """Whether it is what a matter says that comes back every year, and the one of the year that is named is held."""
    years = {_year_of(one) for one in _versions(first, found)}
    return (
        question.intent in _IN_FORCE and _year_of(first) not in question.years and not years.isdisjoint(question.years)
    )


def _year_of(selected: SelectedUnit) -> str | None:
    """The first year in the heading of a unit's matter."""
    year = _YEAR.search(" ".join(selected.candidate.section.heading[-1:]))
    return year[0] if year else None


def _without_figures(selected: SelectedUnit) -> str:
    """The heading of a unit's matter without its years and numbers."""
    heading = selected.candidate.section.heading
    return " ".join(re.sub(r"[\d–-]+", " ", heading[-1]).split()) if heading else ""


def whole(first: SelectedUnit, question: Question, found: Found) -> SelectedUnit:
    """The chosen unit, widened to its list; what is asked for may stand under an item of one."""
    if first.unit.kind == "list" and question.intent in _ANSWERED_BY_UNITS:
        return first
    return widened(first, found.rules.max_chars)


def with_what_is_near(first: SelectedUnit, question: Question, found: Found) -> list[SelectedUnit]:
    """The chosen unit with those of its passage that fit as well."""
    near = [
        widened(selected, found.rules.max_chars)
        for selected in found.selected_units
        if selected.candidate.passage_index == first.candidate.passage_index
        and can_be_answer(selected, question)
        and selected.fit > first.fit - found.rules.margin
        and is_self_contained(selected)
    ]
    first = whole(first, question, found)
    listed = announced(first, found.rules.max_chars - length(first))
    return [first, *([listed] if listed else near)]


def from_the_passage(question: Question, found: Found, _records: Records) -> Reply | None:
    """The chosen unit and what fits as well in its passage."""
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    said = short(with_what_is_near(first, question, found), found)
    return drafted(with_the_next_best(said, first, found), found.rules.max_chars)


def from_the_section(question: Question, found: Found, _records: Records) -> Reply | None:
    """The same with what else the section tells, unless it is a row of a table."""
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    said = short(with_what_is_near(first, question, found), found)
    if first.unit.kind != "row":
        said = with_more(said, first, found)
    return drafted(with_the_next_best(said, first, found), found.rules.max_chars)


def short(said: Sequence[SelectedUnit], found: Found) -> list[SelectedUnit]:
    """The first of what is said, none of it twice."""
    return without_overlap(said)[: found.rules.sentences]


def with_more(said: list[SelectedUnit], first: SelectedUnit, found: Found) -> list[SelectedUnit]:
    """What is said, and what else the section tells that fits best, as far as an answer has room."""
    pool = [
        selected
        for selected in found.selected_units
        if selected.unit.kind not in ("heading", "field", "row")
        and selected.unit.part not in PROCEDURAL_PARTS
        and is_self_contained(selected)
        and _same_section(selected, first)
        and selected.fit > first.fit - found.rules.same_section_margin
        and selected.log_odds > found.rules.extra_odds
    ]
    room = found.rules.max_chars - sum(map(length, said))
    wanted = len(said) + found.rules.extra_units
    for selected in sorted(pool, key=lambda selected: -selected.fit):
        longer = widened(selected, room)
        if is_unfinished(longer) or any(overlaps(longer, other) for other in said):
            continue
        if len(said) < wanted and length(longer) <= room:
            said = [*said, longer]
            room -= length(longer)
    return said


def with_the_next_best(said: list[SelectedUnit], first: SelectedUnit, found: Found) -> list[SelectedUnit]:
    """What is said, and where it may well be wrong the place that fits next best, as far as there is room."""
    if len(said) >= found.rules.sentences or found.confidence(Needs.PASSAGES) >= found.rules.unsure:
        return said
    pool = [
        selected
        for selected in found.selected_units
        if selected.unit.kind not in ("heading", "field")
        and selected.unit.part not in PROCEDURAL_PARTS
        and is_self_contained(selected)
        and owner_key(selected.candidate.document) == owner_key(first.candidate.document)
        and selected.fit > first.fit - found.rules.unsure_margin
        and selected.log_odds > found.rules.extra_odds
        and not any(overlaps(selected, other) for other in said)
    ]
    room = found.rules.max_chars - sum(map(length, said))
    longer = (widened(selected, room) for selected in sorted(pool, key=lambda selected: -selected.fit))
    next_best = next((one for one in longer if length(one) <= room and not is_unfinished(one)), None)
    return [*said, next_best] if next_best else said


def with_later(said: Sequence[SelectedUnit], first: SelectedUnit, found: Found, records: Records) -> list[SelectedUnit]:
    """What is said with the decision that holds now: first, unless the question asks of a body or a time."""
    place = treatment_of(first.candidate, records)
    step = later_step(place, records.matters.treatments(place.document, place.section))
    if step is None:
        return list(said)
    later = stepped(first.candidate, step, found.collection)
    if not found.question.names_a_meeting:
        return without_overlap([later, *said[:1]])
    later = replace(later, note=_LATER)
    room, own = found.rules.max_chars - length(later), said[0]
    if length(own) > room and (shorter := decision_step(place, room - _WHO_AND_WHEN)):
        own = stepped(own.candidate, shorter, found.collection)
    return without_overlap([own, later, *said[1:]])


def _same_section(one: SelectedUnit, other: SelectedUnit) -> bool:
    return (one.passage.document_id, one.passage.section_id) == (other.passage.document_id, other.passage.section_id)


def _says_nothing(selected: SelectedUnit, question: Question) -> Refusal | None:
    """Why the best unit tells nothing: masked words, a matter only listed, an opinion that is not told."""
    document, section = selected.candidate.document, selected.candidate.section
    is_of_a_vote = selected.unit.part in VOTING_PARTS and not question.asks_for(Intent.VOTE, Intent.ABSTENTION)
    if is_of_a_vote and question.intent is Intent.LIST:
        return refusal(ReasonCode.UNSURE)
    if question.asks_for(Intent.ENDORSEMENT) and not _ENDORSEMENT.search(document.text, section.start, section.end):
        return refusal(ReasonCode.OPINION_NOT_STATED)
    if _MASKED.search(selected.unit.text) and question.intent in _MAY_BE_MASKED:
        return refusal(ReasonCode.MASKED)
    if _is_listing(selected.candidate) and question.intent in _MORE_THAN_A_LISTING:
        heading = f"under «{section.heading[-1]}» " if section.heading else ""
        return refusal(ReasonCode.ONLY_LISTED, heading=heading, title=document.title)
    return None


def _is_listing(candidate: Candidate) -> bool:
    """Whether the passage only lists matters: an agenda, or what stands before the first § of minutes."""
    heading = candidate.section.heading
    return bool(_ONLY_LISTED.match(heading[-1])) if heading else candidate.document.kind == "minutes"
