"""All documents of a corpus folder, each file read on its own: one that cannot be read stops no other."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.base.errors import CorpusError, UnreadableFile
from corpus.base.types import Document, Meeting, Problem, Section
from corpus.extraction.decisions import read_decisions
from corpus.extraction.meeting import read_meeting
from corpus.extraction.metadata import Metadata, document_slug, infer_metadata
from corpus.extraction.plan_rows import read_amounts, read_assignments, read_indicators
from corpus.extraction.proceedings import read_matters
from corpus.formats.readers import read_file
from corpus.loading.manifest import MANIFEST, read_manifest
from corpus.loading.worker import Limits, Stopped, Worker, ask_all
from corpus.structure.cleaning import clean_lines
from corpus.structure.sectioning import read_structure
from corpus.structure.split_roll_calls import with_rows_put_together
from corpus.vocabulary.personal_numbers import mask_personal_numbers

logger = logging.getLogger(__name__)

_BYTES_A_PROCESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: its path, its document id, and what the manifest knows about it."""

    path: Path
    document_id: str
    metadata: Metadata | None
    sha256: str | None


def find_sources(folders: Sequence[Path]) -> tuple[Source, ...]:
    """The files under the folders, ordered by path, with document ids that differ.

    Raises ``CorpusError`` when a folder does not exist and ``ManifestError`` when a manifest is not valid.
    """
    sources: dict[str, Source] = {}
    for folder in folders:
        if not folder.is_dir():
            raise CorpusError(f"Mappen {folder} finns inte.")
        known = read_manifest(folder)
        for path in sorted(path for path in folder.rglob("*") if _is_document(path, folder)):
            metadata, digest = known.get(path.relative_to(folder).as_posix(), (None, None))
            document_id = _free_id(document_slug(path.stem), sources)
            sources[document_id] = Source(path, document_id, metadata, digest)
    return tuple(sources.values())


def load_document(source: Source, max_bytes: int, before_optical: Callable[[], None] | None = None) -> Document:
    """The document in a file, read in this process. Raises ``UnreadableFile``.

    ``before_optical`` is called when images are to be read, which takes seconds a page.
    """
    data, raw = read_file(source.path, max_bytes, before_optical)
    digest = hashlib.sha256(data).hexdigest()
    if source.sha256 and source.sha256 != digest:
        logger.warning("%s has changed since the manifest was written", source.path.name)
    return parse_document(source.document_id, source.path.name, raw, digest, source.metadata)


def parse_document(
    document_id: str, file_name: str, raw: str, digest: str, metadata: Metadata | None = None
) -> Document:
    """The document that ``raw`` holds. Raises ``UnreadableFile`` when no text is left once it is cleaned."""
    text, sections = read_structure(clean_lines(with_rows_put_together(mask_personal_numbers(raw))))
    if not sections:
        raise UnreadableFile("filen innehåller ingen text")
    if metadata is None:
        metadata = inferred_metadata(file_name, text, sections)
    planned = sections if metadata.kind != "minutes" else ()
    meeting = read_meeting(text, sections, metadata.kind, metadata.date)
    return Document(
        document_id,
        metadata.title,
        metadata.organisation,
        metadata.body,
        metadata.kind,
        metadata.date,
        file_name,
        metadata.source_url,
        digest,
        text,
        sections,
        meeting=meeting,
        matters=read_matters(text, sections, metadata.body, _signers(meeting)),
        decisions=read_decisions(text, sections, metadata.kind, metadata.body, metadata.date),
        assignments=read_assignments(text, planned),
        indicators=read_indicators(text, planned),
        amounts=read_amounts(text, planned),
    )


def _signers(meeting: Meeting | None) -> frozenset[str]:
    people = meeting.people if meeting else ()
    return frozenset(person.name for person in people if person.role in ("chair", "secretary", "adjuster"))


def inferred_metadata(file_name: str, text: str, sections: Sequence[Section]) -> Metadata:
    """The metadata of a document that no manifest knows."""
    headings = tuple(section.heading[-1] for section in sections if section.heading)
    matters = sum((section.number or "").startswith("§") for section in sections)
    return infer_metadata(Path(file_name).stem, text, headings, matters)


def load_corpus(folders: Sequence[Path], max_bytes: int) -> Iterator[Document | Problem]:
    """Every document under the folders, or the reason why a file is none."""
    yield from load_documents(find_sources(folders), Limits(max_bytes))


def load_documents(sources: Sequence[Source], limits: Limits) -> Generator[Document | Problem, None, None]:
    """The document in each file or the reason why it is none, in the order of the files.

    The files are read in as many processes as there are processors, in fewer when there is little to read.
    """
    processes = min(len(sources), os.cpu_count() or 1, 1 + _total_bytes(sources) // _BYTES_A_PROCESS)
    yield from ask_all(sources, partial(_asked, limits), limits, processes)


def _total_bytes(sources: Sequence[Source]) -> int:
    total = 0
    for source in sources:
        with suppress(OSError):  # a file that is gone is told of when it is to be read
            total += source.path.stat().st_size
    return total


def _asked(limits: Limits, worker: Worker, source: Source) -> Document | Problem:
    try:
        report = worker.ask((source, limits))
    except Stopped as error:
        return Problem(source.path.name, str(error))
    return report.content if report.kind == "done" else Problem(source.path.name, report.content)


def _is_document(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return path.is_file() and not hidden and path.name != MANIFEST


def _free_id(wanted: str, taken: dict[str, Source]) -> str:
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
