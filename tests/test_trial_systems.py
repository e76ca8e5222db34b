"""Small files as the systems of municipalities print them, a kind of fault each, read as a person reads them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from corpus.base.types import Document, Problem
from tests.trial_values import Value, read_trials, read_values, wrongs

TRIALS = Path(__file__).parent / "trials"
FOLDERS = (
    "egna-system",
    "egna-system-2",
    "egna-system-3",
    "egna-system-4",
    "egna-system-5",
    "egna-system-6",
    "egna-system-7",
    "egna-system-8",
    "egna-system-9",
)
CASES = [(folder, value) for folder in FOLDERS for value in read_values(TRIALS / folder)]


@cache
def trials(folder: str) -> dict[str, Document | Problem]:
    return dict(read_trials(TRIALS / folder))


@pytest.mark.parametrize(("folder", "value"), CASES, ids=[value["file"] for _, value in CASES])
def test_a_trial_is_read_as_a_person_reads_it(folder: str, value: Value) -> None:
    assert wrongs(value, trials(folder)[value["file"]]) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_trial_file_has_its_values(folder: str) -> None:
    assert {value["file"] for value in read_values(TRIALS / folder)} | {"values.jsonl"} >= trials(folder).keys()


def test_what_is_read_otherwise_is_told() -> None:
    value = next(value for _, value in CASES if value["file"] == "taxa-antagen.txt")
    read = trials("egna-system")["taxa-antagen.txt"]
    told = wrongs({**value, "kind": "minutes", "date": "2024-01-01", "decided": 2, "absent": ["7 200 kronor"]}, read)
    assert told == [
        "kind: rules, rätt minutes",
        "date: 2023-11-27, rätt 2024-01-01",
        "0 beslut, rätt 2",
        "«7 200 kronor» står kvar",
    ]
