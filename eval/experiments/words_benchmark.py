"""What searching by words costs in a database, vectors left out: ``python -m eval.experiments.words_benchmark --help``.

Real paragraphs with their real tokens, and whole questions. The best of each question are compared with those of the
full sum over every posting.
"""

from __future__ import annotations

import itertools
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import click
import numpy as np

from eval.experiments.paragraphs import document_of, paragraphs_in
from eval.experiments.store_benchmark import server_seconds
from indexer.commands import Command, run
from indexer.lexical import Scores, weights
from indexer.null_distribution import NullDistribution
from indexer.passage_context import lexical_text
from indexer.postgresql.connection import Connection, Database
from indexer.postgresql.generations import Generation
from indexer.postgresql.postings import FREQUENCY, PASSAGE, TERM, TOKENS, Table, add_postings, settle
from indexer.tokens import index_tokens
from indexer.types import Inventory, SnapshotManifest
from service.question.reading import read_question
from service.retrieval.postgresql.filtering import Allowed
from service.retrieval.postgresql.sparse import Keys, Postings, Seen, Term, terms_of

_BEST = 50
_PASSAGES_A_TIME = 5_000
_TERMS_A_TIME = 20_000


def tokens_of(paragraphs: Sequence[dict[str, str]]) -> Iterator[Counter[str]]:
    """The tokens that each paragraph is found under, and how often."""
    for number, (name, group) in enumerate(itertools.groupby(paragraphs, lambda each: each["doc"])):
        document, passages = document_of(f"{number}-{name}", list(group))
        for passage, section in zip(passages, document.sections, strict=True):
            yield Counter(index_tokens(lexical_text(document, section, passage)))


def postings_in(paragraphs: Sequence[dict[str, str]]) -> tuple[list[str], Table, int]:
    """The terms, numbered from 1 as they stand, every posting, and how many tokens there are."""
    numbers: dict[str, int] = {}
    tables = []
    for key, counts in enumerate(tokens_of(paragraphs), start=1):
        terms = [numbers.setdefault(token, len(numbers) + 1) for token in counts]
        table = np.full((len(terms), 4), key, np.int32)
        table[:, TERM], table[:, FREQUENCY], table[:, TOKENS] = terms, list(counts.values()), counts.total() + 1
        tables.append(table)
    return list(numbers), np.concatenate(tables), sum(int(table[0, TOKENS]) for table in tables if len(table))


def fill(connection: Connection, tokens: Sequence[str], table: Table, passages: int) -> None:
    """Write terms, their counts and the postings, as publishing does."""
    held = np.bincount(table[:, TERM], minlength=len(tokens) + 1)[1:]
    connection.execute(
        "INSERT INTO term (id, token) OVERRIDING SYSTEM VALUE SELECT at, token"
        " FROM unnest(%s::text[]) WITH ORDINALITY AS numbered (token, at)",
        [list(tokens)],
    )
    connection.execute(
        "INSERT INTO term_count (term, born, count) SELECT at, 1, count"
        " FROM unnest(%s::int4[]) WITH ORDINALITY AS numbered (count, at)",
        [held.tolist()],
    )
    firsts = range(1, passages + 1, _PASSAGES_A_TIME)
    bounds = [*np.searchsorted(table[:, PASSAGE], firsts).tolist(), len(table)]
    for start, end in itertools.pairwise(bounds):
        add_postings(connection, table[start:end])
    for start in range(1, len(tokens) + 1, _TERMS_A_TIME):
        settle(connection, range(start, min(len(tokens), start + _TERMS_A_TIME - 1) + 1))


@click.command(cls=Command)
@click.option("--paragraphs", required=True, type=click.Path(path_type=Path), help="Stycken, JSON-rader i gzip.")
@click.option("--questions", required=True, type=click.Path(path_type=Path), help="Frågor, JSON-rader med text.")
@click.option("--count", required=True, type=int, help="Hur många stycken.")
@click.option("--together", default=1, help="Hur många frågor som ställs som en.")
@click.option("--store", required=True, help="Adressen till en tom databas, som dess ägare.")
def measure(paragraphs: Path, questions: Path, count: int, together: int, store: str) -> None:
    """Mät vad sökning efter ord kostar i databasen, och om den finner detsamma som hela summan."""
    typed = [json.loads(line)["text"] for line in questions.read_text("utf-8").splitlines()]
    asked = [" ".join(typed[at : at + together]) for at in range(0, len(typed), together)]
    tokens, table, total = postings_in(paragraphs_in(paragraphs, count))
    passages = int(table[-1, PASSAGE])
    database = Database(store, most=1)
    with database.writing() as connection:
        fill(connection, tokens, table, passages)
        connection.execute("ANALYZE")
    by_term = table[np.argsort(table[:, TERM], kind="stable")]
    bounds = np.searchsorted(by_term[:, TERM], np.arange(len(tokens) + 2))
    empty = SnapshotManifest(5, "", "", "", "", 0, "", "", 0, 0, 0, NullDistribution(0.0, 1.0), ())
    generation = Generation(1, empty, Inventory((), ()), np.array([], np.int32), passages, total)
    costs, same = [], 0
    for text in asked:
        query = read_question(text, 10_000).tokens
        before = time.perf_counter(), time.process_time(), database.read(server_seconds)
        terms, keys, scores = database.read(partial(_best, generation=generation, tokens=query))
        after = time.perf_counter(), time.process_time(), database.read(server_seconds)
        whole = np.zeros(passages + 1, np.float32)
        for term in terms:
            own = by_term[bounds[term.number] : bounds[term.number + 1]]
            whole[own[:, PASSAGE]] += weights(term.idf, own[:, FREQUENCY], own[:, TOKENS], generation.mean_length)
        found = np.flatnonzero(whole)
        same += np.array_equal(
            keys[np.lexsort((keys, -scores))][:_BEST], found[np.lexsort((found, -whole[found]))][:_BEST]
        )
        spent = [1000 * (end - start) for start, end in zip(before, after, strict=True)]
        costs.append([sum(term.passages for term in terms), *spent])
    click.echo(f"{len(table)} postings over {passages} passages; the same {_BEST} best in {same} of {len(asked)}")
    for name, values in zip(("postings", "clock ms", "here ms", "server ms"), np.transpose(costs), strict=True):
        p50, p95 = np.percentile(values, [50, 95])
        click.echo(f"{name}: p50 {p50:.1f}, p95 {p95:.1f}, mean {values.mean():.1f}")
    database.close()


def _best(connection: Connection, generation: Generation, tokens: Sequence[str]) -> tuple[Sequence[Term], Keys, Scores]:
    """The terms of the tokens, the best passages, and their scores."""
    terms = terms_of(connection, generation, tokens)
    postings = Postings(connection, generation, Seen(generation.passages, []), Allowed())
    keys = postings.best(terms, _BEST)
    return terms, keys, postings.scores(terms, keys.tolist())[0]


if __name__ == "__main__":
    raise SystemExit(run(measure, "python -m eval.experiments.words_benchmark"))
