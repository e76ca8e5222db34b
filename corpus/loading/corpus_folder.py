"""All documents of a corpus folder, each file read on its own: one that cannot be read stops no other."""

from __future__ import annotations

import hashlib
import logging
import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

from corpus.base.errors import CorpusError, UnreadableFile
from corpus.base.privacy import DEFAULT_RULES, PrivacyRules, Rule, same_for_all
from corpus.base.remarks import gathered_remarks
from corpus.base.types import Document, Problem, Section
from corpus.extraction.assembling import assembled
from corpus.extraction.clues import Clues, Place
from corpus.extraction.front_matter import split_front_matter
from corpus.extraction.masking import mask_in, masked
from corpus.extraction.metadata import Metadata, document_slug, infer_metadata
from corpus.extraction.secrecy import with_marks_apart, without_secret_parts
from corpus.formats.readers import read_file
from corpus.loading.manifest import FOLDER_FILE, MANIFEST, RULE, Given, read_folder_file, read_manifest
from corpus.loading.worker import Limits, Stopped, Worker, ask_all
from corpus.structure.ballot_columns import with_ballots_placed
from corpus.structure.cell_lines import with_cells_in_rows
from corpus.structure.cleaning import clean_lines
from corpus.structure.gutters import with_columns_read
from corpus.structure.interleaved import with_columns_apart
from corpus.structure.line_numbers import without_line_numbers
from corpus.structure.pipe_tables import with_cells_parted
from corpus.structure.sectioning import read_structure
from corpus.structure.spaced_columns import with_columns_parted
from corpus.structure.split_columns import with_columns_put_together
from corpus.structure.split_figures import with_figures_put_together
from corpus.structure.split_roll_calls import with_rows_put_together
from corpus.structure.spread_lines import with_spread_lines_apart
from corpus.structure.stacked_names import with_names_put_together
from corpus.vocabulary.personal_numbers import mask_in_path

logger = logging.getLogger(__name__)

_BYTES_A_PROCESS = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: where it is, its document id, what is given of it, and where it lies under its folder.

    ``rule`` is what is told of how its personal data are to be treated.
    """

    path: Path
    document_id: str
    given: Given | None = None
    sha256: str | None = None
    place: Place | None = None
    rule: Rule | None = None

    def rules(self, settings: PrivacyRules) -> PrivacyRules:
        """How its personal data are treated: as is told of the file itself, else as the settings say."""
        return same_for_all(self.rule) if self.rule else settings

    @property
    def where(self) -> Place:
        """Where it lies; its name alone when it was not found under a corpus folder."""
        return self.place or Place(mask_in_path(readable(self.path.name)))


def find_sources(folders: Sequence[Path]) -> tuple[Source, ...]:
    """The files under the folders, ordered by path, with document ids that differ.

    Raises ``CorpusError`` when a folder does not exist and ``ManifestError`` when a manifest is not valid.
    """
    found = [source for folder in folders for source in _sources_of(folder)]
    taken = Counter(source.document_id for source in found)
    sources: dict[str, Source] = {}
    for source in found:
        document_id = source.document_id
        if taken[document_id] > 1:  # the path tells them apart, whatever other files come and go
            document_id = f"{document_id}-{_short_digest(f'{source.where.folder}/{source.where.path}')}"
        document_id = _free_id(document_id, sources)
        sources[document_id] = replace(source, document_id=document_id)
    return tuple(sources.values())


def links_out(folders: Sequence[Path]) -> tuple[Problem, ...]:
    """The links under the folders that lead out of them, or nowhere; they are not followed."""
    return tuple(
        Problem(mask_in_path(_relative(path, folder)), "länken leder ut ur mappen och följs inte")
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() and _is_visible(path, folder) and not _lies_under(path, folder)
    )


def load_document(
    source: Source,
    max_bytes: int,
    before_optical: Callable[[], None] | None = None,
    rules: PrivacyRules = DEFAULT_RULES,
) -> Document:
    """The document in a file, read in this process. Raises ``UnreadableFile``.

    ``before_optical`` is called when images are to be read, which takes seconds a page.
    """
    with gathered_remarks() as remarks:
        data, raw = read_file(source.path, max_bytes, before_optical)
        digest = hashlib.sha256(data).hexdigest()
        if source.sha256 and source.sha256 != digest:
            logger.warning("%s has changed since the manifest was written", source.where.path)
        name, given = PurePosixPath(source.where.path).name, source.given or {}
        document = parse_document(
            source.document_id, name, raw, digest, place=source.where, given=given, rules=source.rules(rules)
        )
    return replace(document, path=source.where.path, unread=tuple(dict.fromkeys(remarks)))


def parse_document(
    document_id: str,
    file_name: str,
    raw: str,
    digest: str,
    metadata: Metadata | None = None,
    *,
    place: Place | None = None,
    given: Given = MappingProxyType({}),
    rules: PrivacyRules = DEFAULT_RULES,
) -> Document:
    """The document that ``raw`` holds. Raises ``UnreadableFile`` when no text is left once it is cleaned.

    The ``rules`` may raise ``Quarantined``.
    ``metadata`` is all there is to know of it; without it what is ``given`` goes before what the document tells.
    """
    raw, masks = masked(raw, rules)
    fields, content = split_front_matter(with_marks_apart(raw))
    text, sections, secrets = without_secret_parts(*_structured(content), rules)
    metadata = metadata or infer_metadata(_clues(text, sections, place or Place(file_name), fields), given)
    return assembled(document_id, file_name, digest, metadata, text, sections, (*masks, *secrets))


def _structured(content: str) -> tuple[str, tuple[Section, ...]]:
    """The normalised text and its sections. Raises ``UnreadableFile`` when no text is left."""
    columns = with_columns_apart(with_columns_read(without_line_numbers(with_cells_in_rows(content))))
    rows = with_rows_put_together(with_columns_parted(with_ballots_placed(with_cells_parted(columns))))
    rows = with_names_put_together(with_columns_put_together(with_figures_put_together(rows)))
    text, sections = read_structure(clean_lines(with_spread_lines_apart(rows)))
    if not sections:
        raise UnreadableFile("filen innehåller ingen text")
    return text, sections


def _clues(text: str, sections: Sequence[Section], place: Place, fields: Mapping[str, str]) -> Clues:
    headings = tuple(map(_shown_heading, filter(lambda section: section.heading, sections)))
    matters = sum((section.number or "").startswith("§") for section in sections)
    return Clues(text, place, headings, matters, fields)


def _shown_heading(section: Section) -> str:
    """The heading, that of a chapter within another with its number: «7.1.2 Bostäder»."""
    inner = section.number is not None and "." in section.number
    return f"{section.number} {section.heading[-1]}" if inner else section.heading[-1]


def load_corpus(folders: Sequence[Path], max_bytes: int) -> Iterator[Document | Problem]:
    """Every document under the folders, or the reason why a file is none."""
    yield from load_documents(find_sources(folders), Limits(max_bytes))


def load_documents(
    sources: Sequence[Source], limits: Limits, rules: PrivacyRules = DEFAULT_RULES
) -> Generator[Document | Problem, None, None]:
    """The document in each file or the reason why it is none, in the order of the files.

    The files are read in as many processes as there are processors, in fewer when there is little to read.
    """
    processes = min(len(sources), os.cpu_count() or 1, 1 + _total_bytes(sources) // _BYTES_A_PROCESS)
    yield from ask_all(sources, partial(_asked, limits, rules), limits, processes)


def _total_bytes(sources: Sequence[Source]) -> int:
    total = 0
    for source in sources:
        with suppress(OSError):  # a file that is gone is told of when it is to be read
            total += source.path.stat().st_size
    return total


def _asked(limits: Limits, rules: PrivacyRules, worker: Worker, source: Source) -> Document | Problem:
    try:
        report = worker.ask((source, limits, rules))
    except Stopped as error:
        return Problem(source.where.path, str(error))
    return report.content if report.kind == "done" else Problem(source.where.path, report.content)


# Files and folders


def readable(name: str) -> str:
    """A file's name as people read it: a name whose bytes are no UTF-8 is taken for Latin-1."""
    data = os.fsencode(name)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return unicodedata.normalize("NFC", text)


def _sources_of(folder: Path) -> Iterator[Source]:
    if not folder.is_dir():
        raise CorpusError(f"Mappen {folder} finns inte.")
    known = {unicodedata.normalize("NFC", name): entry for name, entry in read_manifest(folder).items()}
    notes = _folder_notes(folder)
    for path in sorted(path for path in folder.rglob("*") if _is_document(path, folder)):
        found = Place(_relative(path, folder), readable(folder.resolve().name))
        given, digest = known.get(found.path, ({}, None))
        given = mask_in({**_noted(notes, found), **given})
        rule = given.pop(RULE, None)
        place = Place(mask_in_path(found.path), mask_in_path(found.folder))
        yield Source(
            path, document_slug(place.path.removesuffix(PurePosixPath(place.path).suffix)), given, digest, place, rule
        )


def _folder_notes(folder: Path) -> Mapping[str, Mapping[str, Given]]:
    """What each folder's own file gives, by the folder's path under the corpus folder."""
    files = sorted(path for path in folder.rglob(FOLDER_FILE) if path.is_file())
    return {_relative(path.parent, folder): read_folder_file(path.parent) for path in files}


def _noted(notes: Mapping[str, Mapping[str, Given]], place: Place) -> Given:
    """What the folders that a file lies in give of it, the nearest last."""
    given: dict[str, Any] = {}
    parents = PurePosixPath(place.path).parents
    for parent in reversed(parents):
        note = notes.get(parent.as_posix(), {})
        given |= note.get("", {})
    nearest = notes.get(parents[0].as_posix(), {})
    return {**given, **nearest.get(PurePosixPath(place.path).name, {})}


def _relative(path: Path, folder: Path) -> str:
    return readable(path.relative_to(folder).as_posix())


def _is_document(path: Path, folder: Path) -> bool:
    return path.is_file() and _is_visible(path, folder) and (not path.is_symlink() or _lies_under(path, folder))


def _is_visible(path: Path, folder: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not hidden and path.name not in (MANIFEST, FOLDER_FILE)


def _lies_under(path: Path, folder: Path) -> bool:
    """Whether what the link leads to lies under the folder and is there."""
    try:
        return path.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # nothing there, or a ring of links
        return False


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:6]


def _free_id(wanted: str, taken: Mapping[str, Source]) -> str:
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
