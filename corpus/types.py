"""What a document is once it has been read: text, sections and blocks.

Offsets are half-open and count Unicode characters in ``Document.text``, the normalised text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["summary", "plan", "minutes", "other"]
KINDS: tuple[Kind, ...] = ("summary", "plan", "minutes", "other")

DecisionStatus = Literal["decided", "proposed", "information"]
BlockKind = Literal["heading", "field", "paragraph", "item", "row"]


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list item, table row, field line or heading.

    ``part`` names the part of the matter it stands in (Beslut, Yrkanden …). A row knows its
    column names and its cells; an empty first cell has been filled with the one above it.
    ``status`` says whether it decides, proposes or informs, where that can be told.
    """

    kind: BlockKind
    start: int
    end: int
    part: str | None = None
    columns: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    status: DecisionStatus | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A matter, chapter or other headed stretch of a document, with its blocks in order."""

    id: str
    heading: tuple[str, ...]
    number: str | None
    case_number: str | None
    start: int
    end: int
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: metadata, normalised text and sections in reading order."""

    id: str
    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: date | None
    source_file: str
    source_url: str | None
    sha256: str
    text: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be read: its name and the reason, in Swedish."""

    source_file: str
    reason: str
