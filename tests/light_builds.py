"""Builds without what makes them slow: files are read in this process, and nothing waits for the disk.

A test of just that carries the mark ``real_build``: its files are read in processes of their own, with limits, and
reach the disk before it goes on, as everywhere outside the tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from corpus.base.errors import UnreadableFile
from corpus.base.privacy import PrivacyRules
from corpus.loading import corpus_folder
from corpus.loading.corpus_folder import Source, load_document
from corpus.loading.worker import Limits, Report, ask_all

REACH_DISK = os.fsync
_real = False


class _Reader:
    """Answers as the process that reads files does; what that would tell of as a fault of ours is raised here."""

    def ask(self, request: tuple[Source, Limits, PrivacyRules]) -> Report:
        source, limits, rules = request
        try:
            return Report("done", load_document(source, limits.max_bytes, rules=rules))
        except UnreadableFile as error:
            return Report("refused", str(error))


def _ask_all(items: Iterable[Source], ask: Callable[..., Any], limits: Limits, processes: int) -> Iterator[Any]:
    if _real:
        yield from ask_all(items, ask, limits, processes)
    else:
        yield from (ask(_Reader(), item) for item in items)


def _reach_disk(descriptor: int) -> None:
    if _real:
        REACH_DISK(descriptor)


def install() -> None:
    """Let builds of this process be light until told otherwise."""
    corpus_folder.ask_all = _ask_all
    os.fsync = _reach_disk


def build_for_real(wanted: bool) -> None:
    """Say whether builds are as they are outside the tests from now on."""
    global _real  # noqa: PLW0603  (one process runs one test at a time)
    _real = wanted


@contextmanager
def real_builds() -> Iterator[None]:
    """Builds are as they are outside the tests."""
    before = _real
    build_for_real(True)
    try:
        yield
    finally:
        build_for_real(before)
