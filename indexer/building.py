"""Building a snapshot: read what is new, embed what is new, write it all aside, switch."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.base.errors import CorpusError
from corpus.base.types import MEETING_KINDS, Document, Problem, Section
from corpus.extraction.neighbours import with_neighbours_owner, without_neighbours_owner
from corpus.loading.corpus_folder import Source, find_sources, links_out, load_documents
from corpus.loading.worker import Limits
from indexer.dense import DenseIndex
from indexer.embedding import Embedded, clear_unfinished, embed_texts
from indexer.encoder import Encoder
from indexer.errors import BuildError, NothingToIndex
from indexer.folder import previous_snapshot, prune, put_in_place, working_in
from indexer.identity import with_lasting_ids
from indexer.lexical import LexicalIndex
from indexer.null_distribution import measure_null_distribution
from indexer.passage_context import lexical_text, passage_text, unit_text
from indexer.passages import passages_of_document
from indexer.progress import progress
from indexer.settings import IndexSettings
from indexer.snapshot import (
    FORMAT_VERSION,
    Snapshot,
    file_digest,
    identified,
    open_snapshot,
    replace_file,
    write_files,
)
from indexer.tokens import index_tokens
from indexer.types import BuildReport, Inventory, Passage, SnapshotManifest

logger = logging.getLogger(__name__)

REMOVED = "removed.json"
_FIELDS_OF_ANY = ("organisation",)
_FIELDS = ("organisation", "body", "date")
_KEPT_SNAPSHOTS = 2


@dataclass(frozen=True, slots=True)
class _Reading:
    documents: tuple[Document, ...]
    reused: int
    inventory: Inventory
    reader_digest: str
    duplicates: tuple[tuple[str, str], ...] = ()


def build(settings: IndexSettings, encoder: Encoder, *, with_units: bool = True) -> BuildReport:
    """Read every document, write a new snapshot and put it in force; what was done.

    Without units a snapshot takes half the time to make and can be searched, but no answer can be quoted from it.
    Raises ``BuildError``; the snapshot in force is then as it was.
    """
    started = time.perf_counter()
    with working_in(settings.index_dir):
        before = previous_snapshot(settings.index_dir)
        reading = _read_documents(settings, before)
        return _write(settings, encoder, before, reading, started, with_units)


def remove(settings: IndexSettings, encoder: Encoder, document_ids: Sequence[str]) -> BuildReport:
    """Take documents out of the index for good, also when their files still lie in the corpus; what was done.

    Raises ``BuildError`` for an id that is not held.
    """
    started = time.perf_counter()
    with working_in(settings.index_dir):
        before = open_snapshot(settings.index_dir)
        found = {name: before.find_document(name) for name in document_ids}
        unknown = [name for name, document in found.items() if document is None]
        if unknown:
            raise BuildError(f"Det finns inget dokument med id {', '.join(unknown)}.")
        out = {document.id: document.sha256 for document in found.values() if document}
        kept = tuple(document for document in before.documents if document.id not in out)
        if not kept:
            raise NothingToIndex("Inget dokument skulle finnas kvar. Ta i så fall bort hela indexmappen.")
        removed = sorted(removed_digests(settings.index_dir) | set(out.values()))
        replace_file(settings.index_dir / REMOVED, json.dumps(removed).encode())
        kept, gone = with_lasting_ids(kept, before.documents, dict(before.inventory.gone))
        inventory = Inventory(before.inventory.unread, tuple(sorted(gone.items())))
        reading = _Reading(kept, len(kept), inventory, before.manifest.reader_digest)
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
    indexed = _indexed(before) if before and _same_reader(before) else {}
    removed = removed_digests(settings.index_dir)
    documents: dict[str, Document] = {}
    problems = [(problem.source_file, problem.reason) for problem in links_out(settings.corpus_dirs)]
    duplicates: list[tuple[str, str]] = []
    reused = 0
    for found, again in _found(settings, sources, indexed):
        if isinstance(found, Problem):
            problems.append((found.source_file, found.reason))
        elif found.sha256 in documents:
            duplicates.append((found.path, f"samma innehåll som {documents[found.sha256].path}"))
        elif found.sha256 not in removed:
            documents[found.sha256] = found
            reused += again
    if not documents:
        raise NothingToIndex(_nothing(settings.corpus_dirs, [*problems, *duplicates]))
    owned = with_neighbours_owner(tuple(documents.values()))
    earlier, gone = (before.documents, dict(before.inventory.gone)) if before else ((), {})
    lasting, gone = with_lasting_ids(owned, earlier, gone)
    inventory = Inventory(tuple(problems), tuple(sorted(gone.items())))
    return _Reading(lasting, reused, inventory, reader_digest(), tuple(duplicates))


def _indexed(before: Snapshot) -> dict[str, list[Document]]:
    """The documents that are held, as they were read alone, by where their files lie."""
    lying: dict[str, list[Document]] = {}
    for document in before.documents:
        lying.setdefault(document.path, []).append(without_neighbours_owner(document))
    return lying


def _found(
    settings: IndexSettings, sources: Sequence[Source], indexed: Mapping[str, Sequence[Document]]
) -> Iterator[tuple[Document | Problem, bool]]:
    """What each file holds, in order, and whether the document already held could be used as it is."""
    again = {
        source.document_id: replace(held, id=source.document_id)
        for source in sources
        for held in indexed.get(source.where.path, ())
        if _unchanged(source, held, settings.max_file_bytes)
    }
    limits = Limits(
        settings.max_file_bytes, settings.read_timeout_s, settings.optical_timeout_s, settings.read_memory_mb
    )
    with closing(load_documents([source for source in sources if source.document_id not in again], limits)) as read:
        for source in progress(sources, total=len(sources), label="Läser dokument"):
            document = again.get(source.document_id)
            yield (next(read), False) if document is None else (document, True)


def _unchanged(source: Source, held: Document, max_bytes: int) -> bool:
    """Whether the file would be read as the document already held."""
    try:
        if source.path.stat().st_size > max_bytes or file_digest(source.path) != held.sha256:
            return False
    except OSError:
        return False
    given = dict(source.given or {})
    told = {field for field, basis in held.known_by if basis == "given"}
    return told == set(given) and all(getattr(held, field) == value for field, value in given.items())


def _same_reader(before: Snapshot) -> bool:
    return before.manifest.reader_digest == reader_digest()


def reader_digest() -> str:
    """SHA-256 of the code that reads documents: what another version read is read again."""
    import corpus  # noqa: PLC0415  (only its place is wanted)

    digest = hashlib.sha256()
    for path in sorted(Path(corpus.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _nothing(folders: Sequence[Path], problems: Sequence[tuple[str, str]]) -> str:
    folder_names = ", ".join(str(folder) for folder in folders)
    faults = "".join(f"\n  {name}: {reason}" for name, reason in problems)
    return f"Inget dokument kunde läsas i {folder_names}.{faults}"


# Writing


@dataclass(frozen=True, slots=True)
class _Contents:
    """All that a snapshot is to hold."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    embedded: Embedded
    passage_vectors: DenseIndex
    unit_vectors: DenseIndex
    lexical: LexicalIndex


def _write(  # noqa: PLR0917  (the state of one build)
    settings: IndexSettings,
    encoder: Encoder,
    before: Snapshot | None,
    reading: _Reading,
    started: float,
    with_units: bool = True,
) -> BuildReport:
    """Index what was read, write it as a snapshot and put that in force; what was done."""
    contents = _index(settings, encoder, before, reading.documents, with_units)
    manifest = _manifest(settings, encoder, contents, reading.reader_digest)

    def fill(folder: Path) -> SnapshotManifest:
        parts = (contents.passage_vectors, contents.unit_vectors, contents.lexical, contents.embedded.keys)
        files = write_files(folder, contents.documents, contents.passages, *parts, reading.inventory)
        return identified(replace(manifest, files=files))

    snapshot_id = put_in_place(settings.index_dir, fill)
    clear_unfinished(settings.index_dir)
    prune(settings.index_dir, keep=1 if _holds_removed(before, settings.index_dir) else _KEPT_SNAPSHOTS)
    kept = {document.id for document in reading.documents}
    return BuildReport(
        snapshot_id,
        len(reading.documents),
        len(contents.passages),
        reading.reused,
        contents.embedded.made,
        len(contents.embedded.keys) - contents.embedded.made,
        tuple(document.id for document in before.documents if document.id not in kept) if before else (),
        reading.inventory.unread,
        round(time.perf_counter() - started, 3),
        tuple((document.path, reason) for document in reading.documents for reason in document.unread),
        tuple((document.path, fields) for document in reading.documents if (fields := untold_fields(document))),
        reading.duplicates,
    )


def untold_fields(document: Document) -> tuple[str, ...]:
    """The fields of the metadata that are not known, where a document of its kind has them and nobody has said so."""
    given = {field for field, basis in document.known_by if basis == "given"}
    fields = _FIELDS if document.kind in MEETING_KINDS else _FIELDS_OF_ANY
    missing = [field for field in fields if getattr(document, field) is None and field not in given]
    return (*missing, "kind") if document.kind == "other" and "kind" not in given else tuple(missing)


def _index(
    settings: IndexSettings,
    encoder: Encoder,
    before: Snapshot | None,
    documents: tuple[Document, ...],
    with_units: bool,
) -> _Contents:
    """The documents' passages and units with their vectors and words. Raises ``NothingToIndex``."""
    passages = tuple(
        passage for document in documents for passage in passages_of_document(document, settings.passage_chars)
    )
    if not with_units:
        passages = tuple(replace(passage, units=()) for passage in passages)
    if not passages:
        raise NothingToIndex("Det finns ingen löpande text att söka i, bara rubriker.")
    section_of = _SectionOf(documents)
    passage_texts = [passage_text(*section_of.of(passage), passage) for passage in passages]
    unit_texts = [unit_text(*section_of.of(passage), unit) for passage in passages for unit in passage.units]
    embedded = embed_texts([*passage_texts, *unit_texts], encoder, before, settings.index_dir, settings.batch_size)
    passage_vectors = DenseIndex.build(embedded.vectors[: len(passages)])
    unit_vectors = DenseIndex.build(embedded.vectors[len(passages) :])
    lexical = LexicalIndex.build([index_tokens(lexical_text(*section_of.of(passage), passage)) for passage in passages])
    return _Contents(documents, passages, embedded, passage_vectors, unit_vectors, lexical)


def _manifest(settings: IndexSettings, encoder: Encoder, contents: _Contents, reader_digest: str) -> SnapshotManifest:
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
    )


def _holds_removed(before: Snapshot | None, index_dir: Path) -> bool:
    """Whether the snapshot before holds what has been taken out, and so must not be kept."""
    return before is not None and not removed_digests(index_dir).isdisjoint(d.sha256 for d in before.documents)


class _SectionOf:
    """The document and section that a passage stands in."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._sections = {(d.id, section.id): section for d in self._documents.values() for section in d.sections}

    def of(self, passage: Passage) -> tuple[Document, Section]:
        """Document and section of ``passage``."""
        return self._documents[passage.document_id], self._sections[passage.document_id, passage.section_id]
