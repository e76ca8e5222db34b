"""Who held a role at the meetings: chair, secretary, adjusters, members, from what the minutes say of those present."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from corpus.base.types import Document, Person, Role, Span
from indexer.tokens import fold
from service.question.naming import fits_body, fits_time
from service.question.query import ReadQuery

_ROLES: tuple[tuple[frozenset[Role], re.Pattern[str]], ...] = (
    (frozenset({"vice_chair"}), re.compile(r"\bvice\s+ordforande\w*")),
    (frozenset({"chair"}), re.compile(r"\w*ordforande(?:n|ns|s)?\b|\bvem\s+led(?:er|de)\b")),
    (frozenset({"secretary"}), re.compile(r"\bsekreterare\w*|\b(?:forde|for|forer|skrev)\s+protokoll")),
    (frozenset({"adjuster"}), re.compile(r"\bjuster(?:are|arna|ade|ar)\b")),
)
_WHO = re.compile(r"^(?:vem|vilka?|vad\s+heter)\b")
# «överlämnades till kommunstyrelsens ordförande», «§ 96»: the role is only part of what is asked
_HOLDS = re.compile(r"\b(?:ar|var|heter|hette|satt|blev|led(?:er|de)|juster(?:ade|ar)|for(?:de|er)|skrev)\b")
_PLAIN = re.compile(
    r"^(?:vem|vilka?|vad\s+heter)\s+(?:ar|var|blev)?\s*(?:(?:forste|andre|1:e|2:e)\s+)?(?:vice\s+)?\w*(?:ordforande|sekreterare|justerare)\w*\b"
)
_MOST = 6


def people_asked_for(
    query: ReadQuery, documents: Sequence[Document], place: Document
) -> tuple[tuple[Document, Person], ...]:
    """Those who hold the role that a question asks for, in the newest minutes that tell.

    ``place`` is where the question found most. Only when the question is about the role itself: it names no matter
    by number and asks who is, was or adjusted.
    """
    roles = next((roles for roles, asked in _ROLES if asked.search(fold(query.text))), None)
    if roles is None or not (_asks_for_somebody(query) or _asks_who_adjusted(query, roles)):
        return ()
    for document in sorted(_meant(query, documents, place), key=_newest_first):
        people = [person for person in (document.meeting.people if document.meeting else ()) if person.role in roles]
        if people:
            return tuple((document, person) for person in people[:_MOST])
    return ()


def asks_who_holds(query: ReadQuery) -> bool:
    """Whether a question asks for nothing but who holds a role: «vem är ordförande i …»."""
    return _PLAIN.search(fold(query.text)) is not None and not query.named


def _asks_who_adjusted(query: ReadQuery, roles: frozenset[Role]) -> bool:
    """Whether a question asks who adjusted a §: who did it for which is told where the adjusters were chosen."""
    return "adjuster" in roles and bool(query.paragraphs) and _WHO.search(fold(query.text)) is not None


def _asks_for_somebody(query: ReadQuery) -> bool:
    folded = fold(query.text)
    return bool(_WHO.search(folded) and _HOLDS.search(folded)) and not query.named


def line_of(document: Document, person: Person) -> Span:
    """The block that names the person in the role: a row, a line of a list, a field or a paragraph."""
    for section in document.sections:
        for block in section.blocks:
            if block.start <= person.start < block.end:
                return Span(block.start, block.end)
    return Span(person.start, person.end)


def _meant(query: ReadQuery, documents: Sequence[Document], place: Document) -> list[Document]:
    """The minutes of the body, organisation and month that the question names; else of those where it was found."""
    found = [
        document
        for document in documents
        if document.organisation == place.organisation
        and (fits_body(query.context, document) > 0 if query.context.bodies else document.body == place.body)
    ]
    in_time = [
        document for document in found if fits_time(query.context, document) == 1 or document.date in query.dates
    ]
    return in_time or found


def _newest_first(document: Document) -> tuple[int, str]:
    return -(document.date or date.min).toordinal(), document.id
