"""The process of one rival, in an environment of its own: builds its index, or answers what comes on standard input.

A line ``{"clients": 8, "questions": [...]}`` is answered by a line with the milliseconds of each question, the seconds
that all took, and the ids found for each.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from eval.experiments.peers.given import Search, embedding, read_given

_RIVALS = "eval.experiments.peers.rivals"
_PARAGRAF = {"paragraf": True, "paragraf-without-reader": False}


def _build(rival: str, material: Path, folder: Path) -> None:
    import_module(f"{_RIVALS}.{rival}").build(read_given(material), folder)


def _opened(rival: str, material: Path, folder: Path, encoder: str) -> Search:
    if rival in _PARAGRAF:
        found: Search = import_module(f"{_RIVALS}.paragraf").opened(material, reader=_PARAGRAF[rival])
        return found
    opened: Search = import_module(f"{_RIVALS}.{rival}").opened(folder, embedding(encoder == "pytorch"))
    return opened


def _told(search: Search, questions: Sequence[str], clients: int) -> dict[str, Any]:
    """What searching by so many at a time took and found."""
    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(partial(_timed, search), questions))
    times, rankings = zip(*found, strict=True)
    return {"times": times, "seconds": time.perf_counter() - started, "rankings": rankings}


def _timed(search: Search, question: str) -> tuple[float, list[str]]:
    started = time.perf_counter()
    found = search(question)
    return (time.perf_counter() - started) * 1000, found


def _answer(search: Search) -> None:
    """Answer line by line until there are no more."""
    # What packages print is not an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(_told(search, asked["questions"], asked["clients"])), file=answers, flush=True)


if __name__ == "__main__":
    step, name, given, kept, *how = sys.argv[1:]
    if step == "build":
        _build(name, Path(given), Path(kept))
    else:
        _answer(_opened(name, Path(given), Path(kept), *how))
