"""References as they are written in a memo, and who was present, in words."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Document, Person, Role, Section
from corpus.vocabulary.bodies import short_name
from service.base.links import meeting_address, short_address, short_case_address
from service.base.types import Answer
from service.register.meetings import HeldMeeting

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
    """The source in one line, as it is written in a memo: «KF 2024-06-19 § 258, Göteborgs Stad».

    A document without a day is told by its title, a section without a § by its number or heading.
    """
    dated = f"{short_name(document.body)} {document.date.isoformat()}" if document.date and document.body else None
    number, heading = (section.number, section.heading[-1:]) if section else (None, ())
    paragraph = number if number and number.startswith("§") else None
    within = None if paragraph else f"avsnitt {number}" if number else f"”{heading[0]}”" if heading else None
    parts = (
        " ".join(filter(None, (dated or document.title, paragraph))),
        within,
        None if dated else document.body,
        document.organisation,
    )
    return ", ".join(filter(None, parts))


def source_reference(site: str, document: Document, section: Section | None = None) -> str:
    """The reference with its short address: «KF 2024-06-19 § 258, Göteborgs Stad, https://…»."""
    return f"{reference_words(document, section)}, {site}{short_address(document, section)}"


def case_reference(site: str, case_number: str, heading: str, organisations: Sequence[str]) -> str:
    """The matter in one line with its short address: «Ärende KS/2024:17, ”Bron”, Göteborgs Stad, https://…»."""
    told = (f"Ärende {case_number}", f"”{heading}”" if heading else None, *organisations)
    return f"{', '.join(filter(None, told))}, {site}{short_case_address(case_number)}"


def meeting_reference(site: str, meeting: HeldMeeting) -> str:
    """The meeting in one line with its address: «KF 2024-06-19, Göteborgs Stad, https://…»."""
    told = (f"{short_name(meeting.body)} {meeting.day.isoformat()}", meeting.organisation)
    return f"{', '.join(filter(None, told))}, {site}{meeting_address(meeting.id)}"


def cited_places(answer: Answer) -> str:
    """The places that an answer cites, each once, as the address of references takes them."""
    return " ".join(dict.fromkeys(f"{cited.document.id}:{cited.quote_start}" for cited in answer.citations))


def people_present(document: Document) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Who held each role at the meeting, by role, with parties; empty when the document does not tell."""
    people = document.meeting.people if document.meeting else ()
    grouped = ((label, [person for person in people if person.role in roles]) for label, roles in _GROUPS)
    return tuple((label, _names(group)) for label, group in grouped if group)


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one.name} ({one.party})" if one.party else one.name for one in people))
