"""Notes to the minutes, and what a party or a person wanted: how they voted and their own words."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Matter
from service.answers.evidence.decisions import decision_step, stepped
from service.answers.evidence.matter_at_hand import at, treatments_asked_of, words_in_heading
from service.answers.evidence.positions import Act, everyone_in, of, quoted
from service.answers.evidence.votes import ballots_told
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.answers.refusals import lacking, refusal
from service.answers.selected_unit import SelectedUnit
from service.answers.selection import short
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.acts import movers
from service.register.decisions import Treatment
from service.register.records import Records
from service.retrieval.store import Candidate

# A question whether something was so is answered by what was decided; one for an opinion by the words for it.
_WHETHER = (Intent.YES_OR_NO, Intent.WHETHER_DECIDED)
_ROOM_FOR_DECISION = 260


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    treatments = [one for one in treatments_asked_of(question, _place(question, found), records) if one.matter]
    if _is_told_by_passages(question, found, treatments):
        return None
    said = next((told for one in treatments if (told := _told(question, found, one))), [])
    if said:
        return drafted(short(said, found), found.rules.max_chars)
    names_someone = any(question.actors(everyone_in(one.matter), acting=True) for one in treatments if one.matter)
    if names_someone and question.asks_for(Intent.OPINION):
        return lacking(Intent.POSITION) if found.is_of_the_matter else refusal(ReasonCode.UNSURE_MATTER)
    return None


def _place(question: Question, found: Found) -> Candidate:
    """The best passage, or the one whose matter somebody named has raised and the question names as much of."""
    near = [item.candidate for item in found.passages[: found.rules.passages]]
    least = words_in_heading(question, found.best.section)
    own = (one for one in near if words_in_heading(question, one.section) >= least and _raised_by_named(question, one))
    return next(own, found.best)


def _raised_by_named(question: Question, place: Candidate) -> bool:
    heading = place.section.heading[-1] if place.section.heading else ""
    raised = movers(heading)
    named = question.actors(frozenset(raised))
    return bool(named) and named.is_one_of(raised)


def _is_told_by_passages(question: Question, found: Found, treatments: Sequence[Treatment]) -> bool:
    """Whether the unit that fits best is surely what somebody named said: an open question is answered by it."""
    if question.asks_for(Intent.NOTE, *_WHETHER):
        return False
    if found.confidence(Needs.PASSAGES) < found.calibration.answers_from:
        return False
    own = [(one.document, act) for one in treatments if one.matter for act in statements(question, one.matter)]
    if not own or found.first_unit is None:
        return False
    document, start = found.first_unit.candidate.document, found.first_unit.unit.start
    return any(document is where and act.start <= start < act.end for where, act in own)


def _told(question: Question, found: Found, treatment: Treatment) -> list[SelectedUnit]:
    """What those who are named did in the treatment, in the order in which it is asked for; empty for nothing."""
    assert treatment.matter is not None  # noqa: S101  (chosen so)
    place = at(treatment, found.best)
    own = quoted(statements(question, treatment.matter), place, found.collection)
    if question.asks_for(Intent.NOTE):
        return own
    ballots = [stepped(place, step, found.collection) for step in ballots_told(question, treatment)]
    if not own and not ballots:
        return []
    decision = decision_step(treatment, _ROOM_FOR_DECISION)
    told = [*ballots, *own] if question.asks_for(*_WHETHER) else [*own[:1], *ballots, *own[1:]]
    return [stepped(place, decision, found.collection), *told] if decision else told


def statements(question: Question, matter: Matter) -> Sequence[Act]:
    """The notes that are asked for, or all that those who are named said of the matter."""
    named = question.actors(everyone_in(matter), acting=True)
    if question.asks_for(Intent.NOTE):
        return of(matter.notes, named)
    if named:
        return of((*matter.floor_proposals, *matter.reservations, *matter.notes), named)
    return ()


PLAN = Plan(
    "statements",
    asking_for(Intent.NOTE, Intent.OPINION, Intent.OPEN, *_WHETHER),
    _answer,
    asked="notes to the minutes; what a party or a person wanted, whether they were for it",
    data="the minutes' data on the matter, of the meeting named or else the one that settled it",
    says="what was decided, their own words, how they voted; votes before words where it is asked whether it was so",
    needs=Needs.MATTER,
)
