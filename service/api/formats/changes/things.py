"""What the feed is of: the things of the data sets, as the API gives them, and the file that has them all."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from service.api.formats.changes.journal import Found
from service.api.formats.open_data.tables import TABLES
from service.api.records import DocumentTextJson
from service.base.types import Filters
from service.engine.engine import Engine

_ALL = 10_000_000
_ENDING = ".jsonl"


def things(engine: Engine) -> Iterator[tuple[str, str, Any]]:
    """Each thing with its data set and its id; documents with their text, the others as the data sets have them."""
    for document in engine.documents(Filters(), _ALL, 0)[1]:
        yield "documents", document.id, DocumentTextJson.of(document).model_dump(mode="json")
    for table in TABLES.values():
        if table.name != "documents":
            key = table.columns[0].path
            for shape in table.shapes(engine):
                told = shape.model_dump(mode="json")
                yield table.name, told[key], told


def dump_file(folder: Path, snapshot: str) -> Path:
    """Where the things of a snapshot are kept."""
    return folder / f"{snapshot}{_ENDING}"


def write_dump(engine: Engine, folder: Path) -> list[Found]:
    """Writes the things of the engine's snapshot, a line each, whole or not at all; what was written and where."""
    path = dump_file(folder, engine.snapshot)
    beside = path.with_suffix(".new")
    found, start = [], 0
    with beside.open("wb") as file:
        for data_set, name, told in things(engine):
            thing = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            named = json.dumps({"data_set": data_set, "id": name}, ensure_ascii=False, separators=(",", ":"))
            line = f'{named[:-1]},"thing":{thing}}}\n'.encode()
            file.write(line)
            found.append(Found(data_set, name, hashlib.sha256(thing.encode()).digest(), start, len(line)))
            start += len(line)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return found


def clear_dumps(folder: Path, snapshot: str) -> None:
    """Takes away the files of other snapshots: what was removed must not stand in them."""
    for path in (*folder.glob(f"*{_ENDING}"), *folder.glob("*.new")):
        if path != dump_file(folder, snapshot):
            path.unlink(missing_ok=True)
