"""Where a question was lost, from rows made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from eval.reports.failure_stages import STAGES, quotes_evidence, stage_of

QUOTE = "Regionstyrelsen har beslutat att säga upp avtalet om regionvård"
OTHER = "Regionstyrelsen har beslutat att godkänna budgeten för nästa år"


def cited(quote: str, file: str = "a.txt") -> dict[str, Any]:
    return {"source_file": file, "quote": quote, "covers": True}


def row(**changes: Any) -> dict[str, Any]:
    """The row of an answerable question that got a wrong answer, with the right passage first."""
    return {
        "right": False,
        "answerable": True,
        "status": "answered",
        "rank": 1,
        "evidence": [{"file": "a.txt", "quote": QUOTE}],
        "citations": [cited(OTHER)],
        "trace": {"held": True, "rank": 1},
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "stage"),
    [
        ({"right": True}, None),
        ({"right": None, "status": None}, None),
        ({"rank": None, "trace": {"held": False, "rank": None}}, "not_held"),
        ({"rank": None, "trace": {"held": True, "rank": None}}, "not_found"),
        ({"rank": None, "trace": {"held": None, "rank": None}}, "not_found"),
        ({"rank": None, "trace": {"held": True, "rank": 11}}, "ranked_low"),
        ({"rank": 6, "trace": {"held": True, "rank": 6}}, "ranked_low"),
        ({"rank": 6, "trace": {"held": True, "rank": 6}, "status": "not_in_documents"}, "ranked_low"),
        ({"rank": 5, "trace": {"held": True, "rank": 5}}, "wrong_sentence"),
        ({"status": "not_in_documents", "citations": []}, "refused"),
        ({"status": "partly_answered"}, "wrong_sentence"),
        ({"citations": [cited(OTHER), cited(QUOTE)]}, "incomplete"),
        ({"citations": [cited(QUOTE, "b.txt")]}, "wrong_sentence"),
        ({"answerable": False, "rank": None, "evidence": []}, "should_have_refused"),
    ],
)
def test_the_first_step_that_failed_is_told(changes: dict[str, Any], stage: str | None) -> None:
    found = stage_of(row(**changes))
    assert (found.key if found else None) == stage


def test_what_a_run_did_not_keep_is_not_guessed() -> None:
    bare = {"right": False, "answerable": True, "status": "answered", "rank": None}
    assert stage_of(bare).key == "unknown"
    assert stage_of({**bare, "rank": 2}).key == "unknown"
    # These can be told without a trace.
    assert stage_of({**bare, "rank": 7}).key == "ranked_low"
    assert stage_of({**bare, "rank": 2, "status": "not_in_documents"}).key == "refused"


def test_words_count_as_the_evidence_from_half_of_its_trigrams_in_its_own_file() -> None:
    evidence = [{"file": "a.txt", "quote": QUOTE}]
    # The quote has nine words, seven trigrams: six words hold four of them, five words three.
    assert quotes_evidence(cited("beslutat att säga upp avtalet om"), evidence)
    assert not quotes_evidence(cited("att säga upp avtalet om"), evidence)
    assert quotes_evidence(cited(QUOTE, "mapp/a.txt"), evidence)


def test_every_stage_has_a_name_of_its_own() -> None:
    assert len({stage.name for stage in STAGES}) == len({stage.key for stage in STAGES}) == 8
