"""What a service costs over many paragraphs: ``python -m eval.experiments.scale_benchmark --help``.

The index is made of real paragraphs with hashed vectors (``paragraphs.py``) and says that they are the bundled model's,
so that questions are embedded and read as they always are: their times are right, what they find means nothing.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.request import Request, urlopen

import click

from eval.base.types import Timing
from eval.experiments.benchmark import time_calls, timing_of
from eval.experiments.paragraphs import paragraphs_in, questions_in, snapshot_of
from eval.experiments.processes import held_mb, processor_seconds
from indexer.commands import Command, run
from indexer.encoder import encoder_of
from indexer.folder import put_in_place
from indexer.settings import IndexSettings
from indexer.snapshot import CURRENT, identified
from indexer.snapshot_writing import write_files
from indexer.types import SnapshotManifest
from service.base.settings import ServiceSettings
from service.base.stages import watched
from service.base.types import Query
from service.engine.opening import open_engine

_CLIENTS = 8
_FREE = {"PARAGRAF_RATE_PER_ASKER": "1000000", "PARAGRAF_RATE_PER_ADDRESS": "1000000"}
_JSON = {"Content-Type": "application/json"}
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def make_index(folder: Path, paragraphs: Path, count: int) -> None:
    """An index of the first so many paragraphs, in force in the folder."""
    encoder = encoder_of(IndexSettings())
    snapshot = snapshot_of(paragraphs_in(paragraphs, count))
    manifest = replace(
        snapshot.manifest, model=encoder.name, model_fingerprint=encoder.fingerprint, backend=encoder.backend
    )

    def fill(unfinished: Path) -> SnapshotManifest:
        vectors = (snapshot.passage_vectors, snapshot.unit_vectors)
        files = write_files(
            unfinished, snapshot.documents, snapshot.passages, *vectors, snapshot.lexical, snapshot.keys
        )
        return identified(replace(manifest, files=files))

    put_in_place(folder, fill)


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, str]]:
    """The process of a service over the index, and its address, once it is ready."""
    environment = {**os.environ, **_FREE, "PARAGRAF_INDEX_DIR": str(folder)}
    command = [sys.executable, "-m", "paragraf", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            found = _ADDRESS.search(process.stdout.readline() if process.stdout else "")
            if found is None:
                raise click.ClickException("Tjänsten startade inte.")
            urlopen(f"{found[0]}/readyz").close()  # noqa: S310
            yield process.pid, found[0]
        finally:
            process.terminate()


def time_clients(address: str, questions: Sequence[str], clients: int) -> Timing:
    """How long searches take over HTTP by so many at a time."""

    def search(question: str) -> float:
        started = time.perf_counter()
        asked = Request(f"{address}/api/v1/search", json.dumps({"query": question}).encode(), _JSON)  # noqa: S310
        urlopen(asked).read()  # noqa: S310
        return (time.perf_counter() - started) * 1000

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        times = list(pool.map(search, questions))
    return timing_of(f"{clients} clients", times, time.perf_counter() - started)


def time_stages(folder: Path, questions: Sequence[str]) -> list[Timing]:
    """How long a search takes in process, each of its stages, and the time of the processor for all of it."""
    engine = open_engine(ServiceSettings(index_dir=folder, kept_answers=0))
    engine.prepare()
    told: list[Counter[str]] = []

    def search(question: str) -> None:
        stages, started = Counter[str](), time.process_time()
        with watched(lambda name, seconds: stages.update({name: seconds})):
            engine.search(Query(question))
        told.append(Counter({**stages, "processor": time.process_time() - started}))

    whole = time_calls("search", search, questions)
    told = told[-len(questions) :]
    names = sorted({name for each in told for name in each})
    return [whole, *(timing_of(name, [1000 * each[name] for each in told]) for name in names)]


@click.command(cls=Command)
@click.option("--paragraphs", required=True, type=click.Path(path_type=Path), help="Stycken, JSON-rader i gzip.")
@click.option("--questions", required=True, type=click.Path(path_type=Path), help="Frågor, JSON-rader med text.")
@click.option("--count", required=True, type=int, help="Hur många stycken.")
@click.option("--asked", default=100, help="Hur många frågor.")
@click.option("--index", "folder", required=True, type=click.Path(path_type=Path), help="Mapp för indexet.")
def measure(paragraphs: Path, questions: Path, count: int, asked: int, folder: Path) -> None:
    """Mät start, minne och sökning över många stycken."""
    if not (folder / CURRENT).exists():
        started = time.perf_counter()
        make_index(folder, paragraphs, count)
        click.echo(f"index made in {time.perf_counter() - started:.0f} s")
    typed = questions_in(questions, asked)
    started = time.perf_counter()
    with served(folder) as (process, address):
        waited, used = time.perf_counter() - started, processor_seconds(process)
        click.echo(f"ready after {waited:.1f} s, {used:.1f} of processor; MB {json.dumps(held_mb(process))}")
        timings = [time_clients(address, typed, 1), time_clients(address, typed, _CLIENTS)]
        click.echo(f"after {2 * len(typed)} questions; MB {json.dumps(held_mb(process))}")
    for each in (*timings, *time_stages(folder, typed)):
        click.echo(
            f"{each.name}: least {each.least_ms}, p50 {each.p50_ms}, p95 {each.p95_ms} ms; {each.per_second} a second"
        )


if __name__ == "__main__":
    raise SystemExit(run(measure, "python -m eval.experiments.scale_benchmark"))
