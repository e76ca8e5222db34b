"""Postings in a database: the same by terms and by passages, in blocks that come together as they grow in number."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.postgresql import postings
from indexer.postgresql.postings import (
    PASSAGE,
    TERM,
    add_postings,
    every_block,
    every_passage,
    postings_of,
    settle,
    take_out,
    terms_in,
)
from tests.stores import writer


@pytest.fixture
def writing(postgresql_server, database):
    with writer(postgresql_server.url("paragraf_indexer", database)) as opened:
        yield opened


def made_postings(count: int) -> np.ndarray:
    """Postings of passages that hold a term each, one all, and one every third."""
    random = np.random.default_rng(7)
    rows = [
        (term, passage, random.integers(1, 9), 40)
        for passage in range(1, count + 1)
        for term in (100 + passage, 1, *([2] if passage % 3 == 0 else []))
    ]
    return np.array(rows, np.int32)


def in_order(tables) -> list[list[int]]:
    """Every posting of the tables, by term and passage."""
    return sorted(np.concatenate([*tables, np.empty((0, 4), np.int32)]).tolist())


def test_postings_are_the_same_by_terms_and_by_passages_however_blocks_come_together(writing, monkeypatch):
    monkeypatch.setattr(postings, "_BLOCK", 50)
    table = made_postings(300)
    with writing.writing() as connection:
        for passages in np.split(np.arange(1, 301), [200, 201, 202, 203, 240, 270, 299]):
            add_postings(connection, table[np.isin(table[:, PASSAGE], passages)])
            settle(connection, np.unique(table[:, TERM]).tolist())
        assert in_order(every_block(connection)) == in_order(every_passage(connection)) == sorted(table.tolist())
        wanted = table[(table[:, TERM] <= 2) & (table[:, PASSAGE] <= 250)]
        assert in_order(held for _, held in postings_of(connection, [1, 2], 250)) == sorted(wanted.tolist())
        assert in_order([terms_in(connection, [3, 250])]) == sorted(
            table[np.isin(table[:, PASSAGE], [3, 250])].tolist()
        )
        gone = [1, 60, 61, 299, *range(100, 200)]
        take_out(connection, gone)
        left = sorted(table[~np.isin(table[:, PASSAGE], gone)].tolist())
        assert in_order(every_block(connection)) == in_order(every_passage(connection)) == left


def test_a_term_that_comes_in_one_document_after_the_other_has_few_blocks(writing):
    with writing.writing() as connection:
        for passage in range(1, 201):
            add_postings(connection, np.array([[1, passage, 1, 9]], np.int32))
            settle(connection, [1])
        (blocks,) = connection.execute("SELECT count(*) FROM posting").fetchone()
    assert blocks <= 1 + np.log2(200)
