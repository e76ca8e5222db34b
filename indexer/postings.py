"""The postings of a lexical index, and what becomes of them when some passages are others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.carrying import Carrying, Places

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Postings:
    """How many times which of the terms stands in which place, in the order of terms and places; how long all are."""

    terms: Sequence[str]
    of: Places
    places: Places
    times: NDArray[np.float32]
    lengths: Places


def changed(earlier: Postings, by: Carrying, made: Sequence[Sequence[str]]) -> Postings:
    """The postings of what is carried and of what is made, whose terms are given."""
    now = np.full(len(earlier.lengths), -1, np.int64)
    for run in by.runs:
        now[run.start : run.start + run.count] = np.arange(run.to, run.to + run.count)
    kept = np.flatnonzero(now[earlier.places] >= 0)
    added = [
        (term, place, times)
        for place, terms in zip(by.made_at.tolist(), made, strict=True)
        for term, times in Counter(terms).items()
    ]
    terms, renumbered, numbers = _renumbered(earlier.terms, earlier.of[kept], {term for term, _, _ in added})
    of = np.concatenate((renumbered, np.array([numbers[term] for term, _, _ in added], np.int64)))
    places = np.concatenate((now[earlier.places[kept]], np.array([place for _, place, _ in added], np.int64)))
    times = np.concatenate((earlier.times[kept], np.array([times for _, _, times in added], np.float32)))
    lengths = by.joined(earlier.lengths, np.array([len(terms) for terms in made], np.int64))
    order = np.argsort(of * by.size + places, kind="stable")  # it is so nearly, which makes it quick
    return Postings(terms, of[order], places[order], times[order], lengths)


def _renumbered(terms: Sequence[str], of: Places, added: set[str]) -> tuple[list[str], Places, dict[str, int]]:
    """The terms there are now, the numbers that ``of`` becomes, and the number of each term that is added."""
    still = np.unique(of)
    known = [terms[number] for number in still.tolist()]
    now = sorted(added.union(known))
    numbers = {term: number for number, term in enumerate(now)}
    new = np.full(len(terms), -1, np.int64)
    new[still] = [numbers[term] for term in known]
    return now, new[of], numbers


def blocks_of(size: int) -> Iterator[slice]:
    """So many postings in blocks, of which each is reckoned with at a time."""
    return (slice(start, start + _BLOCK) for start in range(0, size, _BLOCK))
