"""What a build reads: every file that is new or changed, with lasting ids and what could not be read or told."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from corpus.base.errors import CorpusError
from corpus.base.privacy import QUARANTINE
from corpus.base.types import MEETING_KINDS, Document, Problem
from corpus.extraction.neighbours import with_neighbours_owner, without_neighbours_owner
from corpus.loading.corpus_folder import Source, find_sources, links_out, load_documents
from corpus.loading.worker import Limits
from indexer.errors import BuildError, NothingToIndex
from indexer.files import sha256_of
from indexer.identity import gone_from, with_lasting_ids
from indexer.progress import progress
from indexer.removals import refuse_many_removed
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot
from indexer.tombstones import Removals, read_removals
from indexer.types import Inventory

_FIELDS_OF_ANY = ("organisation",)
_FIELDS = ("organisation", "body", "date")


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of an index to be, how many are as they were read before, and what the index remembers of files."""

    documents: tuple[Document, ...]
    reused: int
    inventory: Inventory
    reader_digest: str
    duplicates: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def read_documents(
    settings: IndexSettings,
    before: Snapshot | None,
    *,
    accept_removals: bool = False,
    waiting: Collection[Path] = (),
    ready: Mapping[str, Document | Problem] = MappingProxyType({}),
) -> Reading:
    """Every document of the corpus folders, those that have not changed, or are ``waiting``, as they were read before.

    ``ready`` is what others have read of files for this build, by the ids of their sources.
    Raises ``BuildError``: ``NothingToIndex`` where there is none, ``ManyRemoved`` where too many are gone at once.
    """
    everything = sources_of(settings)
    held_paths = {document.path for document in before.documents} if before else set()
    sources = [source for source in everything if source.path not in waiting or source.where.path in held_paths]
    indexed = _indexed(before) if before and _same_reader(before) else {}
    removals = read_removals(settings.index_dir)
    is_clean = before is not None and before.inventory.clean_of == removals.digest
    taken = _Taken(removals, is_clean, [(each.source_file, each.reason) for each in links_out(settings.corpus_dirs)])
    for found, again in _found(settings, sources, _used_again(settings, sources, indexed, waiting), ready):
        taken.take(found, again)
    documents = tuple(taken.documents.values())
    if before and not accept_removals:
        held = [each for each in before.documents if taken.is_wanted(each)]
        refuse_many_removed(gone_from(documents, held), len(held), settings.corpus_dirs, dict(taken.problems))
    if not documents:
        raise NothingToIndex(_nothing(settings.corpus_dirs, [*taken.problems, *taken.duplicates]))
    earlier, gone = (before.documents, dict(before.inventory.gone)) if before else ((), {})
    lasting, gone = with_lasting_ids(with_neighbours_owner(documents), earlier, gone)
    inventory = Inventory(tuple(taken.problems), tuple(sorted(gone.items())), removals.digest)
    still_written = tuple(source.where.path for source in everything if source.path in waiting)
    told = (tuple(taken.duplicates), still_written, tuple(taken.withheld))
    return Reading(lasting, taken.reused, inventory, reader_digest(), *told)


@dataclass(slots=True)
class _Taken:
    """What is taken of the files as they are read; what is used again holds nothing removed where it ``is_clean``."""

    removals: Removals
    is_clean: bool
    problems: list[tuple[str, str]]
    documents: dict[str, Document] = field(default_factory=dict)
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    reused: int = 0

    def take(self, found: Document | Problem, again: bool) -> None:
        """Takes what a file holds, without what has been taken out."""
        if isinstance(found, Problem):
            self.problems.append((found.source_file, found.reason))
        elif found.sha256 in self.documents:
            self.duplicates.append((found.path, f"samma innehåll som {self.documents[found.sha256].path}"))
        else:
            left = found if again and self.is_clean else self.removals.left_of(found)
            if left is not found:
                self.withheld.append(found.path)
            if left:
                self.documents[found.sha256] = left
                self.reused += again

    def is_wanted(self, held: Document) -> bool:
        """Whether a document that was held is neither taken out nor kept out by the rules for personal data."""
        stays = held.sha256 not in self.removals.files if self.is_clean else self.removals.left_of(held) is not None
        return stays and (held.path, True) not in {(path, why.startswith(QUARANTINE)) for path, why in self.problems}


def _indexed(before: Snapshot) -> dict[str, list[Document]]:
    """The documents that are held, as they were read alone, by where their files lie."""
    lying: dict[str, list[Document]] = {}
    for document in before.documents:
        lying.setdefault(document.path, []).append(without_neighbours_owner(document))
    return lying


def _found(
    settings: IndexSettings,
    sources: Sequence[Source],
    again: Mapping[str, Document],
    ready: Mapping[str, Document | Problem],
) -> Iterator[tuple[Document | Problem, bool]]:
    """What each file holds, in order, and whether the document already held could be used as it is."""
    unread = [source for source in sources if source.document_id not in again and source.document_id not in ready]
    with closing(load_documents(unread, limits_of(settings), settings.privacy)) as read:
        for source in progress(sources, total=len(sources), label="Läser dokument"):
            document = again.get(source.document_id)
            if document is not None:
                yield document, True
            else:
                found = ready.get(source.document_id)
                yield (next(read) if found is None else found), False


def to_be_read(settings: IndexSettings, before: Snapshot | None, waiting: Collection[Path]) -> list[Source]:
    """The files that a build would read: new or changed, and no longer written to. Raises ``BuildError``."""
    sources = [source for source in sources_of(settings) if source.path not in waiting]
    indexed = _indexed(before) if before and _same_reader(before) else {}
    again = _used_again(settings, sources, indexed, ())
    return [source for source in sources if source.document_id not in again]


def sources_of(settings: IndexSettings) -> tuple[Source, ...]:
    """The files under the corpus folders. Raises ``BuildError``."""
    try:
        return find_sources(settings.corpus_dirs)
    except CorpusError as error:
        raise BuildError(str(error)) from error


def limits_of(settings: IndexSettings) -> Limits:
    """What reading a file may take."""
    return Limits(settings.max_file_bytes, settings.read_timeout_s, settings.optical_timeout_s, settings.read_memory_mb)


def _used_again(
    settings: IndexSettings,
    sources: Sequence[Source],
    indexed: Mapping[str, Sequence[Document]],
    waiting: Collection[Path],
) -> dict[str, Document]:
    """The documents held that can be used as they are, by the ids of their sources."""
    return {
        source.document_id: held if held.id == source.document_id else replace(held, id=source.document_id)
        for source in sources
        for held in indexed.get(source.where.path, ())
        if source.path in waiting or _unchanged(source, held, settings)
    }


def _unchanged(source: Source, held: Document, settings: IndexSettings) -> bool:
    """Whether the file would be read as the document already held."""
    rules = source.rules(settings.privacy)
    if any(finding.rule != rules.of(finding.kind) for finding in held.private):
        return False
    try:
        if source.path.stat().st_size > settings.max_file_bytes or sha256_of(source.path) != held.sha256:
            return False
    except OSError:
        return False
    given = dict(source.given or {})
    told = {field for field, basis in held.known_by if basis == "given"}
    return told == set(given) and all(getattr(held, field) == value for field, value in given.items())


def _same_reader(before: Snapshot) -> bool:
    return before.manifest.reader_digest == reader_digest()


def reader_digest() -> str:
    """SHA-256 of the code that reads documents and makes passages of them: what another version read is read again."""
    import corpus  # noqa: PLC0415  (only its place is wanted)

    digest = hashlib.sha256()
    for package in (Path(corpus.__file__).parent, Path(__file__).parent):
        for path in sorted(package.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _nothing(folders: Sequence[Path], problems: Sequence[tuple[str, str]]) -> str:
    folder_names = ", ".join(str(folder) for folder in folders)
    faults = "".join(f"\n  {name}: {reason}" for name, reason in problems)
    return f"Inget dokument kunde läsas i {folder_names}.{faults}"


def untold_fields(document: Document) -> tuple[str, ...]:
    """The fields of the metadata that are not known, where a document of its kind has them and nobody has said so."""
    given = {field for field, basis in document.known_by if basis == "given"}
    fields = _FIELDS if document.kind in MEETING_KINDS else _FIELDS_OF_ANY
    missing = [field for field in fields if getattr(document, field) is None and field not in given]
    return (*missing, "kind") if document.kind == "other" and "kind" not in given else tuple(missing)
