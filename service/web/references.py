"""References as they are written in a memo, and who was present, in words."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Document, Person, Role, Section

_GROUPS: tuple[tuple[str, frozenset[Role]], ...] = (
    ("Ordförande", frozenset({"chair"})),
    ("Vice ordförande", frozenset({"vice_chair"})),
    ("Sekreterare", frozenset({"secretary"})),
    ("Justerare", frozenset({"adjuster"})),
    ("Ledamöter", frozenset({"member"})),
    ("Ersättare", frozenset({"substitute"})),
    ("Tjänstepersoner", frozenset({"official"})),
    ("Övriga", frozenset({"other"})),
)


def reference_words(document: Document, section: Section | None = None) -> str:
    """The source in one line: «Regionstyrelsen Västerbotten, 2024-12-17, § 98, "Uppsägning av regionavtalet"».

    A document without a day is told by its title.
    """
    number = section.number if section else None
    if number and not number.startswith("§"):
        number = f"avsnitt {number}"
    heading = section.heading[-1] if section and section.heading else None
    title = None if document.date and document.body else document.title
    parts = (
        " ".join(part for part in (document.body, _municipality(document)) if part),
        document.date.isoformat() if document.date else None,
        title,
        number,
        f'"{heading}"' if heading else None,
    )
    return ", ".join(part for part in parts if part)


def _municipality(document: Document) -> str | None:
    """The organisation without the word that says what it is, where a body stands before it."""
    if document.organisation and document.body:
        return document.organisation.removeprefix("Region ")
    return document.organisation


def people_present(document: Document) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who held each role at the meeting, by role, with parties; empty when the document does not tell."""
    people = document.meeting.people if document.meeting else ()
    grouped = ((label, [person for person in people if person.role in roles]) for label, roles in _GROUPS)
    return tuple((label, _names(group)) for label, group in grouped if group)


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one.name} ({one.party})" if one.party else one.name for one in people))
