from __future__ import annotations

import hashlib
import json
import logging
import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.base.errors import CorpusError, ManifestError, UnreadableFile
from corpus.base.types import Document, Problem
from corpus.loading.corpus_folder import Source, find_sources, load_corpus, load_document, parse_document
from corpus.structure.cleaning import clean_lines

MAX_BYTES = 10_000
MINUTES = "Umeå kommun\nProtokoll\nKommunstyrelsen\n2024-03-05\n\n§ 41 Budget\n\nBeslut\n\natt anta budgeten."


def write(folder: Path, name: str, content: str | bytes = "Ett stycke text.") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def manifest(folder: Path, **entry: str) -> None:
    write(folder, "manifest.json", json.dumps({"documents": [{"title": "T", "kind": "other", **entry}]}))


def test_a_document_is_made_of_its_files_words(tmp_path: Path) -> None:
    path = write(tmp_path, "Protokoll KS.txt", MINUTES)
    (document,) = load_corpus([tmp_path], MAX_BYTES)
    assert isinstance(document, Document)
    assert (document.id, document.source_file, document.source_url) == ("protokoll-ks", "Protokoll KS.txt", None)
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (document.title, document.organisation) == ("Protokoll kommunstyrelsen 2024-03-05", "Umeå kommun")
    assert [section.number for section in document.sections] == [None, "§ 41"]


def test_the_manifest_goes_before_what_the_text_says(tmp_path: Path) -> None:
    path = write(tmp_path, "ks/a.txt", MINUTES)
    manifest(
        tmp_path, file="ks/a.txt", title="Titel", body="Annan", date="2020-01-02", source_url="https://example.org"
    )
    (document,) = load_corpus([tmp_path], MAX_BYTES)
    assert isinstance(document, Document)
    assert (document.title, document.organisation, document.body) == ("Titel", "Umeå kommun", "Annan")
    assert (document.kind, document.date, document.source_url) == ("other", date(2020, 1, 2), "https://example.org")
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_files_are_found_in_order_of_their_paths_hidden_ones_and_manifests_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.md", ".git/d.txt", "a/.e.txt", "f.pdf"):
        write(tmp_path, name)
    manifest(tmp_path, file="b.txt")
    manifest(tmp_path / "a", file="c.md")
    (tmp_path / "saknas.txt").symlink_to(tmp_path / "ingenstans")
    sources = find_sources([tmp_path])
    assert [(source.path.name, source.document_id, not source.given) for source in sources] == [
        ("c.md", "a-c", True),
        ("b.txt", "b", False),
        ("f.pdf", "f", True),
    ]


def test_an_id_comes_from_the_path_under_the_folder_alone(tmp_path: Path) -> None:
    names = ("2024-04-09/protokoll.txt", "2024-05-14/protokoll.txt", "KS/Protokoll 1.txt", "a.md", "a.txt", "å.txt")
    for name in names:
        write(tmp_path / "mapp", name)
    ids = {source.where.path: source.document_id for source in find_sources([tmp_path / "mapp"])}
    assert ids == {
        "2024-04-09/protokoll.txt": "2024-04-09-protokoll",
        "2024-05-14/protokoll.txt": "2024-05-14-protokoll",
        "KS/Protokoll 1.txt": "ks-protokoll-1",
        "a.md": "a-0b7928",
        "a.txt": "a-994101",
        "å.txt": "a-dad44b",
    }
    (tmp_path / "mapp" / "0.txt").write_text("En fil till.", "utf-8")
    assert {s.where.path: s.document_id for s in find_sources([tmp_path / "mapp"])} == {"0.txt": "0", **ids}


def test_a_path_out_of_the_folder_in_the_manifest_does_nothing(tmp_path: Path) -> None:
    outside = write(tmp_path, "hemlig.txt", "Hemligt stycke.")
    folder = tmp_path / "in"
    write(folder, "hemlig.txt", "Öppet stycke.")
    for file in ("../hemlig.txt", str(outside), "./hemlig.txt"):
        manifest(folder, file=file, title="Fel")
        (document,) = load_corpus([folder], MAX_BYTES)
        assert isinstance(document, Document)
        assert (document.text, document.title) == ("Öppet stycke.", "hemlig")


def test_files_that_cannot_be_read_are_told_and_stop_no_other(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"")
    write(tmp_path, "b.txt", b"\x89PNG\r\n\x1a\n\x00\x00")
    write(tmp_path, "c.pdf")
    write(tmp_path, "d.txt", "Ett stycke text.")
    write(tmp_path, "e.txt", "a" * (MAX_BYTES + 1))
    write(tmp_path, "f.txt", b"\xef\xbb\xbf\xc2\xad\xe2\x80\x8b\n")
    write(tmp_path, "g.txt", "Sida 1(2)\n\nUtdragsbestyrkande\n")
    write(tmp_path, "h.txt", b"\x01\x02\x03")
    found = list(load_corpus([tmp_path], MAX_BYTES))
    assert [item.id for item in found if isinstance(item, Document)] == ["d"]
    assert [(item.source_file, item.reason) for item in found if isinstance(item, Problem)] == [
        ("a.txt", "filen är tom"),
        ("b.txt", "filen är binär, inte text"),
        ("c.pdf", "PDF-filen är skadad eller ofullständig; hämta eller spara den på nytt"),
        ("e.txt", "filen är för stor: 10001 byte, högst 10000 läses (PARAGRAF_MAX_FILE_BYTES)"),
        ("f.txt", "filen innehåller ingen text"),
        ("g.txt", "filen innehåller ingen text"),
        ("h.txt", "filen är binär, inte text"),
    ]


def test_a_file_that_goes_away_after_it_was_found(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    (source,) = find_sources([tmp_path])
    path.unlink()
    with pytest.raises(UnreadableFile, match="den finns inte"):
        load_document(source, MAX_BYTES)


def test_a_folder_that_does_not_exist_and_a_manifest_that_is_not_valid_stop_all(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    with pytest.raises(CorpusError, match=r"^Mappen .*saknas finns inte\.$"):
        find_sources([tmp_path, tmp_path / "saknas"])
    with pytest.raises(CorpusError, match="finns inte"):
        find_sources([tmp_path / "a.txt"])
    write(tmp_path, "manifest.json", "{")
    with pytest.raises(ManifestError):
        list(load_corpus([tmp_path], MAX_BYTES))


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert list(load_corpus([tmp_path], MAX_BYTES)) == []


def test_a_file_changed_since_the_manifest_is_read_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = write(tmp_path, "a.txt")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    with caplog.at_level(logging.WARNING):
        load_document(Source(path, "a", None, digest), MAX_BYTES)
        assert caplog.messages == []
        load_document(Source(path, "a", None, "0" * 64), MAX_BYTES)
    assert caplog.messages == ["a.txt has changed since the manifest was written"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", MINUTES)
    assert list(load_corpus([tmp_path], MAX_BYTES)) == list(load_corpus([tmp_path], MAX_BYTES))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_no_text(data: bytes) -> None:
    raw = data.decode("latin-1")
    if any(line.text for line in clean_lines(raw)):
        assert parse_document("d", "d.txt", raw, "").text.strip()
    else:
        with pytest.raises(UnreadableFile, match=r"^filen innehåller ingen text$"):
            parse_document("d", "d.txt", raw, "")


# «_» stands for a space, «|» for the end of a line, «>» for a tab and «~» for a soft hyphen.
PIECES = """a * **a_ [ []( <a_ # §_ §_1_A| ._A . att_ a,|| > a>b>c| • •_a| -_och_ nämnden_ dnr_ 1. ( ~|"""


@pytest.mark.parametrize("shown", PIECES.split())
def test_long_runs_of_one_piece_are_read(shown: str) -> None:
    """A pattern that goes back over the text again and again would not come through 100 000 characters."""
    piece = shown.translate({ord("_"): " ", ord("|"): "\n", ord(">"): "\t", ord("~"): "\u00ad"})
    raw = f"Namn\tA b\tC d\n{piece * (100_000 // len(piece))}x"
    assert parse_document("d", "d.txt", raw, "").text.startswith("Namn\tA b\tC d")


def test_mixed_noise_is_read() -> None:
    pieces = [
        "§ 12 ",
        "\t",
        "\n",
        "\n\n",
        "att ",
        "• ",
        "Beslut",
        ":",
        ".",
        " ",
        "a",
        "Å",
        "1",
        "(S)",
        "**",
        "- ",
        "Dnr ",
    ]
    chooser = random.Random(12)  # noqa: S311
    for _ in range(50):
        raw = "x" + "".join(chooser.choices(pieces, k=300))
        document = parse_document("d", "d.txt", raw, "")
        assert [section.id for section in document.sections] == [f"s{n + 1}" for n in range(len(document.sections))]
