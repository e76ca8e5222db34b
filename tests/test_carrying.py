"""What a build carries over from the snapshot before: the index is the one that is made from nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer import contents
from indexer.building import build
from indexer.carrying import Carrying, Run
from indexer.lexical import LexicalIndex
from indexer.snapshot import current_folder, open_snapshot
from indexer.tables import Tables
from tests.conftest import HashedWordEncoder
from tests.small_corpus import Paper, settings_for, write_corpus

_MATTERS = "\n\n".join(f"§ {number} Ärende {number}\n\nBeslut\n\nStyrelsen bygger sak {number}." for number in range(9))
_HALL = "Styrelsen bygger en simhall vid Norrlands universitetssjukhus (NUS)."
A, B, C, D = (
    Paper(
        "a",
        f"{_MATTERS}\n\n§ 10 Simhallen\n\nBeslut\n\n{_HALL}\n",
    ),
    Paper("b", "§ 1 Skolan\n\nBeslut\n\nTaket lagas för 3 mnkr.\n\n- plåt\n- tegel\n", date="2025-01-14"),
    Paper("c", "# Plan\n\nTaket på simhallen håller i tio år.\n\n## Sen\n\nSedan rivs simhallen.\n", kind="plan"),
    Paper("d", "# Rubrik utan text\n", kind="other"),
)
B_CHANGED = Paper("b", "§ 1 Skolan\n\nBeslut\n\nTaket lagas inte.\n\n§ 2 Bron\n\nBron rivs.\n", date="2025-01-14")


def built(folder: Path, *papers: Paper) -> Path:
    write_corpus(folder, papers)
    build(settings_for(folder), HashedWordEncoder(), accept_removals=True)
    return current_folder(folder / "index")


def held_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def rows_in(folder: Path) -> dict[str, set[tuple[str, ...]]]:
    """The rows of the tables, without the numbers that documents have there."""
    tables = Tables.open(folder / "tables.sqlite")
    assert tables is not None
    told = {
        "headings": "SELECT document.id, section, text FROM headed_section JOIN document ON key = document"
        " JOIN heading ON heading = heading.id",
        "words": "SELECT text, word FROM heading LEFT JOIN heading_word ON heading = heading.id",
        "numbers": "SELECT document.id, section, number FROM named_number JOIN document ON key = document",
        "abbreviations": "SELECT document.id, at, letters, name FROM abbreviation JOIN document ON key = document",
        "documents": "SELECT id, '' FROM document",
        "tokens": "SELECT word, token FROM word_token",
        "of none": "SELECT word, '' FROM heading_word WHERE heading NOT IN (SELECT id FROM heading)",
    }
    return {name: {tuple(row) for row in tables.ask(statement)} for name, statement in told.items()}


@pytest.mark.parametrize(
    "after",
    [
        (A, B_CHANGED, C),
        (A, C),
        (B, C),
        (A, B, C, Paper("e", "§ 1 Nytt\n\nBeslut\n\nDet nya byggs.\n")),
        (Paper("0", "§ 1 Först\n\nBeslut\n\nDet första byggs.\n"), A, B, C),
        (A, B, C, D),
        (B_CHANGED,),
    ],
    ids=["changed", "taken out", "the first taken out", "last", "first", "without text", "all but one gone"],
)
def test_an_index_that_is_changed_is_the_one_made_from_nothing(tmp_path: Path, after: tuple[Paper, ...]) -> None:
    (tmp_path / "from nothing").mkdir()
    built(tmp_path / "changed", A, B, C)
    changed, fresh = built(tmp_path / "changed", *after), built(tmp_path / "from nothing", *after)
    files, wanted = held_in(changed), held_in(fresh)
    for name in wanted.keys() - {"files.json", "documents.jsonl", "tables.sqlite"}:
        assert files[name] == wanted[name], name
    assert rows_in(changed) == rows_in(fresh) != {}
    assert (
        open_snapshot(tmp_path / "changed" / "index").passages
        == open_snapshot(tmp_path / "from nothing" / "index").passages
    )


@pytest.mark.parametrize(
    ("settings", "made"), [({}, ["b"]), ({"passage_chars": 200}, ["a", "b", "c"])], ids=["as before", "other settings"]
)
def test_only_passages_of_what_is_changed_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, int], made: list[str]
) -> None:
    built(tmp_path, A, B, C)
    write_corpus(tmp_path, (A, B_CHANGED, C))
    asked: list[str] = []
    passages_of = contents.passages_of_document
    monkeypatch.setattr(
        contents, "passages_of_document", lambda each, size: asked.append(each.id) or passages_of(each, size)
    )
    build(settings_for(tmp_path, **settings), HashedWordEncoder())
    assert asked == made


def test_passages_that_are_moved_are_found_by_the_same_words() -> None:
    lists = [["hall", "bygga"], ["tak", "laga", "tak"], ["bro", "hall"]]
    by = Carrying((Run(0, 2, 1), Run(2, 0, 1)), np.array([1]), 3)
    changed, wanted = (
        LexicalIndex.build(lists).changed(by, [["skola"]]),
        LexicalIndex.build([lists[2], ["skola"], lists[0]]),
    )
    for token in ("hall", "bygga", "tak", "bro", "skola"):
        assert changed.scores([token]).tolist() == wanted.scores([token]).tolist()
