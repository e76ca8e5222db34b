"""References to what can be cited: a document, one of its sections, a decision, a meeting, the sources of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from corpus.base.text import one_line
from corpus.base.types import Document, Section
from corpus.vocabulary.dates import written_date
from service.api.formats.plain_words import plain
from service.base.links import section_address, section_keys
from service.base.text import section_title
from service.register.decisions import Ruling
from service.register.meetings import HeldMeeting


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference tells: who, what, when, where. ``url`` leads there also when documents are indexed anew."""

    id: str
    title: str
    section: str | None
    body: str | None
    organisation: str | None
    day: date | None
    url: str


def reference_to(document: Document, start: int | None, address: str) -> Reference:
    """The reference to the document, or to the section that holds the offset."""
    section = _section_at(document, start)
    return _reference(document, section, address)


def decision_reference(ruling: Ruling, address: str) -> Reference:
    """The reference to the section that a decision stands in, by the id of the decision."""
    document, section = ruling.treatment.document, ruling.treatment.section
    return replace(_reference(document, section, address), id=ruling.id, day=ruling.decision.date or document.date)


def meeting_reference(meeting: HeldMeeting, address: str) -> Reference:
    """The reference to a meeting."""
    title = f"{meeting.body}, sammanträde den {written_date(meeting.day)}"
    body, organisation = _words(meeting.body), _words(meeting.organisation)
    return Reference(
        meeting.id, _words(title) or "", None, body, organisation, meeting.day, f"{address}/mote/{meeting.id}"
    )


def source_references(places: Iterable[tuple[Document, int]], address: str) -> list[Reference]:
    """The references to the sections that hold the offsets, each once."""
    found = (reference_to(document, start, address) for document, start in places)
    return list({reference.id: reference for reference in found}.values())


def _reference(document: Document, section: Section | None, address: str) -> Reference:
    path = section_address(document, section) if section else f"/dokument/{document.id}"
    return Reference(
        f"{document.id}:{section_keys(document)[section.id]}" if section else document.id,
        _words(document.title) or "",
        _words(section_title(section)) if section else None,
        _words(document.body),
        _words(document.organisation),
        document.date,
        f"{address}{path}",
    )


def _words(text: str | None) -> str | None:
    return one_line(plain(text)) if text else None


def _section_at(document: Document, start: int | None) -> Section | None:
    if start is None:
        return None
    return next((section for section in document.sections if section.start <= start < section.end), None)
