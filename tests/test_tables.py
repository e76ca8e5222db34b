"""What sections are found by, kept in tables: in a folder and in a database the same."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from corpus.base.types import Document, Matter, Section
from indexer import tables
from indexer.building import build
from indexer.removing import remove
from indexer.snapshot import current_folder, open_snapshot
from indexer.tables import Changes, Tables, write_tables
from indexer.word_forms import forms_of, tokens_of
from service.register import suggestions
from service.register.records import Records
from service.retrieval.snapshot_store import SnapshotStore
from tests import stores
from tests.conftest import HashedWordEncoder
from tests.small_corpus import Paper, indexed_store, settings_for, write_corpus

BRIDGE = Paper(
    "bron",
    "§ 1 Gångbron över ån\n\nDiarienummer: KS 2024-00012\n\nBeslut\n\n"
    "Storåns gångbro (SGB) byggs enligt KS 2023-00007.\n\n"
    "§ 2 Upprop\n\nBeslut\n\nUppropet gjordes.\n",
)
SCHOOL = Paper("skolan", "§ 1 Upprop\n\nBeslut\n\nUppropet enligt KS 2023-00007 gjordes.\n", date="2025-01-14")


@pytest.fixture(scope="module", params=stores.PLACES)
def store(request, tmp_path_factory):
    with stores.kept_in(request.param):
        yield indexed_store(tmp_path_factory.mktemp("tables"), [BRIDGE, SCHOOL], HashedWordEncoder())


def test_sections_are_found_by_the_words_of_their_headings(store):
    found = {store.library.find(name).title: section for name, section in store.lookup.headed(forms_of("gångbro"))}
    assert len(found) == 1
    assert len(store.lookup.headed(forms_of("upprop"))) == 2
    assert store.lookup.headed([]) == store.lookup.headed(["simhall"]) == []


def test_words_of_headings_are_found_by_their_forms(store):
    assert set(store.lookup.words(forms_of("upprop"))) == {"upprop"}
    assert set(store.lookup.words([])) == set(store.lookup.words(["simhall"])) == set()


def test_words_of_headings_are_suggested_in_any_form_without_being_looked_through(store, monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr(suggestions, "tokens_of", lambda word: asked.append(word) or tokens_of(word))
    found = store.records.suggestions.suggest("uppropen", 3)
    assert [one.text for one in found] == ["Upprop"]
    assert "upprop" not in asked


def test_abbreviations_are_those_that_texts_explain(store):
    assert store.lookup.abbreviations() == [("bron", "SGB", "Storåns gångbro")]
    assert store.names.abbreviations["SGB"] == "Storåns gångbro"


def test_sections_are_found_by_the_numbers_that_they_name_beside_their_own(store):
    naming = store.lookup.naming("KS/2023/7") or store.lookup.naming(named("KS 2023-00007"))
    assert {document for document, _ in naming} == {"bron", "skolan"}
    assert store.lookup.naming(named("KS 2024-00012")) == []


def named(written: str) -> str:
    section = Section("s1", ("Rubrik",), None, None, 0, 1)
    lone = Document(
        *("ett", "Ett", None, None, "minutes", date(2025, 1, 1), "ett.md", None, "0", "x", (section,)),
        matters=(Matter("s1", (written,)),),
    )
    ((number,),) = Tables.of([lone]).ask("SELECT number FROM named_number")
    return str(number)


def test_a_file_of_an_earlier_program_is_done_without(tmp_path, monkeypatch):
    write_corpus(tmp_path, [BRIDGE, SCHOOL])
    monkeypatch.setattr(tables, "_VERSION", 99)
    build(settings_for(tmp_path), HashedWordEncoder())
    monkeypatch.undo()
    before = open_snapshot(tmp_path / "index")
    assert before.stored_tables is None
    assert len(SnapshotStore(before).lookup.headed(forms_of("upprop"))) == 2
    write_corpus(tmp_path, [BRIDGE])
    build(settings_for(tmp_path), HashedWordEncoder(), accept_removals=True)
    after = open_snapshot(tmp_path / "index").stored_tables
    assert after is not None
    assert after.ask("SELECT count(*) FROM document") == [(1,)]


def test_only_rows_of_changed_documents_are_made(tmp_path, monkeypatch):
    write_corpus(tmp_path, [BRIDGE, SCHOOL])
    build(settings_for(tmp_path), HashedWordEncoder())
    asked: list[str] = []
    named_numbers = tables.named_numbers
    monkeypatch.setattr(tables, "named_numbers", lambda each: asked.append(each.id) or named_numbers(each))
    write_corpus(tmp_path, [BRIDGE, Paper("skolan", "§ 1 Taket\n\nBeslut\n\nTaket lagas.\n", date="2025-01-14")])
    build(settings_for(tmp_path), HashedWordEncoder())
    assert asked == ["skolan"]
    SnapshotStore(open_snapshot(tmp_path / "index")).lookup.headed(["tak"])
    assert asked == ["skolan"]


def test_nothing_of_what_is_taken_out_is_left_in_the_file(tmp_path):
    write_corpus(tmp_path, [BRIDGE, SCHOOL])
    settings = settings_for(tmp_path)
    build(settings, HashedWordEncoder())
    assert b"gangbro" in (current_folder(tmp_path / "index") / "tables.sqlite").read_bytes()
    remove(settings, HashedWordEncoder(), ["bron"])
    assert b"gangbro" not in (current_folder(tmp_path / "index") / "tables.sqlite").read_bytes()


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "tables.sqlite"
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 5000)
    with pytest.raises(ValueError, match="tables"):
        Tables.open(path)


def test_a_disk_that_takes_nothing_is_told(tmp_path):
    with pytest.raises(OSError, match="unable to open"):
        write_tables(tmp_path / "no folder" / "tables.sqlite", Changes(()))


def test_tables_answer_after_their_file_is_gone(tmp_path: Path):
    path = tmp_path / "tables.sqlite"
    write_tables(path, Changes(()))
    opened = Tables.open(path)
    path.unlink()
    assert opened is not None
    assert opened.ask("SELECT * FROM document") == []
    with pytest.raises(ValueError, match="tables"):
        opened.ask("SELECT * FROM nothing")


def test_records_over_documents_alone_look_up_the_same():
    section = Section("s1", ("Ny gångbro",), None, None, 0, 1)
    lone = Document("ett", "Ett", None, None, "minutes", date(2025, 1, 1), "ett.md", None, "0", "x", (section,))
    assert Records([lone]).lookup.headed(forms_of("gångbron")) == [("ett", "s1")]
    assert sqlite3.threadsafety == 3
