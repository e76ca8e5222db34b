"""Who held a role at the meetings: chair, secretary, adjusters, from what the minutes say of those present."""

from __future__ import annotations

from collections.abc import Collection

from corpus.base.types import Document, Person, Role, Span
from service.answers.plan import Found, Needs, Plan, Reply, asking_for, drafted
from service.answers.refusals import refusal
from service.answers.selected_unit import in_section, select_span, without_overlap
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.named import fits_time
from service.question.question import Question
from service.register.library import Library, Whose
from service.register.records import Records

_MOST = 6


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    said = []
    for document, person in people_asked_for(question, found.collection.library, found.best.document):
        span = line_of(document, person)
        section = next(one for one in document.sections if one.start <= span.start < one.end)
        said.append(select_span(in_section(found.best, document, section), span, found.collection))
    if not said and question.role.alone:
        return refusal(ReasonCode.LACKS_PERSON)
    return drafted(without_overlap(said), found.rules.max_chars)


def people_asked_for(question: Question, library: Library, found_in: Document) -> tuple[tuple[Document, Person], ...]:
    """Those who hold the role that a question asks for, in the newest minutes that tell.

    ``found_in`` is where the question found most.
    """
    roles: Collection[Role] = question.role.roles
    for document in _meant(question, library, found_in):
        people = [person for person in (document.meeting.people if document.meeting else ()) if person.role in roles]
        if people:
            return tuple((document, person) for person in people[:_MOST])
    return ()


def line_of(document: Document, person: Person) -> Span:
    """The block that names the person in the role: a row, a line of a list, a field or a paragraph."""
    for section in document.sections:
        for block in section.blocks:
            if block.start <= person.start < block.end:
                return Span(block.start, block.end)
    return Span(person.start, person.end)


def _meant(question: Question, library: Library, found_in: Document) -> list[Document]:
    """The minutes of the body, organisation and month that the question names; else of those where it was found.

    The newest first.
    """
    named = question.context
    held = library.of(Whose((found_in.organisation,), named.bodies or (found_in.body,)))
    found = [document for document in held if document.collection == found_in.collection]
    in_time = [document for document in found if fits_time(named, document) == 1 or document.date in question.dates]
    return in_time or found


PLAN = Plan(
    "role_holder",
    asking_for(Intent.ROLE_HOLDER),
    _answer,
    asked="who is, was, adjusted, kept the minutes",
    data="people of the meeting",
    says="the line that names them",
    needs=Needs.MATTER,
)
