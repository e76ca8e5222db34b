"""What has been taken out of documents, kept as digests alone, so that it is known again wherever it comes back.

A stretch is known by digests of its windows: nine in ten of them in one place are enough, so that other line and page
breaks and cut words make no difference, and another month's figures do. A short one, as many may write it, is known by
the windows on both sides and its own digest; words that are to stand nowhere are known by their digest alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.base.fingerprints import WINDOW, Stream, digest_of, stream_of
from corpus.base.types import Span

# Shorter ones are what everybody writes («Nämnden godkänner dagordningen»): they go only where they stood.
_SHORT = 300
_NEARLY_ALL = 0.8
# The share of its windows that a stretch is known by: on its own, and where all the rest stands around it
_SURELY, _IN_A_WHOLE = 0.9, 0.5
# How much longer than it was a stretch may have become by what came in between, as a page's head
_MOST_STRETCHED = 1.5
_MOST_BETWEEN = 200

# Where each window of a text begins, by its digest
_Windows = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of so many signs: windows as digest and place in the stretch; ``own`` is a short one's own digest.

    One that is not to go ``alone`` goes where nearly all goes that it was taken out with.
    """

    length: int
    windows: tuple[tuple[str, int], ...]
    own: str | None = None
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was taken out at once: its stretches, or words with their length that are to stand nowhere.

    ``is_document`` says that the stretches were all of a document: then what is nearly all of it goes as a whole.
    """

    day: str
    stretches: tuple[Stretch, ...] = ()
    words: tuple[tuple[int, str], ...] = ()
    is_document: bool = False


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


def with_common_parts_known(stone: Tombstone, texts: Iterable[str]) -> Tombstone:
    """The tombstone of a document, whose stretches that other texts hold too do not go alone."""
    common: set[int] = set()
    for stream in map(stream_of, texts):
        windows = _windows_of(stream)
        found = [list(_known_again(stream, windows, stretch, _SURELY)) for stretch in stone.stretches]
        if not _is_the_whole(stream, stone, found):
            common |= {place for place, spans in enumerate(found) if spans}
    stretches = (replace(each, alone=place not in common) for place, each in enumerate(stone.stretches))
    return replace(stone, stretches=tuple(stretches), is_document=True)


def taken_out_of(text: str, tombstones: Sequence[Tombstone]) -> list[Span]:
    """The stretches of the text that have been taken out before, in order, none inside another."""
    if not tombstones:
        return []
    stream = stream_of(text)
    windows = _windows_of(stream)
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


def _windows_of(stream: Stream) -> _Windows:
    windows: dict[str, list[int]] = {}
    for place, digest in stream.windows():
        windows.setdefault(digest, []).append(place)
    return windows


def _index(stream: Stream, place: int) -> int:
    """Where the stream has come to at that place of the text."""
    low, high = 0, len(stream.places)
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if stream.places[middle] < place else (low, middle)
    return low


def _stretch(stream: Stream, start: int, end: int) -> Stretch:
    inside = [at for at in stream.starts if start <= at <= end - WINDOW]
    before = [at for at in stream.starts if at <= start - WINDOW][-1:]
    after = [at for at in stream.starts if end <= at <= len(stream.signs) - WINDOW][:1]
    if not inside or (end - start < _SHORT and (before or after)):
        return Stretch(end - start, _windows(stream, [*before, *after], start), digest_of(stream.signs[start:end]))
    chosen = [inside[0]]
    for at in inside:
        if at >= chosen[-1] + WINDOW:
            chosen.append(at)
    return Stretch(end - start, _windows(stream, dict.fromkeys([*chosen, inside[-1]]), start))


def _windows(stream: Stream, places: Iterable[int], start: int) -> tuple[tuple[str, int], ...]:
    return tuple((digest_of(stream.signs[at : at + WINDOW]), at - start) for at in places)


def _of_stone(stream: Stream, windows: _Windows, stone: Tombstone) -> Iterator[Span]:
    surely = [list(_known_again(stream, windows, stretch, _SURELY)) for stretch in stone.stretches]
    is_the_whole = _is_the_whole(stream, stone, surely)
    if stone.is_document and _signs_of(stone, surely) >= _NEARLY_ALL * len(stream.signs):
        yield _span(stream, 0, len(stream.signs))
        return
    for stretch, spans in zip(stone.stretches, surely, strict=True):
        if is_the_whole:
            yield from _known_again(stream, windows, stretch, _IN_A_WHOLE)
        elif stretch.alone:
            yield from spans
    yield from _words_in(stream, stone.words)


def _is_the_whole(stream: Stream, stone: Tombstone, found: Sequence[Sequence[Span]]) -> bool:
    """Whether nearly all that was taken out at once stands here, or nearly nothing else does."""
    total = sum(stretch.length for stretch in stone.stretches)
    return _signs_of(stone, found) >= _NEARLY_ALL * min(total, len(stream.signs))


def _signs_of(stone: Tombstone, found: Sequence[Sequence[Span]]) -> int:
    """How many signs the stretches have that were found."""
    return sum(stretch.length for stretch, spans in zip(stone.stretches, found, strict=True) if spans)


def _known_again(stream: Stream, windows: _Windows, stretch: Stretch, share: float) -> Iterator[Span]:
    """Where the stretch stands in the stream: at the places that this share of its windows agrees on."""
    begins = sorted((place - offset, digest) for digest, offset in stretch.windows for place in windows.get(digest, ()))
    if stretch.own is not None:
        for begin in {begin for begin, _ in begins}:
            if begin >= 0 and digest_of(stream.signs[begin : begin + stretch.length]) == stretch.own:
                yield _span(stream, begin, begin + stretch.length)
        return
    between = (_MOST_STRETCHED - 1) * stretch.length + _MOST_BETWEEN
    needed = share * len({digest for digest, _ in stretch.windows})
    first = 0
    for position, (begin, _) in enumerate(begins):
        last = position + 1 == len(begins)
        if last or begins[position + 1][0] - begins[first][0] > between:
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
