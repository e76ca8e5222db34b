"""What a build reads: every file that is new or changed, with lasting ids and what could not be read or told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

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
from indexer.types import Inventory

REMOVED = "removed.json"
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


def read_documents(
    settings: IndexSettings,
    before: Snapshot | None,
    *,
    accept_removals: bool = False,
    waiting: Collection[Path] = (),
) -> Reading:
    """Every document of the corpus folders, those that have not changed, or are ``waiting``, as they were read before.

    Raises ``BuildError``: ``NothingToIndex`` where there is none, ``ManyRemoved`` where too many are gone at once.
    """
    try:
        everything = find_sources(settings.corpus_dirs)
    except CorpusError as error:
        raise BuildError(str(error)) from error
    held_paths = {document.path for document in before.documents} if before else set()
    sources = [source for source in everything if source.path not in waiting or source.where.path in held_paths]
    indexed = _indexed(before) if before and _same_reader(before) else {}
    removed = removed_digests(settings.index_dir)
    documents: dict[str, Document] = {}
    problems = [(problem.source_file, problem.reason) for problem in links_out(settings.corpus_dirs)]
    duplicates: list[tuple[str, str]] = []
    reused = 0
    for found, again in _found(settings, sources, indexed, waiting):
        if isinstance(found, Problem):
            problems.append((found.source_file, found.reason))
        elif found.sha256 in documents:
            duplicates.append((found.path, f"samma innehåll som {documents[found.sha256].path}"))
        elif found.sha256 not in removed:
            documents[found.sha256] = found
            reused += again
    if before and not accept_removals:
        kept_out = {path for path, reason in problems if reason.startswith(QUARANTINE)}
        held = [each for each in before.documents if each.sha256 not in removed and each.path not in kept_out]
        without_file = gone_from(tuple(documents.values()), held)
        refuse_many_removed(without_file, len(held), settings.corpus_dirs, dict(problems))
    if not documents:
        raise NothingToIndex(_nothing(settings.corpus_dirs, [*problems, *duplicates]))
    owned = with_neighbours_owner(tuple(documents.values()))
    earlier, gone = (before.documents, dict(before.inventory.gone)) if before else ((), {})
    lasting, gone = with_lasting_ids(owned, earlier, gone)
    inventory = Inventory(tuple(problems), tuple(sorted(gone.items())))
    still_written = tuple(source.where.path for source in everything if source.path in waiting)
    return Reading(lasting, reused, inventory, reader_digest(), tuple(duplicates), still_written)


def _indexed(before: Snapshot) -> dict[str, list[Document]]:
    """The documents that are held, as they were read alone, by where their files lie."""
    lying: dict[str, list[Document]] = {}
    for document in before.documents:
        lying.setdefault(document.path, []).append(without_neighbours_owner(document))
    return lying


def _found(
    settings: IndexSettings,
    sources: Sequence[Source],
    indexed: Mapping[str, Sequence[Document]],
    waiting: Collection[Path],
) -> Iterator[tuple[Document | Problem, bool]]:
    """What each file holds, in order, and whether the document already held could be used as it is."""
    again = {
        source.document_id: replace(held, id=source.document_id)
        for source in sources
        for held in indexed.get(source.where.path, ())
        if source.path in waiting or _unchanged(source, held, settings)
    }
    limits = Limits(
        settings.max_file_bytes, settings.read_timeout_s, settings.optical_timeout_s, settings.read_memory_mb
    )
    unread = [source for source in sources if source.document_id not in again]
    with closing(load_documents(unread, limits, settings.privacy)) as read:
        for source in progress(sources, total=len(sources), label="Läser dokument"):
            document = again.get(source.document_id)
            yield (next(read), False) if document is None else (document, True)


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


def untold_fields(document: Document) -> tuple[str, ...]:
    """The fields of the metadata that are not known, where a document of its kind has them and nobody has said so."""
    given = {field for field, basis in document.known_by if basis == "given"}
    fields = _FIELDS if document.kind in MEETING_KINDS else _FIELDS_OF_ANY
    missing = [field for field in fields if getattr(document, field) is None and field not in given]
    return (*missing, "kind") if document.kind == "other" and "kind" not in given else tuple(missing)


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
