"""A quote found again in a text that may have been changed since it was taken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from indexer.nearness import runs_in_common

# Below this share of words in common a stretch is another text.
_LEAST_ALIKE = 0.6
# So many characters in common are no accident, whatever stands around them.
_TELLING_CHARS = 20
_MOST_OCCURRENCES = 1000
_MOST_CANDIDATES = 3
_SEED = 3
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words with what stood around them, and where they began."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a quote stands: how alike the words are, and how sure it is that it is this place, both from 0 to 1."""

    start: int
    end: int
    alike: float
    confidence: float


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    start: int
    end: int


def found_in(text: str, quote: Quote) -> Place | None:
    """Where the quote stands in the text, word by word or nearly so; ``None`` where it does not."""
    return verbatim_in(text, quote) or _nearly_in(text, quote)


def verbatim_in(text: str, quote: Quote) -> Place | None:
    """Where exactly these words stand: of several places the one with most of what stood around them, then nearest to
    where they began."""
    starts = list(_occurrences(text, quote.exact))
    if not starts:
        return None
    around = {start: context_around(text, start, quote) for start in starts}
    best = max(around.values())
    likely = [start for start in starts if around[start] == best]
    start = min(likely, key=lambda each: abs(each - (quote.start or 0)))
    is_sure = len(likely) == 1 or start == quote.start
    return Place(start, start + len(quote.exact), 1.0, 1.0 if is_sure else 1 / len(likely))


def context_around(text: str, start: int, quote: Quote) -> int:
    """How many characters stand around the words as they did."""
    before = _alike(reversed(text[max(0, start - len(quote.prefix)) : start]), reversed(quote.prefix))
    end = start + len(quote.exact)
    return before + _alike(iter(text[end : end + len(quote.suffix)]), iter(quote.suffix))


def _alike(some: Iterator[str], others: Iterator[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False)))


def _occurrences(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    for _ in range(_MOST_OCCURRENCES):
        if start < 0:
            return
        yield start
        start = text.find(words, start + 1)


def _nearly_in(text: str, quote: Quote) -> Place | None:
    before, wanted, after = (_tokens(part) for part in (quote.prefix, quote.exact, quote.suffix))
    held = _tokens(text)
    if not wanted or not held:
        return None
    row = [token.word for token in (*before, *wanted, *after)]
    inner = range(len(before), len(before) + len(wanted))
    slack = len(row) // 2 + 20
    places = []
    for shift in _shifts(row, [token.word for token in held]):
        window = held[max(0, shift - slack) : max(0, shift + len(row) + slack)]
        place = _aligned(row, inner, window)
        if place:
            places.append(place)
    return max(places, key=lambda place: (place.alike, -abs(place.start - (quote.start or 0))), default=None)


def _shifts(row: Sequence[str], held: Sequence[str]) -> list[int]:
    """How far on in the text the row may begin, the likeliest first: where most of its threes of words stand so."""
    seeds = defaultdict(list)
    for index, seed in enumerate(_threes(row)):
        seeds[seed].append(index)
    votes: Counter[int] = Counter()
    width = max(8, len(row) // 4)
    for index, seed in enumerate(_threes(held)):
        votes.update({(index - place) // width for place in seeds.get(seed, ())})
    return [bucket * width for bucket, _ in votes.most_common(_MOST_CANDIDATES)]


def _threes(row: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(row[offset:] for offset in range(_SEED)), strict=False)


def _aligned(row: Sequence[str], inner: range, window: Sequence[_Token]) -> Place | None:
    """Where the inner words of the row stand in the window, if they do."""
    runs = _together(runs_in_common(row, [token.word for token in window]))
    pairs = {ours + step: theirs + step for ours, theirs, size in runs for step in range(size)}
    matched = [index for index in inner if index in pairs]
    if not matched:
        return None
    # A changed first or last word is found by what stands beside it.
    first = pairs[inner.start - 1] + 1 if inner.start - 1 in pairs else pairs[matched[0]]
    last = pairs[inner.stop] - 1 if inner.stop in pairs else pairs[matched[-1]]
    found = [token.word for token in window[first : last + 1]]
    common = sum(len(row[index]) for index in matched)
    alike = 2 * common / (sum(len(row[index]) for index in inner) + sum(map(len, found)))
    is_held_up = inner.start - 1 in pairs or inner.stop in pairs
    if alike < _LEAST_ALIKE or (common < _TELLING_CHARS and not is_held_up):
        return None
    return Place(window[first].start, window[last].end, alike, alike)


def _together(runs: Sequence[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """The runs that lie close together: words in common far from the rest are there by accident."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    score, since, end = 0.0, 0, 0
    for index, (_, theirs, size) in enumerate(runs):
        score -= (theirs - end) / 2
        if score <= 0:
            score, since = 0.0, index
        score, end = score + size, theirs + size
        best = max(best, (score, since, index + 1))
    return list(runs[best[1] : best[2]])


def _tokens(text: str) -> list[_Token]:
    return [_Token(match[0].casefold(), *match.span()) for match in _TOKEN.finditer(text)]
