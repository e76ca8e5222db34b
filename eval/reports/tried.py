"""A question of a run as a reader meets it: what was asked and expected, and what came instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.measures.measure_names import MEMBER_NAMES
from eval.reports.failure_stages import quotes_evidence
from eval.reports.figures import Record


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words that an answer cited, their file, and whether they are a right place."""

    file: str
    quote: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """A question with its right answer, the answer that came (``None`` where nothing was asked) and what it cited."""

    id: str
    question: str
    kind: str
    asker: str
    expected: str
    evidence: tuple[Record, ...]
    must_contain: tuple[str, ...]
    right: bool | None
    refused: bool
    answer: str
    reason: str
    quoted: tuple[Quoted, ...]
    rank: int | None


def tried(row: Record) -> Tried:
    """The question of a row of ``rows.jsonl``."""
    evidence = tuple(row.get("evidence") or ())
    asker = str(row.get("asker") or "")
    return Tried(
        id=row["id"],
        question=row["question"],
        kind=MEMBER_NAMES["by_kind"].get(row["kind"], str(row["kind"])),
        asker=MEMBER_NAMES["by_asker"].get(asker, asker),
        expected=row.get("expected") or "",
        evidence=evidence,
        must_contain=tuple(_alternatives(group) for group in row.get("must_contain") or ()),
        right=row["right"],
        refused=row["status"] == "not_in_documents",
        answer=row["answer"],
        reason=row.get("reason") or "",
        quoted=tuple(_quoted(citation, evidence) for citation in row.get("citations") or ()),
        rank=(row.get("trace") or {}).get("rank") or row.get("rank"),
    )


def _alternatives(group: Sequence[str]) -> str:
    return " eller ".join(f"”{string}”" for string in group)


def _quoted(citation: Record, evidence: Sequence[Record]) -> Quoted:
    return Quoted(citation["source_file"], citation["quote"], quotes_evidence(citation, evidence))
