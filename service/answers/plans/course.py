"""The course of a matter: how it went, how often it was put off, and what was decided in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from corpus.base.types import Span, Vote
from indexer.tokens import index_tokens
from service.answers.evidence.decisions import Step, decision_step, stepped
from service.answers.evidence.votes import vote_figures
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.base.text import listed
from service.base.types import MAX_ANSWER_CHARS
from service.question.intent import Intent
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.in_force import decision_in_force, is_tabled
from service.register.records import Records

_MOST = 330
_SHORT_VOTE, _LONGEST_VOTE = 120, 1000
_BEFORE = "Dessförinnan:"
# As much of the words of two decisions in common says that they are one
_SAME = 0.8
# What stands around a step, and around who said it: the mark of a proposal and the citation, the day
_AROUND, _DAY = len("förslag, inte beslut –  [10] "), len(",  den 30 september 2024: ")


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    treatments = records.matters.treatments(found.best.document, found.best.section)
    said = [stepped(found.best, step, found.collection) for step in steps_of(question, treatments)]
    return drafted(said, found.rules.max_chars)


def steps_of(question: Question, treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """What to tell of a matter's treatments: how often it was put off, or its course."""
    if question.asks_for(Intent.TIMES_PUT_OFF):
        return _times_put_off(question, treatments)
    return _course(treatments)


def _course(treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """A matter's last decision and its vote, and those before it, newest first."""
    ruling = decision_in_force(treatments)
    kept = ruling.treatment if ruling else None
    settling = [treatment for treatment in treatments if treatment.decisions and not is_tabled(treatment)]
    told = _without_repeats(settling, kept) if len(settling) > 2 else settling
    figures = [_vote_step(told[-1], vote) for vote in _votes(told[-1:])[-1:]]
    votes = [step for step in figures if step.span.end - step.span.start <= _LONGEST_VOTE]
    if len(told) < 2 and not votes:
        return ()
    max_chars = min(_MOST, MAX_ANSWER_CHARS // max(1, len(told)) - 80)
    steps = [step for treatment in told if (step := decision_step(treatment, max_chars))]
    newest_first = steps[-2::-1]
    earlier = [replace(step, note=_BEFORE) for step in newest_first[:1]] + newest_first[1:]
    return _that_fit([*steps[-1:], *votes, *earlier], kept or told[-1])


def _without_repeats(settling: Sequence[Treatment], kept: Treatment | None) -> list[Treatment]:
    """The treatments but for those that propose what the next one decided."""
    words = [frozenset(index_tokens(" ".join(_items(treatment)))) for treatment in settling]
    same = [len(own & after) >= _SAME * len(own | after) for own, after in pairwise(words)]
    return [one for one, again in zip(settling, [*same, False], strict=False) if one is kept or not again]


def _items(treatment: Treatment) -> list[str]:
    return [item for decision in treatment.decisions for item in decision.items]


def _vote_step(treatment: Treatment, vote: Vote) -> Step:
    """The figures of a vote as they stand there, or in short where they stand among many words."""
    span = vote_figures(treatment.document, vote)
    opens = treatment.document.text.startswith("Omröst", span.start) and span.end - span.start <= _SHORT_VOTE
    quotes_figures = opens or vote.yes is None or vote.no is None
    return Step(
        treatment,
        span,
        replacement="" if quotes_figures else f"Omröstningen slutade med {vote.yes} ja mot {vote.no} nej.",
    )


def _that_fit(steps: Sequence[Step], kept: Treatment) -> tuple[Step, ...]:
    """The steps an answer has room for: the longest ones give way, but not those of the treatment that settled it."""
    left = list(steps)
    while _length(left) > MAX_ANSWER_CHARS and (others := [step for step in left if step.treatment is not kept]):
        left.remove(max(others, key=lambda step: step.span.end - step.span.start))
    return tuple(left)


def _length(steps: Sequence[Step]) -> int:
    """How long an answer of the steps is, at the most: who said it stands once for each document."""
    documents = {step.treatment.document.id: step.treatment.document for step in steps}.values()
    attribution_chars = sum(
        len(document.organisation or "") + len(document.body or document.title) for document in documents
    )
    quoted_chars = sum((len(step.replacement) or step.span.end - step.span.start) + _AROUND for step in steps)
    return quoted_chars + attribution_chars + len(documents) * _DAY


def _votes(treatments: Sequence[Treatment]) -> list[Vote]:
    return [vote for treatment in treatments if treatment.matter for vote in treatment.matter.votes]


def _times_put_off(question: Question, treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """How often the bodies named tabled the matter in the years named, and the words that tell of most of it."""
    days = {(one.document.body, one.document.date) for one in treatments if one.document.date and is_tabled(one)}
    mentions = []
    for treatment in treatments:
        earlier = [one for one in (treatment.matter.earlier if treatment.matter else ()) if one.outcome == "tabled"]
        days |= {(one.body or treatment.document.body, one.date) for one in earlier}
        if earlier and earlier[-1].end - earlier[0].start <= _MOST:
            mentions.append((len(earlier), Step(treatment, Span(earlier[0].start, earlier[-1].end))))
    named, years = question.context.bodies, {int(year) for year in question.years}
    counted = Counter(body for body, day in days if (not years or day.year in years) and (not named or body in named))
    if not counted or not mentions:
        return ()
    step = max(mentions, key=lambda mention: mention[0])[1]
    return (Step(step.treatment, step.span, f"{_put_off_words(counted)}:"),)


def _put_off_words(counted: Counter[str | None]) -> str:
    """«Ärendet bordlades 7 gånger, 6 i kommunfullmäktige och 1 i kommunstyrelsen»."""
    total = counted.total()
    times = f"Ärendet bordlades {total} gånger" if total > 1 else "Ärendet bordlades 1 gång"
    by_body = [f"{count} i {body[0].lower()}{body[1:]}" for body, count in counted.most_common() if body]
    return f"{times}, {listed(by_body)}" if len(counted) > 1 else times


PLAN = Plan(
    "course",
    asking_for(Intent.COURSE, Intent.TIMES_PUT_OFF),
    _answer,
    asked="course of a matter: turns, «till slut», two bodies named",
    data="treatments over meetings",
    says="the last decision and its vote, then those before it, newest first; how often it was put off",
    needs=Needs.MATTER,
)
