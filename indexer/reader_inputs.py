"""What the reader is given: a question and a passage in one line of tokens, and which tokens each unit has.

Training and service make their inputs here, so that the reader is asked in the very form it was taught.
This module needs no model; the arrays it makes are those of the exported graph.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from corpus.base.types import Span
from indexer.shared_tokenizer import tokenizer_of

Integers = NDArray[np.int64]
Floats = NDArray[np.float32]

_QUESTION = "query: "
_PASSAGE = "passage: "
MAX_TOKENS = 512
# A question is never cut by the tokenizer, so it must leave room for the passage even if each character were a token.
MAX_QUESTION_CHARS = 300

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class ReaderPassage:
    """A passage as the reader sees it: where it stands, its text, and the span of each unit in that text.

    A unit without a span is not read.
    """

    context: str
    text: str
    spans: tuple[Span | None, ...]


@dataclass(frozen=True, slots=True)
class ReaderInputs:
    """A batch: tokens and mask (rows, tokens); question (rows, tokens) and units (rows, units, tokens) as weights.

    The weights of a question or unit are equal over its tokens and sum to 1; to 0 for a unit that has no token.
    ``reach`` (rows,) tells how many characters of the passage's text the tokens hold.
    """

    tokens: Integers
    mask: Integers
    question: Floats
    units: Floats
    reach: Integers

    @property
    def read(self) -> NDArray[np.bool_]:
        """Which units have tokens, shape (rows, units)."""
        return np.asarray(self.units.any(axis=2))


def locate_units(text: str, units: Sequence[tuple[str, str]]) -> tuple[Span | None, ...]:
    """The span in a passage's text of each unit, given as kind and words in reading order; None where it is not found.

    A list is followed by its items, so the search for the next unit begins anew at the list's beginning.
    """
    spans: list[Span | None] = []
    reached = 0
    for kind, words in units:
        span = _find(text, words, max(0, reached - len(words) - 5)) if words.strip() else None
        spans.append(span)
        if span and kind != "list":
            reached = span.start
    return tuple(spans)


def shortened(whole: ReaderPassage, nearness: Sequence[float], most_chars: int) -> ReaderPassage:
    """The units that are nearest to the question, in reading order, as far as there is room; what stands in them too.

    ``nearness`` has a number for each unit. A passage without units, or with room for all of it, stays as it is; where
    no unit has room, the nearest is read.
    """
    places = [place for place, span in enumerate(whole.spans) if span]
    if len(whole.text) <= most_chars or not places:
        return whole
    kept: list[Span] = []
    for place in sorted(places, key=lambda place: -nearness[place]):
        span = whole.spans[place]
        used = sum(other.end - other.start for other in kept)
        if span and not any(_holds(other, span) for other in kept) and used + span.end - span.start <= most_chars:
            kept = [*(other for other in kept if not _holds(span, other)), span]
    kept = sorted(kept or [_nearest(whole, nearness)], key=lambda span: span.start)
    starts = dict(zip(kept, accumulate((span.end - span.start + 1 for span in kept), initial=0), strict=False))
    homes = [next((other for other in kept if span and _holds(other, span)), None) for span in whole.spans]
    return ReaderPassage(
        whole.context,
        "\n".join(whole.text[span.start : span.end] for span in kept),
        tuple(
            Span(starts[home] + span.start - home.start, starts[home] + span.end - home.start)
            if span and home
            else None
            for span, home in zip(whole.spans, homes, strict=True)
        ),
    )


def _nearest(whole: ReaderPassage, nearness: Sequence[float]) -> Span:
    read = [(near, span) for near, span in zip(nearness, whole.spans, strict=True) if span]
    return max(read, key=lambda pair: pair[0])[1]


def _holds(one: Span, other: Span) -> bool:
    return one.start <= other.start and other.end <= one.end


def _find(text: str, words: str, start: int) -> Span | None:
    place = text.find(words, start)
    if place < 0:
        place = text.find(words)
    if place >= 0:
        return Span(place, place + len(words))
    # A unit cut from the document may have other white space than the passage that is shown.
    match = re.search(r"\s+".join(map(re.escape, _SPACE.split(words.strip()))), text)
    return Span(*match.span()) if match else None


def read_tokenizer(model_folder: Path, max_tokens: int = MAX_TOKENS) -> Tokenizer:
    """The tokenizer of a model folder, set to cut the passage of a pair at ``max_tokens`` for both."""
    tokenizer = tokenizer_of(model_folder)
    tokenizer.enable_truncation(max_tokens, strategy="only_second")
    return tokenizer


def encode_pairs(tokenizer: Tokenizer, pairs: Sequence[tuple[str, ReaderPassage]], padding: int = 1) -> ReaderInputs:
    """The batch of questions with their passages; rows are filled up with the token ``padding``."""
    texts = [(_QUESTION + _readable(question[:MAX_QUESTION_CHARS]), _readable(_shown(of))) for question, of in pairs]
    encodings = tokenizer.encode_batch(texts)
    length = max(len(encoding.ids) for encoding in encodings)
    most = max(1, *(len(passage.spans) for _, passage in pairs))
    inputs = ReaderInputs(
        np.full((len(pairs), length), padding, dtype=np.int64),
        np.zeros((len(pairs), length), dtype=np.int64),
        np.zeros((len(pairs), length), dtype=np.float32),
        np.zeros((len(pairs), most, length), dtype=np.float32),
        np.zeros(len(pairs), dtype=np.int64),
    )
    for row, (encoding, (_, passage)) in enumerate(zip(encodings, pairs, strict=True)):
        _fill(inputs, row, encoding, passage)
    return inputs


def encode_windows(
    tokenizer: Tokenizer, question: str, passage: ReaderPassage
) -> tuple[tuple[ReaderInputs, tuple[int, ...]], ...]:
    """Batches of one row that together hold the passage, each with the places of the units to be read there.

    What exceeds the limit goes on in another window, from the first unit that was cut; the context stands in each. A
    unit longer than a window is read as far as it goes.
    """
    windows: list[tuple[ReaderInputs, tuple[int, ...]]] = []
    left = {place: span for place, span in enumerate(passage.spans) if span is not None}
    start = 0
    while not windows or left:
        inputs = encode_pairs(tokenizer, [(question, _from(passage, start))])
        reach = start + int(inputs.reach[0])
        whole = {place for place, span in left.items() if span.end <= reach or span.start <= start}
        windows.append((inputs, tuple(sorted(whole))))
        left = {place: span for place, span in left.items() if place not in whole}
        start = min((span.start for span in left.values()), default=0)
    return tuple(windows)


def _shown(passage: ReaderPassage) -> str:
    return f"{_before(passage)}{passage.text}"


def _before(passage: ReaderPassage) -> str:
    return f"{_PASSAGE}{passage.context}\n"


def _from(passage: ReaderPassage, start: int) -> ReaderPassage:
    """The passage from a place in its text on, without the units that begin before."""
    if not start:
        return passage
    spans = tuple(
        Span(span.start - start, span.end - start) if span and span.start >= start else None for span in passage.spans
    )
    return ReaderPassage(passage.context, passage.text[start:], spans)


def _readable(text: str) -> str:
    """The text without lone surrogates, which no tokenizer takes; each becomes one other character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _fill(inputs: ReaderInputs, row: int, encoding: Encoding, passage: ReaderPassage) -> None:
    count = len(encoding.ids)
    inputs.tokens[row, :count] = encoding.ids
    inputs.mask[row, :count] = 1
    sequence = np.array([-1 if of is None else of for of in encoding.sequence_ids])
    inputs.question[row, :count] = _weights(sequence == 0)
    offsets = np.array(encoding.offsets, dtype=np.float64)
    before = len(_before(passage))
    middles = offsets.mean(axis=1) - before
    of_passage = (sequence == 1) & (offsets[:, 1] > offsets[:, 0])
    last = offsets[of_passage, 1].max(initial=before) - before
    inputs.reach[row] = max(0, last) if encoding.overflowing else len(passage.text)
    for place, span in enumerate(passage.spans):
        if span is not None:
            inputs.units[row, place, :count] = _weights(of_passage & (span.start <= middles) & (middles < span.end))


def _weights(chosen: NDArray[np.bool_]) -> Floats:
    return (chosen / max(int(chosen.sum()), 1)).astype(np.float32)
