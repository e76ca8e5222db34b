"""The snapshot folder: what a build hands to the service.

    index/
      CURRENT                 the id of the snapshot in force
      snapshots/ID/
        manifest.json         version, model, counts and the digest of every other file
        documents.jsonl       one document a line
        chunks.jsonl          one passage a line, with its units
        passages.faiss        one vector a passage
        units.faiss           one vector a unit
        embedding-keys.npy    what each vector was made from, to use it again (passages, then units)
        lexical/              the BM25 index

A snapshot is written under a name of its own and renamed when whole; CURRENT is replaced last.
Nothing is pickled, and nothing is used whose digest does not match.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import Block, Document, Section
from indexer.calibration import Background
from indexer.dense import DenseIndex
from indexer.errors import DamagedSnapshot, NoSnapshot, WrongVersion
from indexer.lexical import LexicalIndex
from indexer.types import Chunk, FileDigest, SnapshotManifest, Unit

FORMAT_VERSION = 2

CURRENT = "CURRENT"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
DOCUMENTS = "documents.jsonl"
CHUNKS = "chunks.jsonl"
PASSAGES = "passages.faiss"
UNITS = "units.faiss"
KEYS = "embedding-keys.npy"
LEXICAL = "lexical"

_REBUILD = "Bygg om indexet med: python -m indexer build"

Keys = NDArray[np.uint8]


@dataclass(frozen=True)
class Snapshot:
    """A snapshot in memory. Chunks are in document order, passages and lexical scores in chunk order, units too."""

    manifest: SnapshotManifest
    documents: tuple[Document, ...]
    chunks: tuple[Chunk, ...]
    passages: DenseIndex
    units: DenseIndex
    lexical: LexicalIndex
    keys: Keys

    @cached_property
    def document_by_id(self) -> dict[str, Document]:
        """Documents by id."""
        return {document.id: document for document in self.documents}

    @cached_property
    def section_by_id(self) -> dict[tuple[str, str], Section]:
        """Sections by document id and section id."""
        return {(document.id, section.id): section for document in self.documents for section in document.sections}

    @cached_property
    def first_unit(self) -> NDArray[np.int64]:
        """The place of each chunk's first unit vector, and behind the last chunk the number of units."""
        return np.concatenate(([0], np.cumsum([len(chunk.units) for chunk in self.chunks]))).astype(np.int64)


def current_id(index_dir: Path) -> str | None:
    """The id of the snapshot in force, or ``None`` when there is none."""
    try:
        return (index_dir / CURRENT).read_text("utf-8").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def open_snapshot(index_dir: Path) -> Snapshot:
    """The snapshot in force, every file checked against its digest.

    Raises ``NoSnapshot``, ``WrongVersion`` or ``DamagedSnapshot``.
    """
    snapshot_id = current_id(index_dir)
    if snapshot_id is None:
        raise NoSnapshot(f"Det finns inget index i {index_dir}. {_REBUILD}")
    folder = index_dir / SNAPSHOTS / snapshot_id
    manifest = verify_snapshot(folder)
    try:
        return _read(folder, manifest)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedSnapshot(f"Indexet {snapshot_id} går inte att läsa ({error}). {_REBUILD}") from error


def verify_snapshot(folder: Path) -> SnapshotManifest:
    """The manifest of the snapshot in ``folder``, once every file has matched its digest.

    Raises ``DamagedSnapshot`` or ``WrongVersion``.
    """
    manifest = _read_manifest(folder)
    for file in manifest.files:
        path = folder / file.name
        if not path.is_file() or path.stat().st_size != file.size or file_digest(path) != file.sha256:
            raise DamagedSnapshot(f"Filen {file.name} i indexet {folder.name} saknas eller är skadad. {_REBUILD}")
    return manifest


def _read_manifest(folder: Path) -> SnapshotManifest:
    try:
        content = json.loads((folder / MANIFEST).read_text("utf-8"))
        version = content["format_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedSnapshot(f"Indexet {folder.name} saknar ett läsbart manifest. {_REBUILD}") from error
    if version != FORMAT_VERSION:
        raise WrongVersion(
            f"Indexet {folder.name} har version {version}, programmet läser version {FORMAT_VERSION}. {_REBUILD}"
        )
    try:
        files = tuple(FileDigest(**file) for file in content.pop("files"))
        background = Background(**content.pop("background"))
        return SnapshotManifest(**content, background=background, files=files)
    except (KeyError, TypeError) as error:
        raise DamagedSnapshot(f"Manifestet i indexet {folder.name} är inte ett av våra. {_REBUILD}") from error


def _read(folder: Path, manifest: SnapshotManifest) -> Snapshot:
    documents = tuple(_document(json.loads(line)) for line in _lines(folder / DOCUMENTS))
    chunks = tuple(_chunk(json.loads(line)) for line in _lines(folder / CHUNKS))
    snapshot = Snapshot(
        manifest,
        documents,
        chunks,
        DenseIndex.load(folder / PASSAGES),
        DenseIndex.load(folder / UNITS),
        LexicalIndex.load(folder / LEXICAL),
        np.load(folder / KEYS, allow_pickle=False),
    )
    counts = {len(chunks), snapshot.passages.size, snapshot.lexical.size}
    units = {manifest.units, snapshot.units.size, int(snapshot.first_unit[-1])}
    if counts != {manifest.chunks} or len(units) > 1 or len(documents) != manifest.documents:
        raise ValueError("files do not belong together")
    return snapshot


def _lines(path: Path) -> Iterable[str]:
    with path.open(encoding="utf-8") as file:
        yield from file


def _document(content: dict[str, Any]) -> Document:
    sections = tuple(_section(section) for section in content.pop("sections"))
    day = content.pop("date")
    return Document(**content, date=date.fromisoformat(day) if day else None, sections=sections)


def _section(content: dict[str, Any]) -> Section:
    blocks = tuple(
        Block(**{**block, "columns": tuple(block["columns"]), "cells": tuple(block["cells"])})
        for block in content.pop("blocks")
    )
    return Section(**{**content, "heading": tuple(content["heading"])}, blocks=blocks)


def _chunk(content: dict[str, Any]) -> Chunk:
    units = tuple(Unit(**unit) for unit in content.pop("units"))
    return Chunk(**{**content, "parts": tuple(content["parts"])}, units=units)


# Writing


def write_files(  # noqa: PLR0917  (the parts of a snapshot)
    folder: Path,
    documents: Iterable[Document],
    chunks: Iterable[Chunk],
    passages: DenseIndex,
    units: DenseIndex,
    lexical: LexicalIndex,
    keys: Keys,
) -> tuple[FileDigest, ...]:
    """Write everything but the manifest into ``folder``; the digests of what was written, by name."""
    _write_lines(folder / DOCUMENTS, (asdict(document) for document in documents))
    _write_lines(folder / CHUNKS, (asdict(chunk) for chunk in chunks))
    passages.save(folder / PASSAGES)
    units.save(folder / UNITS)
    lexical.save(folder / LEXICAL)
    np.save(folder / KEYS, keys, allow_pickle=False)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        FileDigest(path.relative_to(folder).as_posix(), path.stat().st_size, file_digest(path)) for path in files
    )


def write_manifest(folder: Path, manifest: SnapshotManifest) -> None:
    """Write the manifest into ``folder`` and see that everything in it has reached the disk."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
    for path in [*folder.rglob("*"), folder]:
        _reach_disk(path)


def make_current(index_dir: Path, snapshot_id: str) -> None:
    """Put the snapshot in force, in one step."""
    beside = index_dir / f"{CURRENT}.new"
    beside.write_text(f"{snapshot_id}\n", "utf-8")
    _reach_disk(beside)
    beside.replace(index_dir / CURRENT)
    _reach_disk(index_dir)


def file_digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, default=date.isoformat) + "\n")


def _reach_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
