"""What the indexer makes of documents, and what a snapshot says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.base.types import DecisionStatus
from indexer.null_distribution import NullDistribution


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing an answer can quote: a sentence, a list item, a field or a table row.

    ``start`` and ``end`` are offsets in the document's normalised text; ``text`` is what is
    shown (a row's cells beside their column names); ``status`` says whether it
    decides, proposes or only informs, where that can be told.
    """

    start: int
    end: int
    text: str
    kind: str
    part: str | None
    status: DecisionStatus | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage inside one section: the span it covers, the text shown, and its units."""

    id: str
    document_id: str
    section_id: str
    start: int
    end: int
    text: str
    parts: tuple[str, ...]
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class FileDigest:
    """Size in bytes and SHA-256 of one file of a snapshot."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SnapshotManifest:
    """What a snapshot holds and what made it: model, settings and reading code; the digest of each of its files.

    ``null_distribution`` is how near unrelated questions come to its passages; ``backend`` is what computed the vectors
    and how exactly, not told by earlier programs.
    """

    format_version: int
    id: str
    created: str
    model: str
    model_fingerprint: str
    dimensions: int
    settings_digest: str
    reader_digest: str
    documents: int
    passages: int
    units: int
    null_distribution: NullDistribution
    files: tuple[FileDigest, ...]
    backend: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a snapshot remembers of files besides its documents: those that could not be read, by path and with the
    reason, and the ids of files that are gone with their paths, as marks that tell no name.

    ``clean_of`` is the digest of the removals that it was made without.
    """

    unread: tuple[tuple[str, str], ...]
    gone: tuple[tuple[str, str], ...]
    clean_of: str = ""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: the snapshot it made current, counts, and what it could not read or tell.

    Each file stands with its path: ``problems`` are not in the index, ``partly`` only in part; of ``untold`` a field
    of the metadata is not known; ``duplicates`` have the content of another file; what is ``waiting`` was
    still written to; ``withheld`` still hold what has been taken out of the index.
    """

    snapshot: str
    documents: int
    passages: int
    documents_reused: int
    embedded: int
    reused_embeddings: int
    removed: tuple[str, ...]
    problems: tuple[tuple[str, str], ...]
    seconds: float
    partly: tuple[tuple[str, str], ...] = ()
    untold: tuple[tuple[str, tuple[str, ...]], ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    waiting: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every file was read to the end."""
        return not (self.problems or self.partly or self.waiting)
