"""How fast files become documents: ``python -m eval.experiments.reading_benchmark FOLDER…``.

Files of which some page is read as a picture take seconds a page, and are measured apart.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.base.errors import CorpusError, UnreadableFile
from corpus.base.types import Problem
from corpus.formats.readers import read_file
from corpus.loading.corpus_folder import Source, find_sources, load_documents
from corpus.loading.worker import Limits

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Speed:
    """What was read in so many seconds; ``pages`` counts those of files that have pages."""

    documents: int
    pages: int
    size: int
    seconds: float
    problems: tuple[Problem, ...]


class _Optical(Exception):
    """A page of the file is to be read as a picture."""


def measure(sources: Sequence[Source], limits: Limits) -> Speed:
    """The speed of reading the files in as many processes as there are processors."""
    started = time.perf_counter()
    found = list(load_documents(sources, limits))
    seconds = time.perf_counter() - started
    problems = tuple(item for item in found if isinstance(item, Problem))
    pages = sum(
        max((block.page or 0 for section in item.sections for block in section.blocks), default=0)
        for item in found
        if not isinstance(item, Problem)
    )
    size = sum(source.path.stat().st_size for source in sources)
    return Speed(len(found) - len(problems), pages, size, seconds, problems)


def needs_optical(source: Source, limits: Limits) -> bool:
    """Whether any page of the file is read as a picture."""

    def stop() -> None:
        raise _Optical

    try:
        read_file(source.path, limits.max_bytes, stop)
    except _Optical:
        return True
    except UnreadableFile:
        return False
    return False


def speed_text(name: str, speed: Speed) -> str:
    """The line that tells a speed: «57 dokument utan bildläsning på 3.1 s: 201 sidor och 1.7 MB per sekund»."""
    pages = f"{speed.pages / speed.seconds:.0f} sidor och " if speed.pages else ""
    return (
        f"{speed.documents} dokument {name} på {speed.seconds:.1f} s: "
        f"{pages}{speed.size / speed.seconds / _MEGABYTE:.1f} MB per sekund"
    )


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
    optical = [source for source in sources if needs_optical(source, limits)]
    plain = [source for source in sources if source not in optical]
    print(f"{os.cpu_count()} processorer")
    for name, group in (("utan bildläsning", plain), ("med bildläsning", optical)):
        if group:
            speed = measure(group, limits)
            print(speed_text(name, speed))
            for problem in speed.problems:
                print(f"  {problem.source_file}: {problem.reason}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
