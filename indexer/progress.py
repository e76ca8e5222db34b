"""What shows that work is going on: on a terminal only, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

_BAR = "{desc}: {percentage:3.0f} %|{bar}| {n_fmt}/{total_fmt} [{elapsed}, {remaining} kvar]"
_BAR_OF_SIZES = "{desc}: {percentage:3.0f} %|{bar}| [{elapsed}, {remaining} kvar]"


def progress(iterable: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """The same items in the same order; a bar with the time left is drawn when standard error is a terminal."""
    # ``disable=None`` is tqdm's own way to say «not when the output is no terminal».
    items: Iterable[Item] = tqdm(iterable, total=total, desc=label, disable=None, bar_format=_BAR, dynamic_ncols=True)
    return iter(items)


def progress_by_size(iterable: Iterable[Item], sizes: Sequence[int], label: str) -> Iterator[Item]:
    """The same items in the same order; the bar goes on by the size of each, so that the time left is right."""
    with tqdm(total=sum(sizes), desc=label, disable=None, bar_format=_BAR_OF_SIZES, dynamic_ncols=True) as bar:
        for item, size in zip(iterable, sizes, strict=True):
            bar.update(size)
            yield item


@contextmanager
def shown(label: str) -> Iterator[None]:
    """Shows the label while the work lasts, when standard error is a terminal; the line is empty afterwards."""
    terminal = sys.stderr if sys.stderr.isatty() else None
    if terminal:
        print(label, end="", file=terminal, flush=True)
    try:
        yield
    finally:
        if terminal:
            print(f"\r{' ' * len(label)}\r", end="", file=terminal, flush=True)
