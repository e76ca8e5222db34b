"""Builds: what is read and embedded again, what is reported, and that a build that fails changes nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import Source
from indexer import building, folder, intake
from indexer.building import build
from indexer.encoder import Encoder, Vectors
from indexer.errors import (
    BuildError,
    BuildRunning,
    DamagedSnapshot,
    HoldsRemoved,
    ManyRemoved,
    ModelError,
    NoSnapshot,
    NothingToIndex,
)
from indexer.folder import HOLDER, LOCK
from indexer.kept_snapshots import roll_back
from indexer.passage_context import passage_text, unit_text
from indexer.passages import passages_of_document
from indexer.removing import remove
from indexer.settings import IndexSettings
from indexer.snapshot import CURRENT, SNAPSHOTS, Snapshot, current_folder, current_id, kept_folders, open_snapshot
from indexer.tombstones import REMOVED, read_removals
from tests.tiny_index import AGREEMENT, BUDGET, PLAN, files_under, settings_under, write_corpus

PROJECT = Path(__file__).resolve().parent.parent
SHORT = "# Mål\n\nNämnden har tre mål för året.\n"


class RecordingEncoder:
    """An encoder that notes which texts it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name, self.fingerprint, self.dimensions = encoder.name, encoder.fingerprint, encoder.dimensions
        self.backend, self.side_by_side = encoder.backend, encoder.side_by_side
        self.passages: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.passages += texts
        return self._encoder.encode_passages(texts)

    def encode_query(self, text: str) -> Vectors:
        return self._encoder.encode_query(text)


@pytest.fixture
def encoder(hashed_encoder: Encoder) -> RecordingEncoder:
    return RecordingEncoder(hashed_encoder)


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    """A corpus of three documents and a place for their index."""
    write_corpus(tmp_path, avtal=AGREEMENT, budget=BUDGET, plan=PLAN)
    return settings_under(tmp_path)


@pytest.fixture
def corpus(settings: IndexSettings) -> Path:
    return settings.corpus_dirs[0]


def state(index_dir: Path) -> dict[str, bytes]:
    """All that the index folder holds but for the lock and who holds it."""
    return {name: content for name, content in files_under(index_dir).items() if name not in (LOCK, HOLDER)}


def ids(snapshot: Snapshot) -> list[str]:
    return [document.id for document in snapshot.documents]


def texts_of(snapshot: Snapshot) -> list[str]:
    """What each vector of the snapshot must have been made from: passages, then units."""
    passages, units = [], []
    for passage in snapshot.passages:
        document = snapshot.document_by_id[passage.document_id]
        section = snapshot.section_by_id[passage.document_id, passage.section_id]
        passages.append(passage_text(document, section, passage))
        units += [unit_text(document, section, unit) for unit in passage.units]
    return [*passages, *units]


def assert_whole(index_dir: Path, settings: IndexSettings, encoder: Encoder) -> Snapshot:
    """The snapshot in force, once every vector has been seen to be that of its text."""
    snapshot = open_snapshot(index_dir)
    expected = [
        passage for document in snapshot.documents for passage in passages_of_document(document, settings.passage_chars)
    ]
    assert list(snapshot.passages) == expected
    vectors = [snapshot.passage_vectors.vectors(np.arange(snapshot.passage_vectors.size))]
    vectors.append(snapshot.unit_vectors.vectors(np.arange(snapshot.unit_vectors.size)))
    assert np.allclose(np.concatenate(vectors), encoder.encode_passages(texts_of(snapshot)), atol=1e-6)
    return snapshot


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


# The first build


def test_a_first_build(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, kort=SHORT)
    settings = settings_under(tmp_path)
    report = build(settings, encoder)
    # One passage; its heading and its sentence are the units.
    assert (report.documents, report.passages, report.documents_reused) == (1, 1, 0)
    assert (report.embedded, report.reused_embeddings) == (3, 0)
    assert (report.removed, report.problems) == ((), ())
    assert sorted(encoder.passages) == [
        "Mål: Mål",
        "Mål: Nämnden har tre mål för året.",
        "dokument, Mål\nMål\nMål\n\nNämnden har tre mål för året.",
    ]
    assert report.snapshot == current_id(settings.index_dir)
    manifest = assert_whole(settings.index_dir, settings, encoder).manifest
    assert (manifest.documents, manifest.passages, manifest.units, manifest.dimensions) == (1, 1, 2, 256)
    assert (manifest.model, manifest.model_fingerprint) == (encoder.name, encoder.fingerprint)
    assert manifest.settings_digest == settings.digest
    assert manifest.reader_digest == intake.reader_digest()


def test_words_are_found_where_they_stand(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    snapshot = open_snapshot(settings.index_dir)
    found = np.flatnonzero(snapshot.lexical.scores(["snöskotr"]))
    assert [snapshot.passages[position].document_id for position in found] == ["budget"]
    nearest = snapshot.passage_vectors.search(encoder.encode_query("underhåll av snöskotrar"), 1)[0]
    assert [snapshot.passages[position].document_id for position in nearest] == ["budget"]


def test_documents_are_read_with_and_without_a_manifest(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    entry = {"file": "avtal.md", "title": "Avtalet", "organisation": "Region Exempel", "body": None, "kind": "minutes"}
    (corpus / "manifest.json").write_text(json.dumps({"documents": [entry]}), "utf-8")
    build(settings, encoder)
    documents = open_snapshot(settings.index_dir).document_by_id
    assert (documents["avtal"].title, documents["avtal"].organisation) == ("Avtalet", "Region Exempel")
    assert documents["plan"].title == "plan"


def test_several_folders(tmp_path: Path, encoder: RecordingEncoder) -> None:
    first, second = write_corpus(tmp_path / "a", plan=PLAN), write_corpus(tmp_path / "b", plan=BUDGET)
    build(settings_under(tmp_path, corpus_dirs=(first, second)), encoder)
    first_id, second_id = ids(open_snapshot(tmp_path / "index"))
    assert re.fullmatch(r"plan-[0-9a-f]{6}", first_id)
    assert second_id == f"{first_id}-2"


def test_like_texts_are_embedded_once(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, ett=f"{SHORT}\nSlut.", två=f"{SHORT}\nOckså slut.")
    settings = settings_under(tmp_path)
    report = build(settings, encoder)
    assert len(encoder.passages) == len(set(encoder.passages)) == report.embedded
    assert report.embedded + report.reused_embeddings == len(
        texts_of(assert_whole(tmp_path / "index", settings, encoder))
    )


@pytest.mark.parametrize("batch_size", [1, 2, 1000])
def test_the_size_of_batches_changes_nothing(tmp_path: Path, encoder: RecordingEncoder, batch_size: int) -> None:
    write_corpus(tmp_path, avtal=AGREEMENT, plan=PLAN)
    settings = settings_under(tmp_path, batch_size=batch_size)
    build(settings, encoder)
    assert_whole(settings.index_dir, settings, encoder)


# Building again


def test_nothing_changed_reads_and_embeds_nothing(
    settings: IndexSettings, encoder: RecordingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = build(settings, encoder)
    before = open_snapshot(settings.index_dir)
    encoder.passages.clear()

    def read(sources: Sequence[Source], *_: object) -> Iterator[Document]:
        assert list(sources) == [], "an unchanged document was read again"
        yield from ()

    monkeypatch.setattr(intake, "load_documents", read)
    second = build(settings, encoder)
    assert encoder.passages == []
    assert (second.documents, second.documents_reused, second.passages) == (3, 3, first.passages)
    assert (second.embedded, second.reused_embeddings) == (0, first.embedded + first.reused_embeddings)
    assert (second.removed, second.problems) == ((), ())
    after = assert_whole(settings.index_dir, settings, encoder)
    assert (after.documents, after.passages) == (before.documents, before.passages)


def test_a_build_is_a_new_snapshot_even_when_nothing_changed(
    settings: IndexSettings, encoder: RecordingEncoder
) -> None:
    names = [build(settings, encoder).snapshot for _ in range(3)]
    assert len(set(names)) == 3
    assert current_id(settings.index_dir) == names[-1]


def test_a_changed_file_has_only_its_new_passages_embedded(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    indexed = texts_of(open_snapshot(settings.index_dir))
    encoder.passages.clear()
    (corpus / "plan.md").write_text(f"{PLAN}\n# Uppföljning\n\nMålen följs upp i maj.\n", "utf-8")
    report = build(settings, encoder)
    embedded = sorted(encoder.passages)
    after = assert_whole(settings.index_dir, settings, encoder)
    assert embedded == sorted(set(texts_of(after)) - set(indexed))
    # The new passage, its heading and its sentence.
    assert (report.documents_reused, report.embedded) == (2, 3)
    assert all("Uppföljning" in text for text in embedded)


def test_a_new_file_is_taken_up(settings: IndexSettings, corpus: Path, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    write_corpus(corpus.parent, kort=SHORT)
    report = build(settings, encoder)
    # The plan has the same heading, so only the passage and its sentence are new.
    assert (report.documents, report.documents_reused, report.embedded) == (4, 3, 2)
    assert "kort" in ids(assert_whole(settings.index_dir, settings, encoder))


def test_a_file_that_is_gone_is_gone_from_the_index(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    (corpus / "budget.md").unlink()
    report = build(settings, encoder, accept_removals=True)
    assert (report.documents, report.removed, report.embedded) == (2, ("budget",), 0)
    snapshot = assert_whole(settings.index_dir, settings, encoder)
    assert ids(snapshot) == ["avtal", "plan"]
    assert not snapshot.lexical.scores(["snöskotr"]).any()


def test_many_documents_gone_at_once_stop_the_build_until_somebody_says_so(
    tmp_path: Path, settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    write_corpus(tmp_path, **{f"mål{number}": f"{SHORT}\nMål nummer {number}.\n" for number in range(18)})
    build(settings, encoder)
    for name in ("avtal", "budget"):
        (corpus / f"{name}.md").unlink()
    assert build(settings, encoder).removed == ("avtal", "budget")
    before = state(settings.index_dir)
    (corpus / "mål0.md").unlink()
    (corpus / "plan.md").write_bytes(b"")
    with pytest.raises(ManyRemoved) as caught:
        build(settings, encoder)
    assert "2 av indexets 19 dokument saknas" in str(caught.value)
    assert "mål0.md, plan.md (filen är tom). Är mappen tom" in str(caught.value)
    check_unchanged(settings, before)
    assert build(settings, encoder, accept_removals=True).removed == ("mal0", "plan")


def test_an_empty_folder_removes_nothing(settings: IndexSettings, corpus: Path, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    for path in corpus.iterdir():
        path.unlink()
    with pytest.raises(ManyRemoved, match=r"3 av indexets 3 dokument saknas .*--accept-removals"):
        build(settings, encoder)
    check_unchanged(settings, before)


def test_files_that_all_get_other_names_are_not_gone(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    corpus.rename(corpus.parent / "flyttat")
    (corpus / "2024").mkdir(parents=True)
    for path in (corpus.parent / "flyttat").iterdir():
        path.rename(corpus / "2024" / f"ny {path.name}")
    report = build(settings, encoder)
    assert (report.documents, report.removed) == (3, ())


def test_what_the_manifest_says_is_taken_up_when_it_changes(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    entry = {"file": "plan.md", "title": "Planen", "kind": "plan"}
    titles = []
    for changed in ({}, {"title": "Verksamhetsplanen"}, {"date": "2025-01-01"}, {"body": "Nämnden"}):
        entry |= changed
        (corpus / "manifest.json").write_text(json.dumps({"documents": [entry]}), "utf-8")
        report = build(settings, encoder)
        document = assert_whole(settings.index_dir, settings, encoder).document_by_id["plan"]
        titles.append((document.title, str(document.date), document.body))
        assert report.documents_reused == (2 if changed else 0)
    assert titles == [
        ("Planen", "None", None),
        ("Verksamhetsplanen", "None", None),
        ("Verksamhetsplanen", "2025-01-01", None),
        ("Verksamhetsplanen", "2025-01-01", "Nämnden"),
    ]


def test_what_a_manifest_said_is_forgotten_with_it(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    own_title = open_snapshot(settings.index_dir).document_by_id["plan"].title
    manifest = corpus / "manifest.json"
    manifest.write_text(json.dumps({"documents": [{"file": "plan.md", "title": "Planen", "kind": "plan"}]}), "utf-8")
    build(settings, encoder)
    assert open_snapshot(settings.index_dir).document_by_id["plan"].title == "Planen"
    manifest.unlink()
    build(settings, encoder)
    assert open_snapshot(settings.index_dir).document_by_id["plan"].title == own_title


def test_another_way_to_read_reads_again(
    settings: IndexSettings, encoder: RecordingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, encoder)
    monkeypatch.setattr(intake, "reader_digest", lambda: "another")
    report = build(settings, encoder)
    assert (report.documents_reused, report.embedded) == (0, 0)
    assert open_snapshot(settings.index_dir).manifest.reader_digest == "another"
    assert build(settings, encoder).documents_reused == 3


def test_the_reader_digest_follows_the_code_that_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import corpus

    copy = Path(shutil.copytree(Path(corpus.__file__).parent, tmp_path / "corpus"))
    before = intake.reader_digest()
    monkeypatch.setattr(corpus, "__file__", str(copy / "__init__.py"))
    assert intake.reader_digest() == before
    (module,) = copy.rglob("tables.py")
    module.write_text(module.read_text("utf-8") + "\n", "utf-8")
    assert intake.reader_digest() != before


def test_another_model_embeds_everything_again(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    first = build(settings, encoder)
    encoder.fingerprint = "another"
    second = build(settings, encoder)
    assert (second.documents_reused, second.embedded) == (3, first.embedded)
    assert open_snapshot(settings.index_dir).manifest.model_fingerprint == "another"


def test_another_passage_size_makes_other_passages(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, plan="\n\n".join(f"Mening nummer {n} om hälsocentralen i Storuman." for n in range(20)))
    large = build(settings_under(tmp_path), encoder)
    small = build(settings_under(tmp_path, passage_chars=200), encoder)
    assert small.passages > large.passages
    assert_whole(tmp_path / "index", settings_under(tmp_path, passage_chars=200), encoder)


@pytest.mark.real_build
def test_building_step_by_step_gives_what_building_at_once_gives(
    tmp_path: Path, settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    (corpus / "avtal.md").write_text(AGREEMENT.replace("busstrafik", "tågtrafik"), "utf-8")
    build(settings, encoder)
    (corpus / "budget.md").rename(corpus / "anslag.md")
    (corpus / "manifest.json").write_text(
        json.dumps({"documents": [{"file": "plan.md", "title": "Planen", "kind": "plan"}]}), "utf-8"
    )
    build(settings, encoder)
    (corpus / "manifest.json").unlink()
    write_corpus(tmp_path, kort=SHORT)
    build(settings, encoder)
    at_once = settings_under(tmp_path, index_dir=tmp_path / "at once")
    build(at_once, encoder)
    stepwise = assert_whole(settings.index_dir, settings, encoder)
    fresh = assert_whole(at_once.index_dir, at_once, encoder)
    assert [document.aliases for document in stepwise.documents] == [("budget",), (), (), ()]
    alike = tuple(replace(document, aliases=()) for document in stepwise.documents)
    assert (alike, stepwise.passages) == (fresh.documents, fresh.passages)
    assert np.array_equal(stepwise.keys, fresh.keys)


def test_a_damaged_snapshot_is_built_anew(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    first = build(settings, encoder)
    (current_folder(settings.index_dir) / "units.faiss").unlink()
    second = build(settings, encoder)
    assert (second.documents_reused, second.embedded) == (0, first.embedded)
    assert_whole(settings.index_dir, settings, encoder)


@pytest.mark.parametrize("content", [b"", b"\xff", b"20240101T000000-0123456789ab\n"])
def test_a_damaged_current_is_replaced(settings: IndexSettings, encoder: RecordingEncoder, content: bytes) -> None:
    build(settings, encoder)
    (settings.index_dir / CURRENT).write_bytes(content)
    build(settings, encoder)
    assert_whole(settings.index_dir, settings, encoder)


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_the_newest_snapshots_are_kept(tmp_path: Path, encoder: RecordingEncoder, keep: int) -> None:
    write_corpus(tmp_path, kort=SHORT)
    settings = settings_under(tmp_path, kept_snapshots=keep)
    names = [build(settings, encoder).snapshot for _ in range(5)]
    assert [folder.name for folder in kept_folders(settings.index_dir)] == names[: -keep - 1 : -1]
    assert {path.name for path in (settings.index_dir / SNAPSHOTS).iterdir()} == set(names[-keep:])


def test_a_damaged_snapshot_gives_way_to_the_one_before_also_as_to_what_is_gone(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    build(settings, encoder)
    (current_folder(settings.index_dir) / "units.faiss").unlink()
    assert build(settings, encoder).embedded == 0
    (current_folder(settings.index_dir) / "units.faiss").unlink()
    (corpus / "plan.md").unlink()
    with pytest.raises(ManyRemoved):
        build(settings, encoder)


# Going back


def test_the_snapshot_before_is_put_in_force_again(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    first, second, third = (build(settings, encoder).snapshot for _ in range(3))
    manifest, replaced = roll_back(settings.index_dir)
    assert (manifest.id, replaced, current_id(settings.index_dir)) == (second, third, second)
    roll_back(settings.index_dir)
    with pytest.raises(NoSnapshot, match="inget tidigare index"):
        roll_back(settings.index_dir)
    assert current_id(settings.index_dir) == first
    assert roll_back(settings.index_dir, third)[1] == first
    roll_back(settings.index_dir, first)
    newest = build(settings, encoder).snapshot
    # What was in force when it was built is not what goes first.
    assert [folder.name for folder in kept_folders(settings.index_dir)] == [newest, third, first]


def test_going_back_demands_a_whole_snapshot_that_is_there(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    first, second = (build(settings, encoder).snapshot for _ in range(2))
    with pytest.raises(NoSnapshot, match=f"Det finns inget index x. De som är kvar: {second}, {first}"):
        roll_back(settings.index_dir, "x")
    path = settings.index_dir / SNAPSHOTS / first / "passages.jsonl"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedSnapshot):
        roll_back(settings.index_dir)
    assert current_id(settings.index_dir) == second


def test_what_was_removed_for_good_comes_back_by_no_earlier_snapshot(
    settings: IndexSettings, encoder: RecordingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (build(settings, encoder).snapshot for _ in range(2))
    with monkeypatch.context() as patch:
        patch.setattr(building, "collect", interrupt)  # the moment before earlier snapshots are deleted
        with pytest.raises(KeyboardInterrupt):
            remove(settings, encoder, ["budget"])
    assert ids(open_snapshot(settings.index_dir)) == ["avtal", "plan"]
    for name in (first, second):
        with pytest.raises(NoSnapshot, match="borttaget för gott"):
            roll_back(settings.index_dir, name)
    newest = build(settings, encoder).snapshot
    assert len(kept_folders(settings.index_dir)) == 2
    assert current_id(settings.index_dir) == newest
    check_nowhere(settings.index_dir, "snöskot")


# Files that cannot be read


@pytest.mark.real_build
def test_files_that_cannot_be_read_are_reported_and_the_rest_goes_in(
    tmp_path: Path, settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    (corpus / "tom.txt").write_bytes(b"")
    (corpus / "blank.txt").write_bytes(b" \n\t\n")
    (corpus / "bild.txt").write_bytes(bytes(range(256)) * 10)
    (corpus / "styrtecken.txt").write_bytes(b"\x01\x02\x03text" * 100)
    (corpus / "bilaga.pdf").write_bytes(b"%PDF-1.7")
    (corpus / "stor.txt").write_bytes(b"ord " * 1000)
    (corpus / "utlänkad.txt").symlink_to("/proc/self/mem")
    (corpus / "felsida.pdf").write_text("<html><title>404</title><body><h1>Sidan hittades inte</h1></body></html>")
    report = build(settings_under(tmp_path, max_file_bytes=3999), encoder)
    assert dict(report.problems) == {
        "tom.txt": "filen är tom",
        "blank.txt": "filen är tom",
        "bild.txt": "filen är binär, inte text",
        "styrtecken.txt": "filen är binär, inte text",
        "bilaga.pdf": "PDF-filen är skadad eller ofullständig; hämta eller spara den på nytt",
        "stor.txt": "filen är för stor: 4000 byte, högst 3999 läses (PARAGRAF_MAX_FILE_BYTES)",
        "utlänkad.txt": "länken leder ut ur mappen och följs inte",
        "felsida.pdf": "filen heter .pdf men är en webbsida med ett felmeddelande; hämta den på nytt",
    }
    assert not report.is_whole
    assert open_snapshot(settings.index_dir).inventory.unread == report.problems
    assert ids(assert_whole(settings.index_dir, settings, encoder)) == ["avtal", "budget", "plan"]


def test_a_file_that_became_unreadable_is_reported_and_leaves_the_index(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    (corpus / "plan.md").write_bytes(b"")
    report = build(settings, encoder, accept_removals=True)
    assert (report.problems, report.removed) == ((("plan.md", "filen är tom"),), ("plan",))


def test_a_limit_that_was_lowered_holds_for_documents_already_read(
    tmp_path: Path, settings: IndexSettings, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    size = len(AGREEMENT.encode())
    report = build(settings_under(tmp_path, max_file_bytes=size - 1), encoder, accept_removals=True)
    assert [name for name, _ in report.problems] == ["avtal.md"]


def test_files_with_the_same_content_are_one_document_and_no_fault(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    shutil.copy(corpus / "plan.md", corpus / "z kopia.md")
    for _ in range(2):
        report = build(settings, encoder)
        assert report.duplicates == (("z kopia.md", "samma innehåll som plan.md"),)
        assert (report.documents, report.is_whole) == (3, True)


# Builds that fail


def check_unchanged(settings: IndexSettings, before: dict[str, bytes]) -> None:
    """Demand that the index folder is as it was, and the snapshot in force whole."""
    assert state(settings.index_dir) == before
    open_snapshot(settings.index_dir)


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("{", "inte giltig JSON"),
        ('{"documents": [{}]}', "inte ett giltigt manifest"),
        ('{"documents": [{"file": "plan.md", "title": "x", "kind": "roman"}]}', "inte ett giltigt manifest"),
    ],
)
def test_a_manifest_that_is_not_valid(
    settings: IndexSettings, corpus: Path, encoder: RecordingEncoder, manifest: str, message: str
) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    (corpus / "manifest.json").write_text(manifest, "utf-8")
    with pytest.raises(BuildError, match=message):
        build(settings, encoder)
    check_unchanged(settings, before)


def test_a_corpus_folder_that_is_not_there(tmp_path: Path, settings: IndexSettings, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    with pytest.raises(BuildError) as caught:
        build(settings_under(tmp_path, corpus_dirs=(tmp_path / "corpus", tmp_path / "saknas")), encoder)
    assert str(caught.value) == f"Mappen {tmp_path / 'saknas'} finns inte."
    check_unchanged(settings, before)


def test_nothing_to_index(tmp_path: Path, settings: IndexSettings, corpus: Path, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    for path in corpus.iterdir():
        path.write_bytes(b"")
    with pytest.raises(NothingToIndex) as caught:
        build(settings, encoder, accept_removals=True)
    assert str(caught.value).splitlines() == [
        f"Inget dokument kunde läsas i {corpus}.",
        "  avtal.md: filen är tom",
        "  budget.md: filen är tom",
        "  plan.md: filen är tom",
    ]
    check_unchanged(settings, before)


def test_an_empty_folder(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path)
    with pytest.raises(NothingToIndex, match="Inget dokument kunde läsas"):
        build(settings_under(tmp_path), encoder)
    assert current_id(tmp_path / "index") is None


def test_headings_alone_are_nothing_to_index(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, rubriker="# Ett\n\n# Två\n")
    with pytest.raises(NothingToIndex, match="ingen löpande text"):
        build(settings_under(tmp_path), encoder)
    assert current_id(tmp_path / "index") is None


def test_a_document_of_headings_goes_in_beside_others(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, rubriker="# Ett\n\n# Två\n", kort=SHORT)
    report = build(settings_under(tmp_path), encoder)
    assert (report.documents, report.passages) == (2, 1)


def test_a_table_of_column_names_has_no_units_of_its_own(tmp_path: Path, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, tabell="Mål\tUtfall\tPrognos\n")
    settings = settings_under(tmp_path)
    build(settings, encoder)
    assert assert_whole(tmp_path / "index", settings, encoder).manifest.units == 0


@pytest.mark.parametrize("failure", [ModelError("Modellen gick sönder."), KeyboardInterrupt()])
def test_a_model_that_fails_leaves_nothing_behind(
    settings: IndexSettings,
    corpus: Path,
    encoder: RecordingEncoder,
    failure: BaseException,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    write_corpus(corpus.parent, kort=SHORT)

    def fail(texts: Sequence[str]) -> Vectors:
        raise failure

    monkeypatch.setattr(encoder, "encode_passages", fail)
    with pytest.raises(type(failure)):
        build(settings, encoder)
    check_unchanged(settings, before)


@pytest.mark.parametrize("step", ["write_manifest", "make_current"])
def test_an_interrupt_at_the_end_leaves_nothing_behind(
    settings: IndexSettings, encoder: RecordingEncoder, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    monkeypatch.setattr(folder, step, interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(settings, encoder)
    check_unchanged(settings, before)


def test_an_index_folder_that_cannot_be_made(tmp_path: Path, settings: IndexSettings, encoder: Encoder) -> None:
    (tmp_path / "fil").write_text("", "utf-8")
    for target, reason in (("fil", "en fil där mappen skulle vara"), ("fil/index", "en fil där en mapp skulle vara")):
        with pytest.raises(BuildError, match=reason):
            build(settings_under(tmp_path, index_dir=tmp_path / target), encoder)


# Two builds at a time

WAITING_BUILD = """
import sys
from pathlib import Path
from indexer.building import build
from tests.conftest import HashedWordEncoder
from tests.tiny_index import settings_under

class WaitingEncoder(HashedWordEncoder):
    def encode_passages(self, texts):
        print("embedding", flush=True)
        sys.stdin.readline()
        return super().encode_passages(texts)

build(settings_under(Path(sys.argv[1])), WaitingEncoder())
"""


def python(script: str, *arguments: object, **how: object) -> subprocess.Popen[str]:
    """A Python process that runs the script from the project's folder."""
    return subprocess.Popen(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("PARAGRAF_")},
    )


def test_a_second_build_at_the_same_time(tmp_path: Path, settings: IndexSettings, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    write_corpus(tmp_path, kort=SHORT)
    with python(WAITING_BUILD, tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "embedding\n"
        attempts = (
            partial(build, settings, encoder),
            partial(remove, settings, encoder, ["plan"]),
            partial(roll_back, settings.index_dir),
        )
        told = rf"Ett annat bygge pågår i .* sedan \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d \(process {process.pid} på "
        for attempt in attempts:
            with pytest.raises(BuildRunning, match=told):
                attempt()
        (settings.index_dir / HOLDER).write_text("{", "utf-8")
        with pytest.raises(BuildRunning, match=r"pågår i [^ ]*\. Vänta"):
            build(settings, encoder)
        check_unchanged(settings, before)
        process.communicate("\n" * 100)
    assert process.returncode == 0
    assert ids(open_snapshot(settings.index_dir)) == ["avtal", "budget", "kort", "plan"]
    (settings.index_dir / HOLDER).write_text("left by a process that was killed", "utf-8")
    assert build(settings, encoder).embedded == 0
    assert not (settings.index_dir / HOLDER).exists()


# Removing


def check_nowhere(index_dir: Path, *words: str) -> None:
    """Demand that no file of the index holds any of the words, in any letter case."""
    for name, content in files_under(index_dir).items():
        for word in words:
            assert word.encode() not in content.lower(), name


def test_a_removed_document_is_in_no_file(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    first = build(settings, encoder)
    words = ("snöskot", "snoskot", "kollektivtrafik", "150910744", "150 910 744", "budget")
    indexed = b"".join(files_under(settings.index_dir).values()).lower()
    assert all(word.encode() in indexed for word in words)
    report = remove(settings, encoder, ["budget"])
    assert (report.removed, report.documents, report.documents_reused, report.embedded) == (("budget",), 2, 2, 0)
    assert report.passages < first.passages
    check_nowhere(settings.index_dir, *words)
    assert [path.name for path in (settings.index_dir / SNAPSHOTS).iterdir()] == [report.snapshot]
    assert ids(assert_whole(settings.index_dir, settings, encoder)) == ["avtal", "plan"]


def test_a_removed_document_stays_out(
    tmp_path: Path, settings: IndexSettings, corpus: Path, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    remove(settings, encoder, ["budget"])
    shutil.copy(corpus / "budget.md", corpus / "under annat namn.md")
    write_corpus(tmp_path, kort=SHORT)
    report = build(settings, encoder)
    assert (report.problems, report.removed) == ((), ())
    assert ids(open_snapshot(settings.index_dir)) == ["avtal", "kort", "plan"]
    check_nowhere(settings.index_dir, "snöskot")


def test_several_documents_are_removed_at_once_and_one_after_another(
    settings: IndexSettings, encoder: RecordingEncoder
) -> None:
    build(settings, encoder)
    assert remove(settings, encoder, ["plan", "avtal", "plan"]).removed == ("avtal", "plan")
    build(settings, encoder)
    assert ids(open_snapshot(settings.index_dir)) == ["budget"]
    assert len(read_removals(settings.index_dir).files) == 2


def test_an_unknown_id_removes_nothing(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    with pytest.raises(BuildError, match=r"Det finns inget dokument med id finns-inte, inte-heller\."):
        remove(settings, encoder, ["plan", "finns-inte", "inte-heller"])
    check_unchanged(settings, before)


def test_the_last_document_is_not_removed(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    build(settings, encoder)
    before = state(settings.index_dir)
    with pytest.raises(NothingToIndex, match="Inget dokument skulle finnas kvar"):
        remove(settings, encoder, ["avtal", "budget", "plan"])
    check_unchanged(settings, before)


def test_there_must_be_an_index_to_remove_from(settings: IndexSettings, encoder: RecordingEncoder) -> None:
    with pytest.raises(NoSnapshot):
        remove(settings, encoder, ["plan"])


def test_removing_does_not_pass_off_what_was_read_as_read_in_the_new_way(
    settings: IndexSettings, encoder: RecordingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, encoder)
    monkeypatch.setattr(intake, "reader_digest", lambda: "another")
    remove(settings, encoder, ["budget"])
    assert build(settings, encoder).documents_reused == 0


def test_a_removal_that_was_stopped_is_done_by_the_next_build(
    settings: IndexSettings, encoder: RecordingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(settings, encoder)
    with monkeypatch.context() as patch:
        patch.setattr(folder, "make_current", interrupt)
        with pytest.raises(KeyboardInterrupt):
            remove(settings, encoder, ["budget"])
    with pytest.raises(HoldsRemoved):
        open_snapshot(settings.index_dir)
    assert build(settings, encoder).removed == ("budget",)
    check_nowhere(settings.index_dir, "snöskot")


@pytest.mark.parametrize("content", ["", "{", "null", "3", '"text"', '{"a": 1}', "[1]"])
def test_a_damaged_list_of_removed_documents_stops_the_build(
    settings: IndexSettings, encoder: RecordingEncoder, content: str
) -> None:
    build(settings, encoder)
    remove(settings, encoder, ["budget"])
    (settings.index_dir / REMOVED).write_text(content, "utf-8")
    before = state(settings.index_dir)
    for attempt in (partial(build, settings, encoder), partial(remove, settings, encoder, ["plan"])):
        with pytest.raises(BuildError, match=r"removed\.json är skadad"):
            attempt()
    check_unchanged(settings, before)


# A full disk

FULL_DISK_BUILDS = """
import json, resource, signal, sys
from pathlib import Path
from indexer.building import build
from indexer.errors import BuildError
from tests.conftest import HashedWordEncoder
from tests.test_building import state
from tests.tiny_index import settings_under

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
settings = settings_under(Path(sys.argv[1]))
whole = resource.getrlimit(resource.RLIMIT_FSIZE)
for limit in map(int, sys.argv[2:]):
    before = state(settings.index_dir)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, whole[1]))
    try:
        build(settings, HashedWordEncoder())
        message = None
    except BuildError as error:
        message = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, whole)
    print(json.dumps([message, state(settings.index_dir) == before]))
"""


def test_files_that_cannot_be_written_whole(tmp_path: Path, settings: IndexSettings, encoder: RecordingEncoder) -> None:
    write_corpus(tmp_path, kort=SHORT)
    build(settings_under(tmp_path, index_dir=tmp_path / "sizes"), encoder)
    sizes = sorted(path.stat().st_size for path in current_folder(tmp_path / "sizes").rglob("*") if path.is_file())
    (tmp_path / "corpus" / "kort.md").unlink()
    build(settings, encoder)
    write_corpus(tmp_path, kort=SHORT)
    # Each file in turn is one byte too large: libraries do not always tell that the last bytes were lost.
    limits = [0, *(size - 1 for size in sizes)]
    with python(FULL_DISK_BUILDS, tmp_path, *limits, 10**9) as process:
        lines = [json.loads(line) for line in process.communicate()[0].splitlines()]
    reason = "(disken är full|en fil blir större än vad som är tillåtet där)"
    expected = rf"Bygget i {settings.index_dir} avbröts: {reason}\. Det index som gällde gäller fortfarande\."
    for message, untouched in lines[:-1]:
        assert re.fullmatch(expected, message)
        assert untouched
    assert len(lines) == len(limits) + 1
    assert lines[-1] == [None, False]
    assert ids(assert_whole(settings.index_dir, settings, encoder)) == ["avtal", "budget", "kort", "plan"]


PARTS_ON_A_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from indexer.dense import DenseIndex
from indexer.lexical import LexicalIndex

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
whole = resource.getrlimit(resource.RLIMIT_FSIZE)
words = LexicalIndex.build([[f"ord{number}", "avtal"] for number in range(300)])
vectors = DenseIndex.build(np.eye(50, dtype=np.float32))
for part, place in ((words, folder / "lexical"), (vectors, folder / "vectors")):
    part.save(place)
    files = [place] if place.is_file() else list(place.iterdir())
    for size in sorted(file.stat().st_size for file in files):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, whole[1]))
        try:
            part.save(place)
            print("lost", place.name, size)
        except OSError:
            print("told")
        resource.setrlimit(resource.RLIMIT_FSIZE, whole)
"""


def test_each_index_tells_when_it_was_not_written_whole(tmp_path: Path) -> None:
    with python(PARTS_ON_A_FULL_DISK, tmp_path) as process:
        lines = process.communicate()[0].splitlines()
    assert lines == ["told"] * 6


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[bool]:
    """A file system of that size at ``folder``, where this process is allowed to mount one; whether it is."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    mounted = os.getuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk(tmp_path: Path, encoder: RecordingEncoder) -> None:
    outcomes = []
    for kilobytes in range(16, 420, 8):
        with small_disk(tmp_path / "disk", kilobytes) as mounted:
            if not mounted:
                return  # the limit on file sizes above is all that can be tried without the right to mount
            write_corpus(tmp_path, plan=PLAN)
            settings = settings_under(tmp_path, index_dir=tmp_path / "disk" / "index")
            outcomes.append(outcome_on_small_disk(tmp_path, settings, encoder))
    # From too small for any index, over too small for the second one, to large enough.
    assert sorted(set(outcomes)) == ["first is full", "second is full", "whole"]
    assert all(before <= after for before, after in pairwise(outcomes))


def outcome_on_small_disk(folder: Path, settings: IndexSettings, encoder: Encoder) -> str:
    if not fits(settings, encoder):
        assert state(settings.index_dir) == {}
        return "first is full"
    before = state(settings.index_dir)
    write_corpus(folder, plan=PLAN + "".join(f"\nRad {number} handlar om sak{number}.\n" for number in range(5)))
    if not fits(settings, encoder):
        check_unchanged(settings, before)
        return "second is full"
    assert_whole(settings.index_dir, settings, encoder)
    return "whole"


def fits(settings: IndexSettings, encoder: Encoder) -> bool:
    """Whether the build found room, once the message of one that did not has been seen to be right."""
    try:
        build(settings, encoder)
    except BuildError as error:
        told = str(error)
    else:
        return True
    assert told == (f"Bygget i {settings.index_dir} avbröts: disken är full. Det index som gällde gäller fortfarande.")
    return False
