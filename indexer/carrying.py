"""What a build carries over from the snapshot before: all that was made of documents that are the very same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.base.types import Document
from indexer.passage_columns import PassageColumns
from indexer.stored import PassagesByPlace, StoredPassages, passage_line
from indexer.types import Passage

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """So many in a row that stood from ``start`` on and stand from ``to`` on now."""

    to: int
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Carrying:
    """Where all that there is comes from: the ``runs`` from the snapshot before, the rest is made."""

    runs: tuple[Run, ...]
    made_at: Places
    size: int

    def joined(self, earlier: NDArray[Any], made: NDArray[Any]) -> NDArray[Any]:
        """A row for each: of those that are carried the ``earlier`` one."""
        rows = np.empty((self.size, *earlier.shape[1:]), earlier.dtype)
        rows[self.made_at] = made
        for run in self.runs:
            rows[run.to : run.to + run.count] = earlier[run.start : run.start + run.count]
        return rows

    def left_out(self, earlier: int) -> list[int]:
        """The places of those that there were so many of and that are not carried."""
        are_carried = np.zeros(earlier, bool)
        for run in self.runs:
            are_carried[run.start : run.start + run.count] = True
        return np.flatnonzero(~are_carried).tolist()

    def of_parts(self, earlier: Places, made: Places) -> Carrying:
        """The same for the parts of each, of which there were and are made so many."""
        now, before = _firsts(self.joined(earlier, made)), _firsts(earlier)
        runs = (
            Run(int(now[run.to]), int(before[run.start]), int(before[run.start + run.count] - before[run.start]))
            for run in self.runs
        )
        made_at = [np.arange(now[place], now[place + 1]) for place in self.made_at]
        return Carrying(tuple(runs), np.concatenate([np.empty(0, np.int64), *made_at]), int(now[-1]))


def carrying(
    documents: Sequence[Document],
    earlier: Sequence[Document],
    columns: PassageColumns | None,
    made: Mapping[str, Sequence[Passage]],
) -> Carrying:
    """What is carried of the ``earlier`` documents' passages: those of all documents of which none are ``made``."""
    spans = _spans(earlier, columns) if columns else {}
    runs: list[Run] = []
    made_at: list[int] = []
    size = 0
    for document in documents:
        start, count = spans.get(document.id, (0, 0))
        if document.id in made:
            count = len(made[document.id])
            made_at += range(size, size + count)
        elif count:
            _add(runs, Run(size, start, count))
        size += count
    return Carrying(tuple(runs), np.array(made_at, np.int64), size)


class JoinedPassages(PassagesByPlace):
    """Passages of which those that are carried lie on the disk."""

    def __init__(self, earlier: Sequence[Passage], made: Sequence[Passage], by: Carrying) -> None:
        self._earlier, self._by = earlier, by
        self._made = dict(zip(by.made_at.tolist(), made, strict=True))

    def __len__(self) -> int:
        return self._by.size

    def blocks(self) -> Iterator[bytes]:
        """Their lines, as they are written, many at a time."""
        begins = {run.to: run for run in self._by.runs}
        for place in sorted((*begins, *self._made)):
            run = begins.get(place)
            yield from self._lines_of(run) if run else [passage_line(self._made[place])]

    def _lines_of(self, run: Run) -> Iterator[bytes]:
        if isinstance(self._earlier, StoredPassages):
            return self._earlier.lines(run.start, run.count)
        return map(passage_line, self._earlier[run.start : run.start + run.count])

    def _at(self, place: int) -> Passage:
        run = next((run for run in self._by.runs if run.to <= place < run.to + run.count), None)
        return self._earlier[run.start + place - run.to] if run else self._made[place]


def _add(runs: list[Run], run: Run) -> None:
    """One run more, together with the last where it goes on from that."""
    last = runs[-1] if runs else None
    if last and (last.to + last.count, last.start + last.count) == (run.to, run.start):
        runs[-1] = Run(last.to, last.start, last.count + run.count)
    else:
        runs.append(run)


def _spans(documents: Sequence[Document], columns: PassageColumns) -> dict[str, tuple[int, int]]:
    """Where the passages of each document begin, and how many there are."""
    counts = np.bincount(columns.documents, minlength=len(documents))
    spans = zip(_firsts(counts).tolist(), counts.tolist(), strict=False)
    return dict(zip((document.id for document in documents), spans, strict=True))


def columns_joined(
    documents: Sequence[Document],
    earlier: Sequence[Document],
    columns: PassageColumns,
    made: Sequence[Passage],
    by: Carrying,
) -> PassageColumns:
    """The columns of all passages; where a document stands now may be another place than before."""
    places = {document.id: place for place, document in enumerate(documents)}
    rows = columns.rows.copy()
    rows[:, 0] = np.array([places.get(document.id, -1) for document in earlier], np.int32)[columns.documents]
    return PassageColumns(by.joined(rows, PassageColumns.of(made, documents).rows))


def _firsts(counts: Places) -> Places:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
