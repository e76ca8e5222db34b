"""How fast files become documents: ``python -m eval.experiments.reading_benchmark FOLDER…``."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from corpus.base.errors import CorpusError
from corpus.base.types import Problem
from corpus.formats.readers import kind_of, read_file
from corpus.loading.corpus_folder import Source, find_sources, load_documents
from corpus.loading.worker import Limits


@dataclass(frozen=True, slots=True)
class Speed:
    """How many documents and pages were read, and in how many seconds; ``pages`` counts files that have pages only."""

    documents: int
    pages: int
    seconds: float
    problems: tuple[Problem, ...]


def measure(sources: list[Source], limits: Limits) -> Speed:
    """The speed of reading the files in as many processes as there are processors."""
    started = time.perf_counter()
    found = list(load_documents(sources, limits))
    seconds = time.perf_counter() - started
    problems = tuple(item for item in found if isinstance(item, Problem))
    pages = sum(_pages(source, limits) for source in sources)
    return Speed(len(found) - len(problems), pages, seconds, problems)


def _pages(source: Source, limits: Limits) -> int:
    data = source.path.read_bytes()
    return read_file(source.path, limits.max_bytes)[1].count("\f") if kind_of(data) == ".pdf" else 0


def main(arguments: list[str]) -> int:
    """Print the figures for the files in the folders; the exit code."""
    limits = Limits()
    try:
        sources = list(find_sources([Path(argument) for argument in arguments]))
    except CorpusError as error:
        print(f"fel: {error}", file=sys.stderr)
        return 1
    if not sources:
        print("fel: mapparna innehåller inga filer", file=sys.stderr)
        return 1
    speed = measure(sources, limits)
    print(f"{speed.documents} dokument på {speed.seconds:.1f} s med {os.cpu_count()} processorer")
    if speed.pages:
        print(f"{speed.pages} PDF-sidor: {speed.pages / speed.seconds:.0f} sidor per sekund")
    for problem in speed.problems:
        print(f"  {problem.source_file}: {problem.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
