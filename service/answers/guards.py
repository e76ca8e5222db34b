"""When what was found is no ground for an answer, whatever the plan."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from corpus.vocabulary.dates import MONTHS, written_date
from service.answers.evidence.other_year import matters_are_of_other_years
from service.answers.evidence.unit_scoring import can_be_answer
from service.answers.plan import OF_PASSAGES, Found, Guard, Needs, Refusal
from service.answers.refusals import lacking, refusal
from service.base.text import listed
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.library import Whose
from service.retrieval.reading import passage_odds
from service.retrieval.store import Candidate

_OF_MEETINGS = (Intent.DECISION, Intent.POSITION)
_READ = 3


def _nothing_found(_question: Question, found: Found) -> Refusal | None:
    return None if found.passages else refusal(ReasonCode.NOTHING_FOUND)


def _organisation_not_indexed(question: Question, found: Found) -> Refusal | None:
    if not question.context.foreign:
        return None
    held = found.collection.library.holdings().organisations
    return refusal(ReasonCode.ORGANISATION_NOT_INDEXED, organisation=question.context.foreign[0], held=listed(held))


def _meeting_not_indexed(question: Question, found: Found) -> Refusal | None:
    asked = _when(question)
    if asked is None or not question.context.bodies:
        return None
    library = found.collection.library
    held = library.days(_whose(question))
    met = {one.day for one in held}
    # Of a day that is named only its own minutes tell; of a month also what other bodies say was treated then.
    told = () if asked.days else library.told_days(question.context.bodies)
    if not met or any(asked.holds(day) for day in met.union(told)) or _is_told_of(asked.days, found.best):
        return None
    near = min(sorted(met), key=lambda day: abs((day - asked.middle).days))
    facts = {"when": asked.words, "nearest": written_date(near)}
    return refusal(ReasonCode.MEETING_NOT_INDEXED, body=str(held[0].body), **facts)


def _is_told_of(days: Collection[date], best: Candidate) -> bool:
    """Whether the best passage, which tells by the reader's word, names one of the days: a meeting that was moved."""
    if passage_odds(best) <= 0:
        return False
    return any(
        re.search(rf"\b{day.day} {MONTHS[day.month - 1]}\b(?! (?!{day.year})\d{{4}})", best.passage.text)
        for day in days
    )


@dataclass(frozen=True, slots=True)
class _When:
    """The days, or the month or year, in which a body is asked to have met."""

    days: frozenset[date]
    year: int = 0
    month: int = 0

    @property
    def words(self) -> str:
        if self.days:
            return f"den {written_date(min(self.days))}"
        return f"i {MONTHS[self.month - 1]} {self.year}" if self.month else f"år {self.year}"

    @property
    def middle(self) -> date:
        return min(self.days) if self.days else date(self.year, self.month or 7, 15 if self.month else 1)

    def holds(self, day: date) -> bool:
        if self.days:
            return day in self.days
        return day.year == self.year and self.month in (0, day.month)


def _when(question: Question) -> _When | None:
    if question.dates:
        return _When(question.dates)
    if question.intent not in _OF_MEETINGS or len(question.placed_in) != 1:
        return None
    return _When(frozenset(), *question.placed_in[0])


def _time_not_indexed(question: Question, found: Found) -> Refusal | None:
    if question.intent not in _OF_MEETINGS or not question.placed_in:
        return None
    held = found.collection.library.days(Whose(_organisations(question)))
    days = [one.day for one in held if one.is_own]
    if not days or min(question.placed_in) <= (max(days).year, max(days).month):
        return None
    return refusal(ReasonCode.TIME_NOT_INDEXED, day=written_date(max(days)))


def _period_not_indexed(question: Question, found: Found) -> Refusal | None:
    period, library, whose = question.context.period, found.collection.library, _whose(question)
    # Of a season of a year, as of a year, something else than what was decided in it can be told before.
    if question.years and question.intent not in _OF_MEETINGS and not question.count_query:
        return None
    if period is None:
        return None
    days = {one.day for one in library.days(whose)}
    if not days or any(day in period for day in days):
        return None
    newest = library.newest(whose)
    if newest is None or newest.date is None:
        return None
    body = f"{newest.body[0].lower()}{newest.body[1:]}" if newest.body else newest.title
    return refusal(ReasonCode.PERIOD_NOT_INDEXED, when=period.written, body=body, day=written_date(newest.date))


def _whose(question: Question) -> Whose:
    """The documents that may be of the organisation asked about, of the bodies that are named if any are."""
    return Whose(_organisations(question), question.context.bodies)


def _organisations(question: Question) -> tuple[str | None, ...]:
    """The organisations that are named, and none: a document whose owner could not be told may be of them."""
    named = question.context.organisations
    return (*named, None) if named else ()


def _unknown_identifier(question: Question, found: Found) -> Refusal | None:
    if not question.named or (found.best.identified and _is_of_the_day(question, found)):
        return None
    return refusal(ReasonCode.UNKNOWN_IDENTIFIER, named=", ".join(question.numbers_typed))


def _unknown_phrase(question: Question, found: Found) -> Refusal | None:
    if not question.phrases or any(each.candidate.quoted for each in found.passages):
        return None
    return refusal(ReasonCode.UNKNOWN_PHRASE, phrases=listed([f"«{phrase}»" for phrase in question.phrases]))


def _is_of_the_day(question: Question, found: Found) -> bool:
    """Whether a § that is named with a day stands in a document of that day."""
    document = found.best.document
    days = {document.date, *(document.meeting.dates if document.meeting else ())}
    return not (question.paragraphs and question.dates) or not question.dates.isdisjoint(days)


def _unsure(question: Question, found: Found) -> Refusal | None:
    if (question.in_part or question.intent in _OF_MEETINGS) and not found.is_of_a_matter:
        return refusal(ReasonCode.UNSURE)
    if found.confidence(Needs.PASSAGES) >= found.calibration.answers_from:
        return None
    holds_what_is_asked_for = found.first_unit is None or can_be_answer(found.first_unit, question)
    is_lacking = not holds_what_is_asked_for and found.is_of_the_matter and question.surely_asks_for(question.intent)
    return lacking(question.intent) if is_lacking else refusal(ReasonCode.UNSURE)


def _unsure_matter(question: Question, found: Found) -> Refusal | None:
    is_sure = found.confidence(Needs.MATTER) >= found.calibration.answers_from and found.is_of_the_matter
    first = [one.candidate for one in found.passages[:_READ]]
    return None if is_sure and not matters_are_of_other_years(question, first) else refusal(ReasonCode.UNSURE_MATTER)


NOTHING_FOUND = Guard(ReasonCode.NOTHING_FOUND, "no passage has anything to do with the question", _nothing_found)
ORGANISATION_NOT_INDEXED = Guard(
    ReasonCode.ORGANISATION_NOT_INDEXED,
    "nothing is indexed of the region or municipality that is asked about",
    _organisation_not_indexed,
)
MEETING_NOT_INDEXED = Guard(
    ReasonCode.MEETING_NOT_INDEXED,
    "no document is of the body and the time that are named, nor does the passage found name that day",
    _meeting_not_indexed,
)
TIME_NOT_INDEXED = Guard(
    ReasonCode.TIME_NOT_INDEXED, "a decision is asked for in a time after the newest document", _time_not_indexed
)
PERIOD_NOT_INDEXED = Guard(
    ReasonCode.PERIOD_NOT_INDEXED,
    "no document is of the time told from today («i våras»)",
    _period_not_indexed,
    of=(Needs.REGISTER, *OF_PASSAGES),
)
UNKNOWN_IDENTIFIER = Guard(
    ReasonCode.UNKNOWN_IDENTIFIER, "the case number or § that is named stands nowhere", _unknown_identifier
)
UNKNOWN_PHRASE = Guard(
    ReasonCode.UNKNOWN_PHRASE, "what stands in quotation marks stands so in no passage", _unknown_phrase
)
UNSURE = Guard(
    ReasonCode.UNSURE,
    "an answer from the passages would hardly be right, by what the reader makes of them",
    _unsure,
    of=(Needs.PASSAGES,),
)
UNSURE_MATTER = Guard(
    ReasonCode.UNSURE_MATTER,
    "no matter is named, or the one found is hardly the one asked about, by what the reader makes of its passage",
    _unsure_matter,
    of=(Needs.MATTER,),
)
