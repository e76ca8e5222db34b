"""Where a question was lost on its way from the documents to the answer: a pure function of a run's row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.staff.covering import covered
from service.staff.gold import Evidence

TOP = 5


@dataclass(frozen=True, slots=True)
class Stage:
    """A step at which a question can be lost: its name, and what it means to somebody who reads a report."""

    key: str
    name: str
    meaning: str


NOT_INDEXED = Stage(
    "not_held",
    "Inte inläst",
    "Det som svaret bygger på står inte i något dokument som är inläst.",
)
NOT_FOUND = Stage(
    "not_found",
    "Inte bland kandidaterna",
    "Sökningen hittade inte rätt ställe bland de 100 avsnitt som den rangordnar.",
)
RANKED_LOW = Stage(
    "ranked_low",
    "Rangordnad lågt",
    f"Rätt ställe hittades, men först efter plats {TOP}, så att annat kom före.",
)
REFUSED = Stage(
    "refused",
    "Avstod",
    f"Rätt ställe stod bland de {TOP} första, men tjänsten svarade att det inte finns i dokumenten.",
)
WRONG_SENTENCE = Stage(
    "wrong_sentence",
    "Fel mening",
    f"Rätt ställe stod bland de {TOP} första, men svaret citerade andra ord.",
)
INCOMPLETE = Stage(
    "incomplete",
    "Rätt mening, men något saknas",
    "Svaret citerade rätt ställe, men innehöll inte allt som ett rätt svar måste innehålla.",
)
SHOULD_HAVE_REFUSED = Stage(
    "should_have_refused",
    "Svarade fast dokumenten inte säger det",
    "Frågan går inte att besvara ur dokumenten. Tjänsten borde ha avstått.",
)
UNKNOWN = Stage(
    "unknown",
    "Går inte att säga",
    "Körningen sparade inte hur långt rätt ställe kom.",
)
STAGES = (NOT_INDEXED, NOT_FOUND, RANKED_LOW, REFUSED, WRONG_SENTENCE, INCOMPLETE, SHOULD_HAVE_REFUSED, UNKNOWN)


def stage_of(row: Mapping[str, Any]) -> Stage | None:
    """The first step at which the row's question was lost; ``None`` when nothing went wrong or nothing was asked.

    The row is one of ``rows.jsonl``. The rank comes from its ``trace``, or where there is none from the first hits.
    """
    if row["right"] is not False:
        return None
    if not row["answerable"]:
        return SHOULD_HAVE_REFUSED
    trace = row.get("trace") or {}
    rank = trace.get("rank") or row.get("rank")
    if rank is None:
        return _never_found(trace)
    return RANKED_LOW if rank > TOP else _lost_at_the_top(row)


def quotes_evidence(citation: Mapping[str, Any], evidence: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the very words that were cited cover a piece of evidence, not only the passage around them."""
    pieces = [Evidence(item["file"], item["quote"]) for item in evidence]
    return bool(covered(citation["quote"], citation["source_file"], pieces))


def _never_found(trace: Mapping[str, Any]) -> Stage:
    if not trace:
        return UNKNOWN
    return NOT_INDEXED if trace.get("held") is False else NOT_FOUND


def _lost_at_the_top(row: Mapping[str, Any]) -> Stage:
    if row["status"] == "not_in_documents":
        return REFUSED
    if "citations" not in row or "evidence" not in row:
        return UNKNOWN
    is_quoted = any(quotes_evidence(citation, row["evidence"]) for citation in row["citations"])
    return INCOMPLETE if is_quoted else WRONG_SENTENCE
