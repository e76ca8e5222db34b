"""Gold questions as staff fill them in: what is wrong with them, and the line they become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from corpus.base.text import one_line
from corpus.base.types import Document
from service.base.types import Filters
from service.staff.gold import (
    ASKERS,
    MAX_QUOTE_CHARS,
    MIN_QUOTE_CHARS,
    QUESTION_KINDS,
    UNANSWERABLE,
    Evidence,
    GoldQuestion,
    lacking,
    record_of,
)


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that were marked as a right place, under the name of their field, and the document they stand in."""

    field: str
    document: Document
    quote: str


@dataclass(frozen=True, slots=True)
class GoldDraft:
    """A gold question as it was filled in. ``must_contain`` has a group a line, its alternatives parted by «|»."""

    id: str
    question: str
    kind: str
    asker: str
    answerable: bool | None
    marked: Sequence[Marked]
    answer: str
    must_contain: str
    filters: Filters
    note: str


def faults(draft: GoldDraft) -> dict[str, str]:
    """What is wrong with the draft, in Swedish, by the names of its fields; empty when it can be saved."""
    found = {
        **_faults_of_marks(draft),
        "answerable": "Välj om frågan går att besvara." if draft.answerable is None else "",
        **(_faults_of_answer(draft) if draft.answerable is not False else {}),
        "asker": "" if draft.asker in ASKERS else "Välj vem som frågar.",
    }
    return {name: fault for name, fault in found.items() if fault}


def gold_record(draft: GoldDraft) -> dict[str, Any]:
    """The draft, once it has no faults, as it is written."""
    evidence = (Evidence(PurePath(each.document.source_file).name, one_line(each.quote)) for each in draft.marked)
    return record_of(
        GoldQuestion(
            id=draft.id,
            question=one_line(draft.question),
            kind=draft.kind if draft.answerable else UNANSWERABLE,
            asker=draft.asker,
            answerable=bool(draft.answerable),
            evidence=tuple(dict.fromkeys(evidence)),
            answer=one_line(draft.answer),
            must_contain=tuple(map(tuple, groups(draft.must_contain))) if draft.answerable else (),
            filters=draft.filters,
            note=one_line(draft.note),
        )
    )


def groups(written: str) -> list[list[str]]:
    """The groups that a right answer must have one string of each of: one a line, alternatives parted by «|»."""
    parted = ([one_line(part) for part in line.split("|")] for line in written.splitlines())
    return [kept for group in parted if (kept := [part for part in group if part])]


def _faults_of_marks(draft: GoldDraft) -> dict[str, str]:
    if draft.answerable is False:
        is_marked = "Frågan går inte att besvara, men ett avsnitt är markerat. Ta bort markeringen."
        return {"marked": is_marked if draft.marked else ""}
    is_missing = "" if draft.marked else "Markera minst ett avsnitt, eller välj att frågan inte går att besvara."
    return {"marked": is_missing, **{each.field: _fault_of_quote(each) for each in draft.marked}}


def _faults_of_answer(draft: GoldDraft) -> dict[str, str]:
    return {
        "answer": "" if one_line(draft.answer) else "Skriv ett rätt svar.",
        "must_contain": _fault_of_groups(draft),
        "kind": "" if draft.kind in QUESTION_KINDS else "Välj vad frågan gäller.",
    }


def _fault_of_groups(draft: GoldDraft) -> str:
    wanted = groups(draft.must_contain)
    if not wanted:
        return "Skriv minst ett ord som svaret måste innehålla."
    missing = lacking(draft.answer, wanted)
    if one_line(draft.answer) and missing:
        return f"Ditt eget svar innehåller inte ”{'” eller ”'.join(missing[0])}”. Ändra svaret eller kravet."
    return ""


def _fault_of_quote(marked: Marked) -> str:
    quote = one_line(marked.quote)
    if not MIN_QUOTE_CHARS <= len(quote) <= MAX_QUOTE_CHARS:
        return (
            f"Texten har {len(quote)} tecken. Stryk allt utom de ord som svarar på frågan: "
            f"minst {MIN_QUOTE_CHARS} och högst {MAX_QUOTE_CHARS} tecken."
        )
    if quote not in one_line(marked.document.text):
        return "Orden står inte så i handlingen. Stryk ur texten, men ändra inget i den."
    return ""
