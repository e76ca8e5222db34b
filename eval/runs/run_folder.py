"""The folder of a run: figures, a row for each topic, TREC files, and how it was made; README.md has the format.

While the run is under way its header and its rows so far lie there instead; they go when all else is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.extraction.masking import mask_in
from eval.base.errors import RunFolderError
from eval.base.types import Metrics, Row, Run, RunHeader
from eval.datasets.trec import judged_lines, qrels_lines, run_lines
from eval.measures.metrics import values_of
from eval.runs.records import metrics_record, row_record, run_record
from indexer.files import replace_file, sha256_of
from indexer.types import FileDigest

FORMAT_VERSION = 2
RUN = "run.json"
METRICS = "metrics.json"
ROWS = "rows.jsonl"
UNFINISHED = "unfinished.json"
UNFINISHED_ROWS = "unfinished.jsonl"

_TAG = "paragraf"


@dataclass(frozen=True, slots=True)
class _Started:
    created: str
    header: RunHeader


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A finished run as it was written: how it was made, its figures, and the record of each row by topic id."""

    folder: Path
    made: Mapping[str, Any]
    metrics: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Any]]


_ROW: TypeAdapter[Row] = TypeAdapter(Row)
_STARTED: TypeAdapter[_Started] = TypeAdapter(_Started)


class OpenRun:
    """A run that is under way in its folder: what it has so far, and more as it comes."""

    def __init__(self, folder: Path, header: RunHeader, created: str) -> None:
        """Begin in a new folder, or go on in one that a run with an equal header was stopped in.

        Raises ``RunFolderError`` when the folder holds anything else.
        """
        self.folder = folder
        self.header = header
        try:
            started = _started(folder)
            if started is None:
                folder.mkdir(parents=True)
                started = _Started(created, header)
                replace_file(folder / UNFINISHED, _STARTED.dump_json(started))
            _check_same(folder, started.header, header)
            self._created = started.created
            self.rows = _whole_rows(folder / UNFINISHED_ROWS)
        except OSError as error:
            raise _not_written(folder, error) from error

    def add(self, row: Row) -> None:
        """Keep a row. Raises ``RunFolderError``."""
        self.rows.append(row)
        try:
            with (self.folder / UNFINISHED_ROWS).open("ab") as file:
                file.write(_lines([json.dumps(mask_in(_ROW.dump_python(row, mode="json")), ensure_ascii=False)]))
        except OSError as error:
            raise _not_written(self.folder, error) from error

    @property
    def run(self) -> Run:
        """The run with the rows so far."""
        return Run(self._created, self.header, tuple(self.rows))

    def finish(self, metrics: Metrics) -> None:
        """Write the figures and rows; ``run.json`` comes last. Raises ``RunFolderError``."""
        files = _files(self.run, metrics)
        record = {"format_version": FORMAT_VERSION, **run_record(self.run), "files": _digests(files)}
        try:
            for name, data in {**files, RUN: _json(record)}.items():
                replace_file(self.folder / name, data)
            for name in (UNFINISHED_ROWS, UNFINISHED):
                (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise _not_written(self.folder, error) from error


def read_run(folder: Path) -> StoredRun:
    """A finished run. Raises ``RunFolderError`` when it is none, or a file of it has changed."""
    try:
        made = json.loads((folder / RUN).read_text("utf-8"))
        if made["format_version"] != FORMAT_VERSION:
            raise RunFolderError(f"Körningen i {folder} har ett annat format än det här programmet läser. Gör om den.")
        changed = [file["name"] for file in made["files"] if sha256_of(folder / file["name"]) != file["sha256"]]
        if changed:
            raise RunFolderError(f"Filen {changed[0]} i {folder} har ändrats sedan körningen. Gör om körningen.")
        rows = [json.loads(line) for line in (folder / ROWS).read_text("utf-8").split("\n") if line]
        metrics = json.loads((folder / METRICS).read_text("utf-8"))
        return StoredRun(folder, made, metrics, {row["id"]: row for row in rows})
    except (OSError, ValueError, KeyError, TypeError) as error:
        unfinished = " Den blev inte klar; ge samma kommando igen." if (folder / UNFINISHED).is_file() else ""
        raise RunFolderError(f"{folder} är ingen färdig körning.{unfinished}") from error


def _started(folder: Path) -> _Started | None:
    """What was begun in the folder; ``None`` when it is not there. Raises ``RunFolderError`` when it is taken."""
    if not folder.exists():
        return None
    if (folder / RUN).exists() or not (folder / UNFINISHED).is_file():
        raise RunFolderError(f"{folder} finns redan; ta bort den eller ange en annan mapp med --out.")
    try:
        return _STARTED.validate_json((folder / UNFINISHED).read_bytes())
    except ValidationError as error:
        raise RunFolderError(f"{folder / UNFINISHED} är skadad. Ta bort mappen och börja om.") from error


def _check_same(folder: Path, before: RunHeader, now: RunHeader) -> None:
    then = asdict(before)
    for name, value in asdict(now).items():
        if then[name] != value:
            raise RunFolderError(
                f"I {folder} påbörjades en annan körning: {name} var {then[name]}, nu {value}."
                " Ta bort mappen eller ange en annan med --out."
            )


def _whole_rows(path: Path) -> list[Row]:
    """The rows that were written whole; what a stop cut off is cut away."""
    if not path.is_file():
        return []
    lines = path.read_bytes().splitlines(keepends=True)
    rows: list[Row] = []
    for line in lines:
        try:
            rows.append(_ROW.validate_json(line))
        except ValidationError:
            break
    path.write_bytes(b"".join(lines[: len(rows)]))
    return rows


def _files(run: Run, metrics: Metrics) -> dict[str, bytes]:
    records = [row_record(row, values) for row, values in zip(run.rows, values_of(run.rows), strict=True)]
    return {
        METRICS: _json(metrics_record(metrics)),
        ROWS: _lines(json.dumps(mask_in(record), ensure_ascii=False) for record in records),
        "run.trec": _lines(run_lines(run.rows, _TAG)),
        "judged.trec": _lines(judged_lines(run.rows, _TAG)),
        "qrels.trec": _lines(qrels_lines(run.rows)),
    }


def _digests(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    return [asdict(FileDigest(name, len(data), hashlib.sha256(data).hexdigest())) for name, data in files.items()]


def _json(record: object) -> bytes:
    return f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode()


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _not_written(folder: Path, error: OSError) -> RunFolderError:
    return RunFolderError(f"Körningen går inte att spara i {folder}: {error.strerror}")
