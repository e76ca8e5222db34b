"""Gold questions as they are filled in: what is wrong with them, and the line they become."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.datasets.gold import read_gold
from service.base.types import Filters
from service.staff.gold import QUESTION_KINDS, UNANSWERABLE, Evidence
from service.staff.gold_drafts import GoldDraft, Marked, faults, gold_record, groups
from tests.tiny_service import DECIDED, MINUTES, PLAN

DRAFT = GoldDraft(
    id="g-0123abcd",
    question="  Vad hände med\nbussarna? ",
    kind="decision",
    asker="politician",
    answerable=True,
    marked=(Marked("ord-1", MINUTES, DECIDED.replace(" att ", "\r\n att  ") + " "),),
    answer="Styrelsen säger upp avtalet.",
    must_contain="säga upp | Säger  upp\r\n\r\n avtalet ",
    filters=Filters(body="Styrelsen", date_from=date(2024, 12, 1)),
    note="",
)
NO = replace(DRAFT, answerable=False, marked=(), answer="", must_contain="x", kind="")


def test_a_whole_draft_has_no_faults_and_becomes_a_line() -> None:
    assert faults(DRAFT) == {}
    assert gold_record(DRAFT) == {
        "id": "g-0123abcd",
        "question": "Vad hände med bussarna?",
        "kind": "decision",
        "asker": "politician",
        "answerable": True,
        "evidence": [{"file": "protokoll-1.txt", "quote": DECIDED}],
        "answer": "Styrelsen säger upp avtalet.",
        "must_contain": [["säga upp", "Säger upp"], ["avtalet"]],
        "filters": {"body": "Styrelsen", "from": "2024-12-01"},
        "note": "",
    }


def test_a_question_that_cannot_be_answered_has_neither_passages_nor_demands() -> None:
    assert faults(NO) == {}
    record = gold_record(NO)
    assert (record["kind"], record["evidence"], record["must_contain"]) == (UNANSWERABLE, [], [])
    assert gold_record(replace(NO, filters=Filters()))["filters"] is None


def test_the_same_words_marked_twice_are_one_piece_of_evidence() -> None:
    twice = replace(DRAFT, marked=(*DRAFT.marked, Marked("ord-2", MINUTES, DECIDED)))
    assert len(gold_record(twice)["evidence"]) == 1


def test_the_evaluation_reads_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    kinds = [replace(DRAFT, id=f"g-{kind}", kind=kind) for kind in QUESTION_KINDS]
    records = [gold_record(draft) for draft in (DRAFT, NO, *kinds) if faults(draft) == {}]
    for number, record in enumerate(records):
        record["id"] = f"g-{number}"
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    first, second, *others = read_gold(path).topics
    assert first.evidence == (Evidence("protokoll-1.txt", DECIDED),)
    assert first.must_contain == (("säga upp", "Säger upp"), ("avtalet",))
    assert first.filters == DRAFT.filters
    assert (second.answerable, second.kind) == (False, "unanswerable")
    assert [topic.kind for topic in others] == list(QUESTION_KINDS)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (replace(DRAFT, asker=""), {"asker": "Välj vem som frågar."}),
        (replace(DRAFT, answerable=None), {"answerable": "Välj om frågan går att besvara."}),
        (replace(DRAFT, kind="unanswerable"), {"kind": "Välj vad frågan gäller."}),
        (replace(DRAFT, answer=" "), {"answer": "Skriv ett rätt svar."}),
        (replace(DRAFT, must_contain=" | \n"), {"must_contain": "Skriv minst ett ord som svaret måste innehålla."}),
        (
            replace(DRAFT, must_contain="avtalet\nja | nej"),
            {"must_contain": "Ditt eget svar innehåller inte ”ja” eller ”nej”. Ändra svaret eller kravet."},
        ),
        (
            replace(DRAFT, marked=()),
            {"marked": "Markera minst ett avsnitt, eller välj att frågan inte går att besvara."},
        ),
        (
            replace(NO, marked=DRAFT.marked),
            {"marked": "Frågan går inte att besvara, men ett avsnitt är markerat. Ta bort markeringen."},
        ),
        (
            replace(DRAFT, marked=(Marked("ord-3", PLAN, DECIDED),)),
            {"ord-3": "Orden står inte så i handlingen. Stryk ur texten, men ändra inget i den."},
        ),
    ],
)
def test_what_is_wrong_is_told_by_field(changed: GoldDraft, fault: dict[str, str]) -> None:
    assert faults(changed) == fault


@pytest.mark.parametrize(("length", "is_right"), [(39, False), (40, True), (400, True), (401, False)])
def test_quotes_are_neither_short_nor_long(length: int, is_right: bool) -> None:
    document = replace(MINUTES, text="ord " * 200)
    found = faults(
        replace(DRAFT, marked=(Marked("ord-1", document, ("ord " * 200)[:length].rstrip().ljust(length, "o")),))
    )
    assert ("tecken" in found.get("ord-1", "")) is not is_right


def test_groups_are_lines_and_alternatives_are_parted() -> None:
    assert groups("a | b\n\n| c |\n") == [["a", "b"], ["c"]]
