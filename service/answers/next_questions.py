"""Questions to go on with after an answer: only such as the minutes' data on its matter show to have an answer.

Nothing is asked to find out; a question that asks for what was asked already is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.base.types import Matter, Vote
from corpus.vocabulary.numbers import SUM
from service.base.types import Citation
from service.question.intent import Intent
from service.register.decisions import Treatment
from service.register.in_force import main_decision
from service.register.matters import MatterIndex, meeting_order

MOST = 4

_AMOUNT = re.compile(rf"\d\s*{SUM}(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Next:
    """A question, what it asks for, and whether the treatments of a matter that were cited, and all, answer it."""

    question: str
    intents: frozenset[Intent]
    is_told: Callable[[Sequence[Treatment], Sequence[Treatment]], bool]


def next_questions(
    citations: Sequence[Citation], asked: Iterable[Intent], matters: MatterIndex, most: int = MOST
) -> tuple[str, ...]:
    """The questions after an answer with these citations to a question that asked for that, at most so many.

    They are about the matter that all citations stand in; of several matters there are none.
    """
    found = {matters.number((cited.document.id, cited.section.id)) for cited in citations}
    if len(found) != 1:
        return ()
    treated = matters.matters[found.pop()]
    places = list(dict.fromkeys((each.document.id, each.section.id) for each in citations))
    cited = sorted((one for one in treated if one.key in places), key=lambda one: places.index(one.key))
    taken = frozenset(asked)
    fitting = (each for each in _NEXT if taken.isdisjoint(each.intents) and each.is_told(cited, treated))
    return tuple(each.question for each in fitting)[:most]


def _of_matter(told: Callable[[Matter], bool]) -> Callable[[Sequence[Treatment], Sequence[Treatment]], bool]:
    """That the minutes which are cited first tell it."""
    return lambda cited, _: cited[0].matter is not None and told(cited[0].matter)


def _is_treated_later(cited: Sequence[Treatment], treated: Sequence[Treatment]) -> bool:
    last = max(map(meeting_order, cited))
    return any(meeting_order(other) > last and other.decisions for other in treated)


def _has_amount(cited: Sequence[Treatment], _treated: Sequence[Treatment]) -> bool:
    """Whether the decision itself names a sum of money."""
    decision = main_decision(cited[0].decisions)
    return decision is not None and bool(_AMOUNT.search(cited[0].document.text, decision.start, decision.end))


def _has_names(vote: Vote) -> bool:
    return bool(vote.ballots)


def _is_told_by_party(matter: Matter) -> bool:
    return any(map(_has_names, matter.votes))


def _names_those_against(matter: Matter) -> bool:
    return any(ballot == "no" for vote in matter.votes for _, ballot in vote.ballots)


def _is_told_by_figures(matter: Matter) -> bool:
    return bool(matter.votes) and not _is_told_by_party(matter)


_NEXT: tuple[_Next, ...] = (
    _Next("Hur röstade partierna?", frozenset({Intent.VOTE}), _of_matter(_is_told_by_party)),
    _Next("Vem var emot?", frozenset({Intent.VOTE}), _of_matter(_names_those_against)),
    _Next("Hur gick omröstningen?", frozenset({Intent.VOTE}), _of_matter(_is_told_by_figures)),
    _Next("Vem reserverade sig?", frozenset({Intent.RESERVATION}), _of_matter(lambda told: bool(told.reservations))),
    _Next("Vad hände sedan?", frozenset({Intent.COURSE, Intent.PRESENT_STATE}), _is_treated_later),
    _Next(
        "Vad yrkades?",
        frozenset({Intent.FLOOR_PROPOSAL}),
        _of_matter(lambda told: bool(told.floor_proposals)),
    ),
    _Next("Vad kostar det?", frozenset({Intent.COST, Intent.AMOUNT}), _has_amount),
)
