"""What searching costs in a database beside files: ``python -m eval.experiments.store_benchmark --help``.

Real paragraphs with their real tokens, questions as people ask them. Vectors are hashed words and parts of words, since
embedding so many takes too long on a small machine: they are of the texts, but no model's, and say nothing of quality.
Processor time is told beside time on the clock, which whatever else runs on the machine makes longer.
"""

from __future__ import annotations

import gzip
import itertools
import json
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from corpus.base.types import Document, Section
from indexer.commands import Command, run
from indexer.dense import DenseIndex
from indexer.encoder import Vectors
from indexer.lexical import LexicalIndex
from indexer.null_distribution import NullDistribution
from indexer.passage_context import lexical_text
from indexer.postgresql.connection import Connection, Database
from indexer.postgresql.generations import generation_in_force
from indexer.postgresql.keeping import index_nearness
from indexer.postgresql.publishing import publish
from indexer.snapshot import Snapshot, identified
from indexer.spelling_correction import collected_words
from indexer.tokens import index_tokens, words
from indexer.types import Passage, SnapshotManifest
from service.base.types import Filters
from service.question.reading import read_question
from service.retrieval.postgresql.store import PostgresqlStore
from service.retrieval.snapshot_store import SnapshotStore
from service.retrieval.store import Store

_DIMENSIONS = 384
_CANDIDATES = 100
_TABLES = ("document", "passage", "posting", "term", "term_count", "word_count")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one question: on the clock, of this process's processor, and of the server's."""

    clock: float
    here: float
    there: float


def hashed(text: str) -> Vectors:
    """The unit vector of a text, shape (384,): its words and their parts of four letters, hashed and summed."""
    parts = (part for word in words(text) for part in (f"={word}", *(word[at : at + 4] for at in range(len(word) - 3))))
    numbers = np.array([zlib.crc32(part.encode()) for part in parts] or [0], np.uint32)
    vector = np.bincount(numbers % _DIMENSIONS, 1.0 - 2.0 * (numbers >> 31), _DIMENSIONS)
    length = float(np.linalg.norm(vector))
    return (vector / length if length else np.eye(1, _DIMENSIONS)[0]).astype(np.float32)


def paragraphs_in(path: Path, count: int) -> list[dict[str, str]]:
    """The first so many paragraphs of the file, each a JSON object a line with ``doc``, ``title`` and ``text``."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in itertools.islice(lines, count)]


def snapshot_of(paragraphs: Sequence[dict[str, str]]) -> Snapshot:
    """A snapshot of the paragraphs: one passage each, without units."""
    documents: list[Document] = []
    passages: list[Passage] = []
    for name, group in itertools.groupby(paragraphs, lambda each: each["doc"]):
        document, its_passages = document_of(f"{len(documents)}-{name}", list(group))
        documents.append(document)
        passages += its_passages
    held = {document.id: document for document in documents}
    sections = {(document.id, section.id): section for document in documents for section in document.sections}
    tokens = [
        index_tokens(lexical_text(held[each.document_id], sections[each.document_id, each.section_id], each))
        for each in passages
    ]
    manifest = SnapshotManifest(
        *(5, "", f"2026-01-01T00:00:{len(passages) % 60:02}", "hashed", "0", _DIMENSIONS, "", ""),
        *(len(documents), len(passages), 0, NullDistribution(0.2, 0.1), ()),
    )
    return Snapshot(
        identified(manifest),
        tuple(documents),
        tuple(passages),
        DenseIndex.build(np.array([hashed(each.text) for each in passages])),
        DenseIndex.build(np.empty((0, _DIMENSIONS), np.float32)),
        LexicalIndex.build(tokens),
        np.zeros((len(passages), 16), np.uint8),
        tuple(collected_words(each.text for each in passages)),
    )


def document_of(name: str, paragraphs: Sequence[dict[str, str]]) -> tuple[Document, list[Passage]]:
    """A document of the paragraphs, with a section and a passage for each."""
    text, sections, passages = "", [], []
    for number, paragraph in enumerate(paragraphs):
        start, text = len(text), f"{text}{paragraph['text']}\n"
        section = Section(f"s{number}", (paragraph["title"],), None, None, start, len(text))
        sections.append(section)
        passages.append(Passage(f"{name}:{number}", name, section.id, start, len(text), paragraph["text"], (), ()))
    title = paragraphs[0]["title"]
    made = Document(name, title, None, None, "other", None, name, None, name, text, tuple(sections), path=name)
    return made, passages


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
    fields = Path(f"/proc/{connection.info.backend_pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


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
    lines = questions.read_text("utf-8").splitlines()
    typed = [json.loads(line)["text"] for line in lines][:: max(1, len(lines) // asked)][:asked]
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
