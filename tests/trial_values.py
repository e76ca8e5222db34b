"""What is wrong in the reading of a trial file, against the values written beside it (``values.jsonl``).

A row is {file, fault} and what a person reads there: ``kind``, ``organisation``, ``body``, ``date``, ``title``;
``matters``, each with number, heading, case numbers and the outcomes that are right (none given: any); ``decided``, how
many decisions there are; ``headings``, those of its sections; ``votes`` by §, ``ballots`` by § and person; ``rows`` as
cells, ``groups`` as cell and the line that its row stands under, ``columns`` as {name of a column: cell} by first cell;
``present`` and ``absent`` words, ``once`` words and how often they stand; ``people`` by name with their role;
``remark``, words of what the build tells of the file; ``unreadable``, words of why it is not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus.base.types import Document, Problem
from corpus.loading.corpus_folder import find_sources, load_corpus
from corpus.vocabulary.case_numbers import normalise_case_number, parent_case_number
from corpus.vocabulary.outcomes import matter_outcome

Value = Mapping[str, Any]
_MAX_BYTES = 10**6


def read_values(folder: Path) -> list[Value]:
    """The rows of ``values.jsonl`` in a folder of trial files."""
    return [json.loads(line) for line in (folder / "values.jsonl").read_text("utf-8").splitlines()]


def read_trials(folder: Path) -> Mapping[str, Document | Problem]:
    """What each file of the folder is read as, by its path under it."""
    paths = [source.where.path for source in find_sources([folder])]
    return dict(zip(paths, load_corpus([folder], _MAX_BYTES), strict=True))


def wrongs(value: Value, read: Document | Problem) -> list[str]:
    """What was read otherwise than a person reads it; empty when all is right."""
    if isinstance(read, Problem) or value.get("unreadable"):
        ours = read.reason if isinstance(read, Problem) else "läst"
        return [] if value.get("unreadable", "\0") in ours else [f"gick inte att läsa: {ours}"]
    return [
        *_metadata(value, read),
        *_matters(value, read),
        *_votes(value, read),
        *_rows(value, read),
        *_words(value, read),
    ]


def _metadata(value: Value, read: Document) -> Iterator[str]:
    ours = {"kind": read.kind, "organisation": read.organisation, "body": read.body, "title": read.title}
    ours["date"] = read.date.isoformat() if read.date else None
    yield from (
        f"{name}: {ours[name]}, rätt {value[name]}" for name in ours if name in value and value[name] != ours[name]
    )
    headings = [section.heading[-1] for section in read.sections if section.heading]
    if "headings" in value and value["headings"] != headings:
        yield f"rubriker: {headings}, rätt {value['headings']}"
    decided = sum(one.status == "decided" for one in read.decisions)
    if "decided" in value and value["decided"] != decided:
        yield f"{decided} beslut, rätt {value['decided']}"


def _matters(value: Value, read: Document) -> Iterator[str]:
    if "matters" not in value:
        return
    found = {one.number: one for one in read.sections if (one.number or "").startswith("§")}
    wanted = {number: rest for number, *rest in value["matters"]}
    if list(found) != list(wanted):
        yield f"§§: {list(found)}, rätt {list(wanted)}"
    for number in found.keys() & wanted.keys():
        section, (heading, cases, outcomes) = found[number], wanted[number]
        if section.heading[-1] != heading:
            yield f"{number} rubrik: «{section.heading[-1]}», rätt «{heading}»"
        ours = normalise_case_number(section.case_number) if section.case_number else ""
        if not {ours, parent_case_number(ours) or ours} & {normalise_case_number(case) for case in cases[:1] or [""]}:
            yield f"{number} ärendenummer: {section.case_number}, rätt {cases}"
        outcome = matter_outcome([one for one in read.decisions if one.section_id == section.id]) or "none"
        if outcomes and outcome not in outcomes:
            yield f"{number} utfall: {outcome}, rätt {outcomes}"


def _votes(value: Value, read: Document) -> Iterator[str]:
    numbers = {section.id: section.number for section in read.sections}
    votes = {numbers[one.section_id]: one.votes for one in read.matters}
    for number, wanted in value.get("votes", {}).items():
        ours = [[vote.yes, vote.no, vote.abstained] for vote in votes.get(number, ())]
        if wanted not in ours:
            yield f"{number} röster: {ours}, rätt {wanted}"
    for number, wanted in value.get("ballots", {}).items():
        cast = {actor.name: ballot for vote in votes.get(number, ()) for actor, ballot in vote.ballots}
        if cast != wanted:
            yield f"{number} röstlista: {cast}, rätt {wanted}"


def _rows(value: Value, read: Document) -> Iterator[str]:
    rows = [block for section in read.sections for block in section.blocks if block.kind == "row"]
    for cells in value.get("rows", []):
        if tuple(cells) not in {row.cells for row in rows}:
            yield f"rad {cells} saknas"
    for cell, wanted in value.get("groups", []):
        ours = [row.group for row in rows if cell in row.cells]
        if wanted not in ours:
            yield f"rad {cell} under {ours}, rätt {wanted}"
    for first, wanted in value.get("columns", []):
        named = [dict(zip(row.columns, row.cells, strict=False)) for row in rows if row.cells and row.cells[0] == first]
        if not any(wanted.items() <= row.items() for row in named):
            yield f"rad {first}: {named}, rätt {wanted}"


def _words(value: Value, read: Document) -> Iterator[str]:
    text = " ".join(read.text.split())
    yield from (f"«{words}» saknas" for words in value.get("present", []) if words not in text)
    yield from (
        f"«{words}» står {text.count(words)} gånger"
        for words, times in value.get("once", [])
        if text.count(words) != times
    )
    whole = repr(read)
    yield from (f"«{words}» står kvar" for words in value.get("absent", []) if words in read.text or words in whole)
    if not all(any(words in remark for remark in read.unread) for words in value.get("remark", [])):
        yield f"anmärkningar: {read.unread}"
