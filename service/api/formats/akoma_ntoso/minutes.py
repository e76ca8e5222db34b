"""The minutes of a meeting as one file: who was there, then every section in order, with what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.base.types import Document, Person, Section
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import KIND_WORDS, ROLE_WORDS
from service.api.formats.akoma_ntoso.elements import Element, element, parts, written
from service.api.formats.akoma_ntoso.metadata import metadata, person_reference, role_reference
from service.api.formats.plain_words import seen
from service.register.meetings import HeldMeeting
from service.register.votes import HeldVote


def minutes_xml(
    meeting: HeldMeeting, votes: Sequence[HeldVote], people: Sequence[tuple[Person, str]], address: str
) -> bytes:
    """The file: the documents that tell most of the meeting. ``people`` are the elected ones that were there, each with
    his or her id."""
    sections = [(document, section) for document in meeting.telling for section in document.sections]
    names = {(document.id, section.id): f"dbsect_{number}" for number, (document, section) in enumerate(sections, 1)}
    body = element(
        "debateBody",
        *_roll_call(people),
        *(_section(document, section, names[document.id, section.id]) for document, section in sections),
    )
    kind = KIND_WORDS[meeting.telling[0].kind].lower()
    meta = metadata(meeting, votes, people, names, address)
    return written(element("akomaNtoso", element("debate", meta, _preface(meeting), body, name=kind)))


def _preface(meeting: HeldMeeting) -> Element:
    title = ", ".join(filter(None, (meeting.body, meeting.organisation)))
    day = element("docDate", text=written_date(meeting.day), date=meeting.day.isoformat())
    return element("preface", element("p", element("docTitle", text=title)), element("p", day))


def _roll_call(people: Sequence[tuple[Person, str]]) -> Iterator[Element]:
    """Who was there, as far as documents tell of it."""
    if not people:
        return
    shown = []
    for number, (person, id_) in enumerate(people, 1):
        refers = {"refersTo": f"#{person_reference(id_)}", "as_": f"#{role_reference(person.role)}"}
        named = element("person", text=person.name, eId=f"rollCall__person_{number}", **refers)
        party = f" ({person.party})" if person.party else ""
        named.tail = seen(f"{party}, {person.title or ROLE_WORDS[person.role]}")
        shown.append(element("p", named))
    yield element("rollCall", element("heading", text="Vid sammanträdet"), *shown, eId="rollCall")


def _section(document: Document, section: Section, name: str) -> Element:
    """A section: a matter where it has a number or a case number, else what stands around them."""
    is_matter = section.number or section.case_number
    blocks = section.blocks[1:] if section.blocks and section.blocks[0].kind == "heading" else section.blocks
    head = [element("num", text=section.number)] if section.number else []
    if section.heading:
        head.append(element("heading", text=section.heading[-1]))
    if section.case_number:
        head.append(element("subheading", text=f"Ärende {section.case_number}"))
    return element(
        "debateSection", *head, *parts(document, blocks, name), eId=name, name="ärende" if is_matter else "avsnitt"
    )
