"""What shows that work is going on: on a terminal only, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tqdm import tqdm

Item = TypeVar("Item")

_BAR = "{desc}: {percentage:3.0f} %|{bar}| {n_fmt}/{total_fmt} [{elapsed}, {remaining} kvar]"


def progress(iterable: Iterable[Item], total: int, label: str) -> Iterator[Item]:
    """The same items in the same order; a bar with the time left is drawn when standard error is a terminal."""
    # ``disable=None`` is tqdm's own way to say «not when the output is no terminal».
    items: Iterable[Item] = tqdm(iterable, total=total, desc=label, disable=None, bar_format=_BAR, dynamic_ncols=True)
    return iter(items)


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
