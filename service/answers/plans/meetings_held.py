"""How many meetings there were: those whose minutes are held, with their days, and how many were planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpus.vocabulary.dates import written_date
from service.answers.computed_answers import at_beginning, computed_draft
from service.answers.phrasing.times import time_words
from service.answers.plan import Found, Needs, Plan, Reply
from service.base.filters import passes
from service.base.names import name_key
from service.base.text import listed
from service.question.intent import Intent
from service.question.named import fits_body, fits_organisation
from service.question.question import Question
from service.register.calendar import PlannedMeeting
from service.register.meetings import HeldMeeting
from service.register.records import Records

_MOST_DAYS = 12


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    held = [one for one in records.meetings.newest_first if _is_meant(question, one, found)]
    if not held or question.context.foreign:
        return None
    when = time_words(question.context, tuple(one.telling[0] for one in held))
    said = _words(held, f" {when}" if when else "")
    planned = _planned(question, held, records)
    if planned:
        said = f"{said} Beslutade sammanträdesdagar för den tiden är {planned}."
    told = [at_beginning(said, held[0], found.collection)]
    return computed_draft(told, found.collection, found.rules.max_chars)


def _is_meant(question: Question, meeting: HeldMeeting, found: Found) -> bool:
    document, named = meeting.telling[0], question.context
    if not any(passes(each, found.filters) for each in meeting.documents):
        return False
    is_in_time = meeting.day in question.dates if question.dates else named.spans(meeting.day)
    return is_in_time and fits_body(named, document) >= 0 and fits_organisation(named, document) >= 0


def _words(held: Sequence[HeldMeeting], when: str) -> str:
    """«Här finns protokoll från 10 sammanträden med kommunfullmäktige under 2024: den 1 februari 2024, …»."""
    bodies = _by_body(held)
    total = f"{len(held)} sammanträden" if len(held) > 1 else "1 sammanträde"
    if len(bodies) > 1:
        by_body = [f"{_small(body)} {len(meetings)}" for body, meetings in bodies.items()]
        return f"Här finns protokoll från {total}{when}: {listed(by_body)}."
    days = [written_date(one.day) for one in reversed(held)]
    if len(days) > _MOST_DAYS:
        told = f"det första den {days[0]}, det senaste den {days[-1]}"
    else:
        told = f"den {listed([*_without_year(days[:-1], held), days[-1]])}"
    return f"Här finns protokoll från {total} med {_small(held[0].body)}{when}: {told}."


def _without_year(days: Sequence[str], held: Sequence[HeldMeeting]) -> list[str]:
    """The days before the last, without their year where all are of one."""
    of_one = len({one.day.year for one in held}) == 1
    return [day.rpartition(" ")[0] if of_one else day for day in days]


def _by_body(held: Sequence[HeldMeeting]) -> Mapping[str, Sequence[HeldMeeting]]:
    found: dict[str, list[HeldMeeting]] = defaultdict(list)
    for one in held:
        found[one.body].append(one)
    return dict(sorted(found.items(), key=lambda item: -len(item[1])))


def _planned(question: Question, held: Sequence[HeldMeeting], records: Records) -> int:
    """How many days the one body had decided to meet in the time that is named, where more than are held."""
    if len(_by_body(held)) > 1 or not question.context.has_span:
        return 0
    first = held[0]
    planned = {
        one.day for one in records.calendar.earliest_first if _is_of(one, first) and question.context.spans(one.day)
    }
    return len(planned) if len(planned) > len(held) else 0


def _is_of(planned: PlannedMeeting, held: HeldMeeting) -> bool:
    return planned.organisation == held.organisation and name_key(planned.body) == name_key(held.body)


def _small(body: str) -> str:
    return f"{body[0].lower()}{body[1:]}"


PLAN = Plan(
    "meetings_held",
    lambda question: question.surely_asks_for(Intent.MEETING_COUNT) and not question.named,
    _answer,
    asked="how many meetings there were: «Hur många gånger möttes kommunfullmäktige 2024?»",
    data="meetings that minutes are held of, the days that bodies have decided to meet",
    says="how many minutes there are and of which days; how many days were planned, where these are more",
    needs=Needs.REGISTER,
)
