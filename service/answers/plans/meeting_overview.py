"""What a meeting came to: how many matters were settled, put off and voted on, and what was decided in the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.base.text import one_line
from corpus.base.types import Decision, Document, Span
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import OUTCOME_WORDS
from service.answers.computed_answers import Told, at_beginning, computed_draft
from service.answers.phrasing.matters import shortened
from service.answers.plan import Found, Needs, Plan, Refusal, Reply
from service.answers.refusals import refusal
from service.base.filters import passes
from service.base.text import listed
from service.base.types import ReasonCode
from service.question.count_query import is_any_decision
from service.question.intent import Intent
from service.question.named import fits_body, fits_organisation
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.in_force import main_decision, settles
from service.register.meeting_words import overview_words
from service.register.meetings import HeldMeeting
from service.register.records import Records

_MOST_MATTERS, _MOST_DAYS = 5, 3
# What of a decision is shown, of its words told among many, and what all of them have room for
_LONGEST, _SHORT, _ROOM = 300, 180, 700


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    held = [one for one in records.meetings.newest_first if _is_meant(question, one, found)]
    of_time = [one for one in held if _is_of_time(question, one)]
    if not of_time:
        return _not_held(question, held)
    meeting, *others = of_time
    overview = overview_words(meeting)
    if question.context.has_span and (also := _also_words(meeting, others)):
        overview = f"{overview} {also}"
    said = [at_beginning(overview, meeting, found.collection), *_matters(meeting)]
    return computed_draft(said, found.collection, found.rules.max_chars)


def _also_words(meeting: HeldMeeting, others: Sequence[HeldMeeting]) -> str:
    """Which other meetings of the body are held from the time, or how many; empty where there are none."""
    same = [one for one in others if one.whose == meeting.whose]
    days = [written_date(one.day) for one in reversed(same)]
    if len(days) > _MOST_DAYS:
        return f"Från den tiden finns också {len(days)} andra sammanträden."
    told = f"sammanträdena den {listed(days)}" if len(days) > 1 else f"sammanträdet den {listed(days)}"
    return f"Från den tiden finns också {told}." if days else ""


def _is_narrowed(question: Question) -> bool:
    """Whether only some of the decisions are asked for, which is a list."""
    query = question.count_query
    return query is not None and bool(
        query.words or query.party or query.person or not (is_any_decision(query.act) or query.act.kind == "treated")
    )


def _is_meant(question: Question, meeting: HeldMeeting, found: Found) -> bool:
    document, named = meeting.telling[0], question.context
    if not any(passes(each, found.filters) for each in meeting.documents):
        return False
    return fits_body(named, document) >= 0 and fits_organisation(named, document) >= 0


def _is_of_time(question: Question, meeting: HeldMeeting) -> bool:
    named, day = question.context, meeting.day
    if question.dates:
        return day in question.dates
    return named.spans(day)


def _not_held(question: Question, held: Sequence[HeldMeeting]) -> Refusal | None:
    """That the meeting of a named day is not held, with the nearest one that is."""
    if not question.dates or not held:
        return None
    asked = min(question.dates)
    near = min(held, key=lambda one: abs((one.day - asked).days))
    return refusal(
        ReasonCode.MEETING_NOT_INDEXED,
        body=near.body,
        when=f"den {written_date(asked)}",
        nearest=written_date(near.day),
    )


def _matters(meeting: HeldMeeting) -> Iterator[Told]:
    """The matters that were settled, those that were voted on first."""
    settled = [one for one in meeting.matters if settles(one) and one.section.number and one.heading]
    voted = [one for one in settled if one.matter and one.matter.votes]
    shown = (*voted, *(each for each in settled if each not in voted))[:_MOST_MATTERS]
    longest = max(_SHORT, _ROOM // max(1, len(shown)))
    for one in shown:
        yield _told(one, longest)


def _told(treatment: Treatment, longest: int) -> Told:
    """«Motion av Lena Ferm (S) om skolan: avslag, 40 ja mot 29 nej (§ 333).»"""
    main = main_decision(treatment.decisions)
    assert main is not None  # noqa: S101  (it settles the matter)
    votes = treatment.matter.votes if treatment.matter else ()
    figures = [f"{vote.yes} ja mot {vote.no} nej" for vote in votes[:1] if vote.yes is not None]
    came_to = ", ".join((_came_to(treatment.document, main, longest), *figures))
    words = f"{shortened(treatment.heading)}: {came_to} ({treatment.section.number})."
    return Told(words, treatment.document, treatment.section, _beginning(treatment.document, main.start, main.end))


def _came_to(document: Document, decision: Decision, longest: int) -> str:
    """What was decided in its own words where they are few; else the outcome."""
    text = one_line(document.text[decision.start : decision.end]).rstrip(".")
    return text if decision.outcome == "approved" and len(text) <= longest else OUTCOME_WORDS[decision.outcome]


def _beginning(document: Document, start: int, end: int) -> Span:
    """As much of a decision as is shown: all of it, or its first lines."""
    if end - start <= _LONGEST:
        return Span(start, end)
    line_end = document.text.rfind("\n", start, start + _LONGEST)
    return Span(start, start + len(document.text[start : line_end if line_end > start else start + _LONGEST].rstrip()))


PLAN = Plan(
    "meeting_overview",
    lambda question: question.asks_for(Intent.MEETING_OVERVIEW) and not question.named and not _is_narrowed(question),
    _answer,
    asked="what a meeting came to: «Vad beslutades på senaste fullmäktige?»",
    data="meetings, their matters and votes",
    says="how many matters were settled, put off and voted on, and what became of up to five, those voted on first",
    needs=Needs.REGISTER,
)
