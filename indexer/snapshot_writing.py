"""Writing a snapshot folder: aside, flushed, and put in force in one step."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.base.types import Document
from indexer.carrying import JoinedPassages
from indexer.dense import DenseIndex
from indexer.files import reach_disk, replace_file, sha256_of
from indexer.lexical import LexicalIndex
from indexer.passage_columns import PassageColumns
from indexer.snapshot import (
    COARSE_VECTORS,
    COLUMNS,
    CURRENT,
    DOCUMENTS,
    FILES,
    INVENTORY_JSON,
    KEYS,
    LEXICAL,
    MANIFEST,
    NO_INVENTORY,
    PASSAGE_VECTORS,
    PASSAGES,
    SNAPSHOTS,
    TABLES,
    UNIT_VECTORS,
    WORD_COUNTS,
    WORDS,
    Keys,
)
from indexer.spelling_correction import counted_words, most_first
from indexer.stored import DOCUMENT_JSON, passage_line
from indexer.tables import Changes, write_tables
from indexer.types import FileDigest, Inventory, Passage, SnapshotManifest


def write_files(  # noqa: PLR0917  (the parts of a snapshot)
    folder: Path,
    documents: Sequence[Document],
    passages: Sequence[Passage],
    passage_vectors: DenseIndex,
    unit_vectors: DenseIndex,
    lexical: LexicalIndex,
    keys: Keys,
    inventory: Inventory = NO_INVENTORY,
    word_counts: Counter[str] | None = None,
    columns: PassageColumns | None = None,
    changes: Changes | None = None,
) -> tuple[FileDigest, ...]:
    """Write everything but the manifest into ``folder``; the digests of what was written, by name."""
    _write_lines(folder / DOCUMENTS, map(DOCUMENT_JSON.dump_json, documents))
    _write_blocks(
        folder / PASSAGES, passages.blocks() if isinstance(passages, JoinedPassages) else map(passage_line, passages)
    )
    counts = counted_words(passage.text for passage in passages) if word_counts is None else word_counts
    words = most_first(counts)
    _write_lines(folder / WORDS, (word.encode() for word in words))
    _write_array(folder / WORD_COUNTS, np.array([counts[word] for word in words], np.int64))
    _write_array(folder / COLUMNS, (columns or PassageColumns.of(passages, documents)).rows)
    write_tables(folder / TABLES, changes or Changes(documents))
    (folder / FILES).write_bytes(INVENTORY_JSON.dump_json(inventory))
    passage_vectors.save(folder / PASSAGE_VECTORS)
    passage_vectors.save_coarse(folder / COARSE_VECTORS)
    unit_vectors.save(folder / UNIT_VECTORS)
    lexical.save(folder / LEXICAL)
    _write_array(folder / KEYS, keys)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        FileDigest(path.relative_to(folder).as_posix(), path.stat().st_size, sha256_of(path)) for path in files
    )


def write_manifest(folder: Path, manifest: SnapshotManifest) -> None:
    """Write the manifest into ``folder`` and see that everything in it has reached the disk."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1), "utf-8")
    for path in [*folder.rglob("*"), folder]:
        reach_disk(path)


def make_current(index_dir: Path, snapshot_id: str) -> None:
    """Put the snapshot in force, in one step."""
    reach_disk(index_dir / SNAPSHOTS)
    replace_file(index_dir / CURRENT, f"{snapshot_id}\n".encode())


def _write_array(path: Path, array: NDArray[Any]) -> None:
    # Given a path, numpy tells no one when the disk fills up as it closes the file.
    content = io.BytesIO()
    np.save(content, array, allow_pickle=False)
    path.write_bytes(content.getbuffer())


def _write_lines(path: Path, rows: Iterable[bytes]) -> None:
    _write_blocks(path, (row + b"\n" for row in rows))


def _write_blocks(path: Path, blocks: Iterable[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(blocks)
