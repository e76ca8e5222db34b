from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.base.errors import ManifestError
from corpus.loading.corpus_folder import find_sources
from corpus.loading.manifest import FOLDER_FILE, MANIFEST, read_folder_file, read_manifest


def entry(**changes: Any) -> dict[str, Any]:
    return {"file": "a.txt", "title": "Protokoll", "kind": "minutes", **changes}


def write(folder: Path, content: object) -> Path:
    folder.joinpath(MANIFEST).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder


def fault(folder: Path) -> str:
    with pytest.raises(ManifestError) as caught:
        read_manifest(folder)
    message = str(caught.value)
    assert message.startswith(str(folder / MANIFEST))
    return message.removeprefix(str(folder / MANIFEST)).strip()


def test_an_entry_is_read_whole(tmp_path: Path) -> None:
    full = entry(
        organisation="Region Västerbotten",
        body="Regionstyrelsen",
        date="2024-12-17",
        source="allmän handling",
        source_url="https://example.org/a",
        sha256="0a1b",
    )
    given = {
        "title": "Protokoll",
        "organisation": "Region Västerbotten",
        "body": "Regionstyrelsen",
        "kind": "minutes",
        "date": date(2024, 12, 17),
        "source_url": "https://example.org/a",
    }
    assert read_manifest(write(tmp_path, {"documents": [full]})) == {"a.txt": (given, "0a1b")}


def test_what_an_entry_leaves_out_is_not_given_and_null_is(tmp_path: Path) -> None:
    documents = [entry(date=None), {"file": "b.txt", "body": "Kommunstyrelsen"}]
    assert read_manifest(write(tmp_path, {"documents": documents})) == {
        "a.txt": ({"title": "Protokoll", "kind": "minutes", "date": None}, None),
        "b.txt": ({"body": "Kommunstyrelsen"}, None),
    }


def toml(folder: Path, content: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath(FOLDER_FILE).write_text(content, "utf-8")
    return folder


def test_a_folders_file_gives_what_holds_for_all_and_for_one(tmp_path: Path) -> None:
    toml(
        tmp_path,
        'organisation = "Umeå kommun"\n["protokoll 1.pdf"]\ndate = 2024-03-05\n["b.pdf"]\ndate = "2024-03-06"\n',
    )
    assert read_folder_file(tmp_path) == {
        "": {"organisation": "Umeå kommun"},
        "protokoll 1.pdf": {"date": date(2024, 3, 5)},
        "b.pdf": {"date": date(2024, 3, 6)},
    }
    assert read_folder_file(tmp_path / "annan") == {}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("organisation = ", "går inte att använda"),
        ('titel = "A"', "okända nycklar ['titel']"),
        ('kind = "protokoll"', "okänd typ 'protokoll'"),
        ('["a.pdf"]\ndate = "i går"', "är inte ett datum"),
    ],
)
def test_a_fault_in_a_folders_file_is_named(tmp_path: Path, content: str, told: str) -> None:
    with pytest.raises(ManifestError, match=re.escape(told)):
        read_folder_file(toml(tmp_path, content))


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    assert list(read_manifest(write(tmp_path, "\ufeff" + json.dumps({"documents": [entry()]})))) == ["a.txt"]


@pytest.mark.parametrize(
    "content", ["{}", "[]", "null", '{"documents": 3}', '{"name": "Ekby", "icons": [], "start_url": "/"}']
)
def test_the_manifest_of_another_program_is_passed_over(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.txt").write_text("Ekby kommun\n\nBudget", "utf-8")
    assert read_manifest(write(tmp_path, content)) == {}
    assert [source.document_id for source in find_sources([tmp_path])] == ["a"]


def test_a_folder_without_manifest_knows_nothing(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) == {}
    (tmp_path / MANIFEST).mkdir()
    assert read_manifest(tmp_path) == {}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"sida": 1, "Kind": "plan"}, "okända nycklar ['Kind', 'sida']"),
        (
            {"kind": "protokoll"},
            "okänd typ 'protokoll'; kända är minutes, agenda, extract, summary, plan, report, rules",
        ),
        ({"kind": ["minutes"]}, "okänd typ ['minutes']"),
        ({"date": "17 december 2024"}, "datumet '17 december 2024' är inte ett datum som 2024-12-31"),
        ({"date": 20241217}, "värdet för 'date' är inte text"),
        ({"title": 7}, "värdet för 'title' är inte text"),
        ({"body": ["Regionstyrelsen"]}, "värdet för 'body' är inte text"),
        ({"file": 1}, "värdet för 'file' är inte text"),
    ],
)
def test_a_fault_in_an_entry_is_named(tmp_path: Path, changes: dict[str, Any], told: str) -> None:
    message = fault(write(tmp_path, {"documents": [entry(file="b.txt"), entry(**changes)]}))
    assert message.startswith(f"är inte ett giltigt manifest: {told}")


@pytest.mark.parametrize("key", ["file"])
def test_a_missing_key_is_named(tmp_path: Path, key: str) -> None:
    incomplete = entry()
    del incomplete[key]
    message = fault(write(tmp_path, {"documents": [incomplete]}))
    assert message == f"är inte ett giltigt manifest: nyckeln '{key}' saknas"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{\n  'documents': []}", "är inte giltig JSON: rad 2, tecken 3"),
        ("", "är inte giltig JSON: rad 1, tecken 1"),
        ('{"documents": ["a.txt"]}', "är inte ett giltigt manifest: det har inte rätt form"),
        ("[" * 100_000, "är inte ett giltigt manifest: det har inte rätt form"),
    ],
)
def test_what_is_no_manifest(tmp_path: Path, content: str, told: str) -> None:
    assert fault(write(tmp_path, content)) == told


def test_a_manifest_in_another_encoding(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes('{"documents": "å"}'.encode("cp1252"))
    assert fault(tmp_path).startswith("är inte ett giltigt manifest: ")
