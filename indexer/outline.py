"""What was read from a document, laid out in Swedish for a person to check against the original."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.base.types import (
    Actor,
    Decision,
    Document,
    EarlierTreatment,
    FloorProposal,
    Matter,
    Meeting,
    Person,
    Role,
    Section,
    Statement,
    Vote,
)
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import (
    ASKED_WORDS,
    BALLOT_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    REQUEST_WORDS,
    ROLE_WORDS,
    STATUS_WORDS,
)

_INDENT = "  "
_HANGING = "    "
_NARROWEST = 40
_QUOTED_CHARS = 400
_UNNAMED = "okänd"
_ROLES = tuple(ROLE_WORDS)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be told, and how many steps in it stands."""

    level: int
    text: str


def outline(document: Document) -> Iterator[Line]:
    """Everything read from the document, in reading order: its head, then each section with what was found in it."""
    yield from _head(document)
    matters = {matter.section_id: matter for matter in document.matters}
    for section in document.sections:
        yield Line(0, "")
        yield from _section_head(section)
        for decision in document.decisions:
            if decision.section_id == section.id:
                yield from _decision(decision)
        if matter := matters.get(section.id):
            yield from _matter(document, matter)
        yield from _tables(section)
        yield from _plan_data(document, section)


def wrapped(lines: Iterator[Line], width: int) -> str:
    """The lines as text, none wider than ``width`` where words allow it; what goes on is set in further."""
    return "\n".join(_wrap(line, max(width, _NARROWEST)) for line in lines)


def _wrap(line: Line, width: int) -> str:
    first = _INDENT * line.level
    return textwrap.fill(
        line.text,
        width,
        initial_indent=first,
        subsequent_indent=first + _HANGING,
        break_long_words=False,
        break_on_hyphens=False,
    )


# The head


def _head(document: Document) -> Iterator[Line]:
    yield Line(0, document.title)
    day = written_date(document.date) if document.date else "utan datum"
    origin = (document.organisation, document.body, KIND_WORDS[document.kind], day)
    yield Line(1, " · ".join(part for part in origin if part))
    yield Line(1, f"Fil: {document.source_file} · id: {document.id}")
    counts = f"{len(document.sections)} avsnitt, {len(document.decisions)} beslut och förslag"
    yield Line(1, f"{counts}, {len(document.text)} tecken")
    if document.meeting:
        yield from _meeting(document.meeting)


def _meeting(meeting: Meeting) -> Iterator[Line]:
    days = ", ".join(written_date(day) for day in meeting.dates)
    parts = " · ".join(part for part in (days, meeting.time, meeting.place) if part)
    if parts:
        yield Line(1, f"Sammanträde: {parts}")
    for role, people in groupby(sorted(meeting.people, key=lambda person: _ROLES.index(person.role)), _role_of):
        names = ", ".join(f"{person.name} ({person.party})" if person.party else person.name for person in people)
        yield Line(1, f"{ROLE_WORDS[role].capitalize()}: {names}")


def _role_of(person: Person) -> Role:
    return person.role


# Sections and matters


def _section_head(section: Section) -> Iterator[Line]:
    heading = " / ".join(section.heading) or "Inledande text"
    yield Line(0, f"{section.number} {heading}" if section.number else heading)
    if section.case_number:
        yield Line(1, f"Ärendenummer: {section.case_number}")
    parts = list(dict.fromkeys(block.part for block in section.blocks if block.part))
    if parts:
        yield Line(1, f"Delar: {', '.join(parts)}")
    pages = sorted({block.page for block in section.blocks if block.page})
    if pages:
        yield Line(1, f"Sida: {pages[0]}" if len(pages) == 1 else f"Sidor: {pages[0]}–{pages[-1]}")


def _decision(decision: Decision) -> Iterator[Line]:
    body = decision.deciding_body or _UNNAMED
    parts = [OUTCOME_WORDS[decision.outcome], f"avgörs av {body}" if decision.status == "proposed" else body]
    if decision.recommends:
        parts.append(f"det som begärs är {ASKED_WORDS[decision.recommends]}")
    yield Line(1, f"{STATUS_WORDS[decision.status]} · {' · '.join(parts)}:")
    for item in decision.items:
        yield Line(2, f"– {_flat(item)}")


def _matter(document: Document, matter: Matter) -> Iterator[Line]:
    yield from _officers(matter)
    for proposal in matter.floor_proposals:
        yield from _floor_proposal(document, proposal)
    for span in matter.propositions:
        yield Line(1, f"Propositionsordning: «{_quoted(document, span.start, span.end)}»")
    for vote in matter.votes:
        yield from _vote(vote)
    for label, statements in _labelled(matter):
        for statement in statements:
            yield Line(1, f"{label} {_names(statement.actors)}: «{_quoted(document, statement.start, statement.end)}»")
    if matter.recipients:
        yield Line(1, f"Skickas till: {'; '.join(matter.recipients)}")
    for earlier in matter.earlier:
        yield _earlier(earlier)


def _officers(matter: Matter) -> Iterator[Line]:
    if len(matter.case_numbers) > 1:
        yield Line(1, f"Nämnda ärendenummer: {', '.join(matter.case_numbers)}")
    if matter.responsible:
        yield Line(1, f"Ärendeansvarig: {matter.responsible}")
    if matter.officers:
        yield Line(1, f"Handläggare: {', '.join(matter.officers)}")


def _earlier(earlier: EarlierTreatment) -> Line:
    fate = OUTCOME_WORDS[earlier.outcome] if earlier.outcome else None
    parts = (written_date(earlier.date), earlier.number, earlier.body, fate)
    return Line(1, f"Tidigare: {', '.join(part for part in parts if part)}")


def _labelled(matter: Matter) -> tuple[tuple[str, tuple[Statement, ...]], ...]:
    return (
        ("Reservation av", matter.reservations),
        ("Anteckning av", matter.notes),
        ("Jäv för", matter.disqualified),
        ("Deltar inte:", matter.abstaining),
    )


def _floor_proposal(document: Document, proposal: FloorProposal) -> Iterator[Line]:
    asked = ", ".join(REQUEST_WORDS[request] for request in proposal.requests)
    words = _quoted(document, proposal.start, proposal.end)
    yield Line(1, f"Yrkande av {_names(proposal.actors)} ({asked}): «{words}»")


def _vote(vote: Vote) -> Iterator[Line]:
    figures = (("ja", vote.yes), ("nej", vote.no), ("avstår", vote.abstained), ("frånvarande", vote.absent))
    parts = ", ".join(f"{word} {figure}" for word, figure in figures if figure is not None)
    yield Line(1, f"Omröstning: {parts or 'siffror saknas'}")
    if vote.question:
        yield Line(2, f"Fråga: «{_flat(vote.question)}»")
    for ballot, word in BALLOT_WORDS.items():
        voters = [actor for actor, cast in vote.ballots if cast == ballot]
        if voters:
            yield Line(2, f"{word.capitalize()} ({len(voters)} namngivna): {_names(voters)}")


def _names(actors: Sequence[Actor]) -> str:
    return ", ".join(_actor(actor) for actor in actors) or _UNNAMED


def _actor(actor: Actor) -> str:
    if actor.name is None:
        return f"gruppen {actor.party or _UNNAMED}"
    return f"{actor.name} ({actor.party})" if actor.party else actor.name


# Tables and plans


def _tables(section: Section) -> Iterator[Line]:
    rows = [block for block in section.blocks if block.kind == "row"]
    for columns, table in groupby(rows, key=lambda block: block.columns):
        yield Line(1, f"Tabell: {' | '.join(columns)}" if columns else "Tabell utan kolumnnamn")
        for row in table:
            if row.cells != columns:
                yield Line(2, " | ".join(_flat(cell) or "–" for cell in row.cells))


def _plan_data(document: Document, section: Section) -> Iterator[Line]:
    for assignment in document.assignments:
        if assignment.section_id == section.id:
            parts = (_flat(assignment.text), assignment.status, assignment.ends and f"klart {assignment.ends}")
            yield Line(1, f"Uppdrag: {' · '.join(part for part in parts if part)}")
    for indicator in document.indicators:
        if indicator.section_id == section.id:
            goal = f"{_flat(indicator.goal)} – " if indicator.goal else ""
            figures = (*indicator.outcomes, *indicator.targets)
            period = f" · {indicator.period}" if indicator.period else ""
            yield Line(1, f"Indikator: {goal}{_flat(indicator.name)}: {_figures(figures)}{period}")
    for amount in document.amounts:
        if amount.section_id == section.id:
            unit = f" ({amount.unit})" if amount.unit else ""
            yield Line(1, f"Belopp{unit}: {_flat(amount.label)}: {_figures(amount.figures)}")


def _figures(figures: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{column}: {figure}" if column else figure for column, figure in figures) or "inga siffror"


def _quoted(document: Document, start: int, end: int) -> str:
    words = _flat(document.text[start:end])
    return textwrap.shorten(words, _QUOTED_CHARS, placeholder=" …")


def _flat(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()
