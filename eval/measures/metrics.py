"""What a good answer is, as numbers: pure functions over judged rows."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType

from eval.base.types import Estimate, GroupFigures, Latency, Metrics, Reply, Row, Topic
from eval.measures.reliability import calibration
from eval.measures.retrieval import RETRIEVAL_MEASURES, retrieval_values
from service.base.shares import wilson
from service.base.types import MAX_ANSWER_CHARS, AnswerStatus
from service.staff.gold import lacking

Values = Mapping[str, Sequence[float]]


def answer_is_right(topic: Topic, status: AnswerStatus, answer: str) -> bool:
    """Whether an unanswerable topic was refused, or an answerable one got a string of each of its groups.

    An answer of more than 900 characters is wrong whatever it holds.
    """
    refused = status == "not_in_documents"
    if refused or not topic.answerable:
        return refused and not topic.answerable
    return len(answer) <= MAX_ANSWER_CHARS and not lacking(answer, topic.must_contain)


# Each value a topic adds to a mean that it counts in; most means take one value of a topic, some one of each citation.
_OF_ANSWERABLE: Mapping[str, Callable[[Reply], list[float]]] = MappingProxyType(
    {
        "answer_correct": lambda reply: [float(reply.right)],
        "citation_match": lambda reply: [] if reply.refused else [float(any(c.covers for c in reply.citations))],
        "citation_precision": lambda reply: [] if reply.refused else [float(c.covers) for c in reply.citations],
        "refused_wrong": lambda reply: [float(reply.refused)],
    }
)
_OF_UNANSWERABLE: Mapping[str, Callable[[Reply], list[float]]] = MappingProxyType(
    {
        "refused_right": lambda reply: [float(reply.refused)],
        "refusal_recall": lambda reply: [float(reply.refused)],
    }
)
_ANSWER_MEASURES = (
    *("answer_correct", "citation_match", "citation_precision", "quote_verbatim", "refused_right", "refused_wrong"),
    *("refusal_precision", "refusal_recall", "sure", "sure_right"),
)
MEASURES = (*RETRIEVAL_MEASURES, *_ANSWER_MEASURES)
LOWER_IS_BETTER = frozenset({"refused_wrong"})


def values_of(rows: Sequence[Row]) -> list[Values]:
    """For each row what it adds to the mean of every measure; an empty list where it does not count."""
    return [
        {**{name: [] for name in MEASURES}, **{name: [value] for name, value in found.items()}, **_answer_values(row)}
        for row, found in zip(rows, retrieval_values(rows), strict=True)
    ]


def values_by_topic(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """For every measure what each topic that counts in it adds, by the topic's id: the mean over its citations."""
    values = list(zip(rows, values_of(rows), strict=True))
    return {
        name: {row.topic.id: statistics.fmean(each[name]) for row, each in values if each[name]} for name in MEASURES
    }


def _answer_values(row: Row) -> dict[str, list[float]]:
    """What the row adds to the measures of answers; nothing when it was only searched for."""
    reply = row.reply
    if reply is None:
        return {}
    return {
        **{name: value(reply) for name, value in _measures_for(row.topic).items()},
        "quote_verbatim": [float(c.verbatim) for c in reply.citations if c.verbatim is not None],
        "refusal_precision": [float(not row.topic.answerable)] if reply.refused else [],
        "sure": [] if reply.refused or reply.confidence is None else [float(reply.sure)],
        "sure_right": [float(reply.right)] if reply.sure else [],
    }


def _measures_for(topic: Topic) -> Mapping[str, Callable[[Reply], list[float]]]:
    return _OF_ANSWERABLE if topic.answerable else _OF_UNANSWERABLE


def estimate(values: Sequence[float]) -> Estimate | None:
    """The mean of values between 0 and 1 with its 95 % interval (Wilson 1927); ``None`` without values."""
    if not values:
        return None
    return Estimate(statistics.fmean(values), len(values), *wilson(sum(values), len(values)))


def latency(times_ms: Sequence[float]) -> Latency | None:
    """The median, and two percentiles (the time of that rank, rounded down); ``None`` without times."""
    if not times_ms:
        return None
    ordered = sorted(times_ms)
    high, highest = (ordered[int(share * (len(ordered) - 1))] for share in (0.95, 0.99))
    return Latency(statistics.median(ordered), high, highest)


def summarise(rows: Sequence[Row]) -> Metrics:
    """All figures of the rows."""
    values = values_of(rows)
    replies = [row.reply for row in rows if row.reply is not None]
    return Metrics(
        estimates={name: _pooled(name, values) for name in MEASURES},
        latencies={
            "search_ms": latency([row.search_ms for row in rows]),
            "ask_ms": latency([reply.ask_ms for reply in replies]),
        },
        by_kind=_grouped(rows, values, lambda row: [row.topic.kind]),
        by_document_kind=_grouped(rows, values, lambda row: row.document_kinds),
        by_asker=_grouped(rows, values, lambda row: [row.topic.asker] if row.topic.asker else []),
        by_plan=_grouped(rows, values, _plan_of),
        calibration=calibration(
            [
                (row.confidence, row.reply.right)
                for row in rows
                if row.reply is not None and not row.reply.refused and row.confidence is not None
            ]
        ),
    )


def _plan_of(row: Row) -> list[str]:
    """The plan that answered, or the code of what held back; nothing where the target does not tell."""
    reply = row.reply
    told = reply and (reply.plan or reply.reason_code)
    return [told] if told else []


def _pooled(name: str, values: Iterable[Values]) -> Estimate | None:
    return estimate([value for each in values for value in each[name]])


def _grouped(
    rows: Sequence[Row], values: Sequence[Values], names: Callable[[Row], Iterable[str]]
) -> dict[str, GroupFigures]:
    """The figures of the answerable topics of each group by its name, in alphabetical order."""
    groups: dict[str, list[Values]] = {}
    for row, each in zip(rows, values, strict=True):
        for name in names(row) if row.topic.answerable else ():
            groups.setdefault(name, []).append(each)
    return {
        name: GroupFigures(len(group), _pooled("success@5", group), _pooled("answer_correct", group))
        for name, group in sorted(groups.items())
    }
