"""A document put together: its text and sections, with the data that are read out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.base.fingerprints import stream_of
from corpus.base.privacy import Finding
from corpus.base.types import MEETING_KINDS, Block, Document, Meeting, Section, Span
from corpus.extraction.decisions import read_decisions
from corpus.extraction.masking import blotted
from corpus.extraction.meeting import read_meeting
from corpus.extraction.metadata import Metadata
from corpus.extraction.plan_rows import read_amounts, read_assignments, read_indicators
from corpus.extraction.proceedings import read_matters
from corpus.extraction.tombstones import Tombstone, spans_of_words, taken_out_of

# A stretch so short is words, which go out of what is told of the document too.
_SHORT = 100


def assembled(  # noqa: PLR0917  (what a document is made of)
    document_id: str,
    file_name: str,
    digest: str,
    metadata: Metadata,
    text: str,
    sections: tuple[Section, ...],
    private: tuple[Finding, ...] = (),
) -> Document:
    """The document with these sections, and the data in them."""
    bare = Document(
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
        known_by=metadata.known_by,
        private=private,
    )
    return _with_data(bare)


def without_removed(document: Document, tombstones: Sequence[Tombstone]) -> Document | None:
    """The document without what has been taken out before; ``None`` where nothing is left."""
    return without(document, taken_out_of(document.text, tombstones))


def without(document: Document, spans: Sequence[Span]) -> Document | None:
    """The document with the stretches as «X», so that all else stands where it stood; ``None`` where nothing is left.

    Blocks and sections that lie in them are gone, and so is what was read out of them.
    """
    if not spans:
        return document
    left = blotted(document.text, spans)
    cut = _Cut(document.text, left, spans)
    sections = tuple(section for each in document.sections if (section := cut.section(each)) is not None)
    if not sections:
        return None
    title = cut.words(document.title).strip(" X") or PurePosixPath(document.source_file).stem
    return _with_data(replace(document, text=left, sections=sections, title=title))


class _Cut:
    """A text before and after stretches of it were taken out, and what that leaves of the things read in it."""

    def __init__(self, text: str, left: str, spans: Sequence[Span]) -> None:
        self._text, self._left = text, left
        self._signs, self._left_signs = stream_of(text).signs, stream_of(left).signs
        self._short = [text[span.start : span.end] for span in spans if span.end - span.start <= _SHORT]

    def section(self, section: Section) -> Section | None:
        """What is left of the section; ``None`` where that is at most headings."""
        blocks = tuple(block for block in section.blocks if self._is_left(block))
        if len(blocks) < len(section.blocks) and all(block.kind == "heading" for block in blocks):
            return None
        if self._of(section) != self._text[section.start : section.end]:
            blocks = tuple(map(self._block, blocks))
        heading = tuple(self.words(part) for part in section.heading)
        case_number = section.case_number and self.words(section.case_number)
        return replace(section, heading=heading, case_number=case_number, blocks=blocks)

    def words(self, told: str) -> str:
        """What was read out of the text, as «X» where it does not stand there any more."""
        signs = stream_of(told).signs
        if signs in self._signs and signs not in self._left_signs:
            return blotted(told, [Span(0, len(told))])
        return blotted(told, [span for words in self._short for span in spans_of_words(told, words)])

    def _of(self, part: Section | Block) -> str:
        return self._left[part.start : part.end]

    def _is_left(self, block: Block) -> bool:
        before, after = self._text[block.start : block.end], self._of(block)
        return before == after or any(sign.isalnum() and sign != "X" for sign in after)

    def _block(self, block: Block) -> Block:
        cells, columns = (tuple(map(self.words, each)) for each in (block.cells, block.columns))
        return replace(block, cells=cells, columns=columns, group=self.words(block.group))


def _with_data(document: Document) -> Document:
    """The document with the data that its text and sections hold."""
    text, sections, kind, body, date = (
        document.text,
        document.sections,
        document.kind,
        document.body,
        document.date,
    )
    planned = sections if kind not in MEETING_KINDS else ()
    meeting = read_meeting(text, sections, kind, date)
    return replace(
        document,
        meeting=meeting,
        matters=read_matters(text, sections, body, _signers(meeting)),
        decisions=read_decisions(text, sections, kind, body, date),
        assignments=read_assignments(text, planned),
        indicators=read_indicators(text, planned),
        amounts=read_amounts(text, planned),
    )


def _signers(meeting: Meeting | None) -> frozenset[str]:
    people = meeting.people if meeting else ()
    return frozenset(person.name for person in people if person.role in ("chair", "secretary", "adjuster"))
