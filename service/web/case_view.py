"""What the page of a matter shows, made from the matter: latest decision, events in order, picture, positions.

Pure functions over ``service.register.cases.Case``; everything that stands in a document has the address of its words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from corpus.vocabulary.dates import written_date
from service.base.links import passage_url
from service.base.text import section_title
from service.register.body_index import Bodies, body_rank
from service.register.cases import Case, Episode, Mention, Strand
from service.register.decisions import Ruling, Treatment, rulings
from service.register.matter_state import state_words
from service.web.case_picture import Picture, Stop, draw
from service.web.case_positions import Sitting, sitting
from service.web.display_text import (
    Shape,
    Verdict,
    beginning,
    outcome_words,
    short_day,
    verdict,
)

NO_BODY = "Organet framgår inte"

_WORDS_OF_DECISION = 800
_RELATION_WORDS = {"earlier": "Behandlat", "reference": "Omnämnt", "naming": "Nämns"}


@dataclass(frozen=True, slots=True)
class Clause:
    """A decision or proposal as it is told: what it came to, at which meeting, who decides, and its words."""

    id: str
    verdict: Verdict
    body: str | None
    deciding_body: str | None
    day: date | None
    number: str | None
    text: str
    url: str
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at one meeting: held and then with ``url``, or only told of at ``source_url``."""

    day: date | None
    body: str | None
    number: str | None
    shape: Shape
    words: str
    title: str
    url: str | None
    clauses: tuple[Clause, ...]
    source: str | None
    source_url: str | None

    @property
    def is_latest(self) -> bool:
        """Whether the decision that holds now was made here."""
        return any(clause.is_latest for clause in self.clauses)

    @property
    def location_words(self) -> str:
        """The body and the §."""
        return ", ".join(part for part in (self.body or NO_BODY, self.number) if part).replace(
            "§ ", "§\N{NO-BREAK SPACE}"
        )

    @property
    def day_words(self) -> str:
        """The day in words, or that there is none."""
        return written_date(self.day) if self.day else "Datum framgår inte"


@dataclass(frozen=True, slots=True)
class StrandView:
    """What is shown under one heading: the decision that holds now, events oldest first, positions newest first.

    ``state`` says what that means for the matter now.
    ``references`` are other decisions that the minutes point at, which need not be of this matter.
    """

    anchor: str
    heading: str
    latest: Clause | None
    state: str | None
    events: tuple[Event, ...]
    picture: Picture | None
    sittings: tuple[Sitting, ...]
    references: tuple[Event, ...]

    @property
    def has_course(self) -> bool:
        """Whether there is more to tell than the decision that holds now."""
        return len(self.events) != 1 or len(self.events[0].clauses) != 1


@dataclass(frozen=True, slots=True)
class CaseView:
    """The whole page: strands newest first, other matters that name the number, and parts or whole of it."""

    case_number: str
    title: str
    organisations: tuple[str, ...]
    strands: tuple[StrandView, ...]
    naming: tuple[Event, ...]
    related: tuple[tuple[str, str], ...]


def view_case(case: Case, held_until: date | None = None) -> CaseView:
    """What the page of the matter shows; ``held_until`` is the newest day of which anything is held."""
    bodies = Bodies(treatment.document for strand in case.strands for treatment in strand.treatments)
    strands = tuple(
        _strand(strand, case.episodes, bodies, position, held_until) for position, strand in enumerate(case.strands, 1)
    )
    alone = strands[0].heading if len(strands) == 1 else ""
    mentions = [episode.mention for episode in case.episodes if episode.mention]
    return CaseView(
        case.case_number,
        alone or f"Ärende {case.case_number}",
        tuple(dict.fromkeys(strand.organisation for strand in case.strands if strand.organisation)),
        strands,
        tuple(_mention_event(mention, bodies) for mention in mentions if mention.relation == "naming"),
        case.related,
    )


def _strand(
    strand: Strand, episodes: Sequence[Episode], bodies: Bodies, position: int, held_until: date | None
) -> StrandView:
    latest_id = strand.latest.id if strand.latest else None
    own = {id(treatment) for treatment in strand.treatments}
    mentions = [episode.mention for episode in episodes if episode.mention and id(episode.mention.source) in own]
    events = tuple(_events(own, episodes, bodies, latest_id))
    return StrandView(
        f"arende-{position}",
        strand.heading,
        _clause(strand.latest, latest_id) if strand.latest else None,
        state_words(strand, held_until),
        events,
        draw([_stop(event) for event in events], _lanes(events)) if len(events) > 1 else None,
        tuple(found for found in map(sitting, reversed(strand.treatments)) if found.acts),
        tuple(_mention_event(mention, bodies) for mention in mentions if mention.relation == "reference"),
    )


def _events(own: Set[int], episodes: Sequence[Episode], bodies: Bodies, latest_id: str | None) -> Iterator[Event]:
    """The strand's own treatments, by identity, and the earlier ones they tell of, in the order of the episodes."""
    for episode in episodes:
        if episode.treatment and id(episode.treatment) in own:
            yield _treatment_event(episode.treatment, latest_id)
        elif episode.mention and episode.mention.relation == "earlier" and id(episode.mention.source) in own:
            yield _mention_event(episode.mention, bodies)


def _treatment_event(treatment: Treatment, latest_id: str | None) -> Event:
    document, section = treatment.document, treatment.section
    clauses = tuple(_clause(ruling, latest_id) for ruling in rulings([treatment]))
    shown = max(clauses, key=_tells_most, default=None)
    return Event(
        *(document.date, document.body, _unbroken(section.number)),
        shown.verdict.shape if shown else "unknown",
        shown.verdict.words if shown else "Behandlat",
        document.title,
        _section_url(treatment),
        clauses,
        None,
        None,
    )


def _tells_most(clause: Clause) -> tuple[bool, bool]:
    """Of several decisions at one meeting: the one that holds now, else what is sent on to another body."""
    return clause.is_latest, clause.verdict.status == "proposed"


def _mention_event(mention: Mention, bodies: Bodies) -> Event:
    """The mention; its body as its own minutes write it, where a slip of the pen named another."""
    source, target = mention.source, mention.target
    body = bodies.indexed_name(source.document.organisation, mention.body) if mention.body else None
    words = outcome_words(mention.outcome) if mention.outcome else _RELATION_WORDS[mention.relation]
    shape: Shape = "missing" if target is None else mention.outcome or "unknown"
    naming = mention.relation == "naming"
    return Event(
        *(mention.day, body or mention.body, _unbroken(mention.number), shape, words),
        section_title(source.section) if naming else target.document.title if target else "",
        passage_url(source.document, mention.start, mention.end)
        if naming
        else _section_url(target)
        if target
        else None,
        (),
        f"{source.document.title}, {source.section.number or section_title(source.section)}",
        passage_url(source.document, mention.start, mention.end),
    )


def _unbroken(number: str | None) -> str | None:
    """The § on one line with its number."""
    return number.replace(" ", "\N{NO-BREAK SPACE}") if number else None


def _section_url(treatment: Treatment) -> str:
    """Where the section begins: its heading, marked."""
    first = treatment.section.blocks[0] if treatment.section.blocks else treatment.section
    return passage_url(treatment.document, first.start, first.end)


def _clause(ruling: Ruling, latest_id: str | None) -> Clause:
    decision, document = ruling.decision, ruling.treatment.document
    return Clause(
        ruling.id,
        verdict(decision),
        document.body,
        decision.deciding_body or document.body,
        decision.date or document.date,
        _unbroken(ruling.treatment.section.number),
        beginning(document.text[decision.start : decision.end], _WORDS_OF_DECISION),
        passage_url(document, decision.start, decision.end),
        ruling.id == latest_id,
    )


def _lanes(events: Sequence[Event]) -> list[str]:
    """The bodies, the highest to the left, equals in the order they come."""
    bodies = list(dict.fromkeys(event.body for event in events))
    return [body or NO_BODY for body in sorted(bodies, key=body_rank, reverse=True)]


def _stop(event: Event) -> Stop:
    day = short_day(event.day) if event.day else "Utan datum"
    words = event.words if event.url else f"{event.words}, saknas"
    return Stop(event.body or NO_BODY, event.shape, f"{day} · {words}", event.url is not None, event.is_latest)
