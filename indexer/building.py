"""Building a snapshot: read what is new, embed what is new, write it all aside, switch."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from corpus.base.types import Document, Problem
from indexer.contents import Contents, contents_of
from indexer.embedding import clear_unfinished
from indexer.encoder import Encoder
from indexer.folder import put_in_place, working_in
from indexer.intake import Reading, read_documents, untold_fields
from indexer.kept_snapshots import collect, previous_snapshot
from indexer.null_distribution import measure_null_distribution
from indexer.settings import IndexSettings
from indexer.snapshot import FORMAT_VERSION, Snapshot, current_id, identified
from indexer.snapshot_writing import write_files
from indexer.types import BuildReport, SnapshotManifest

logger = logging.getLogger(__name__)


def build(
    settings: IndexSettings,
    encoder: Encoder,
    *,
    with_units: bool = True,
    only_changes: bool = False,
    accept_removals: bool = False,
    waiting: Collection[Path] = (),
    ready: Mapping[str, Document | Problem] = MappingProxyType({}),
) -> BuildReport:
    """Read every document, write a new snapshot and put it in force; what was done.

    Without units a snapshot takes half the time to make and can be searched, but no answer can be quoted from it.
    With ``only_changes`` no snapshot is made where it would be as that in force. Files in ``waiting`` are still
    written to: what is held of them stays as it is; what is ``ready`` has been read for this build already.
    Raises ``BuildError``, ``ManyRemoved`` where too many documents are gone at once to be let go unless
    ``accept_removals`` says so; the snapshot in force is then as it was.
    """
    started = time.perf_counter()
    with working_in(settings.index_dir):
        before = previous_snapshot(settings.index_dir)
        reading = read_documents(settings, before, accept_removals=accept_removals, waiting=waiting, ready=ready)
        if only_changes and before and _would_be_as(before, settings, encoder, reading, with_units):
            clear_unfinished(settings.index_dir)
            collect(settings.index_dir, settings.kept_snapshots, before.manifest.id)
            return _report(before.manifest, before, reading, 0, started)
        return write_snapshot(settings, encoder, before, reading, started, with_units)


# Writing


def write_snapshot(  # noqa: PLR0917  (the state of one build)
    settings: IndexSettings,
    encoder: Encoder,
    before: Snapshot | None,
    reading: Reading,
    started: float,
    with_units: bool = True,
) -> BuildReport:
    """Index what was read, write it as a snapshot and put that in force; what was done."""
    contents = contents_of(
        reading.documents, settings, encoder, before, reader_digest=reading.reader_digest, with_units=with_units
    )
    manifest = _manifest(settings, encoder, contents, reading.reader_digest)

    def fill(folder: Path) -> SnapshotManifest:
        parts = (contents.passage_vectors, contents.unit_vectors, contents.lexical, contents.keys)
        told = reading.inventory, contents.word_counts, contents.columns, contents.changes
        files = write_files(folder, contents.documents, contents.passages, *parts, *told)
        return identified(replace(manifest, files=files))

    snapshot_id = put_in_place(settings.index_dir, fill)
    clear_unfinished(settings.index_dir)
    collect(settings.index_dir, settings.kept_snapshots, before.manifest.id if before else None)
    return _report(replace(manifest, id=snapshot_id), before, reading, contents.made, started)


def _would_be_as(
    before: Snapshot, settings: IndexSettings, encoder: Encoder, reading: Reading, with_units: bool
) -> bool:
    """Whether a snapshot of what was read would be the one before, which is in force."""
    manifest = before.manifest
    made_by = (manifest.model_fingerprint, manifest.backend, manifest.settings_digest, manifest.reader_digest)
    return (
        manifest.id == current_id(settings.index_dir)
        and made_by == (encoder.fingerprint, encoder.backend, settings.digest, reading.reader_digest)
        and with_units == bool(manifest.units)
        and (before.documents, before.inventory) == (reading.documents, reading.inventory)
    )


def _report(
    manifest: SnapshotManifest, before: Snapshot | None, reading: Reading, made: int, started: float
) -> BuildReport:
    """What a build has done, so that the snapshot of that manifest is in force."""
    kept = {name for document in reading.documents for name in (document.id, *document.aliases)}
    return BuildReport(
        manifest.id,
        len(reading.documents),
        manifest.passages,
        reading.reused,
        made,
        manifest.passages + manifest.units - made,
        tuple(document.id for document in before.documents if document.id not in kept) if before else (),
        reading.inventory.unread,
        round(time.perf_counter() - started, 3),
        tuple((document.path, reason) for document in reading.documents for reason in document.unread),
        tuple((document.path, fields) for document in reading.documents if (fields := untold_fields(document))),
        reading.duplicates,
        reading.waiting,
        reading.withheld,
    )


def _manifest(settings: IndexSettings, encoder: Encoder, contents: Contents, reader_digest: str) -> SnapshotManifest:
    """What the snapshot says of itself, but for its id and files."""
    return SnapshotManifest(
        FORMAT_VERSION,
        "",
        datetime.now(UTC).isoformat(timespec="milliseconds"),
        encoder.name,
        encoder.fingerprint,
        encoder.dimensions,
        settings.digest,
        reader_digest,
        len(contents.documents),
        len(contents.passages),
        contents.unit_vectors.size,
        measure_null_distribution(encoder, contents.passage_vectors),
        (),
        encoder.backend,
    )
