"""Postings as the database keeps them: those of a term packed in blocks, and what a passage holds packed in its row.

A question reads a term's blocks whole, some hundred thousand postings in a hundred rows. Where it asks about a few
passages only, it reads their rows. Both are numbers as PostgreSQL sends them, so that SQL can put blocks together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.postgresql.connection import Connection

# Of each posting: term, passage, how often the one stands in the other, and how many tokens the passage has
Table = NDArray[np.int32]
TERM, PASSAGE, FREQUENCY, TOKENS = range(4)

# A number as int4send gives it
NUMBER = np.dtype(">i4")
_OF_A_POSTING, _OF_A_TERM = 3, 2
# So many postings a block: one that changes is written anew.
_BLOCK = 1024
_FULL = _BLOCK * _OF_A_POSTING * NUMBER.itemsize
_ROWS_A_TIME = 5_000

# The newest blocks of a term that are no larger than those after them together become one, up to a full one.
_SETTLED = f"""
    WITH sized AS (
        SELECT term, first, octet_length(packed) AS size, sum(octet_length(packed)) OVER newer AS together,
            max(octet_length(packed)) OVER newer AS largest
        FROM posting WHERE term = ANY(%s)
        WINDOW newer AS (PARTITION BY term ORDER BY first DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), since AS (
        SELECT term, min(first) AS first FROM sized WHERE size <= together AND greatest(size, largest) < {_FULL}
        GROUP BY term
    ), taken AS (
        DELETE FROM posting USING since WHERE posting.term = since.term AND posting.first >= since.first
        RETURNING posting.*
    ), measured AS (
        SELECT *, sum(octet_length(packed)) OVER (PARTITION BY term ORDER BY first) - octet_length(packed) AS before
        FROM taken
    )
    INSERT INTO posting SELECT term, min(first), string_agg(packed, ''::bytea ORDER BY first)
    FROM measured GROUP BY term, before / {_FULL}
"""  # noqa: S608
_BLOCKS_WITH = """
    SELECT term, first, packed FROM (
        SELECT DISTINCT term,
            (SELECT max(first) FROM posting WHERE posting.term = gone.term AND first <= passage) AS first
        FROM unnest(%s::int4[], %s::int4[]) AS gone (term, passage)
    ) AS with_it JOIN posting USING (term, first)
"""


def postings_of(connection: Connection, terms: Sequence[int], last: int) -> Iterator[tuple[int, Table]]:
    """The postings of each of the terms up to that passage, one array a term."""
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(
            "SELECT term, packed FROM posting WHERE term = ANY(%s) AND first <= %s", [list(terms), last]
        ).fetchall()
    blocks: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    for term, packed in rows:
        blocks[term].append((term, packed))
    for term, of_it in blocks.items():
        held = _of_blocks(of_it)
        yield term, held[held[:, PASSAGE] <= last]


def terms_in(connection: Connection, passages: Sequence[int]) -> Table:
    """What the passages hold: all their postings."""
    with connection.cursor(binary=True) as cursor:
        rows = cursor.execute(
            "SELECT passage, tokens, terms FROM passage_terms WHERE passage = ANY(%s)", [list(passages)]
        ).fetchall()
    return _of_rows(rows)


def every_passage(connection: Connection) -> Iterator[Table]:
    """The postings by the rows of passages, some thousand rows at a time."""
    with connection.cursor("every_passage", binary=True) as cursor:
        cursor.execute("SELECT passage, tokens, terms FROM passage_terms")
        while rows := cursor.fetchmany(_ROWS_A_TIME):
            yield _of_rows(rows)


def every_block(connection: Connection) -> Iterator[Table]:
    """The postings by the blocks of terms, some thousand blocks at a time."""
    with connection.cursor("every_block", binary=True) as cursor:
        cursor.execute("SELECT term, packed FROM posting")
        while rows := cursor.fetchmany(_ROWS_A_TIME):
            yield _of_blocks(rows)


def add_postings(connection: Connection, table: Table) -> None:
    """Write the postings of passages that are newer than all before, each with all that it holds."""
    by_term = table[np.lexsort((table[:, PASSAGE], table[:, TERM]))]
    _copy(connection, "posting (term, first, packed)", ("int4", "int4", "bytea"), _blocks(by_term))
    by_passage = table[np.lexsort((table[:, TERM], table[:, PASSAGE]))]
    rows = (
        (int(held[0, PASSAGE]), int(held[0, TOKENS]), _packed(held[:, [TERM, FREQUENCY]]))
        for held in _in_groups(by_passage, PASSAGE)
    )
    _copy(connection, "passage_terms (passage, tokens, terms)", ("int4", "int4", "bytea"), rows)


def settle(connection: Connection, terms: Sequence[int]) -> None:
    """Put small blocks of the terms together, so that a term that stands in many passages has few."""
    connection.execute(_SETTLED, [list(terms)])


def take_out(connection: Connection, passages: Sequence[int]) -> None:
    """Take the postings of the passages away."""
    for at in range(0, len(passages), _ROWS_A_TIME):
        part = list(passages[at : at + _ROWS_A_TIME])
        gone = terms_in(connection, part)
        with connection.cursor(binary=True) as cursor:
            cursor.execute(_BLOCKS_WITH, [gone[:, TERM].tolist(), gone[:, PASSAGE].tolist()])
            changed = cursor.fetchall()
        connection.execute(
            "DELETE FROM posting USING unnest(%s::int4[], %s::int4[]) AS changed (term, first)"
            " WHERE posting.term = changed.term AND posting.first = changed.first",
            [[term for term, *_ in changed], [first for _, first, _ in changed]],
        )
        _copy(connection, "posting (term, first, packed)", ("int4", "int4", "bytea"), _left_of(changed, part))
        connection.execute("DELETE FROM passage_terms WHERE passage = ANY(%s)", [part])


def _left_of(blocks: Sequence[tuple[int, int, bytes]], gone: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """The blocks without the passages that are gone, each for itself: others lie between them."""
    table = _of_blocks([(term, packed) for term, _, packed in blocks])
    sizes = [len(packed) // (_OF_A_POSTING * NUMBER.itemsize) for *_, packed in blocks]
    stays = ~np.isin(table[:, PASSAGE], gone)
    of_block = np.repeat(np.arange(len(blocks)), sizes)[stays]
    for left in np.split(table[stays], np.flatnonzero(np.diff(of_block)) + 1):
        yield from _blocks(left)


def _blocks(by_term: Table) -> Iterator[tuple[int, int, bytes]]:
    """Term, first passage and postings of each block."""
    for held in _in_groups(by_term, TERM):
        for block in np.array_split(held, -(-len(held) // _BLOCK)):
            yield int(block[0, TERM]), int(block[0, PASSAGE]), _packed(block[:, PASSAGE:])


def _in_groups(table: Table, column: int) -> Iterator[Table]:
    """The rows that are alike in a column, where they stand together."""
    bounds = np.flatnonzero(np.diff(table[:, column], prepend=-1, append=-1))
    return (table[start:end] for start, end in pairwise(bounds.tolist()))


def _packed(numbers: NDArray[np.int32]) -> bytes:
    return numbers.astype(NUMBER).tobytes()


def _of_blocks(rows: Sequence[tuple[int, bytes]]) -> Table:
    numbers, counts = _unpacked([packed for _, packed in rows], _OF_A_POSTING)
    terms = np.repeat(np.array([term for term, _ in rows], np.int32), counts)
    return np.column_stack((terms, numbers)).astype(np.int32)


def _of_rows(rows: Sequence[tuple[int, int, bytes]]) -> Table:
    numbers, counts = _unpacked([terms for *_, terms in rows], _OF_A_TERM)
    of_passages = np.array([(passage, tokens) for passage, tokens, _ in rows], np.int32).reshape(-1, 2)
    passages, tokens = np.repeat(of_passages, counts, axis=0).T
    return np.column_stack((numbers[:, 0], passages, numbers[:, 1], tokens)).astype(np.int32)


def _unpacked(packed: Sequence[bytes], columns: int) -> tuple[NDArray[np.int32], list[int]]:
    """The numbers of all, so many in a row, and how many rows each has."""
    numbers = np.frombuffer(b"".join(packed), NUMBER).reshape(-1, columns)
    return numbers, [len(each) // (columns * NUMBER.itemsize) for each in packed]


def _copy(connection: Connection, into: str, types: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)
