"""A snapshot gives back what was written, and one that has been touched is refused."""

from __future__ import annotations

import json
import pickletools
import shutil
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.base.privacy import Finding
from corpus.base.types import (
    Actor,
    AmountRow,
    Assignment,
    Block,
    Decision,
    Document,
    EarlierTreatment,
    FloorProposal,
    Indicator,
    Matter,
    Meeting,
    Person,
    Section,
    Span,
    Statement,
    Vote,
)
from indexer.building import build
from indexer.dense import DenseIndex
from indexer.encoder import Encoder
from indexer.errors import DamagedSnapshot, NoSnapshot, SnapshotError, WrongVersion
from indexer.files import sha256_of
from indexer.lexical import LexicalIndex
from indexer.null_distribution import NullDistribution
from indexer.snapshot import (
    CURRENT,
    FORMAT_VERSION,
    MANIFEST,
    SNAPSHOTS,
    Snapshot,
    current_folder,
    current_id,
    identified,
    open_snapshot,
    verify_snapshot,
)
from indexer.snapshot_writing import make_current, write_files, write_manifest
from indexer.types import FileDigest, Passage, SnapshotManifest, Unit
from tests.tiny_index import AGREEMENT, BUDGET, PLAN, files_under, settings_under, write_corpus

FILES = (
    "documents.jsonl",
    "embedding-keys.npy",
    "files.json",
    "lexical/data.csc.index.npy",
    "lexical/indices.csc.index.npy",
    "lexical/indptr.csc.index.npy",
    "lexical/params.index.json",
    "lexical/terms.txt",
    "passages.faiss",
    "passages.jsonl",
    "passages.npy",
    "tables.sqlite",
    "units.faiss",
    "word-counts.npy",
    "words.txt",
)
# Any list of files that could not be read fits any snapshot
BOUND_TOGETHER = tuple(name for name in FILES if name != "files.json")

# Round trip

FULL = Document(
    id="protokoll-1",
    title="Protokoll »styrelsen«\u2028\U0001f68c",
    organisation="Region Exempel",
    body="Styrelsen",
    kind="minutes",
    date=date(2024, 2, 29),
    source_file="protokoll 1.txt",
    source_url="https://exempel.se/1",
    sha256="ab" * 32,
    text='Mål\n\nAtt åka\tbuss\n"Nej"',
    sections=(
        Section(
            *("s1", ("Kapitel", "Mål"), "§ 98", "24RS17", 0, 24),
            (
                Block("heading", 0, 3, page=2),
                Block("row", 5, 17, "Beslut", ("Mål", ""), ("Att åka", "buss"), "decided"),
                Block("item", 18, 23, "Yrkanden", (), (), "proposed"),
            ),
        ),
        Section("s2", (), None, None, 24, 24),
    ),
    meeting=Meeting((date(2024, 2, 29),), "kl. 9", "Salen", (Person("Å B", "S", "chair", "ordförande", 0, 3),)),
    matters=(
        Matter(
            *("s1", ("24RS17",), "Å B", ("C D",)),
            floor_proposals=(FloorProposal((Actor("Å B", "S"),), ("approve", "reject"), 5, 17),),
            propositions=(Span(5, 8),),
            votes=(Vote("Ja för bifall", 2, 1, 0, None, ((Actor(None, "S"), "yes"),), 5, 17),),
            reservations=(Statement((Actor("C D", None),), 18, 23),),
            notes=(Statement((), 18, 20),),
            disqualified=(Statement((), 18, 21),),
            abstaining=(Statement((), 18, 22),),
            recipients=("Länsstyrelsen",),
            earlier=(EarlierTreatment(date(2024, 1, 31), "§ 5", "Nämnden", "tabled", 0, 3),),
        ),
    ),
    decisions=(
        Decision(*("d1", "s1", "proposed", "recommended", "Styrelsen", date(2024, 2, 29), ("Att",), 5, 17, "tabled")),
    ),
    assignments=(Assignment("s1", "Åk buss", "Pågår", "2025", 5, 17),),
    indicators=(Indicator("s1", "Mål", "Andel", (("2023", "1"),), (("2025", "2"),), "År", 5, 17),),
    amounts=(AmountRow("s1", "Summa", "mnkr", (("2024", "12"),), 5, 17),),
    path="ks/protokoll 1.txt",
    aliases=("protokoll",),
    known_by=(("kind", "head"),),
    unread=("sidan 3 är en bild",),
    private=(Finding("address", 2, 1, "mask"),),
)
BARE = Document("plan-1", "", None, None, "plan", None, "plan.txt", None, "cd" * 32, "", ())
PASSAGES = (
    Passage(
        *("protokoll-1:0", "protokoll-1", "s1", 0, 17, "Mål\n\nMål: Att åka; buss", ("Beslut", "Yrkanden")),
        (
            Unit(5, 17, "Mål: Att åka; buss", "row", "Beslut", "decided"),
            Unit(0, 3, "Mål", "heading", None, None),
        ),
    ),
    Passage("protokoll-1:1", "protokoll-1", "s1", 18, 23, '"Nej"', (), ()),
)
PASSAGE_VECTORS = np.array([[1, 0], [0.6, 0.8]], np.float32)
UNIT_VECTORS = np.array([[0, 1], [-0.8, 0.6]], np.float32)
KEYS = np.arange(64, dtype=np.uint8).reshape(4, 16)
WORDS = (("åka", "buss", "~buss"), ("nej",))


def write_by_hand(index_dir: Path) -> SnapshotManifest:
    """The manifest of a snapshot of the documents above, put in force."""
    folder = index_dir / SNAPSHOTS / "new"
    folder.mkdir(parents=True)
    passage_vectors, unit_vectors, lexical = (
        DenseIndex.build(PASSAGE_VECTORS),
        DenseIndex.build(UNIT_VECTORS),
        LexicalIndex.build(WORDS),
    )
    files = write_files(folder, (FULL, BARE), PASSAGES, passage_vectors, unit_vectors, lexical, KEYS)
    manifest = identified(
        SnapshotManifest(
            format_version=FORMAT_VERSION,
            id="",
            created="2024-12-17T09:30:00.123+00:00",
            model="modell »å«",
            model_fingerprint="ef" * 32,
            dimensions=2,
            settings_digest="12" * 32,
            reader_digest="34" * 32,
            documents=2,
            passages=2,
            units=2,
            null_distribution=NullDistribution(0.1 + 0.2, 1e-3),
            files=files,
        )
    )
    write_manifest(folder, manifest)
    folder.rename(folder.with_name(manifest.id))
    make_current(index_dir, manifest.id)
    return manifest


def test_every_field_comes_back(tmp_path: Path) -> None:
    manifest = write_by_hand(tmp_path)
    snapshot = open_snapshot(tmp_path)
    assert snapshot.manifest == manifest
    assert snapshot.documents == (FULL, BARE)
    assert snapshot.passages == PASSAGES
    assert np.array_equal(snapshot.passage_vectors.vectors(np.arange(2)), PASSAGE_VECTORS)
    assert np.array_equal(snapshot.unit_vectors.vectors(np.arange(2)), UNIT_VECTORS)
    assert np.array_equal(snapshot.keys, KEYS)
    assert snapshot.lexical.scores(["nej"]).tolist() == LexicalIndex.build(WORDS).scores(["nej"]).tolist()


def test_the_test_above_holds_no_field_at_its_default() -> None:
    assert all(value is not None and value != () for value in asdict(FULL).values())
    assert any(
        all(getattr(block, name) for name in ("part", "columns", "cells", "status"))
        for block in FULL.sections[0].blocks
    )


def test_the_id_says_when_and_names_the_manifest_by_its_digest(tmp_path: Path) -> None:
    manifest = write_by_hand(tmp_path)
    assert manifest.id.startswith("20241217T093000-")
    assert identified(replace(manifest, id="something else")) == manifest
    assert identified(replace(manifest, documents=3)).id != manifest.id


def test_the_manifest_lists_every_file_with_size_and_digest(tmp_path: Path) -> None:
    manifest = write_by_hand(tmp_path)
    folder = current_folder(tmp_path)
    assert tuple(file.name for file in manifest.files) == FILES
    for file in manifest.files:
        assert (file.size, file.sha256) == ((folder / file.name).stat().st_size, sha256_of(folder / file.name))


def test_what_is_derived(tmp_path: Path) -> None:
    write_by_hand(tmp_path)
    snapshot = open_snapshot(tmp_path)
    assert snapshot.document_by_id == {"protokoll-1": FULL, "plan-1": BARE}
    assert snapshot.section_by_id == {
        ("protokoll-1", "s1"): FULL.sections[0],
        ("protokoll-1", "s2"): FULL.sections[1],
    }
    assert snapshot.first_unit.tolist() == [0, 2, 2]


# Nothing is pickled


def test_nothing_is_pickled(tmp_path: Path) -> None:
    write_by_hand(tmp_path)
    files = files_under(current_folder(tmp_path))
    assert {Path(name).suffix for name in files} >= {".json", ".jsonl", ".npy", ".faiss"}
    for name, content in files.items():
        assert Path(name).suffix in {".json", ".jsonl", ".npy", ".faiss", ".txt", ".sqlite"}
        if name.endswith(".npy"):
            array = np.load(current_folder(tmp_path) / name, allow_pickle=False)
            assert not array.dtype.hasobject
        assert b"'descr': '|O'" not in content
        assert not is_pickle(content)


def is_pickle(content: bytes) -> bool:
    try:
        return any(opcode.name == "STOP" for opcode, _, _ in pickletools.genops(content))
    except (ValueError, IndexError):
        return False


def test_a_pickled_array_is_not_loaded(tmp_path: Path) -> None:
    write_by_hand(tmp_path)
    folder = current_folder(tmp_path)
    np.save(folder / "embedding-keys.npy", np.array([print], dtype=object), allow_pickle=True)
    assert b"'descr': '|O'" in (folder / "embedding-keys.npy").read_bytes()
    register(tmp_path, "embedding-keys.npy")
    assert "går inte att läsa" in refused(tmp_path)


# Damage


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Path:
    """A folder with an index and another one over other documents."""
    folder = tmp_path_factory.mktemp("built")
    for name, texts in {"one": {"avtal": AGREEMENT, "plan": PLAN}, "other": {"budget": BUDGET}}.items():
        write_corpus(folder / name, **texts)
        build(settings_under(folder / name), hashed_encoder)
    return folder


@pytest.fixture
def index_dir(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "one" / "index", tmp_path / "index"))


@pytest.fixture
def other(built: Path) -> Path:
    return current_folder(built / "other" / "index")


def edit_manifest(folder: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    content = json.loads((folder / MANIFEST).read_text("utf-8"))
    edit(content)
    (folder / MANIFEST).write_text(json.dumps(content), "utf-8")


def register(index_dir: Path, name: str) -> None:
    """Let the manifest say of the file what it is now, and the snapshot's id be that of the manifest."""
    folder = current_folder(index_dir)
    content = json.loads((folder / MANIFEST).read_text("utf-8"))
    files = [file for file in content["files"] if file["name"] != name]
    files.append({"name": name, "size": (folder / name).stat().st_size, "sha256": sha256_of(folder / name)})
    sign(index_dir, content | {"files": files})


def sign(index_dir: Path, content: dict[str, Any]) -> None:
    """Put a manifest in force whose id is right, whatever else it says."""
    files = tuple(FileDigest(**file) for file in content["files"])
    fields = content | {"files": files, "null_distribution": NullDistribution(**content["null_distribution"])}
    manifest = identified(SnapshotManifest(**fields))
    folder = current_folder(index_dir)
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest)), "utf-8")
    folder.rename(folder.with_name(manifest.id))
    (index_dir / CURRENT).write_text(manifest.id, "utf-8")


def refused(index_dir: Path, kind: type[SnapshotError] = DamagedSnapshot) -> str:
    """The message with which the snapshot is refused, once it has been seen to be in Swedish and to give a remedy."""
    with pytest.raises(SnapshotError) as caught:
        open_snapshot(index_dir)
    assert type(caught.value) is kind
    message = str(caught.value)
    assert "index" in message.lower()
    assert message.endswith(": paragraf index build")
    return message


def test_an_untouched_copy_is_read(index_dir: Path) -> None:
    snapshot = open_snapshot(index_dir)
    assert verify_snapshot(current_folder(index_dir)) == snapshot.manifest
    assert {document.id for document in snapshot.documents} == {"avtal", "plan"}


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_missing_file(index_dir: Path, name: str) -> None:
    (current_folder(index_dir) / name).unlink()
    assert ("manifest" if name == MANIFEST else name) in refused(index_dir)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
@pytest.mark.parametrize("lost", [1, 10_000_000])
def test_a_file_cut_short(index_dir: Path, name: str, lost: int) -> None:
    path = current_folder(index_dir) / name
    path.write_bytes(path.read_bytes()[:-lost])
    assert ("manifest" if name == MANIFEST else name) in refused(index_dir)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("share", [0, 0.3, 0.7, 1])
def test_one_bit_flipped(index_dir: Path, name: str, share: float) -> None:
    path = current_folder(index_dir) / name
    content = bytearray(path.read_bytes())
    content[int(share * (len(content) - 1))] ^= 1
    path.write_bytes(content)
    assert name in refused(index_dir)


def test_one_bit_flipped_anywhere_in_the_manifest(index_dir: Path) -> None:
    path = current_folder(index_dir) / MANIFEST
    content = path.read_bytes()
    same = json.loads(content)
    for position in range(0, len(content), 7):
        path.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
        try:
            # A space turned into another sign that JSON does not read changes nothing.
            if json.loads(path.read_bytes()) == same:
                continue
        except ValueError:
            pass
        with pytest.raises(SnapshotError):
            open_snapshot(index_dir)


@pytest.mark.parametrize("name", BOUND_TOGETHER)
def test_a_file_of_another_snapshot(index_dir: Path, other: Path, name: str) -> None:
    shutil.copy(other / name, current_folder(index_dir) / name)
    assert name in refused(index_dir)


def test_the_manifest_of_another_snapshot(index_dir: Path, other: Path) -> None:
    shutil.copy(other / MANIFEST, current_folder(index_dir) / MANIFEST)
    assert "hör till ett annat" in refused(index_dir)


def test_another_snapshot_under_this_name(index_dir: Path, other: Path) -> None:
    folder = current_folder(index_dir)
    shutil.rmtree(folder)
    shutil.copytree(other, folder)
    assert "hör till ett annat" in refused(index_dir)


def test_a_file_too_many(index_dir: Path) -> None:
    (current_folder(index_dir) / "lexical" / "corpus.jsonl").write_text("{}", "utf-8")
    assert "lexical/corpus.jsonl" in refused(index_dir)


def test_a_link_instead_of_a_file(index_dir: Path, tmp_path: Path) -> None:
    path = current_folder(index_dir) / "passages.jsonl"
    path.rename(tmp_path / "passages.jsonl")
    path.symlink_to(tmp_path / "passages.jsonl")
    assert "passages.jsonl" in refused(index_dir)


def test_a_link_instead_of_a_folder(index_dir: Path, tmp_path: Path) -> None:
    path = current_folder(index_dir) / "lexical"
    path.rename(tmp_path / "lexical")
    path.symlink_to(tmp_path / "lexical")
    assert "lexical" in refused(index_dir)


def test_a_folder_instead_of_a_file(index_dir: Path) -> None:
    path = current_folder(index_dir) / "units.faiss"
    path.unlink()
    path.mkdir()
    assert "units.faiss" in refused(index_dir)


@pytest.mark.parametrize("version", [FORMAT_VERSION - 1, FORMAT_VERSION + 1, "2", None])
def test_another_version(index_dir: Path, version: object) -> None:
    edit_manifest(current_folder(index_dir), lambda content: content.update(format_version=version))
    assert f"programmet läser version {FORMAT_VERSION}" in refused(index_dir, WrongVersion)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"3", b"null", b'"text"', b"{}", b"\xff\xfe", b'{"format_version": ', b"not json"]
)
def test_a_manifest_that_is_none(index_dir: Path, content: bytes) -> None:
    (current_folder(index_dir) / MANIFEST).write_bytes(content)
    assert "saknar ett läsbart manifest" in refused(index_dir)


@pytest.mark.parametrize(
    "edit",
    [
        lambda content: content.pop("passages"),
        lambda content: content.pop("files"),
        lambda content: content.pop("null_distribution"),
        lambda content: content.update(extra=1),
        lambda content: content.update(files=None),
        lambda content: content.update(files=[1]),
        lambda content: content.update(files=[{"name": "passages.jsonl"}]),
        lambda content: content["files"][0].update(size="stor"),
        lambda content: content.update(null_distribution=[0.1, 0.2]),
    ],
)
def test_a_manifest_of_another_shape(index_dir: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    edit_manifest(current_folder(index_dir), edit)
    assert "är inte ett av våra" in refused(index_dir)


@pytest.mark.parametrize(
    "edit",
    [
        lambda content: content.update(documents=7),
        lambda content: content.update(model="annan"),
        lambda content: content.update(created=5),
        lambda content: content.update(files=[]),
        lambda content: content["files"].pop(),
        lambda content: content["files"].append(content["files"][0]),
        lambda content: content["files"][0].update(name="../../CURRENT"),
        lambda content: content["files"][0].update(name=["passages.jsonl"]),
        lambda content: content["null_distribution"].update(mean=0.0),
        lambda content: content.update(id="20200101T000000-000000000000"),
    ],
)
def test_a_manifest_that_was_edited(index_dir: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    edit_manifest(current_folder(index_dir), edit)
    assert "är ändrat" in refused(index_dir)


def test_a_listed_file_outside_the_snapshot(index_dir: Path) -> None:
    outside = index_dir / "outside.jsonl"
    outside.write_text("{}", "utf-8")
    register(index_dir, "../../outside.jsonl")
    assert "outside.jsonl" in refused(index_dir)


# A foreign file whose digest has been written into the manifest: what it holds must fit the rest


@pytest.mark.parametrize("name", BOUND_TOGETHER)
def test_a_foreign_file_with_its_digest(index_dir: Path, other: Path, name: str) -> None:
    shutil.copy(other / name, current_folder(index_dir) / name)
    register(index_dir, name)
    assert "hör inte ihop" in refused(index_dir)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"", b"3\n", b"[]\n", b"null\n", b"{}\n", b"\xff\xfe\x00", b"x" * 1000])
def test_a_file_of_rubbish_with_its_digest(index_dir: Path, name: str, content: bytes) -> None:
    (current_folder(index_dir) / name).write_bytes(content)
    register(index_dir, name)
    assert "hör inte ihop" in refused(index_dir)


@pytest.mark.parametrize("field", ["document_id", "section_id"])
def test_passages_of_a_section_that_is_not_there(index_dir: Path, field: str) -> None:
    path = current_folder(index_dir) / "passages.jsonl"
    first, *others = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([json.dumps(json.loads(first) | {field: "saknas"}), *others]), "utf-8")
    register(index_dir, "passages.jsonl")
    assert "hör inte ihop" in refused(index_dir)


@pytest.mark.parametrize("field", ["documents", "passages", "units", "dimensions"])
def test_a_manifest_whose_counts_are_wrong(index_dir: Path, field: str) -> None:
    content = json.loads((current_folder(index_dir) / MANIFEST).read_text("utf-8"))
    sign(index_dir, content | {field: content[field] + 1})
    assert "hör inte ihop" in refused(index_dir)


# CURRENT


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"..", b"../../corpus", b"/etc", b"a/b", b"\x00", b"\xff\xfe\xfd", b"two\nlines", b"a" * 5000],
)
def test_a_current_that_names_nothing(index_dir: Path, content: bytes) -> None:
    (index_dir / CURRENT).write_bytes(content)
    # What could be a name is looked for.
    assert ("nämner inget index" in refused(index_dir)) == (content != b"a" * 5000)


def test_a_current_that_names_a_missing_snapshot(index_dir: Path) -> None:
    (index_dir / CURRENT).write_text("20240101T000000-0123456789ab\n", "utf-8")
    assert "20240101T000000-0123456789ab" in refused(index_dir)


def test_a_current_that_is_a_folder(index_dir: Path) -> None:
    (index_dir / CURRENT).unlink()
    (index_dir / CURRENT).mkdir()
    assert "Det finns inget index i" in refused(index_dir, NoSnapshot)


@pytest.mark.parametrize("folder", ["", "missing", "CURRENT"])
def test_where_there_is_no_index(tmp_path: Path, folder: str) -> None:
    (tmp_path / CURRENT).mkdir()
    assert current_id(tmp_path / folder) is None
    assert "Det finns inget index i" in refused(tmp_path / folder, NoSnapshot)


# Putting in force


def test_the_one_put_in_force_last_is_in_force(tmp_path: Path) -> None:
    (tmp_path / SNAPSHOTS).mkdir()
    for name in ("first", "second"):
        make_current(tmp_path, name)
        assert current_id(tmp_path) == name
        assert (tmp_path / CURRENT).read_text("utf-8") == f"{name}\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == [CURRENT, SNAPSHOTS]


def test_an_open_snapshot_answers_after_its_files_are_gone(index_dir: Path) -> None:
    snapshot: Snapshot = open_snapshot(index_dir)
    vector = snapshot.passage_vectors.vectors(np.array([1]))[0]
    before = snapshot.lexical.scores(["avtal"]).tolist()
    shutil.rmtree(index_dir)
    assert snapshot.passage_vectors.search(vector, 1)[0].tolist() == [1]
    assert snapshot.lexical.scores(["avtal"]).tolist() == before
