"""What has been taken out of documents, kept as digests alone, so that it is known again wherever it comes back.

A stretch is known by digests of its windows: half of them in one place are enough, so that other line and page breaks,
cut words and mended faults make no difference. One that is too short for a window is known by the windows on both sides
and its own digest; words that are to stand nowhere are known by their digest alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.base.fingerprints import WINDOW, Stream, digest_of, stream_of
from corpus.base.types import Span

# What everybody writes («Nämnden godkänner dagordningen») goes only with the whole that it was taken out with.
_MOST_COMMON = 300
_HALF = 0.5
# How much longer than it was a stretch may have become by what came in between, as a page's head
_MOST_STRETCHED = 1.5
_MOST_BETWEEN = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of so many signs: windows as digest and place in the stretch; ``own`` is a short one's own digest."""

    length: int
    windows: tuple[tuple[str, int], ...]
    own: str | None = None


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was taken out at once: its stretches, or words with their length that are to stand nowhere."""

    day: str
    stretches: tuple[Stretch, ...] = ()
    words: tuple[tuple[int, str], ...] = ()


def tombstone_of(text: str, spans: Iterable[Span], day: str) -> Tombstone:
    """The tombstone of stretches of a text."""
    stream = stream_of(text)
    places = [(_index(stream, span.start), _index(stream, span.end)) for span in spans]
    return Tombstone(day, tuple(_stretch(stream, start, end) for start, end in places if end > start))


def tombstone_of_words(words: Iterable[str], day: str) -> Tombstone:
    """The tombstone of words that are to stand nowhere."""
    signs = [stream_of(each).signs for each in words]
    return Tombstone(day, words=tuple((len(each), digest_of(each)) for each in signs if each))


def spans_of_words(text: str, words: str) -> list[Span]:
    """Where the words stand in the text, as whole words, a genitive too."""
    return _words_in(stream_of(text), tombstone_of_words([words], "").words)


def taken_out_of(text: str, tombstones: Sequence[Tombstone]) -> list[Span]:
    """The stretches of the text that have been taken out before, in order, none inside another."""
    if not tombstones:
        return []
    stream = stream_of(text)
    windows = defaultdict(list)
    for place, digest in stream.windows():
        windows[digest].append(place)
    found = [span for stone in tombstones for span in _of_stone(stream, windows, stone)]
    return merged(found)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The stretches in order, those that meet put together."""
    whole: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(span.end, whole[-1].end))
        else:
            whole.append(span)
    return whole


def _index(stream: Stream, place: int) -> int:
    """Where the stream has come to at that place of the text."""
    low, high = 0, len(stream.places)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if stream.places[middle] < place else (low, middle)
    return low


def _stretch(stream: Stream, start: int, end: int) -> Stretch:
    inside = [at for at in stream.starts if start <= at <= end - WINDOW]
    if not inside:
        own = digest_of(stream.signs[start:end])
        before = [at for at in stream.starts if at <= start - WINDOW][-1:]
        after = [at for at in stream.starts if end <= at <= len(stream.signs) - WINDOW][:1]
        return Stretch(end - start, _windows(stream, [*before, *after], start), own)
    chosen = [inside[0]]
    for at in inside:
        if at >= chosen[-1] + WINDOW:
            chosen.append(at)
    return Stretch(end - start, _windows(stream, dict.fromkeys([*chosen, inside[-1]]), start))


def _windows(stream: Stream, places: Iterable[int], start: int) -> tuple[tuple[str, int], ...]:
    return tuple((digest_of(stream.signs[at : at + WINDOW]), at - start) for at in places)


def _of_stone(stream: Stream, windows: dict[str, list[int]], stone: Tombstone) -> Iterator[Span]:
    found = [(stretch, list(_known_again(stream, windows, stretch))) for stretch in stone.stretches]
    total = sum(stretch.length for stretch in stone.stretches)
    there = sum(stretch.length for stretch, spans in found if spans)
    is_the_whole = there >= _HALF * total or there >= _HALF * len(stream.signs)
    for stretch, spans in found:
        if is_the_whole or stretch.length >= _MOST_COMMON:
            yield from spans
    yield from _words_in(stream, stone.words)


def _known_again(stream: Stream, windows: dict[str, list[int]], stretch: Stretch) -> Iterator[Span]:
    """Where the stretch stands in the stream: at the places that enough of its windows agree on."""
    begins = sorted((place - offset, digest) for digest, offset in stretch.windows for place in windows.get(digest, ()))
    if stretch.own is not None:
        for begin in {begin for begin, _ in begins}:
            if begin >= 0 and digest_of(stream.signs[begin : begin + stretch.length]) == stretch.own:
                yield _span(stream, begin, begin + stretch.length)
        return
    longest = _MOST_STRETCHED * stretch.length + _MOST_BETWEEN
    needed = _HALF * len({digest for digest, _ in stretch.windows})
    first = 0
    for position, (begin, _) in enumerate(begins):
        last = position + 1 == len(begins)
        if last or begins[position + 1][0] - begins[first][0] > longest - stretch.length:
            cluster = begins[first : position + 1]
            if len({digest for _, digest in cluster}) >= needed:
                yield _span(stream, cluster[0][0], begin + stretch.length)
            first = position + 1


def _words_in(stream: Stream, words: Sequence[tuple[int, str]]) -> list[Span]:
    ends = {*stream.starts, len(stream.signs)}
    found = []
    for length in {length for length, _ in words}:
        wanted = {digest for size, digest in words if size == length}
        for at, digest in stream.windows(length):
            if digest in wanted:
                end = at + length + (at + length not in ends and stream.signs[at + length :][:1] == "s")
                found += [_span(stream, at, end)] if end in ends else []
    return found


def _span(stream: Stream, start: int, end: int) -> Span:
    """The stretch of the text that stands from one place of the stream to another."""
    return Span(stream.places[max(0, start)], stream.places[min(end, len(stream.places)) - 1] + 1)
