"""What searching costs in a database beside files: ``python -m eval.experiments.store_benchmark --help``.

Real paragraphs with their real tokens and hashed vectors (``paragraphs.py``), questions as people ask them.
Processor time is told beside time on the clock, which whatever else runs on the machine makes longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from eval.experiments.paragraphs import hashed, paragraphs_in, questions_in, snapshot_of
from eval.experiments.processes import processor_seconds
from indexer.commands import Command, run
from indexer.postgresql.connection import Connection, Database
from indexer.postgresql.generations import generation_in_force
from indexer.postgresql.keeping import index_nearness
from indexer.postgresql.publishing import publish
from service.base.types import Filters
from service.question.reading import read_question
from service.retrieval.postgresql.store import PostgresqlStore
from service.retrieval.snapshot_store import SnapshotStore
from service.retrieval.store import Store

_CANDIDATES = 100
_TABLES = ("document", "passage", "posting", "term", "term_count", "word_count")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one question: on the clock, of this process's processor, and of the server's."""

    clock: float
    here: float
    there: float


def costs(store: Store, questions: Sequence[str], server: Callable[[], float]) -> Iterator[Cost]:
    """What each question costs; ``server`` tells the seconds of processor that the server has used."""
    for typed in questions:
        query, vector = read_question(typed, 1000), hashed(typed)
        before = time.perf_counter(), time.process_time(), server()
        store.candidates(query, vector, Filters(), _CANDIDATES)
        after = time.perf_counter(), time.process_time(), server()
        yield Cost(*(1000 * (end - start) for start, end in zip(before, after, strict=True)))


def server_seconds(connection: Connection) -> float:
    """Seconds of processor that the process behind a connection has used; it must be on this machine."""
    return processor_seconds(connection.info.backend_pid)


def _told(name: str, found: Sequence[Cost]) -> str:
    def both(part: str) -> str:
        values = [getattr(each, part) for each in found]
        return f"{np.percentile(values, 50):.1f} / {np.percentile(values, 95):.1f}"

    mean = np.mean([each.there for each in found])
    return f"{name}: clock {both('clock')} ms, processor here {both('here')} ms, of the server {mean:.1f} ms on average"


@click.command(cls=Command)
@click.option("--paragraphs", required=True, type=click.Path(path_type=Path), help="Stycken, JSON-rader i gzip.")
@click.option("--questions", required=True, type=click.Path(path_type=Path), help="Frågor, JSON-rader med text.")
@click.option("--count", required=True, type=int, help="Hur många stycken.")
@click.option("--asked", default=200, help="Hur många frågor.")
@click.option("--store", required=True, help="Adressen till en tom databas, som dess ägare.")
def measure(paragraphs: Path, questions: Path, count: int, asked: int, store: str) -> None:
    """Mät vad sökning kostar i databasen och i minnet, över samma stycken."""
    typed = questions_in(questions, asked)
    snapshot = snapshot_of(paragraphs_in(paragraphs, count))
    click.echo(f"{len(snapshot.passages)} passages in {len(snapshot.documents)} documents, {len(typed)} questions")
    database = Database(store, most=1)
    started = time.perf_counter()
    publish(database, snapshot, 1)
    click.echo(f"published in {time.perf_counter() - started:.0f} s")
    with database.writing() as connection:
        connection.execute("ANALYZE")
        for table in _TABLES:
            size = connection.execute("SELECT pg_total_relation_size(%s::regclass)", [table]).fetchone()
            click.echo(f"  {table}: {(size[0] if size else 0) / 1e6:.0f} MB")
    generation = database.read(generation_in_force)
    for name, approximate in (("database, each compared", False), ("database, by the graph", True)):
        if approximate:
            started = time.perf_counter()
            index_nearness(store)
            click.echo(f"graph made in {time.perf_counter() - started:.0f} s")
        kept = PostgresqlStore(database, generation, approximate=approximate)
        list(costs(kept, typed[:20], lambda: 0.0))
        used = lambda: database.read(server_seconds)  # noqa: E731
        click.echo(_told(name, list(costs(kept, typed, used))))
    click.echo(_told("files", list(costs(SnapshotStore(replace(snapshot)), typed, lambda: 0.0))))


if __name__ == "__main__":
    raise SystemExit(run(measure, "python -m eval.experiments.store_benchmark"))
