"""Sweeps: tests that try so many cases that the default run is content with a sample of them.

Such a test carries the mark ``sampled`` and asks for its size here; ``-m slow`` runs it whole.
"""

from __future__ import annotations

_whole = False


def run_whole(wanted: bool) -> None:
    """Say, before the tests are collected, whether this run is the one of the whole sweeps."""
    global _whole  # noqa: PLW0603  (what was asked for on the command line)
    _whole = wanted


def size(whole: int, sample: int) -> int:
    """How many cases to try in this run."""
    return whole if _whole else sample
