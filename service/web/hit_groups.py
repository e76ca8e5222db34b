"""How hits are shown: several of one section as one, and what was done about the matter as badges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from corpus.base.types import Decision, Document, Section
from corpus.vocabulary.labels import OUTCOME_WORDS, STATUS_WORDS
from service.base.types import Citation, Hit

Tone = Literal["decided", "proposed", "open", "information"]


@dataclass(frozen=True, slots=True)
class Group:
    """The best hit of a section, and the others that were found in it, best first."""

    first: Hit
    more: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Badge:
    """What was done about a matter, in a word or two; ``tone`` tells the kinds apart beside the words."""

    words: str
    tone: Tone


def group_by_section(hits: Iterable[Hit]) -> tuple[Group, ...]:
    """The hits by section, in the order of the best hit of each."""
    sections: dict[tuple[str, str], list[Hit]] = {}
    for hit in hits:
        sections.setdefault((hit.document.id, hit.section.id), []).append(hit)
    return tuple(Group(first, tuple(more)) for first, *more in sections.values())


def badges(document: Document, section: Section) -> tuple[Badge, ...]:
    """What was decided or proposed in the section, each once, what was decided first."""
    found = [decision for decision in document.decisions if decision.section_id == section.id]
    ordered = sorted(found, key=lambda decision: decision.status != "decided")
    return tuple(dict.fromkeys(_badge(decision) for decision in ordered if decision.status != "information"))


def citation_badge(citation: Citation) -> Badge | None:
    """What the cited words do: the decision that they stand in tells most, else their own status."""
    if citation.decision_status is None:
        return None
    for decision in citation.document.decisions:
        is_inside = decision.start < citation.quote_end and citation.quote_start < decision.end
        if is_inside and decision.status == citation.decision_status == "decided":
            return _badge(decision)
    return Badge(STATUS_WORDS[citation.decision_status], citation.decision_status)


def _badge(decision: Decision) -> Badge:
    if decision.status != "decided":
        return Badge("Förslag", "proposed")
    tone: Tone = "open" if decision.outcome in ("tabled", "referred_back") else "decided"
    return Badge(OUTCOME_WORDS[decision.outcome].capitalize(), tone)
