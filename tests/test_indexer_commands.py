"""The indexer's command line as people run it: exit codes, Swedish messages, JSON, settings."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

from indexer import __main__ as commands
from indexer.commands import run
from indexer.encoder import Encoder
from indexer.errors import IndexerError
from indexer.snapshot import current_folder, current_id, open_snapshot
from tests.tiny_index import AGREEMENT, write_corpus

PROJECT = Path(__file__).resolve().parent.parent
SHORT = "# Mål\n\nNämnden har tre mål för året.\n"
COMMANDS = ("build", "info", "privacy", "remove", "rollback", "verify", "watch")


class Ended(NamedTuple):
    code: int
    out: str
    err: str


def environment_with(settings: Mapping[str, object] | None) -> dict[str, str]:
    """The environment with no settings but those given."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARAGRAF_")}
    return environment | {f"PARAGRAF_{name}": str(value) for name, value in (settings or {}).items()}


def indexer(*arguments: object, settings: Mapping[str, object] | None = None) -> Ended:
    """How the command ended, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    with patch.dict(os.environ, environment_with(settings), clear=True), redirect_stdout(out), redirect_stderr(err):
        code = run(commands.indexer, "python -m indexer", (IndexerError,), [str(argument) for argument in arguments])
    return Ended(code, out.getvalue(), err.getvalue())


def indexer_process(*arguments: object, settings: Mapping[str, object] | None = None) -> Ended:
    """How ``python -m indexer`` ended, in a process of its own."""
    environment = environment_with(settings)
    environment["OMP_NUM_THREADS"] = "1"  # a few short texts: threads that wait for each other only cost
    process = subprocess.run(
        [sys.executable, "-m", "indexer", *map(str, arguments)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(process.returncode, process.stdout, process.stderr)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus of two short documents and a file that is none."""
    folder = tmp_path_factory.mktemp("work")
    (write_corpus(folder, avtal=AGREEMENT, kort=SHORT) / "tom.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def built(work: Path, bundled_encoder: Encoder) -> Ended:
    """How the first build of that corpus ended; the model has been made before it."""
    return indexer_process("build", "--corpus", work / "corpus", "--index", work / "index")


@pytest.fixture
def index(work: Path, built: Ended, tmp_path: Path) -> Path:
    """A copy of the index to do with as one likes."""
    return Path(shutil.copytree(work / "index", tmp_path / "index"))


# What the commands do


def test_build(work: Path, built: Ended) -> None:
    manifest = open_snapshot(work / "index").manifest
    assert built.code == 3
    assert built.err.splitlines() == [
        "inte läst  tom.txt   filen är tom",
        "okänt      avtal.md  organisation, dag",
        "okänt      kort.md   organisation, slag",
        "Indexet gäller, men är inte helt: de filer som står som «inte läst» eller «delvis läst» saknas.",
        "Det som är okänt kan anges i manifest.json eller i mappens paragraf.toml.",
    ]
    counts = (
        f"2 dokument (0 oförändrade), {manifest.passages} avsnitt, {manifest.passages + manifest.units} nya vektorer"
    )
    assert built.out.startswith(f"Index {manifest.id}: {counts}, ")
    assert built.out.endswith(" s.\n")
    assert built.out.count("\n") == 1
    assert (manifest.model, manifest.dimensions) == ("bundled", 384)


@pytest.fixture
def loaded(bundled_encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model, loaded once for the commands of this process."""
    monkeypatch.setattr(commands, "encoder_of", lambda *_, **__: bundled_encoder)


def test_build_again_as_json(work: Path, index: Path, loaded: None) -> None:
    before = open_snapshot(index).manifest
    ended = indexer("build", "--corpus", work / "corpus", "--index", index, "--json")
    assert (ended.code, ended.err) == (3, "")
    report = json.loads(ended.out)
    assert report.pop("seconds") > 0
    assert report == {
        "snapshot": current_id(index),
        "documents": 2,
        "passages": before.passages,
        "documents_reused": 2,
        "embedded": 0,
        "reused_embeddings": before.passages + before.units,
        "removed": [],
        "problems": [["tom.txt", "filen är tom"]],
        "partly": [],
        "untold": [["avtal.md", ["organisation", "date"]], ["kort.md", ["organisation", "kind"]]],
        "duplicates": [],
        "waiting": [],
        "withheld": [],
    }


def test_documents_gone_at_once_stop_the_build(work: Path, index: Path, tmp_path: Path, loaded: None) -> None:
    write_corpus(tmp_path, kort=SHORT)
    arguments = ("build", "--corpus", tmp_path / "corpus", "--index", index)
    before = current_id(index)
    ended = indexer(*arguments)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("fel: 1 av indexets 2 dokument saknas eller går inte längre att läsa i ")
    assert ended.err.endswith("kör: paragraf index build --accept-removals\n")
    assert current_id(index) == before
    assert indexer(*arguments, "--accept-removals").code == 0
    assert [document.id for document in open_snapshot(index).documents] == ["kort"]


def test_remove(index: Path, loaded: None) -> None:
    ended = indexer("remove", "kort", "--index", index, "--json")
    assert (ended.code, ended.err) == (0, "")
    report = json.loads(ended.out)
    assert (report["removed"], report["documents"], report["snapshot"]) == (["kort"], 1, current_id(index))
    assert [document.id for document in open_snapshot(index).documents] == ["avtal"]


def test_whoever_wants_to_know_is_told_of_acts_by_ids(index: Path, tmp_path: Path, loaded: None) -> None:
    write_corpus(tmp_path, kort=SHORT)
    told: list[tuple[str, dict[str, str]]] = []
    first = current_id(index)

    @contextmanager
    def acts(act: str, **ids: str) -> Iterator[dict[str, str]]:
        at_the_end: dict[str, str] = {}
        yield at_the_end
        told.append((act, ids | at_the_end))

    for arguments in (
        ["verify"],
        ["build", "--corpus", str(tmp_path / "corpus"), "--accept-removals"],
        ["build", "--corpus", str(tmp_path / "corpus"), "--accept-removals"],
        ["rollback"],
        ["remove", "kort"],
    ):
        done = run(
            commands.indexer,
            "indexer",
            (IndexerError,),
            [*arguments, "--index", str(index)],
            acts,
        )
        assert done == 0
    last = current_id(index)
    second = told[0][1]["snapshot"]
    assert told == [
        ("removals.accepted", {"documents": "avtal", "snapshot": second}),
        ("removals.accepted", {"documents": "", "snapshot": second}),
        ("index.rolled-back", {"snapshot": first, "replaced": second}),
        ("index.removed", {"documents": "kort", "snapshot": last}),
    ]


def test_remove_what_is_not_there(
    index: Path, hashed_encoder: Encoder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commands, "encoder_of", lambda *_, **__: hashed_encoder)
    assert run(commands.indexer, "indexer", (IndexerError,), ["remove", "saknas", "--index", str(index)]) == 1
    assert capsys.readouterr() == ("", "fel: Det finns inget dokument med id saknas.\n")


def test_verify(index: Path) -> None:
    assert indexer_process("verify", "--index", index) == (
        0,
        f"Indexet {current_id(index)} är helt: 15 filer stämmer.\n",
        "",
    )


def test_verify_what_is_damaged(index: Path) -> None:
    path = current_folder(index) / "units.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    for command in ("verify", "info"):
        ended = indexer(command, "--index", index)
        assert ended == (
            1,
            "",
            f"fel: Filen units.faiss i indexet {current_id(index)} saknas eller är skadad. "
            "Bygg om indexet med: paragraf index build\n",
        )


def test_going_back_and_verifying_all(index: Path, work: Path, loaded: None) -> None:
    first = current_id(index)
    indexer("build", "--corpus", work / "corpus", "--index", index)
    second = current_id(index)
    told = [f"Indexet {name} är helt: 15 filer stämmer." for name in (second, first)]
    assert indexer("verify", "--all", "--index", index).out.splitlines() == told
    ended = indexer("rollback", "--index", index)
    created = open_snapshot(index).manifest.created
    assert ended == (0, f"Indexet {first}, byggt {created}, gäller nu i stället för {second}.\n", "")
    assert indexer("rollback", "--index", index).err == (
        f"fel: Det finns inget tidigare index i {index} att gå tillbaka till.\n"
    )
    (index / "snapshots" / str(second) / "words.txt").unlink()
    ended = indexer("verify", "--all", "--index", index)
    assert (ended.code, ended.out) == (1, f"{told[1]}\n")
    assert ended.err.startswith("fel: Filen words.txt i indexet ")


def test_info_on_a_document(index: Path) -> None:
    ended = indexer("info", "--document", "avtal", "--index", index)
    assert (ended.code, ended.err) == (0, "")
    assert "§ 98 Uppsägning av avtalet\n  Ärendenummer: 24RS17\n" in ended.out
    assert "    – att säga upp avtalet om busstrafik.\n" in ended.out
    indexed = open_snapshot(index).document_by_id["avtal"]
    told = json.loads(indexer("info", "--document", "avtal", "--index", index, "--json").out)
    assert (told["id"], told["text"], told["date"]) == ("avtal", indexed.text, None)
    assert [decision["items"] for decision in told["decisions"]] == [["att säga upp avtalet om busstrafik."]]


def test_info_on_a_document_that_is_not_there(index: Path) -> None:
    ended = indexer("info", "--document", "saknas", "--index", index)
    assert ended == (
        1,
        "",
        "fel: Det finns inget dokument med id saknas. Alla id visas med: paragraf index info\n",
    )


def test_info(index: Path) -> None:
    ended = indexer("info", "--index", index)
    snapshot = open_snapshot(index)
    manifest, agreement = snapshot.manifest, snapshot.document_by_id["avtal"]
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        f"Index {manifest.id}, byggt {manifest.created} med modellen bundled.",
        f"2 dokument, {manifest.passages} avsnitt, {manifest.units} citerbara delar.",
        f"  avtal: {agreement.title}, Regionstyrelsen",
        "  kort: Mål",
        "  inte läst: tom.txt: filen är tom",
    ]


def test_info_as_json(index: Path) -> None:
    ended = indexer("info", "--index", index, "--json")
    content, manifest = json.loads(ended.out), open_snapshot(index).manifest
    assert (ended.code, ended.err) == (0, "")
    assert (content["id"], content["documents"], content["passages"]) == (manifest.id, 2, manifest.passages)
    assert content["held"][1] == {
        "id": "kort",
        "title": "Mål",
        "organisation": None,
        "body": None,
        "kind": "other",
        "date": None,
        "sections": 1,
        "path": "kort.md",
        "aliases": [],
        "known_by": {"kind": "text"},
        "unread": [],
    }
    assert content["unread_files"] == [["tom.txt", "filen är tom"]]


# Where there is no index, or no corpus


@pytest.mark.parametrize("arguments", [("verify",), ("info",), ("info", "--json")])
def test_no_index(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    expected = f"fel: Det finns inget index i {tmp_path}. Bygg det med: paragraf index build\n"
    assert indexer(*arguments, "--index", tmp_path) == (1, "", expected)


def test_a_model_that_is_not_there(work: Path, tmp_path: Path) -> None:
    ended = indexer("build", "--corpus", work / "corpus", "--index", tmp_path, "--model", tmp_path / "modell")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"fel: Modellmappen {tmp_path / 'modell'} finns inte.")
    assert current_id(tmp_path) is None


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("build", "--korpus", "x"), "Flaggan --korpus finns inte. Menade du --corpus?"),
        (("build", "extra"), "För många argument: extra. Sätt text med mellanslag inom citattecken."),
        (("verify", "--index"), "Flaggan --index kräver ett värde."),
        (("verify", "--json"), "Flaggan --json finns inte."),
        (("info", "--json=ja"), "Flaggan --json tar inget värde."),
        (("remove",), "ID… saknas."),
        (("bild",), "Kommandot bild finns inte. Menade du build?"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], message: str) -> None:
    ended = indexer(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines()[-1] == f"fel: {message}"


def test_no_command_shows_the_help() -> None:
    ended = indexer()
    assert (ended.code, ended.out) == (2, "")
    assert all(f"\n  {command} " in ended.err for command in COMMANDS)


# Settings


def test_an_unknown_variable(tmp_path: Path) -> None:
    ended = indexer_process("verify", "--index", tmp_path, settings={"MODELL": "x"})
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("fel: Okänd inställning i miljön: PARAGRAF_MODELL. Kända: PARAGRAF_ADMIN_GROUPS, ")


def test_an_unknown_key_in_the_settings_file(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('modell = "x"\n', "utf-8")
    ended = indexer("verify", settings={"SETTINGS": tmp_path / "settings.toml"})
    assert ended == (1, "", "fel: Felaktig inställning – modell: inställningen finns inte\n")


def test_a_settings_file_that_is_not_there(tmp_path: Path) -> None:
    missing = tmp_path / "settings.toml"
    ended = indexer("verify", settings={"SETTINGS": missing})
    assert ended == (1, "", f"fel: Inställningsfilen {missing} finns inte (PARAGRAF_SETTINGS).\n")


def test_a_bad_value(tmp_path: Path) -> None:
    ended = indexer("verify", settings={"PASSAGE_CHARS": "många"})
    assert ended == (1, "", "fel: Felaktig inställning – passage_chars: ska vara ett heltal\n")


def test_arguments_come_before_the_environment_and_that_before_the_file(tmp_path: Path, index: Path) -> None:
    (tmp_path / "settings.toml").write_text(f'index_dir = "{tmp_path / "file"}"\n', "utf-8")
    settings: dict[str, object] = {"SETTINGS": tmp_path / "settings.toml"}
    assert f"inget index i {tmp_path / 'file'}." in indexer("verify", settings=settings).err
    settings["INDEX_DIR"] = tmp_path / "environment"
    assert f"inget index i {tmp_path / 'environment'}." in indexer("verify", settings=settings).err
    assert indexer("verify", "--index", index, settings=settings).code == 0


# Help


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_swedish(command: str) -> None:
    ended = (indexer_process if command == "" else indexer)(*filter(None, [command]), "--help")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Användning: python -m indexer {command}".rstrip())
    assert "Visa den här hjälpen." in ended.out
    for english in ("Usage", "Options", "Commands", "Show this", "PATH", "TEXT", "[required]"):
        assert english not in ended.out
