"""Texts and passages that stay on the disk until they are read: they say the same as those in memory."""

from __future__ import annotations

import re
import shutil
import tracemalloc
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np
import pytest

from corpus.base.types import Document
from indexer import lines as lines_of_files
from indexer.lines import Lines, SortedLines
from indexer.snapshot import open_snapshot
from indexer.stored import DOCUMENT_JSON, PASSAGE_JSON, StoredDocument, StoredPassages, stored_documents, with_head
from indexer.types import Passage
from tests.test_snapshot import BARE, FULL, PASSAGES, write_by_hand

TRAP = replace(
    FULL, id="fälla", title='","text":"fel","sections":[', text='","sections":[]\\ \u2028 "text":"fel"\t\U0001f68c'
)
LONG = "Ett långt stycke om bussar. " * 400_000


def written(path: Path, rows: list[bytes]) -> Lines:
    path.write_bytes(b"".join(row + b"\n" for row in rows))
    return Lines(path)


def documents_at(path: Path, *documents: Document) -> tuple[Document, ...]:
    return stored_documents(written(path, [DOCUMENT_JSON.dump_json(each) for each in documents]))


# Lines


@pytest.mark.parametrize("chunk", [1, 3, 7, 1 << 24])
@pytest.mark.parametrize("content", [b"", b"\n", b"en", b"en\n", b"en\n\ntv\xc3\xa5", b"en\ntva\ntre\n"])
def test_lines_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int, content: bytes):
    monkeypatch.setattr(lines_of_files, "_CHUNK", chunk)
    path = tmp_path / "file"
    path.write_bytes(content)
    lines = Lines(path)
    assert [lines.line(place) for place in range(len(lines))] == list(lines) == content.splitlines(keepends=True)


@pytest.mark.parametrize("chunk", [1, 2, 5, 1 << 24])
def test_lines_with_a_match_are_found_wherever_the_reading_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
):
    monkeypatch.setattr(lines_of_files, "_CHUNK", chunk)
    lines = written(tmp_path / "file", [b"12", b"312", b"", b"nr 12, 12", b"120", b"x12"])
    assert lines.matching(re.compile(rb"12(?![0-9])")).tolist() == [0, 1, 3, 5]


def test_lines_are_read_after_the_file_is_gone(tmp_path: Path):
    lines = written(tmp_path / "file", [b"en", "två".encode()])
    (tmp_path / "file").unlink()
    assert lines.line(1) == "två\n".encode()


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 200])
def test_sorted_lines_know_the_place_of_each(tmp_path: Path, count: int):
    rows = sorted(f"{number}å".encode() for number in range(0, 2 * count, 2))
    lines = SortedLines(written(tmp_path / "file", rows))
    assert len(lines) == count
    assert [lines.place(row) for row in rows] == list(range(count))
    assert {lines.place(row) for row in (b"", b"\n", b"1", "1å".encode(), b"\xff", *(row[:1] for row in rows))} == {
        None
    }


# Documents


def test_a_document_says_the_same_from_the_disk(tmp_path: Path):
    held = documents_at(tmp_path / "file", FULL, BARE, TRAP)
    assert all(isinstance(each, StoredDocument) for each in held)
    assert held == (FULL, BARE, TRAP) == held
    assert [each.text for each in held] == [FULL.text, BARE.text, TRAP.text]
    assert [asdict(each) for each in held] == [asdict(each) for each in (FULL, BARE, TRAP)]
    assert DOCUMENT_JSON.dump_json(held[2]) == DOCUMENT_JSON.dump_json(TRAP)


@pytest.mark.parametrize("name", [field.name for field in fields(Document)])
def test_documents_that_differ_in_one_field_are_not_the_same(tmp_path: Path, name: str):
    (held,) = documents_at(tmp_path / "file", FULL)
    assert held != replace(FULL, **{name: None})
    assert replace(FULL, **{name: None}) != held


def test_one_made_from_it_stands_by_itself(tmp_path: Path):
    (held,) = documents_at(tmp_path / "file", FULL)
    assert replace(held, title="Annan") == replace(FULL, title="Annan")
    assert not isinstance(replace(held, title="Annan"), StoredDocument)


@pytest.mark.parametrize("is_stored", [False, True])
def test_other_metadata_leave_the_text_where_it_is(tmp_path: Path, is_stored: bool):
    (held,) = documents_at(tmp_path / "file", FULL) if is_stored else (FULL,)
    other = with_head(held, id="a", aliases=("b",), collection="c")
    assert isinstance(other, StoredDocument) == is_stored
    assert other == replace(FULL, id="a", aliases=("b",), collection="c")
    assert held == FULL


@pytest.mark.parametrize("change", [(b'"text"', b'"t\\u0065xt"'), (b',"text":', b', "text":')])
def test_a_line_that_is_written_otherwise_is_refused(tmp_path: Path, change: tuple[bytes, bytes]):
    row = DOCUMENT_JSON.dump_json(FULL).replace(*change)
    assert DOCUMENT_JSON.validate_json(row) == FULL
    with pytest.raises(ValueError, match=r"not found|not where"):
        stored_documents(written(tmp_path / "file", [row]))


def test_texts_take_no_memory_until_they_are_read(tmp_path: Path):
    lines = written(tmp_path / "file", [DOCUMENT_JSON.dump_json(replace(BARE, text=LONG))])
    tracemalloc.start()
    (held,) = stored_documents(lines)
    kept, _ = tracemalloc.get_traced_memory()
    assert len(held.text) == len(LONG)
    read, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < len(LONG) / 10 < len(LONG) < read


# Passages


def test_passages_say_the_same_from_the_disk(tmp_path: Path):
    held = StoredPassages(written(tmp_path / "file", [PASSAGE_JSON.dump_json(each) for each in PASSAGES]))
    assert held == PASSAGES == held
    assert (len(held), held[0], held[-1], held[1:]) == (2, PASSAGES[0], PASSAGES[-1], PASSAGES[1:])
    assert held != PASSAGES[:1]
    with pytest.raises(IndexError):
        held[2]


def test_passages_that_may_have_a_number(tmp_path: Path):
    texts = ("dnr 2024/00117", "117", "1170", "2117", "24RS117 och", "nej")
    made = [Passage("a", "b", "c", 90, 91, text, (), ()) for text in texts]
    held = StoredPassages(written(tmp_path / "file", [PASSAGE_JSON.dump_json(each) for each in made]))
    assert [texts[place] for place in held.holding("117")] == ["dnr 2024/00117", "117", "24RS117 och"]


def test_an_open_snapshot_reads_texts_after_its_files_are_gone(tmp_path: Path):
    write_by_hand(tmp_path / "index")
    snapshot = open_snapshot(tmp_path / "index")
    shutil.rmtree(tmp_path / "index")
    assert (snapshot.documents, snapshot.passages) == ((FULL, BARE), PASSAGES)
    assert np.array_equal(snapshot.columns.units, [2, 0])
