"""When the passages found are no ground for an answer, and how that is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.base.types import Document
from corpus.vocabulary.dates import MONTHS, written_date
from indexer.calibration import Background
from service.answers.evidence.choice import Choice
from service.answers.evidence.fitting import Rules
from service.base.text import listed
from service.question.expectation import Expectation
from service.question.naming import fits_body, fits_organisation
from service.question.query import ReadQuery
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

NOT_TOLD = "Dokumenten som finns här ger inget säkert svar på frågan."
LACKS: Mapping[Expectation, str] = {
    "cost": "Dokumenten nämner saken men anger inget belopp som svarar på frågan.",
    "amount": "Dokumenten nämner saken men anger ingen siffra som svarar på frågan.",
    "date": "Dokumenten nämner saken men anger ingen tid som svarar på frågan.",
    "who": "Dokumenten nämner saken men inte vem det gäller.",
    "vote": "Dokumenten nämner saken men inte hur partier eller ledamöter tog ställning.",
}
_NEXT_TO_NOTHING = 0.05
_NOTHING_FOUND = "Inget i dokumenten som finns här passar till frågan."
_MASKED = re.compile(r"\bX{3,}\b")
_OPINION = re.compile(r"\b(?:till|av)styrk", re.IGNORECASE)
_IN_TIME = re.compile(rf"\b(?:i|under)\s+(?:år\s+)?(?:({'|'.join(MONTHS)})\s+)?(20\d\d)\b", re.IGNORECASE)
_ONLY_LISTED = re.compile(r"(?:övriga\s+ärenden|dagordning|föredragningslista|ärendelista)\b", re.IGNORECASE)


def reason_to_refuse(
    query: ReadQuery, expectation: Expectation, ranked: Sequence[Ranked], documents: Sequence[Document]
) -> str | None:
    """Why the passages are no ground for any answer, in Swedish; ``None`` when they may be."""
    if not ranked:
        return _NOTHING_FOUND
    if missing := _organisation_not_held(query, documents) or _meeting_not_held(query, documents):
        return missing
    if expectation in ("decision", "vote") and (missing := _time_not_held(query, documents)):
        return missing
    if (query.case_numbers or query.paragraphs) and not ranked[0].candidate.identified:
        named = ", ".join(sorted(query.named))
        return f"Inget ärende med beteckningen {named} finns bland dokumenten."
    return None


def is_unsure(choice: Choice, best: Candidate, expectation: Expectation, background: Background, rules: Rules) -> bool:
    """Whether a unit and the best passage are hardly nearer to the question than to any; a number named is sure."""
    if best.identified:
        return False
    unit, passage = ((cosine - background.mean) / background.deviation for cosine in (choice.cosine, best.cosine))
    if unit + rules.near_passage * passage < rules.certainty:
        return True
    if expectation not in ("amount", "cost"):
        return False
    enough = rules.bare_figure if choice.share < _NEXT_TO_NOTHING else rules.sure_figure
    return unit + rules.held * choice.share < enough


def says_nothing(choice: Choice, expectation: Expectation, question: str) -> str | None:
    """Why the best unit tells nothing, in Swedish: masked words, a matter only listed, an opinion that is not told."""
    section = choice.candidate.section
    if _OPINION.search(question) and not _OPINION.search(choice.candidate.document.text, section.start, section.end):
        return "Ärendet finns i dokumenten, men det står inte där om något tillstyrktes eller avstyrktes."
    if _MASKED.search(choice.unit.text) and expectation in ("who", "list", "cost", "amount", "open"):
        return "Uppgiften är borttagen i dokumentet (XXXX)."
    if _is_listing(choice.candidate) and expectation in ("decision", "cost", "amount", "why", "vote", "open"):
        heading = f"under «{section.heading[-1]}» " if section.heading else ""
        return f"Ärendet nämns bara {heading}i {choice.candidate.document.title}. Vad som beslutades står inte där."
    return None


def _organisation_not_held(query: ReadQuery, documents: Sequence[Document]) -> str | None:
    """That nothing is held of the region or municipality that the question asks about, in Swedish."""
    if not query.context.foreign:
        return None
    held = sorted({document.organisation for document in documents if document.organisation})
    return f"Det finns inga handlingar här från {query.context.foreign[0]}. Det som finns är från {listed(held)}."


def _meeting_not_held(query: ReadQuery, documents: Sequence[Document]) -> str | None:
    """That no document of the body and the day that the question names is held, in Swedish; ``None`` when one is."""
    if not query.dates or not query.context.bodies:
        return None
    of_body = [document for document in documents if fits_body(query.context, document) > 0]
    days = {
        day for document in of_body for day in (document.date, *(document.meeting.dates if document.meeting else ()))
    }
    if query.dates & days:
        return None
    day = written_date(min(query.dates))
    return f"Det finns inga handlingar här från {of_body[0].body} den {day}." if of_body else None


def _time_not_held(query: ReadQuery, documents: Sequence[Document]) -> str | None:
    """That what is held ends before the month or year in which something is said to have been decided, in Swedish."""
    named = query.context
    days = [document.date for document in documents if document.date and fits_organisation(named, document) >= 0]
    asked = [
        (int(year), MONTHS.index(month.lower()) + 1 if month else 1) for month, year in _IN_TIME.findall(query.in_full)
    ]
    if not days or not asked or min(asked) <= (max(days).year, max(days).month):
        return None
    return f"Det finns inga handlingar här från senare än den {written_date(max(days))}."


def _is_listing(candidate: Candidate) -> bool:
    """Whether the passage only lists matters: an agenda, or what stands before the first § of minutes."""
    heading = candidate.section.heading
    return bool(_ONLY_LISTED.match(heading[-1])) if heading else candidate.document.kind == "minutes"
