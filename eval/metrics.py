"""What a good answer is, as numbers: pure functions over words and over judged rows.

A text covers a piece of evidence when both come from the same source file and it holds at least
half of the quote's word trigrams, or nine tenths of its different words (a reader may put table
cells beside their column names). Tags, punctuation and case never count.
"""

from __future__ import annotations

import random
import re
import statistics
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import PurePath
from types import MappingProxyType
from typing import TypeVar

from eval.types import Estimate, Evidence, KindFigures, Latency, Metrics, Row, Topic
from service.types import AnswerStatus

DEPTH = 10
MAX_ANSWER_CHARS = 900

_TRIGRAM_SHARE = 0.5
_WORD_SHARE = 0.9
_RESAMPLES = 1000
_SEED = 7
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[^\W_]+")
_SOFT_HYPHEN = "\u00ad"

Item = TypeVar("Item")
Measure = Callable[[Sequence[Row]], list[float]]


def words(text: str) -> list[str]:
    """The words of the text in order, in lower case, without tags, punctuation and soft hyphens."""
    plain = _TAG.sub("", unicodedata.normalize("NFC", text)).replace(_SOFT_HYPHEN, "")
    return _WORD.findall(plain.lower())


def word_line(text: str) -> str:
    """The words with one space around each, so that one line of whole words can be looked up in another."""
    return f" {' '.join(words(text))} "


def covers(passage: str, source_file: str, evidence: Sequence[Evidence]) -> bool:
    """Whether the passage of that source file covers one of the pieces of evidence."""
    name = PurePath(source_file).name
    found = words(passage)
    return any(item.file == name and _holds(found, words(item.quote)) for item in evidence)


def is_held(documents: Mapping[str, str], evidence: Sequence[Evidence]) -> bool:
    """Whether a piece of evidence stands in its document, given by file name: at least half of its trigrams.

    Single words say nothing here: a long document has most of them somewhere.
    """
    return any(
        _share(_trigrams(words(item.quote)), _trigrams(words(documents.get(item.file, "")))) >= _TRIGRAM_SHARE
        for item in evidence
    )


def stands_in(quote: str, source_line: str) -> bool:
    """Whether the quote's words stand in order and without a gap in the source's ``word_line``."""
    return word_line(quote) in source_line


def answer_is_right(topic: Topic, status: AnswerStatus, answer: str) -> bool:
    """Whether an unanswerable topic was refused, or an answerable one got a string of each of its groups.

    An answer of more than 900 characters is wrong whatever it holds.
    """
    refused = status == "not_in_documents"
    if refused or not topic.answerable:
        return refused and not topic.answerable
    said = _plain(answer)
    return len(answer) <= MAX_ANSWER_CHARS and all(
        any(_plain(string) in said for string in group) for group in topic.must_contain
    )


def success_at(k: int, rows: Sequence[Row]) -> list[float]:
    """For each answerable topic 1 when a passage among the first ``k`` covers evidence, else 0."""
    return [float(row.first_rank is not None and row.first_rank <= k) for row in _answerable(rows)]


def reciprocal_ranks(rows: Sequence[Row]) -> list[float]:
    """For each answerable topic 1 / rank of the first covering passage, 0 when none of the first 10 covers."""
    ranks = (row.first_rank for row in _answerable(rows))
    return [1 / rank if rank is not None and rank <= DEPTH else 0.0 for rank in ranks]


def answers_right(rows: Sequence[Row]) -> list[float]:
    """For each answerable topic 1 when its answer is right, else 0."""
    return [float(row.right) for row in _answerable(rows)]


def citations_match(rows: Sequence[Row]) -> list[float]:
    """For each answerable topic that was answered 1 when a citation covers evidence, else 0."""
    return [float(any(row.cited)) for row in _answered(rows)]


def citations_covering(rows: Sequence[Row]) -> list[float]:
    """For each citation of the answered answerable topics 1 when it covers evidence, else 0."""
    return [float(covering) for row in _answered(rows) for covering in row.cited]


def quotes_verbatim(rows: Sequence[Row]) -> list[float]:
    """For each citation whose source is at hand 1 when its quote stands there word for word, else 0."""
    return [float(verbatim) for row in rows for verbatim in row.verbatim]


def refusals_right(rows: Sequence[Row]) -> list[float]:
    """For each unanswerable topic 1 when it was refused, else 0."""
    return [float(row.refused) for row in rows if not row.topic.answerable]


def refusals_wrong(rows: Sequence[Row]) -> list[float]:
    """For each answerable topic 1 when it was refused, else 0."""
    return [float(row.refused) for row in _answerable(rows)]


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        **{f"success@{k}": partial(success_at, k) for k in (1, 3, 5, DEPTH)},
        f"mrr@{DEPTH}": reciprocal_ranks,
        "answer_correct": answers_right,
        "citation_match": citations_match,
        "citation_precision": citations_covering,
        "quote_verbatim": quotes_verbatim,
        "refused_right": refusals_right,
        "refused_wrong": refusals_wrong,
    }
)


def estimate(values: Sequence[float]) -> Estimate | None:
    """The mean and its 95 % percentile interval from 1000 resamples (Efron 1979); ``None`` without values."""
    if not values:
        return None
    generator = random.Random(_SEED)  # noqa: S311 - a fixed seed makes the interval repeatable
    means = sorted(statistics.fmean(generator.choices(values, k=len(values))) for _ in range(_RESAMPLES))
    outside = _RESAMPLES // 40
    return Estimate(statistics.fmean(values), len(values), means[outside], means[-outside - 1])


def latency(times_ms: Sequence[float]) -> Latency | None:
    """The median and the 95th percentile (the time of that rank, rounded down); ``None`` without times."""
    if not times_ms:
        return None
    ordered = sorted(times_ms)
    return Latency(statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))])


def by_kind(rows: Sequence[Row]) -> dict[str, KindFigures]:
    """The figures of the answerable topics of each kind, kinds in alphabetical order."""
    kinds = sorted({row.topic.kind for row in _answerable(rows)})
    groups = {kind: [row for row in _answerable(rows) if row.topic.kind == kind] for kind in kinds}
    return {
        kind: KindFigures(
            n=len(group),
            success_at_5=statistics.fmean(success_at(5, group)),
            answer_correct=statistics.fmean(answers_right(group)),
        )
        for kind, group in groups.items()
    }


def summarise(rows: Sequence[Row]) -> Metrics:
    """All figures of the rows."""
    return Metrics(
        estimates={name: estimate(measure(rows)) for name, measure in MEASURES.items()},
        latencies={
            "search_ms": latency([row.search_ms for row in rows]),
            "ask_ms": latency([row.ask_ms for row in rows]),
        },
        by_kind=by_kind(rows),
    )


def _answerable(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.topic.answerable]


def _answered(rows: Sequence[Row]) -> list[Row]:
    return [row for row in _answerable(rows) if not row.refused]


def _holds(found: Sequence[str], wanted: Sequence[str]) -> bool:
    if _share(_trigrams(wanted), _trigrams(found)) >= _TRIGRAM_SHARE:
        return True
    return _share(set(wanted), set(found)) >= _WORD_SHARE


def _trigrams(sequence: Sequence[str]) -> set[tuple[str, ...]]:
    # A text of one or two words counts as one short trigram.
    return set(zip(sequence, sequence[1:], sequence[2:], strict=False)) or {tuple(sequence)}


def _share(wanted: AbstractSet[Item], found: AbstractSet[Item]) -> float:
    return len(wanted & found) / len(wanted)


def _plain(text: str) -> str:
    return " ".join(text.split()).lower()
