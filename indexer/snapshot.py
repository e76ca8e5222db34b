"""The snapshot folder: what a build hands to the service.

    index/
      CURRENT                 the id of the snapshot in force
      snapshots/ID/
        manifest.json         version, model, counts and the digest of every other file; its own is in ID
        documents.jsonl       one document a line
        passages.jsonl        one passage a line, with its units
        passages.npy          where each passage stands, how many units it has and what they decide
        passages.faiss        one vector a passage
        passages-coarse.faiss the same in 8 bits a number, of many
        units.faiss           one vector a unit
        embedding-keys.npy    what each vector was made from, to use it again (passages, then units)
        lexical/              the BM25 index
        words.txt             the words of the passages, the most frequent first
        word-counts.npy       how often each of them stands there
        files.json            files that could not be read, and the ids of files that are gone

A snapshot is written under a name of its own and renamed when whole; CURRENT is replaced last.
Nothing is pickled, and nothing is used whose digest does not match.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from corpus.base.types import Document, Section
from indexer.dense import DenseIndex
from indexer.encoder import Vectors
from indexer.errors import DamagedSnapshot, NoSnapshot, WrongVersion
from indexer.files import sha256_of
from indexer.fitting import fits_together
from indexer.lexical import LexicalIndex
from indexer.lines import Lines
from indexer.null_distribution import NullDistribution
from indexer.passage_columns import PassageColumns
from indexer.passage_context import passage_text, unit_text
from indexer.stored import DOCUMENT_JSON, StoredPassages, stored_documents
from indexer.tables import Tables
from indexer.tombstones import Removals, refuse_removed
from indexer.types import FileDigest, Inventory, Passage, SnapshotManifest

FORMAT_VERSION = 5

CURRENT = "CURRENT"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
COLUMNS = "passages.npy"
PASSAGE_VECTORS = "passages.faiss"
COARSE_VECTORS = "passages-coarse.faiss"
UNIT_VECTORS = "units.faiss"
KEYS = "embedding-keys.npy"
LEXICAL = "lexical"
WORDS = "words.txt"
WORD_COUNTS = "word-counts.npy"
FILES = "files.json"
TABLES = "tables.sqlite"

_ID = re.compile(r"[0-9A-Za-z-]+")
_STAMP = len("20241217T120000")
_REBUILD = "Bygg om indexet med: paragraf index build"

Keys = NDArray[np.uint8]

NO_INVENTORY = Inventory((), ())
INVENTORY_JSON: TypeAdapter[Inventory] = TypeAdapter(Inventory)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that is open. Passages are in document order, passages and lexical scores in passage order, units too.

    Of one that was read from a folder the texts and passages lie on the disk until they are asked for.
    """

    manifest: SnapshotManifest
    documents: tuple[Document, ...]
    passages: Sequence[Passage]
    passage_vectors: DenseIndex
    unit_vectors: DenseIndex
    lexical: LexicalIndex
    keys: Keys
    words: tuple[str, ...]
    inventory: Inventory = NO_INVENTORY
    stored_columns: PassageColumns | None = None
    word_counts: NDArray[np.int64] | None = None
    stored_tables: Tables | None = None

    def find_document(self, name: str) -> Document | None:
        """The document that has that id, or has had it."""
        alias = (document for document in self.documents if name in document.aliases)
        return self.document_by_id.get(name) or next(alias, None)

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
        """The place of each passage's first unit vector, and behind the last passage the number of units."""
        return np.concatenate(([0], np.cumsum(self.columns.units))).astype(np.int64)

    @cached_property
    def columns(self) -> PassageColumns:
        """What of the passages is looked through."""
        return self.stored_columns or PassageColumns.of(self.passages, self.documents)

    def sample(self, count: int) -> tuple[list[str], Vectors]:
        """So many texts, evenly over the units or else the passages, and the vectors that were made from them."""
        of_units = bool(self.unit_vectors.size)
        vectors = self.unit_vectors if of_units else self.passage_vectors
        places = np.unique(np.linspace(0, vectors.size - 1, count).astype(np.int64))
        return [self._embedded_text(int(place), of_unit=of_units) for place in places], vectors.vectors(places)

    def _embedded_text(self, place: int, *, of_unit: bool) -> str:
        """What the vector at a place was made from."""
        index = int(np.searchsorted(self.first_unit, place, "right")) - 1 if of_unit else place
        passage = self.passages[index]
        document = self.document_by_id[passage.document_id]
        section = self.section_by_id[passage.document_id, passage.section_id]
        if not of_unit:
            return passage_text(document, section, passage)
        return unit_text(document, section, passage.units[place - int(self.first_unit[index])])


def current_id(index_dir: Path) -> str | None:
    """The id of the snapshot in force as CURRENT has it, or ``None`` when there is none."""
    try:
        return (index_dir / CURRENT).read_text("utf-8", errors="replace").strip()
    except OSError:
        return None


def current_folder(index_dir: Path) -> Path:
    """The folder of the snapshot in force. Raises ``NoSnapshot`` or ``DamagedSnapshot``."""
    snapshot_id = current_id(index_dir)
    if snapshot_id is None:
        raise NoSnapshot(f"Det finns inget index i {index_dir}. Bygg det med: paragraf index build")
    if not _ID.fullmatch(snapshot_id):
        raise DamagedSnapshot(f"Filen {index_dir / CURRENT} är skadad: den nämner inget index. {_REBUILD}")
    return index_dir / SNAPSHOTS / snapshot_id


def open_snapshot(index_dir: Path, look: Callable[[Path], SnapshotManifest] | None = None) -> Snapshot:
    """The snapshot in force, every file checked against its digest, or only as ``look`` does.

    Raises ``NoSnapshot``, ``WrongVersion``, ``HoldsRemoved`` or ``DamagedSnapshot``.
    """
    return open_folder(current_folder(index_dir), look)


def kept_folders(index_dir: Path) -> tuple[Path, ...]:
    """The folders of the snapshots that are kept, that in force too, the newest first."""
    folders = [path for path in (index_dir / SNAPSHOTS).glob("*") if _ID.fullmatch(path.name) and path.is_dir()]
    return tuple(sorted(folders, key=lambda path: (path.name[:_STAMP], path.stat().st_mtime_ns), reverse=True))


def open_folder(folder: Path, look: Callable[[Path], SnapshotManifest] | None = None) -> Snapshot:
    """The snapshot in the folder, as ``open_snapshot`` opens the one in force. Raises as it does."""
    snapshot = read_folder(folder, look)
    refuse_removed(folder.parent.parent, snapshot.documents, snapshot.inventory.clean_of)
    return snapshot


def read_folder(folder: Path, look: Callable[[Path], SnapshotManifest] | None = None) -> Snapshot:
    """The snapshot in the folder, also when it holds what has been taken out since. Raises as ``open_folder`` does."""
    manifest = (look or verify_snapshot)(folder)
    try:
        return _read(folder, manifest)
    except (DamagedSnapshot, OSError, EOFError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise DamagedSnapshot(
            f"Indexet {folder.name} går inte att läsa: filerna är skadade eller hör inte ihop. {_REBUILD}"
        ) from error


def holds_removed(folder: Path, removals: Removals) -> bool:
    """Whether the snapshot has something that was taken out; one that cannot be read may have."""
    if not removals:
        return False
    try:
        if _inventory(folder).clean_of == removals.digest:
            return False
        return any(removals.are_in(DOCUMENT_JSON.validate_json(line)) for line in Lines(folder / DOCUMENTS))
    except (OSError, ValueError):
        return True


def verify_snapshot(folder: Path) -> SnapshotManifest:
    """The manifest, once every file has matched its digest. Raises ``DamagedSnapshot`` or ``WrongVersion``."""
    return _looked_at(folder, _matches)


def look_at_snapshot(folder: Path) -> SnapshotManifest:
    """The manifest, once every file has been found to have its size; digests are left. Raises as verifying does."""
    return _looked_at(folder, _has_its_size)


def _looked_at(folder: Path, is_whole: Callable[[Path, FileDigest], bool]) -> SnapshotManifest:
    manifest = _read_manifest(folder)
    if not manifest.id == identified(manifest).id == folder.name:
        raise DamagedSnapshot(f"Manifestet i indexet {folder.name} är ändrat eller hör till ett annat. {_REBUILD}")
    listed, present = {file.name: file for file in manifest.files}, _file_names(folder)
    for name in sorted(listed.keys() | present):
        if name not in listed or name not in present or not is_whole(folder / name, listed[name]):
            raise DamagedSnapshot(f"Filen {name} i indexet {folder.name} saknas eller är skadad. {_REBUILD}")
    return manifest


def _file_names(folder: Path) -> set[str]:
    """The files under ``folder`` but for the manifest, symbolic links too."""
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or path.is_file()}
    return files - {MANIFEST}


def _has_its_size(path: Path, known: FileDigest) -> bool:
    """Whether the file is as large as the manifest says. A link is not: what it leads to may change."""
    return not path.is_symlink() and path.stat().st_size == known.size


def _matches(path: Path, known: FileDigest) -> bool:
    """Whether the file is what the manifest says."""
    try:
        return _has_its_size(path, known) and sha256_of(path) == known.sha256
    except OSError:
        return False


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
        files = tuple(
            FileDigest(str(file["name"]), int(file["size"]), str(file["sha256"])) for file in content.pop("files")
        )
        null_distribution = NullDistribution(**content.pop("null_distribution"))
        return SnapshotManifest(**content, null_distribution=null_distribution, files=files)
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedSnapshot(f"Manifestet i indexet {folder.name} är inte ett av våra. {_REBUILD}") from error


def _read(folder: Path, manifest: SnapshotManifest) -> Snapshot:
    snapshot = Snapshot(
        manifest,
        stored_documents(Lines(folder / DOCUMENTS)),
        StoredPassages(Lines(folder / PASSAGES)),
        DenseIndex.load(folder / PASSAGE_VECTORS, folder / COARSE_VECTORS),
        DenseIndex.load(folder / UNIT_VECTORS),
        LexicalIndex.load(folder / LEXICAL),
        np.load(folder / KEYS, allow_pickle=False),
        tuple((folder / WORDS).read_text("utf-8").split()),
        _inventory(folder),
        PassageColumns.load(folder / COLUMNS) if (folder / COLUMNS).exists() else None,
        # An index of an earlier program has none
        np.load(folder / WORD_COUNTS, allow_pickle=False) if (folder / WORD_COUNTS).exists() else None,
        Tables.open(folder / TABLES),
    )
    if not fits_together(snapshot):
        raise ValueError("the files do not fit together")
    return snapshot


def _inventory(folder: Path) -> Inventory:
    # An index of an earlier program has none
    return INVENTORY_JSON.validate_json((folder / FILES).read_bytes()) if (folder / FILES).exists() else NO_INVENTORY


def identified(manifest: SnapshotManifest) -> SnapshotManifest:
    """The manifest with its id: when the snapshot was made, and a digest of all that the manifest says."""
    # What earlier manifests do not tell is no part of how they are written.
    said = f"{replace(manifest, id='')!r}{manifest.backend or ''}"
    digest = hashlib.sha256(said.encode()).hexdigest()
    stamp = str(manifest.created)[:19].replace("-", "").replace(":", "")
    return replace(manifest, id=f"{stamp}-{digest[:12]}")
