"""Rows that tell how each one voted, or when each one came and left: data about a meeting, no text to quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from corpus.base.types import Actor, Ballot, Block, Section
from corpus.vocabulary.parties import find_actors

_BALLOTS: Mapping[str, Ballot] = {
    "ja": "yes",
    "nej": "no",
    "avstår": "abstained",
    "avstod": "abstained",
    "frånvarande": "absent",
    "frånv": "absent",
    "frånv.": "absent",
    "avst": "abstained",
    "avst.": "abstained",
}
_MARKS = frozenset({"x", "1", "•", "✓"})
_PEOPLE = frozenset({"namn", "ledamot", "ledamöter", "ersättare", "förtroendevald"})
_NAME = re.compile(r"[A-ZÅÄÖÉ][\w’'é-]*,?(?:\s+[\w’'é-]+)+(?:\s+\([A-ZÅÄÖ]\w{0,6}\))?")
# «Dennis Alvdén (M), 2:e vice ordförande»
_WITH_ROLE = re.compile(rf"({_NAME.pattern}),\s+[\w: ]{{4,40}}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}")
_PARTY = re.compile(r"[A-ZÅÄÖ]{1,6}|[A-ZÅÄÖ][a-zåäö]{1,3}")
_CAPITALS = re.compile(r"[A-ZÅÄÖ]{1,6}")
_SENTENCE = re.compile(r"[.!?]\W*$")
_LABELLED = re.compile(r"\w[\w ]{1,30}:")
_MAX_TITLE = 80


def is_roll_call(block: Block) -> bool:
    """Whether a row tells how one person voted, or when one came and left."""
    if block.kind != "row" or not any(map(_name, block.cells)):
        return False
    if any(_CLOCK.fullmatch(cell) for cell in block.cells) and any(_CAPITALS.fullmatch(cell) for cell in block.cells):
        return True
    return _ballot(block.columns, block.cells) is not None and _of_people(block)


def roll_call(rows: Sequence[Block]) -> Iterator[tuple[Actor, Ballot]]:
    """How each one voted by a table: a name, a party, and «Ja», «Nej» … in a cell or as the mark under it."""
    for row in rows:
        ballot = _ballot(row.columns, row.cells)
        name = next(filter(None, map(_name, row.cells)), None) if ballot else None
        if ballot is None or name is None:
            continue
        if "(" in name and (actors := find_actors(name)):
            yield actors[0], ballot
        else:
            yield Actor(name, _party(row.cells)), ballot


def running_blocks(text: str, section: Section) -> list[Block]:
    """The blocks of a section without its lists of how each one voted and of who came and left.

    Of a list are its rows and what stands over them: in an appendix the lines that are no sentences («Antal Ja: 52»),
    in a matter all from «Voteringslista: § 44» on.
    """
    rows = _rows_of_lists(section.blocks)
    if rows and not (section.number or "").startswith("§"):
        return [block for block in section.blocks if block.start not in rows and _runs_on(text, block)]
    kept: list[Block] = []
    for block in section.blocks:
        if block.start not in rows:
            kept.append(block)
        elif opens := [at for at, one in enumerate(kept) if _opens_list(text, one)]:
            del kept[opens[0] :]
    return kept


def _rows_of_lists(blocks: Sequence[Block]) -> frozenset[int]:
    """Where the rows of roll calls start, with the column names and sums of their tables."""
    tables = (
        list(table) for kind, table in groupby(blocks, key=lambda one: (one.kind, one.columns)) if kind[0] == "row"
    )
    return frozenset(
        row.start
        for table in tables
        if any(map(is_roll_call, table))
        for row in table
        if row.columns or is_roll_call(row)
    )


def _runs_on(text: str, block: Block) -> bool:
    return block.kind in ("heading", "item") or _is_sentence(text[block.start : block.end])


def _opens_list(text: str, block: Block) -> bool:
    words = text[block.start : block.end]
    return len(words) <= _MAX_TITLE and "voteringslist" in words.lower() and not _is_sentence(words)


def _is_sentence(words: str) -> bool:
    return _SENTENCE.search(words) is not None and _LABELLED.match(words) is None


def _of_people(block: Block) -> bool:
    """Whether a row with a ballot is about a person: it has a party, or its table a column of people or of ballots."""
    heads = {column.lower() for column in block.columns}
    named = any("(" in cell and find_actors(cell) for cell in block.cells)
    return named or _party(block.cells) is not None or bool(heads & _PEOPLE) or "ja" in heads


def _party(cells: Sequence[str]) -> str | None:
    return next((cell for cell in cells if _PARTY.fullmatch(cell) and cell.lower() not in _BALLOTS), None)


def _name(cell: str) -> str | None:
    """The name in a cell, with its party where that stands behind it."""
    match = _WITH_ROLE.fullmatch(cell)
    return match.group(1) if match else cell if _NAME.fullmatch(cell) else None


def _ballot(columns: Sequence[str], cells: Sequence[str]) -> Ballot | None:
    if cells == columns:
        return None
    for cell in reversed(cells):
        if ballot := _BALLOTS.get(cell.lower()):
            return ballot
    marked = [name.lower() for name, cell in zip(columns, cells, strict=False) if cell.lower() in _MARKS]
    return next((_BALLOTS[name] for name in marked if name in _BALLOTS), None)
