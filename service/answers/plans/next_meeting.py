"""When a body meets next, or takes up what its calendar names: the days it has decided, and the newest meeting held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from corpus.vocabulary.dates import written_date
from corpus.vocabulary.times import NEWEST
from indexer.tokens import index_tokens
from service.answers.computed_answers import Told, at_beginning, computed_draft
from service.answers.plan import Found, Needs, Plan, Reply
from service.answers.selected_unit import PassageSource
from service.base.names import name_key
from service.base.text import counted, listed
from service.question.intent import Intent
from service.question.question import Question
from service.register.calendar import PlannedMeeting
from service.register.meetings import HeldMeeting
from service.register.records import Records

_WHEN = (Intent.WHEN_DECIDED, Intent.DATE)
_MOST_DAYS = 4
_WEEKDAYS = ("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen", "lördagen", "söndagen")


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    planned = [one for one in records.calendar.earliest_first if _is_meant(question, one.organisation, one.body)]
    if not question.surely_asks_for(Intent.NEXT_MEETING) or _is_of_a_time(question):
        of_subject = _of_subject(question, planned, records)
        said = _told(of_subject or _of_time(question, planned), found.today, records)
        said += [] if of_subject else _held_in_time(question, records, found.collection)
        return computed_draft(
            said or _that_was_newest(question, records, found), found.collection, found.rules.max_chars
        )
    held = [one for one in records.meetings.newest_first if _is_meant(question, one.organisation, one.body)]
    if not held:
        return None
    coming = [one for one in planned if one.day >= found.today]
    body = coming[0].body if coming else held[0].body
    newest = next((one for one in held if name_key(one.body) == name_key(body)), held[0])
    said = [*_told(coming[:1], found.today, records), _newest(newest, found.collection, is_planned=bool(coming))]
    return computed_draft(said, found.collection, found.rules.max_chars)


def _is_of_a_time(question: Question) -> bool:
    """Whether days of a time are asked for, which the lists of days tell, and not the next one."""
    return bool(question.dates or question.context.has_span)


def _is_meant(question: Question, organisation: str | None, body: str) -> bool:
    named = question.context
    bodies = {name_key(name) for name in named.bodies}
    return (not bodies or name_key(body) in bodies) and (not named.organisations or organisation in named.organisations)


def _of_subject(question: Question, planned: Sequence[PlannedMeeting], records: Records) -> list[PlannedMeeting]:
    """The planned days, after those whose minutes are held, that the calendar sets apart for what is asked about."""
    newest = max((day for _, day in _held(records)), default=date.min)
    years = question.context.years
    return [
        one
        for one in planned
        if one.note
        and one.day > newest
        and not set(question.whole_word_tokens).isdisjoint(index_tokens(one.note, with_parts=False))
        # What is decided for a year is decided in it or in the one before.
        and (not years or not years.isdisjoint({one.day.year, one.day.year + 1}))
    ][:_MOST_DAYS]


def _of_time(question: Question, planned: Sequence[PlannedMeeting]) -> list[PlannedMeeting]:
    """The planned days of the time that is asked about, where the days of meetings are surely asked for."""
    if not question.surely_asks_for(Intent.NEXT_MEETING) or not question.context.has_span:
        return []
    return [one for one in planned if question.context.spans(one.day)]


def _that_was_newest(question: Question, records: Records, found: Found) -> list[Told]:
    """The newest meeting held, where that is what is asked for («När var senaste mötet?»)."""
    if not question.surely_asks_for(Intent.NEXT_MEETING) or NEWEST not in question.context.time_said:
        return []
    meetings = [one for one in records.meetings.newest_first if _is_meant(question, one.organisation, one.body)]
    return [_newest(one, found.collection, is_planned=True) for one in meetings[:1]]


def _held_in_time(question: Question, records: Records, collection: PassageSource) -> list[Told]:
    """«Av kommunstyrelsen finns 2 sammanträden här från den tiden: den 7 maj 2025 och 21 maj 2025.», for one body."""
    if not question.surely_asks_for(Intent.NEXT_MEETING) or not question.context.has_span:
        return []
    meetings = [one for one in records.meetings.newest_first if _is_meant(question, one.organisation, one.body)]
    held = [one for one in reversed(meetings) if question.context.spans(one.day)]
    if len({one.whose for one in held}) != 1:
        return []
    days = [written_date(one.day) for one in held]
    held_days = counted(len(days), "sammanträde", "sammanträden")
    words = f"Av {_small(held[0].body)} finns {held_days} här från den tiden: den {listed(days, len(days))}."
    return [at_beginning(words, held[-1], collection)]


def _told(planned: Sequence[PlannedMeeting], today: date, records: Records) -> list[Told]:
    """«Kommunfullmäktige har bestämt att sammanträda torsdagen den 12 november 2026 (budget).»"""
    if not planned:
        return []
    first = planned[0]
    days = [f"{_weekday(one.day)} den {written_date(one.day)}{f' ({one.note})' if one.note else ''}" for one in planned]
    decided = first.treatment.document.date
    when = f", enligt beslut den {written_date(decided)}" if decided else ""
    # What has been is no longer coming.
    is_held = any((name_key(one.body), one.day) in _held(records) for one in planned)
    past = " Protokollet därifrån finns inte här." if first.day < today and not is_held else ""
    words = f"{first.body} har bestämt att sammanträda {listed(days, len(days))}{when}.{past}"
    return [Told(words, first.treatment.document, first.treatment.section, first.span)]


def _held(records: Records) -> set[tuple[str, date]]:
    """The bodies and the days of which meetings are held."""
    return {(name_key(one.body), one.day) for one in records.meetings.newest_first}


def _newest(meeting: HeldMeeting, collection: PassageSource, *, is_planned: bool) -> Told:
    newest = f"Det senaste sammanträdet som finns här är {_small(meeting.body)} den {written_date(meeting.day)}."
    none = f"Något kommande sammanträde för {_small(meeting.body)} finns inte bland handlingarna här."
    return at_beginning(newest if is_planned else f"{none} {newest}", meeting, collection)


def _small(body: str) -> str:
    return f"{body[0].lower()}{body[1:]}"


def _weekday(day: date) -> str:
    return _WEEKDAYS[day.weekday()]


PLAN = Plan(
    "next_meeting",
    lambda question: question.surely_asks_for(Intent.NEXT_MEETING) or question.asks_for(*_WHEN),
    _answer,
    asked="when a body meets next, or when it takes up what its calendar names",
    data="the days that bodies have decided to meet, the meetings held",
    says="the day and the decision on it, the newest meeting that is held; that no coming one is held",
    needs=Needs.CALENDAR,
)
