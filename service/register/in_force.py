"""Which decision of a matter is in force: the one definition, which ranking, answers, lists and pages read.

A matter comes back: tabled again and again, prepared by one body, decided by another, revised. In force is the latest
decision of the highest body that has decided: a body that only prepares never decides finally, and what puts a matter
off, sends it back or takes it off the agenda decides nothing. Earlier decisions that a section quotes are history.
All functions are pure and take the treatments of one matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Decision, Outcome
from corpus.vocabulary.outcomes import matter_outcome
from service.register.body_index import body_rank
from service.register.decisions import Ruling, Treatment, TreatmentKey
from service.register.matters import MatterIndex, meeting_order, oldest_first

# What leaves a matter as it was: put off, sent back, off the agenda, or for a higher body to decide.
_OPEN: frozenset[Outcome] = frozenset({"tabled", "referred_back", "withdrawn", "recommended"})


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a matter at one meeting, and whether a later treatment took it further."""

    outcome: Outcome | None = None
    superseded: bool = False


UNKNOWN = Standing()


def outcome_of(treatment: Treatment) -> Outcome | None:
    """What became of the matter at this meeting; ``None`` when nothing was decided or proposed."""
    return matter_outcome(treatment.decisions)


def decided_outcome(treatment: Treatment) -> Outcome | None:
    """What was decided here, proposals left out; ``None`` also where a part was approved and a part rejected."""
    decided = [decision for decision in treatment.decisions if decision.status == "decided"]
    outcomes = {decision.outcome for decision in decided}
    return None if {"approved", "rejected"} <= outcomes else matter_outcome(decided)


def main_decision(decisions: Sequence[Decision]) -> Decision | None:
    """The one of a meeting's decisions that says what became of the matter: with its outcome, with most clauses.

    Where as many clauses decide the matter another way, the first of them says it, before one that only takes note.
    """
    outcome = matter_outcome(decisions)
    if outcome is None:  # the matter was only passed on
        return next(iter(decisions), None)
    clauses = Counter[Outcome]()
    for decision in decisions:
        clauses[decision.outcome] += len(decision.items)
    as_many = {each for each, count in clauses.items() if count == clauses[outcome]} - _OPEN
    alike = [each for each in decisions if each.outcome in (as_many if outcome in as_many else {outcome})]
    return max(
        alike, key=lambda each: (each.status == "decided", each.outcome != "noted", len(each.items), -each.start)
    )


def is_tabled(treatment: Treatment) -> bool:
    """Whether the matter was only put off to another meeting."""
    return outcome_of(treatment) == "tabled"


def settles(treatment: Treatment) -> bool:
    """Whether the matter was decided here."""
    main = main_decision(treatment.decisions)
    return main is not None and main.status == "decided" and main.outcome not in _OPEN


def decision_in_force(treatments: Iterable[Treatment]) -> Ruling | None:
    """The decision of a matter that is in force; ``None`` while it is only prepared, put off or told of."""
    return _ruling(max(filter(settles, treatments), key=_weight, default=None))


def latest_ruling(treatments: Sequence[Treatment]) -> Ruling | None:
    """The decision in force; without one how far the matter has come: the newest proposal or postponement.

    Information only when there is nothing else.
    """
    if in_force := decision_in_force(treatments):
        return in_force
    rulings = [ruling for treatment in treatments if (ruling := _ruling(treatment))]
    return max(
        rulings,
        key=lambda ruling: (ruling.decision.status != "information", oldest_first(ruling.treatment)),
        default=None,
    )


def later_decision(treatment: Treatment, treatments: Sequence[Treatment]) -> Ruling | None:
    """The decision in force, or the last one that put the matter off, where it was made after ``treatment``."""
    latest = latest_ruling(treatments)
    if latest is None or latest.decision.status != "decided":
        return None
    return latest if _is_later(latest.treatment, treatment) else None


def standings(index: MatterIndex) -> dict[TreatmentKey, Standing]:
    """The standing of every treatment with a decision."""
    return {
        treatment.key: Standing(outcome_of(treatment), is_superseded(treatment, matter))
        for matter in index.matters
        for treatment in matter
        if treatment.decisions
    }


def is_superseded(treatment: Treatment, treatments: Iterable[Treatment]) -> bool:
    """Whether a later treatment of its matter took the matter further.

    A decision is superseded by the one in force alone, a proposal or referral by what was decided or proposed after
    it, a postponement by the next one too.
    """
    if settles(treatment):
        in_force = decision_in_force(treatments)
        return in_force is not None and _is_later(in_force.treatment, treatment)
    tabled = is_tabled(treatment)
    return any(
        _is_later(other, treatment) and (tabled or not is_tabled(other)) and _tells_more(other) for other in treatments
    )


def _is_later(treatment: Treatment, other: Treatment) -> bool:
    return meeting_order(treatment) > meeting_order(other)


def _tells_more(treatment: Treatment) -> bool:
    """Whether something was decided or proposed there, not only told of."""
    return any(decision.status != "information" for decision in treatment.decisions)


def _ruling(treatment: Treatment | None) -> Ruling | None:
    main = main_decision(treatment.decisions) if treatment else None
    return Ruling(treatment, main) if treatment and main else None


def _weight(treatment: Treatment) -> tuple[int, date, bool, str, int]:
    document = treatment.document
    return (
        body_rank(document.body),
        document.date or date.min,
        document.kind in ("minutes", "extract"),
        document.id,
        treatment.section.start,
    )
