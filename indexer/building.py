"""Building a snapshot: read what is new, embed what is new, write it all aside, switch."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import CorpusError, UnreadableFile
from corpus.loading import Source, find_sources, inferred_metadata, load_document
from corpus.metadata import Metadata
from corpus.types import Document, Section
from indexer.calibration import background_level
from indexer.chunking import chunk_document
from indexer.context import lexical_text, passage_text, unit_text
from indexer.dense import DenseIndex
from indexer.embedding import clear_unfinished, embed_texts
from indexer.encoder import Encoder
from indexer.errors import BuildError, BuildRunning, NoSnapshot, NothingToIndex, SnapshotError
from indexer.lexical import LexicalIndex
from indexer.locks import LockHeld, hold
from indexer.progress import progress
from indexer.settings import IndexSettings
from indexer.snapshot import (
    FORMAT_VERSION,
    SNAPSHOTS,
    Snapshot,
    current_id,
    file_digest,
    identified,
    make_current,
    open_snapshot,
    replace_file,
    write_files,
    write_manifest,
)
from indexer.tokens import index_tokens
from indexer.types import BuildReport, Chunk, SnapshotManifest

logger = logging.getLogger(__name__)

LOCK = ".lock"
REMOVED = "removed.json"
_UNFINISHED = ".unfinished-"
_KEPT_SNAPSHOTS = 2
_DISK_FAULTS = {
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "utrymmet på disken är slut",
    errno.EFBIG: "en fil blir större än vad som är tillåtet där",
    errno.EROFS: "disken är skrivskyddad",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EEXIST: "det ligger en fil där mappen skulle vara",
    errno.ENOTDIR: "det ligger en fil där en mapp skulle vara",
    errno.EIO: "disken går inte att läsa eller skriva",
}


@dataclass(frozen=True, slots=True)
class _Reading:
    documents: tuple[Document, ...]
    reused: int
    problems: tuple[tuple[str, str], ...]
    reader_digest: str


def build(settings: IndexSettings, encoder: Encoder) -> BuildReport:
    """Read every document, write a new snapshot and put it in force; what was done.

    Raises ``BuildError``; the snapshot in force is then as it was.
    """
    started = time.perf_counter()
    with _disk_errors(settings.index_dir), _locked(settings.index_dir):
        _clean(settings.index_dir)
        before = _previous(settings.index_dir)
        reading = _read_documents(settings, before)
        return _write(settings, encoder, before, reading, started)


def remove(settings: IndexSettings, encoder: Encoder, document_ids: Sequence[str]) -> BuildReport:
    """Take documents out of the index for good, also when their files still lie in the corpus; what was done.

    Raises ``BuildError`` for an id that is not held.
    """
    started = time.perf_counter()
    with _disk_errors(settings.index_dir), _locked(settings.index_dir):
        _clean(settings.index_dir)
        before = open_snapshot(settings.index_dir)
        unknown = [document_id for document_id in document_ids if document_id not in before.document_by_id]
        if unknown:
            raise BuildError(f"Det finns inget dokument med id {', '.join(unknown)}.")
        kept = tuple(document for document in before.documents if document.id not in document_ids)
        if not kept:
            raise NothingToIndex("Inget dokument skulle finnas kvar. Ta i så fall bort hela indexmappen.")
        digests = {before.document_by_id[document_id].sha256 for document_id in document_ids}
        removed = sorted(removed_digests(settings.index_dir) | digests)
        replace_file(settings.index_dir / REMOVED, json.dumps(removed).encode())
        reading = _Reading(kept, len(kept), (), before.manifest.reader_digest)
        return _write(settings, encoder, before, reading, started)


def removed_digests(index_dir: Path) -> frozenset[str]:
    """The digests of the files that have been taken out and are not to come back. Raises ``BuildError``."""
    path = index_dir / REMOVED
    try:
        digests = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return frozenset()
    except ValueError:
        digests = None
    if not isinstance(digests, list) or not all(isinstance(digest, str) for digest in digests):
        raise BuildError(
            f"{path} är skadad, och utan den vore det som har tagits bort med i indexet igen. "
            "Återställ filen, eller radera den och ta bort dokumenten på nytt."
        )
    return frozenset(digests)


# Reading


def _read_documents(settings: IndexSettings, before: Snapshot | None) -> _Reading:
    try:
        sources = find_sources(settings.corpus_dirs)
    except CorpusError as error:
        raise BuildError(str(error)) from error
    held = {document.id: document for document in before.documents} if before and _same_reader(before) else {}
    removed = removed_digests(settings.index_dir)
    documents: dict[str, Document] = {}
    problems: list[tuple[str, str]] = []
    reused = 0
    for source in progress(sources, total=len(sources), label="Läser dokument"):
        try:
            document, again = _document(source, held.get(source.document_id), settings.max_file_bytes)
        except UnreadableFile as error:
            problems.append((source.path.name, str(error)))
            continue
        if document.sha256 in removed:
            continue
        if document.sha256 in documents:
            problems.append((source.path.name, f"samma innehåll som {documents[document.sha256].source_file}"))
            continue
        documents[document.sha256] = document
        reused += again
    if not documents:
        raise NothingToIndex(_nothing(settings.corpus_dirs, problems))
    return _Reading(tuple(documents.values()), reused, tuple(problems), reader_digest())


def _document(source: Source, held: Document | None, max_bytes: int) -> tuple[Document, bool]:
    """The document in a file, and whether the one already held could be used as it is."""
    if held is not None and source.path.name == held.source_file and _unchanged(source, held, max_bytes):
        return held, True
    return load_document(source, max_bytes), False


def _unchanged(source: Source, held: Document, max_bytes: int) -> bool:
    """Whether the file would be read as the document already held."""
    try:
        if source.path.stat().st_size > max_bytes or file_digest(source.path) != held.sha256:
            return False
    except OSError:
        return False
    metadata = Metadata(held.title, held.organisation, held.body, held.kind, held.date, held.source_url)
    return metadata == (source.metadata or inferred_metadata(held.source_file, held.text, held.sections))


def _same_reader(before: Snapshot) -> bool:
    return before.manifest.reader_digest == reader_digest()


def reader_digest() -> str:
    """SHA-256 of the code that reads documents: what another version read is read again."""
    import corpus  # noqa: PLC0415  (only its place is wanted)

    digest = hashlib.sha256()
    for path in sorted(Path(corpus.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _nothing(folders: Sequence[Path], problems: Sequence[tuple[str, str]]) -> str:
    places = ", ".join(str(folder) for folder in folders)
    faults = "".join(f"\n  {name}: {reason}" for name, reason in problems)
    return f"Inget dokument kunde läsas i {places}.{faults}"


# Writing


def _write(
    settings: IndexSettings, encoder: Encoder, before: Snapshot | None, reading: _Reading, started: float
) -> BuildReport:
    chunks = tuple(
        chunk for document in reading.documents for chunk in chunk_document(document, settings.passage_chars)
    )
    if not chunks:
        raise NothingToIndex("Det finns ingen löpande text att söka i, bara rubriker.")
    places = _Places(reading.documents)
    passage_texts = [passage_text(*places.of(chunk), chunk) for chunk in chunks]
    unit_texts = [unit_text(*places.of(chunk), unit) for chunk in chunks for unit in chunk.units]
    embedded = embed_texts([*passage_texts, *unit_texts], encoder, before, settings.index_dir, settings.batch_size)
    passages = DenseIndex.build(embedded.vectors[: len(chunks)])
    units = DenseIndex.build(embedded.vectors[len(chunks) :])
    lexical = LexicalIndex.build([index_tokens(lexical_text(*places.of(chunk), chunk)) for chunk in chunks])
    manifest = SnapshotManifest(
        FORMAT_VERSION,
        "",
        datetime.now(UTC).isoformat(timespec="milliseconds"),
        encoder.name,
        encoder.fingerprint,
        encoder.dimensions,
        settings.digest,
        reading.reader_digest,
        len(reading.documents),
        len(chunks),
        len(unit_texts),
        background_level(encoder, passages),
        (),
    )

    def fill(folder: Path) -> SnapshotManifest:
        files = write_files(folder, reading.documents, chunks, passages, units, lexical, embedded.keys)
        return identified(replace(manifest, files=files))

    snapshot_id = _put_in_place(settings.index_dir, fill)
    clear_unfinished(settings.index_dir)
    _prune(settings.index_dir, keep=1 if _holds_removed(before, settings.index_dir) else _KEPT_SNAPSHOTS)
    return BuildReport(
        snapshot_id,
        len(reading.documents),
        len(chunks),
        reading.reused,
        embedded.made,
        len(embedded.keys) - embedded.made,
        tuple(document.id for document in before.documents if document.id not in places) if before else (),
        reading.problems,
        round(time.perf_counter() - started, 3),
    )


def _put_in_place(index_dir: Path, fill: Callable[[Path], SnapshotManifest]) -> str:
    """Let ``fill`` write a snapshot aside, rename it and put it in force; its id."""
    folder = index_dir / SNAPSHOTS / f"{_UNFINISHED}{time.time_ns()}"
    folder.mkdir(parents=True)
    try:
        manifest = fill(folder)
        write_manifest(folder, manifest)
        folder = folder.rename(index_dir / SNAPSHOTS / manifest.id)
        make_current(index_dir, manifest.id)
    except BaseException:
        if folder.name != current_id(index_dir):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return manifest.id


def _holds_removed(before: Snapshot | None, index_dir: Path) -> bool:
    """Whether the snapshot before holds what has been taken out, and so must not be kept."""
    return before is not None and not removed_digests(index_dir).isdisjoint(d.sha256 for d in before.documents)


class _Places:
    """The document and section that a chunk stands in."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._sections = {(d.id, section.id): section for d in self._documents.values() for section in d.sections}

    def of(self, chunk: Chunk) -> tuple[Document, Section]:
        """Document and section of ``chunk``."""
        return self._documents[chunk.document_id], self._sections[chunk.document_id, chunk.section_id]

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._documents


# The index folder


def _previous(index_dir: Path) -> Snapshot | None:
    try:
        return open_snapshot(index_dir)
    except NoSnapshot:
        return None
    except SnapshotError as error:
        logger.warning("the snapshot in force cannot be built upon: %s", error)
        return None


def _clean(index_dir: Path) -> None:
    """Clear away what a build that was stopped has left."""
    for leftover in (index_dir / SNAPSHOTS).glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _prune(index_dir: Path, keep: int) -> None:
    """Delete all but the ``keep`` newest snapshots; never the one in force."""
    current = current_id(index_dir)
    others = sorted(
        (path for path in (index_dir / SNAPSHOTS).iterdir() if path.name != current and path.is_dir()),
        key=lambda path: path.stat().st_mtime_ns,
        reverse=True,
    )
    for path in others[max(0, keep - 1) :]:
        # Renamed first: a snapshot deleted by half must never pass for one.
        shutil.rmtree(path.rename(path.with_name(f"{_UNFINISHED}{path.name}")), ignore_errors=True)


@contextmanager
def _locked(index_dir: Path) -> Iterator[None]:
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        with hold(index_dir / LOCK, timeout_s=0):
            yield
    except LockHeld:
        raise BuildRunning(f"Ett annat bygge pågår i {index_dir}. Vänta tills det är klart.") from None


@contextmanager
def _disk_errors(index_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = _DISK_FAULTS.get(error.errno or 0) or error.strerror or str(error)
        raise BuildError(f"Bygget i {index_dir} avbröts: {reason}. Det index som gällde gäller fortfarande.") from error
