"""Atom feeds: what is new among the decisions that a list or a question asks for."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from feedgenerator import Atom1Feed

from corpus.base.text import one_line
from corpus.base.types import Document, Section
from service.base.text import origin_words, section_title, xml_text
from service.base.types import Hit
from service.register.decisions import Ruling
from service.web.display_text import excerpt, ruling_address, verdict

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
MAX_ENTRIES = 50

_MOST_WORDS = 600
# Feeds must say when; what has no day is older than all that has one.
_NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: an id that stays, its document, the day, a title, whose it is, the words, the path of their page."""

    id: str
    document_id: str
    day: date | None
    title: str
    place: str
    words: str
    path: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its title, the paths of the page and of itself, and its entries, newest first."""

    title: str
    path: str
    own_path: str
    entries: Sequence[Entry]


def entry_of_ruling(ruling: Ruling) -> Entry:
    """The entry of a decision: «Bordlagt: § 12 Avtal om busstrafik»."""
    treatment, decision = ruling.treatment, ruling.decision
    document = treatment.document
    return Entry(
        stable_id("beslut", ruling.id),
        document.id,
        ruling.day if ruling.day > date.min else None,
        f"{verdict(decision).words}: {section_title(treatment.section)}",
        _place(document, treatment.section),
        one_line(document.text[decision.start : decision.end]),
        ruling_address(ruling),
    )


def entry_of_hit(hit: Hit) -> Entry:
    """The entry of a section that fits a question, with the passage that was found in it."""
    title = section_title(hit.section)
    return Entry(
        stable_id("avsnitt", f"{hit.document.id}:{hit.section.id}"),
        hit.document.id,
        hit.document.date,
        title,
        _place(hit.document, hit.section),
        one_line(hit.passage).removeprefix(title).lstrip(),
        hit.url,
    )


def _place(document: Document, section: Section) -> str:
    """Whose, from when, and in which matter; the § stands in the title."""
    return " · ".join(filter(None, (origin_words(document), section.case_number)))


def newest_sections(hits: Sequence[Hit]) -> tuple[Entry, ...]:
    """The entries of the sections found, each once by its best passage, newest first, equals as they ranked."""
    entries = {entry.id: entry for entry in map(entry_of_hit, reversed(hits))}
    best_first = [entries[entry_id] for entry_id in reversed(entries)]
    return tuple(sorted(best_first, key=lambda entry: entry.day or date.min, reverse=True))


def stable_id(kind: str, name: str) -> str:
    """An id that is the same at every address the service has: ``urn:uuid:…``."""
    return uuid5(NAMESPACE_URL, f"paragraf:{kind}:{name}").urn


def as_atom(feed: Feed, base: str) -> bytes:
    """The feed as Atom 1.0 (RFC 4287); ``base`` is the address of the service."""
    written = _Written(
        title=xml_text(feed.title),
        link=base + feed.path,
        description=None,
        language="sv",
        author_name="Paragraf",
        feed_url=base + feed.own_path,
        feed_guid=stable_id("flöde", feed.own_path),
    )
    for entry in feed.entries:
        written.add_item(
            title=xml_text(entry.title),
            link=base + entry.path,
            description=html.escape(excerpt(xml_text(f"{entry.place}. {entry.words}"), _MOST_WORDS)),
            unique_id=entry.id,
            updateddate=_moment(entry.day),
        )
    file = io.StringIO()
    written.write(file, "utf-8")
    return file.getvalue().encode("utf-8")


class _Written(Atom1Feed):  # type: ignore[misc]
    """A feed that is as old as its newest entry, also when it has none."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_NO_DAY)


def _moment(day: date | None) -> datetime:
    return datetime.combine(day, time(), UTC) if day else _NO_DAY
