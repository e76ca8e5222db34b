"""Who held a role at the meetings: chair, secretary, adjusters, from what the minutes say of those present."""

from __future__ import annotations

from corpus.base.types import Document, Person
from service.answers.computed_answers import computed_draft
from service.answers.plan import Found, Needs, Plan, Reply, asking_for
from service.answers.refusals import refusal
from service.answers.role_answers import holders, told_holders
from service.base.filters import passes
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.named import fits_time
from service.question.question import Question
from service.register.library import Library, Whose
from service.register.records import Records


def _answer(question: Question, found: Found, _records: Records) -> Reply | None:
    asked = people_asked_for(question, found.collection.library, found.best.document)
    held = [(document, person) for document, person in asked if passes(document, found.filters)]
    if not held:
        return refusal(ReasonCode.LACKS_PERSON) if question.role.alone else None
    return computed_draft(list(told_holders(held)), found.collection, found.rules.max_chars)


def people_asked_for(question: Question, library: Library, found_in: Document) -> tuple[tuple[Document, Person], ...]:
    """Those who hold the role that a question asks for, in the newest minutes that tell.

    ``found_in`` is where the question found most. What it says beside the role stands in the title of who is meant
    («tjänstgörande ordförande»).
    """
    return holders(question, _meant(question, library, found_in))


def _meant(question: Question, library: Library, found_in: Document) -> list[Document]:
    """The minutes of the body, organisation and month that the question names; else of those where it was found.

    The newest first.
    """
    held = library.of(Whose((found_in.organisation,), question.context.bodies or (found_in.body,)))
    found = [document for document in held if document.collection == found_in.collection]
    named = question.context
    in_time = [document for document in found if fits_time(named, document) == 1 or document.date in question.dates]
    return in_time or found


PLAN = Plan(
    "role_holder",
    asking_for(Intent.ROLE_HOLDER),
    _answer,
    asked="who is, was, adjusted, kept the minutes",
    data="people of the meeting",
    says="of which day the minutes are, and who was what",
    needs=Needs.MATTER,
)
