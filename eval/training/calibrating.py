"""What the reader's word is worth: from the signs of answers and whether they were right to a calibration.

Logistic regression (Platt 1999) over a few signs. What is told of it (reliability, levels) comes from probabilities
that each answer got from the others, parted by matter.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np

from eval.base.numerics import least_share
from eval.base.types import GoldSet, Topic
from eval.measures.metrics import answer_is_right
from eval.measures.reliability import calibration as reliability_curve
from eval.training.logistic import Flags, Floats, fitted_line, parted
from service.answers.confidence import Calibration, Curve, Signs
from service.answers.pipeline import PLANS
from service.answers.plan import Needs
from service.base.types import Answer
from service.engine.engine import Engine

_NEEDS = {plan.name: plan.needs for plan in PLANS}
SURE_SHARE = 0.95
STRANGE = "strange"
# Of the questions that have nothing to do with a collection at most so many may be answered.
_MOST_STRANGE_TOLD = 0.075
# They are many and easily made, and count as much together as near misses do in the sets: a quarter of all.
_STRANGE_SHARE = 0.25
_OF_TEXT = tuple(field.name for field in fields(Signs))
# What tells of the matter, and not of a unit in it: what is recorded of it is told beside what its passage says.
_OF_MATTER = ("passage", "nearness", "coverage", "identified")
# Two answers of the sets more or less are chance.
_AS_GOOD = 0.005
_FOLDS = 10
_STRENGTH = 0.3


@dataclass(frozen=True, slots=True)
class Judged:
    """A question that was put with nothing held back for want of confidence, and how it went.

    ``group`` is the matter it is about, ``needs`` what the plan that answered answers from; ``signs`` is ``None`` where
    nothing was found.
    """

    set: str
    group: str
    answerable: bool
    answered: bool
    right: bool
    needs: Needs
    signs: Signs | None


@dataclass(frozen=True, slots=True)
class Level:
    """What holds at a probability below which nothing is told: shares of answerable and unanswerable questions of the
    sets, and of those that have nothing to do with the collection."""

    answers_from: float
    right: float
    refused_right: float
    refused_wrong: float
    strange_told: float


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A calibration, the levels there were to choose from, and how far its probabilities can be trusted."""

    calibration: Calibration
    levels: tuple[Level, ...]
    error: float
    auc: float


def judged_topics(engine: Engine, gold: GoldSet, name: str) -> Iterator[Judged]:
    """Each topic of a set put to an engine that holds nothing back for want of confidence."""
    for topic in gold.topics:
        answer, found = engine.ask(topic.question), engine.found(topic.question)
        yield Judged(
            name,
            _matter(topic, name),
            topic.answerable,
            answer.status != "not_in_documents",
            _is_right(answer, topic),
            _NEEDS.get(answer.plan or "", Needs.PASSAGES),
            found.signs,
        )


def judged_strange(engine: Engine, questions: Iterable[str]) -> Iterator[Judged]:
    """Questions that have nothing to do with the collection put to such an engine: any answer is wrong.

    They are everyday questions and those about other collections, whose matters, votes and people are not held here.
    """
    for question in questions:
        answer, found = engine.ask(question), engine.found(question)
        needs = _NEEDS.get(answer.plan or "", Needs.PASSAGES)
        answered = answer.status != "not_in_documents"
        yield Judged(STRANGE, f"{STRANGE} {question}", False, answered, False, needs, found.signs)


def calibrate(judged: Sequence[Judged], reader: str, made_from: dict[str, int]) -> Calibrated:
    """The calibration of a reader from judged answers; what it is worth is told of questions it was not made from."""
    text = _Part(judged, (Needs.PASSAGES, Needs.PARTS), _OF_TEXT)
    matter = _Part(judged, (Needs.MATTER,), _OF_MATTER)
    unseen = {**text.unseen, **matter.unseen}
    register = [row.right for row in judged if row.answered and row.needs in (Needs.REGISTER, Needs.CALENDAR)]
    levels = tuple(_level(judged, unseen, level) for level in np.arange(0.2, 0.61, 0.025))
    silent = [level for level in levels if level.strange_told <= _MOST_STRANGE_TOLD]
    best = lowest_of_the_best(silent or levels[-1:])
    told = [row for row in judged if id(row) in unseen and row.set != STRANGE]
    probabilities = np.array([unseen[id(row)] for row in told])
    right = np.array([row.right for row in told])
    curve = reliability_curve(list(zip(probabilities.tolist(), right.tolist(), strict=True)))
    calibration = Calibration(
        reader,
        text.curve,
        matter.curve,
        # Laplace's rule of succession: a handful of answers prove little.
        round((sum(register) + 1) / (len(register) + 2), 4),
        round(best.answers_from, 4),
        sure_level(probabilities, right),
        made_from,
    )
    return Calibrated(calibration, levels, curve.error if curve else 0.0, _auc(probabilities, right))


class _Part:
    """The answers of plans with certain needs: their curve, and the probability of each by those of other matters."""

    def __init__(self, judged: Sequence[Judged], needs: Collection[Needs], names: Sequence[str]) -> None:
        rows = [row for row in judged if row.answered and row.needs in needs and row.signs is not None]
        signs = np.array([[getattr(row.signs, name) for name in names] for row in rows], dtype=np.float64)
        right = np.array([row.right for row in rows])
        weights = _weights([row.set == STRANGE for row in rows])
        probabilities = _cross_validated(names, signs, right, weights, [row.group for row in rows])
        self.curve = _fitted(names, signs, right, weights)
        self.unseen = {id(row): float(each) for row, each in zip(rows, probabilities, strict=True)}


def _weights(strange: Sequence[bool]) -> Floats:
    """What each answer counts: those to strange questions have their share together."""
    is_strange = np.array(strange)
    count, others = is_strange.sum(), (~is_strange).sum()
    each = _STRANGE_SHARE / (1 - _STRANGE_SHARE) * others / max(count, 1)
    return np.where(is_strange, min(1.0, each), 1.0)


def sure_level(probabilities: Floats, right: Flags) -> float:
    """The lowest probability from which surely at least 19 of 20 answers are right; 2 when there is none."""
    order = np.argsort(-probabilities)
    hits = np.cumsum(right[order]).tolist()
    enough = [place for place, hit in enumerate(hits) if least_share(hit, place + 1) >= SURE_SHARE]
    return round(float(probabilities[order[enough[-1]]]), 4) if enough else 2.0


def _fitted(names: Sequence[str], signs: Floats, right: Flags, counts: Floats) -> Curve:
    """Weights for the signs as they are; they are held small on a common scale."""
    weights, intercept = fitted_line(signs, right, _STRENGTH, counts)
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return Curve(rounded, round(intercept, 4))


def _cross_validated(
    names: Sequence[str], signs: Floats, right: Flags, counts: Floats, groups: Sequence[str]
) -> Floats:
    """The probability of each answer by the answers of other matters."""
    probabilities = np.zeros(len(right))
    for taught, asked in parted(groups, _FOLDS):
        curve = _fitted(names, signs[taught], right[taught], counts[taught])
        weights = np.array([curve.weights[name] for name in names])
        probabilities[asked] = 1 / (1 + np.exp(-(signs[asked] @ weights + curve.intercept)))
    return probabilities


def _level(judged: Sequence[Judged], unseen: Mapping[int, float], level: float) -> Level:
    """What holds at a level; answers from the register are always told."""
    told = {id(row) for row in judged if row.answered and unseen.get(id(row), 1.0) >= level}
    answerable = [row for row in judged if row.answerable]
    others = [row for row in judged if not row.answerable and row.set != STRANGE]
    return Level(
        float(level),
        _share(answerable, lambda row: row.right and id(row) in told),
        _share(others, lambda row: id(row) not in told),
        _share(answerable, lambda row: id(row) not in told),
        _share([row for row in judged if row.set == STRANGE], lambda row: id(row) in told),
    )


def lowest_of_the_best(levels: Sequence[Level]) -> Level:
    """Of the levels that are as good as the best one but for chance, the one at which most is told."""
    worth = [level.right + level.refused_right - level.refused_wrong for level in levels]
    return next(level for level, each in zip(levels, worth, strict=True) if each > max(worth) - _AS_GOOD)


def _share(rows: Sequence[Judged], holds: Callable[[Judged], bool]) -> float:
    return sum(map(holds, rows)) / len(rows) if rows else 0.0


def _auc(probabilities: Floats, right: Flags) -> float:
    """How often a right answer has a higher probability than a wrong one."""
    pairs = probabilities[right][:, None] - probabilities[~right][None]
    return float((pairs > 0).mean() + (pairs == 0).mean() / 2) if pairs.size else 0.0


def _is_right(answer: Answer, topic: Topic) -> bool:
    return answer.status != "not_in_documents" and answer_is_right(topic, answer.status, answer.text)


def _matter(topic: Topic, name: str) -> str:
    """The passage that a question is about, or the question itself where no document answers it."""
    return f"{topic.evidence[0].file} {topic.evidence[0].quote[:60]}" if topic.evidence else f"{name} {topic.id}"
