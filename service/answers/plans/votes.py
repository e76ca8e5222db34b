"""How a matter was voted on, and who took no part."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Matter
from service.answers.evidence.positions import Act, everyone_in, matter_at, of, quoted
from service.answers.plan import Found, Needs, Plan, Refusal, Reply, asking_for, drafted
from service.answers.refusals import SENTENCES, refusal
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    matter = matter_at(found.best)
    if matter is None:
        return None
    acts = votes(question, matter)
    if isinstance(acts, Refusal):
        return acts
    is_missing = question.asks_for(Intent.VOTE) and not matter.votes
    note = SENTENCES[ReasonCode.NO_VOTE] if is_missing else ""
    return drafted(quoted(acts, found.best, found.collection, note), found.rules.max_chars)


def votes(question: Question, matter: Matter) -> Sequence[Act] | Refusal:
    """The votes, or those who took no part where that is asked; that there was no vote where nothing is told."""
    everyone = everyone_in(matter)
    asks_for_votes = question.asks_for(Intent.VOTE)
    named = question.actors(everyone, acting=True)
    if (
        question.surely_asks_for(Intent.VOTE)
        and not matter.votes
        and not of(matter.abstaining, question.actors(everyone))
    ):
        return refusal(ReasonCode.NO_VOTE)
    away = [*of(matter.abstaining, named), *of(matter.disqualified, named)]
    if question.asks_for(Intent.ABSTENTION) and away:
        return away
    return (matter.votes or of(matter.abstaining, named)) if asks_for_votes else ()


PLAN = Plan(
    "votes",
    asking_for(Intent.VOTE, Intent.ABSTENTION),
    _answer,
    asked="votes, and who took no part",
    data="the minutes' data on the matter",
    says="the figures in the minutes' own words; «ingen omröstning»",
    needs=Needs.MATTER,
)
