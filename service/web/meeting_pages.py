"""The pages of meetings: a month of them as calendar and list, and what each came to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from corpus.base.types import Document, Person, Role
from corpus.vocabulary.labels import ROLE_WORDS
from service.api.endpoints import CurrentEngine
from service.api.entrance.own_address import site_address
from service.base.filter_fields import read_filters
from service.base.filters import is_meeting_of, passes
from service.base.links import passage_url, person_address
from service.base.text import section_title
from service.engine.engine import Engine
from service.register.coverage import MissingMeeting
from service.register.decisions import Treatment
from service.register.in_force import main_decision
from service.register.matter_kinds import is_raised
from service.register.meeting_words import overview_words
from service.register.meetings import HeldMeeting, MeetingQuery
from service.register.people import ELECTED_ROLES, person_id
from service.register.votes import HeldVote, VoteQuery
from service.web import meeting_calendar
from service.web.coverage_view import Absent, absent_meeting, missing_run
from service.web.display_text import Verdict, VoteTable, verdict, vote_table
from service.web.meeting_calendar import Month, month_of
from service.web.pages import render
from service.web.references import meeting_reference
from service.web.structured_data import meeting_data
from service.web.watch.topics import calendar_path, list_topic

# More than there are of anything.
_ALL = 100_000
# In what order those present are named.
_ROLES: Sequence[Role] = ("chair", "vice_chair", "member", "substitute", "adjuster", "secretary", "official", "other")

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A matter of a meeting: its title and where it stands, its number, what became of it, and its votes."""

    title: str
    url: str
    case_number: str | None
    verdict: Verdict | None
    votes: tuple[VoteTable, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody named at a meeting: name, party, every role that he or she had, and the page of an elected person."""

    name: str
    party: str | None
    roles: tuple[str, ...]
    url: str | None


@router.get("/moten")
def list_meetings(request: Request, engine: CurrentEngine) -> Response:
    """A month of meetings, of a body or of all: the newest month that has any unless another is asked for."""
    chosen = {name: request.query_params.get(name, "").strip() for name in ("organisation", "body")}
    filters = read_filters({name: value or None for name, value in chosen.items()})
    _, found = engine.meetings(MeetingQuery(filters, _ALL))
    absent = [
        each
        for each in engine.coverage().missing_meetings
        if is_meeting_of(each.organisation, each.body, each.day, filters)
    ]
    called = [each for each in engine.records.meetings.only_called if passes(each, filters)]
    months = _months(found, absent, called)
    month = meeting_calendar.read_month(request.query_params.get("manad", "")) or next(
        (one for one, count in months.items() if count), next(iter(months), None)
    )
    return render(
        "meetings.html",
        chosen=chosen,
        holdings=engine.holdings(),
        total=len(found),
        months=_years(months),
        address=lambda one: _address(chosen, one),
        calendar=meeting_calendar,
        watch=list_topic(**chosen).address,
        calendar_file=calendar_path(chosen),
        **(_of_month(month, list(months), found, absent, called) if month else {"month": None}),
    )


@router.get("/mote/{meeting_id}")
def show_meeting(meeting_id: str, engine: CurrentEngine, request: Request) -> Response:
    """One meeting: its overview, its matters in order with what became of each, and its votes."""
    meeting = engine.meeting(meeting_id)
    _, votes = engine.votes(VoteQuery(meeting=meeting.id, limit=_ALL))
    before, after = engine.records.meetings.beside(meeting)
    return render(
        "meeting.html",
        meeting=meeting,
        reference=meeting_reference(site_address(request), meeting),
        overview=overview_words(meeting),
        before=before,
        after=after,
        rows=tuple(_rows(meeting, votes)),
        raised=sum(is_raised(treatment.heading) for treatment in meeting.matters),
        gaps=_gaps(engine, meeting),
        lists=_lists(meeting),
        month=meeting_calendar.month_address(month_of(meeting.day)),
        people=_people(engine, meeting),
        structured_data=meeting_data(meeting, site_address(request)),
        watch=list_topic(organisation=meeting.organisation, body=meeting.body).address,
        has_minutes=any(document.kind == "minutes" for document in meeting.documents),
    )


def _months(
    found: Sequence[HeldMeeting], absent: Sequence[MissingMeeting], called: Sequence[Document]
) -> dict[Month, int]:
    """How many meetings are held of each month that has any, held or missing, newest first."""
    counts = Counter(month_of(meeting.day) for meeting in found)
    others = {month_of(each.day) for each in absent if each.body_indexed}
    others |= {month_of(each.date) for each in called if each.date}
    return {month: counts[month] for month in sorted({*counts, *others}, reverse=True)}


def _years(months: Mapping[Month, int]) -> dict[int, list[tuple[Month, int]]]:
    years: dict[int, list[tuple[Month, int]]] = defaultdict(list)
    for month, count in months.items():
        years[month[0]].append((month, count))
    return years


def _of_month(
    month: Month,
    months: Sequence[Month],
    found: Sequence[HeldMeeting],
    absent: Sequence[MissingMeeting],
    called: Sequence[Document],
) -> dict[str, object]:
    """What the page shows of a month, the meetings in order of time."""
    own = [meeting for meeting in reversed(found) if month_of(meeting.day) == month]
    lacking = [each for each in absent if month_of(each.day) == month]
    before, after = meeting_calendar.beside(months, month)
    return {
        "month": month,
        "before": before,
        "after": after,
        "weeks": meeting_calendar.weeks(month, own, (each.day for each in lacking)),
        "meetings": [(meeting, overview_words(meeting)) for meeting in own],
        "absent": _in_words(lacking),
        "called": [each for each in called if each.date and month_of(each.date) == month],
    }


def _in_words(absent: Sequence[MissingMeeting]) -> list[Absent]:
    return [absent_meeting(each) for each in sorted(absent, key=lambda each: each.day)]


def _address(chosen: Mapping[str, str], month: Month) -> str:
    kept = {name: value for name, value in chosen.items() if value}
    return f"/moten?{urlencode({**kept, 'manad': meeting_calendar.month_address(month)})}"


def _rows(meeting: HeldMeeting, votes: tuple[HeldVote, ...]) -> Iterator[AgendaRow]:
    for treatment in meeting.matters:
        own = [held.vote for held in votes if held.treatment.key == treatment.key]
        main = main_decision(treatment.decisions)
        yield AgendaRow(
            section_title(treatment.section),
            _url(treatment),
            treatment.section.case_number,
            verdict(main) if main else None,
            tuple(map(vote_table, own)),
        )


def _url(treatment: Treatment) -> str:
    """Where the matter begins in its document."""
    first = treatment.section.blocks[0] if treatment.section.blocks else treatment.section
    return passage_url(treatment.document, first.start, first.end)


def _people(engine: Engine, meeting: HeldMeeting) -> tuple[Present, ...]:
    """Those named in a role, each once, the chair first; officials have no page."""
    roles: dict[tuple[str, str | None], list[Person]] = defaultdict(list)
    for person in sorted(meeting.people, key=lambda one: _ROLES.index(one.role)):
        roles[person.name, person.party].append(person)
    return tuple(
        Present(name, party, tuple(dict.fromkeys(map(_role_words, held))), _person_url(engine, meeting, held))
        for (name, party), held in roles.items()
    )


def _role_words(person: Person) -> str:
    title = person.title or ROLE_WORDS[person.role]
    return title if title.isupper() else f"{title[:1].lower()}{title[1:]}"


def _person_url(engine: Engine, meeting: HeldMeeting, held: Sequence[Person]) -> str | None:
    person, organisation = held[0], meeting.whose[0]
    is_elected = any(each.role in ELECTED_ROLES for each in held)
    if is_elected and engine.records.people.named(person_id(organisation, person.name, None)):
        return person_address(person_id(organisation, person.name, person.party))
    return None


def _gaps(engine: Engine, meeting: HeldMeeting) -> tuple[tuple[str, str], ...]:
    """The runs of §§ that are missing inside the meeting's minutes, each with the address of the § before it."""
    own = {document.id for document in meeting.documents}
    return tuple(
        missing_run(each)
        for each in engine.coverage().missing_numbers
        if {each.after.document.id, each.before.document.id} <= own
    )


def _lists(meeting: HeldMeeting) -> dict[str, str]:
    """The decisions of the meeting as lists of the register, by what they are: the address of each."""
    day = meeting.day.isoformat()
    fields = {"organisation": meeting.organisation or "", "body": meeting.body, "from": day, "to": day}
    kept = {name: value for name, value in fields.items() if value}
    narrower = {
        "all": {},
        "tabled": {"outcome": "tabled"},
        "voted": {"act": "voted"},
        "reserved": {"act": "reserved"},
        "motions": {"act": "raised"},
    }
    return {name: f"/beslut?{urlencode({**kept, **more})}" for name, more in narrower.items()}
