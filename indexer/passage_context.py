"""What is embedded and looked up: a passage or unit together with where it stands."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.base.types import Document, Kind, Section
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import KIND_WORDS
from indexer.types import Passage, Unit

KIND_NAMES: Mapping[Kind, str] = {**{kind: words.lower() for kind, words in KIND_WORDS.items()}, "other": "dokument"}


def passage_context(document: Document, section: Section, parts: tuple[str, ...]) -> str:
    """Organisation, body, kind, date, heading path, § and part in one line each for where and what."""
    where = [document.organisation, document.body, KIND_NAMES[document.kind]]
    if document.date:
        where.append(written_date(document.date))
    elif document.title:
        where.append(document.title)
    what = [section.number or "", *section.heading]
    lines = [", ".join(piece for piece in where if piece), " – ".join(piece for piece in what if piece)]
    if parts:
        lines.append(", ".join(parts))
    return "\n".join(line for line in lines if line)


def passage_text(document: Document, section: Section, passage: Passage) -> str:
    """The text that stands for a passage in the dense index."""
    return f"{passage_context(document, section, passage.parts)}\n{passage.text}"


def lexical_text(document: Document, section: Section, passage: Passage) -> str:
    """The text that stands for a passage in the lexical index: also case number and dates in figures."""
    extra = [section.case_number or "", document.date.isoformat() if document.date else "", document.title]
    return f"{passage_text(document, section, passage)}\n{' '.join(piece for piece in extra if piece)}"


def unit_text(document: Document, section: Section, unit: Unit) -> str:
    """The text that stands for a unit in the dense index: what it says under which heading."""
    heading = section.heading[-1] if section.heading else document.title
    return f"{heading}: {unit.text}"
