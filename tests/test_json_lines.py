"""Files that several processes add lines to."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer.locks import hold
from service.base.errors import NotSaved
from service.base.json_lines import append_json_line, read_json_lines


def test_lines_come_back_in_order_and_in_swedish(tmp_path: Path) -> None:
    path = tmp_path / "ny" / "frågor.jsonl"
    assert read_json_lines(path) == []
    append_json_line(path, {"fråga": "Vad\nhände?"})
    append_json_line(path, {"fråga": 2})
    assert read_json_lines(path) == [{"fråga": "Vad\nhände?"}, {"fråga": 2}]
    assert path.read_text("utf-8") == '{"fråga": "Vad\\nhände?"}\n{"fråga": 2}\n'


def test_a_line_that_lacks_its_end_gets_it_and_what_is_no_record_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n{"halv\n[2]\n\n{"a": 3}', "utf-8")
    append_json_line(path, {"a": 4})
    assert read_json_lines(path) == [{"a": 1}, {"a": 3}, {"a": 4}]


def test_personal_numbers_are_masked_wherever_they_stand_in_a_record(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    append_json_line(
        path, {"question": "Gäller det 850709-9805?", "evidence": [{"quote": "pnr:121212-1212"}], "tal": 198507099805}
    )
    assert read_json_lines(path) == [
        {"question": "Gäller det XXXXXX-XXXX?", "evidence": [{"quote": "pnr:XXXXXX-XXXX"}], "tal": 198507099805}
    ]


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jsonl"
    append_json_line(path, {"a": 1})

    def full(_: int) -> None:
        raise OSError(28, "disken är full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="Filen går inte att skriva: disken är full"):
        append_json_line(path, {"a": 2})
    assert path.read_text("utf-8") == '{"a": 1}\n'


def test_a_file_that_cannot_be_read_or_written_is_told_of(tmp_path: Path) -> None:
    for write in (lambda: append_json_line(tmp_path, {}), lambda: read_json_lines(tmp_path)):
        with pytest.raises(NotSaved, match="Filen går inte att"):
            write()


def test_many_at_once_add_a_line_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"

    def add(number: int) -> None:
        append_json_line(path, {"id": number % 2}, unless=lambda saved: {"id": number % 2} in saved)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert sorted(record["id"] for record in read_json_lines(path)) == [0, 1]


def test_somebody_who_holds_the_file_is_waited_for_only_so_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.base.json_lines._TIMEOUT_S", 0.05)
    with (
        hold(tmp_path / ".a.jsonl.lock", timeout_s=5),
        pytest.raises(NotSaved, match="Någon annan skriver i filen just nu"),
    ):
        append_json_line(tmp_path / "a.jsonl", {})
    assert not (tmp_path / "a.jsonl").exists()


def test_of_a_long_file_the_end_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = "x" * 1_000_100
    path.write_text("".join(f'{{"n": {number}, "x": "{long}"}}\n' for number in range(4)), "utf-8")
    assert [record["n"] for record in read_json_lines(path)] == [3]
