"""When what was found is no ground for an answer, whatever the plan."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Document
from corpus.vocabulary.dates import written_date
from service.answers.evidence.unit_scoring import can_be_answer
from service.answers.plan import Found, Guard, Needs, Refusal
from service.answers.refusals import lacking, refusal
from service.base.text import listed
from service.base.types import ReasonCode
from service.question.entities import fits_body, fits_organisation
from service.question.intent import Intent
from service.question.question import Question


def _nothing_found(_question: Question, found: Found) -> Refusal | None:
    return None if found.passages else refusal(ReasonCode.NOTHING_FOUND)


def _organisation_not_indexed(question: Question, found: Found) -> Refusal | None:
    if not question.context.foreign:
        return None
    held = sorted({document.organisation for document in found.collection.documents if document.organisation})
    return refusal(ReasonCode.ORGANISATION_NOT_INDEXED, organisation=question.context.foreign[0], held=listed(held))


def _meeting_not_indexed(question: Question, found: Found) -> Refusal | None:
    if not question.dates or not question.context.bodies:
        return None
    of_body = [document for document in found.collection.documents if fits_body(question.context, document) > 0]
    days = {
        day
        for document in of_body
        for day in (document.date, *(document.meeting.dates if document.meeting else ()))
        if day is not None
    }
    if not days or question.dates & days:
        return None
    asked = min(question.dates)
    near = min(days, key=lambda day: abs((day - asked).days))
    facts = {"day": written_date(asked), "nearest": written_date(near)}
    return refusal(ReasonCode.MEETING_NOT_INDEXED, body=str(of_body[0].body), **facts)


def _time_not_indexed(question: Question, found: Found) -> Refusal | None:
    if question.intent not in (Intent.DECISION, Intent.POSITION) or not question.placed_in:
        return None
    days = [document.date for document in _of_organisation(question, found.collection.documents) if document.date]
    if not days or min(question.placed_in) <= (max(days).year, max(days).month):
        return None
    return refusal(ReasonCode.TIME_NOT_INDEXED, day=written_date(max(days)))


def _of_organisation(question: Question, documents: Sequence[Document]) -> list[Document]:
    return [document for document in documents if fits_organisation(question.context, document) >= 0]


def _unknown_identifier(question: Question, found: Found) -> Refusal | None:
    if not question.named or (found.best.identified and _is_of_the_day(question, found)):
        return None
    return refusal(ReasonCode.UNKNOWN_IDENTIFIER, named=", ".join(question.numbers_typed))


def _is_of_the_day(question: Question, found: Found) -> bool:
    """Whether a § that is named with a day stands in a document of that day."""
    document = found.best.document
    days = {document.date, *(document.meeting.dates if document.meeting else ())}
    return not (question.paragraphs and question.dates) or not question.dates.isdisjoint(days)


def _unsure(question: Question, found: Found) -> Refusal | None:
    if found.confidence(Needs.PASSAGES) >= found.calibration.answers_from:
        return None
    holds_what_is_asked_for = found.first_unit is None or can_be_answer(found.first_unit, question)
    if holds_what_is_asked_for or not found.is_of_the_matter:
        return refusal(ReasonCode.UNSURE)
    return lacking(question.intent)


def _unsure_matter(_question: Question, found: Found) -> Refusal | None:
    is_sure = found.confidence(Needs.MATTER) >= found.calibration.answers_from
    return None if is_sure and found.is_of_the_matter else refusal(ReasonCode.UNSURE_MATTER)


NOTHING_FOUND = Guard(ReasonCode.NOTHING_FOUND, "no passage has anything to do with the question", _nothing_found)
ORGANISATION_NOT_INDEXED = Guard(
    ReasonCode.ORGANISATION_NOT_INDEXED,
    "nothing is indexed of the region or municipality that is asked about",
    _organisation_not_indexed,
)
MEETING_NOT_INDEXED = Guard(
    ReasonCode.MEETING_NOT_INDEXED, "no document is of the body and the day that are named", _meeting_not_indexed
)
TIME_NOT_INDEXED = Guard(
    ReasonCode.TIME_NOT_INDEXED, "a decision is asked for in a time after the newest document", _time_not_indexed
)
UNKNOWN_IDENTIFIER = Guard(
    ReasonCode.UNKNOWN_IDENTIFIER, "the case number or § that is named stands nowhere", _unknown_identifier
)
UNSURE = Guard(
    ReasonCode.UNSURE,
    "an answer from the passages would hardly be right, by what the reader makes of them",
    _unsure,
    of=(Needs.PASSAGES,),
)
UNSURE_MATTER = Guard(
    ReasonCode.UNSURE_MATTER,
    "the matter found is hardly the one asked about, by what the reader makes of its passage",
    _unsure_matter,
    of=(Needs.MATTER,),
)
