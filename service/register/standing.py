"""How each treatment of a matter stands among the others: settled, left open, or surpassed by a later one.

A matter comes back: tabled again and again, proposed by one body, decided by another. The latest decision that
settles it is what a question about it is after.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Decision, Document, Outcome, Section
from corpus.vocabulary.identifiers import normalise_case_number
from corpus.vocabulary.outcomes import matter_outcome
from indexer.tokens import fold

# How much an outcome settles; between equals the later day counts.
_SETTLES: Mapping[Outcome | None, int] = {
    "approved": 3,
    "rejected": 3,
    "answered": 3,
    "withdrawn": 2,
    "noted": 2,
    "recommended": 1,
    "referred_back": 1,
    "tabled": 0,
    None: 0,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of a matter at one meeting, and whether another treatment that is held settles it more or later."""

    outcome: Outcome | None = None
    surpassed: bool = False


UNKNOWN = Standing()


def standings(documents: Iterable[Document]) -> dict[tuple[str, str], Standing]:
    """The standing of every section with a decision, by document id and section id."""
    outcomes: dict[tuple[str, str], Outcome | None] = {}
    matters: dict[tuple[str, str, str], list[tuple[int, date, tuple[str, str]]]] = defaultdict(list)
    for document in documents:
        decisions: dict[str, list[Decision]] = defaultdict(list)
        for decision in document.decisions:
            decisions[decision.section_id].append(decision)
        for section in document.sections:
            if section.id in decisions:
                place = document.id, section.id
                outcomes[place] = matter_outcome(decisions[section.id])
                if section.case_number:
                    weight = _SETTLES[outcomes[place]], document.date or date.min, place
                    matters[_matter(document, section)].append(weight)
    surpassed = {place for treatments in matters.values() for _, _, place in sorted(treatments)[:-1]}
    return {place: Standing(outcome, place in surpassed) for place, outcome in outcomes.items()}


def _matter(document: Document, section: Section) -> tuple[str, str, str]:
    """One matter: a case number alone can stand for many, as for all reports of a year."""
    heading = fold(section.heading[-1]) if section.heading else ""
    return document.organisation or "", normalise_case_number(section.case_number or ""), heading
