"""A person's name found in earlier indexes, in the audit log and in backups too (registerutdrag)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import paragraf
from indexer.building import build
from indexer.commands import run
from indexer.encoder import Encoder
from indexer.errors import NoSnapshot
from indexer.snapshot import current_folder, current_id, kept_folders
from service.base.json_lines import append_json_line
from service.base.settings import ServiceSettings
from service.keeping.backing_up import back_up
from service.keeping.finding import places_of_name
from service.keeping.finding_in_backups import places_in_backup
from service.watching.watching import watching_of
from tests.small_corpus import Paper, write_corpus
from tests.watch_settings import watch_settings

NAME = "Sixten Ullbrandt"
PARK = Paper("park", "§ 7 Parken\n\nBeslut\n\nStyrelsen beslutar att anlägga en park vid ån.\n")
LETTER = Paper("brev", f"§ 1 Brev\n\n{NAME} har skrivit till nämnden om dammen.\n")


@pytest.fixture
def settings(tmp_path: Path, hashed_encoder: Encoder) -> ServiceSettings:
    """An installation whose documents no longer have the name, with a backup of when they had."""
    kept = {"feedback_file": tmp_path / "synpunkter.jsonl", "audit_file": tmp_path / "revision.jsonl"}
    made = watch_settings(tmp_path, "smtp://localhost:1", state_dir=tmp_path / "state", **kept)
    write_corpus(tmp_path, [PARK, LETTER])
    build(made, hashed_encoder)
    assert made.feedback_file
    append_json_line(made.feedback_file, {"comment": f"Hälsa {NAME}"})
    one_id = watching_of(made).subscriptions.ask("a@exempel.se", "fraga=Sixten+Ullbrandt", "day")
    assert one_id
    watching_of(made).subscriptions.confirm(one_id, "2026-01-01", [])
    back_up(made, tmp_path / "dag-1.tar")
    watching_of(made).subscriptions.leave(one_id)
    made.feedback_file.unlink()
    write_corpus(tmp_path, [PARK])
    build(made, hashed_encoder, accept_removals=True)
    return made


def test_an_index_before_the_one_in_force_is_looked_through(settings: ServiceSettings) -> None:
    (earlier,) = (
        folder for folder in kept_folders(settings.index_dir) if folder.name != current_id(settings.index_dir)
    )
    places, faults = places_of_name(settings, NAME)
    assert faults == ()
    assert [(place.store, place.where) for place in places] == [
        ("Index", f"tidigare index {earlier.name}, brev: Dokument brev (filen brev.txt)")
    ]


def test_a_text_that_is_as_it_was_is_told_of_once(settings: ServiceSettings) -> None:
    places, _ = places_of_name(settings, "Parken Styrelsen")
    assert places == ()
    both = [place.where for place in places_of_name(settings, "en park")[0]]
    assert both == ["park: Dokument park (filen park.txt)"]


def test_an_index_that_cannot_be_read_is_said_and_the_rest_looked_through(settings: ServiceSettings) -> None:
    (current_folder(settings.index_dir) / "manifest.json").write_text("{", "utf-8")
    places, faults = places_of_name(settings, NAME)
    assert [place.store for place in places] == ["Index"]
    assert len(faults) == 1
    assert faults[0].startswith(f"Index {current_id(settings.index_dir)}: ")


def test_who_did_something_is_found_in_the_audit_log(settings: ServiceSettings) -> None:
    assert settings.audit_file
    append_json_line(settings.audit_file, {"n": 1, "act": "signed_in", "by": f"oidc:{NAME}"})
    (place,) = (place for place in places_of_name(settings, NAME)[0] if place.store == "Revisionslogg")
    assert place.where == f"{settings.audit_file} rad 1"


def test_a_backup_is_looked_through_and_nothing_of_it_stays(settings: ServiceSettings, tmp_path: Path) -> None:
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    places, faults = places_in_backup(settings, tmp_path / "dag-1.tar", NAME)
    assert faults == ()
    within = f"säkerhetskopian {tmp_path / 'dag-1.tar'}, "
    where = {place.store: place.where.removeprefix(within) for place in places}
    assert (where["Index"], where["Synpunkter"]) == ("brev: Dokument brev (filen brev.txt)", "feedback.jsonl rad 1")
    assert re.fullmatch("bevakning .* till a@exempel.se", where["Bevakningar"])
    assert len(places) == 3
    assert all(place.where.startswith(within) for place in places)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == before


def test_a_backup_that_is_damaged_is_said(settings: ServiceSettings, tmp_path: Path) -> None:
    path = tmp_path / "dag-1.tar"
    path.write_bytes(path.read_bytes()[:5000])
    places, (fault,) = places_in_backup(settings, path, NAME)
    assert places == ()
    assert fault.startswith(f"Säkerhetskopian {path}: ")


def test_nothing_is_kept_yet(tmp_path: Path) -> None:
    settings = watch_settings(tmp_path, "smtp://localhost:1", state_dir=tmp_path / "state")
    with pytest.raises(NoSnapshot):
        current_folder(settings.index_dir)
    assert places_of_name(settings, NAME) == ((), ())


def test_the_command_names_what_it_looked_through(
    settings: ServiceSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ServiceSettings, "load", classmethod(lambda cls: settings))

    def person(*arguments: str) -> tuple[int, str, str]:
        code = run(paragraf.paragraf, "paragraf", paragraf.EXPECTED, ("person", NAME, *arguments))
        return code, *capsys.readouterr()

    code, told, besides = person()
    assert (code, len(told.splitlines())) == (0, 1)
    assert "Inte genomsökt: säkerhetskopior (ange dem med --backup), systemets loggar och" in besides
    code, told, besides = person("--backup", str(tmp_path / "dag-1.tar"), "--json")
    assert code == 0
    assert len(json.loads(told)["places"]) == 4
    (tmp_path / "trasig.tar").write_bytes(b"nej")
    code, told, besides = person("--backup", str(tmp_path / "trasig.tar"))
    assert code == 3
    assert "Inte genomsökt: systemets loggar och dina egna filer" in besides
    assert f"obs: Inte genomsökt. Säkerhetskopian {tmp_path / 'trasig.tar'}: " in besides
