"""Several collections in one installation: what the settings say of them, and the commands for one or each."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Collection
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer import __main__ as commands
from indexer.building import build
from indexer.encoder import Encoder
from indexer.errors import SettingsError
from indexer.removing import Part
from indexer.settings import IndexSettings
from indexer.snapshot import current_id, open_snapshot
from indexer.types import BuildReport
from indexer.watching import watch_all
from service.base.json_lines import append_json_line, read_json_lines
from service.base.settings import ServiceSettings
from service.keeping.backing_up import back_up
from service.keeping.commands import keeping
from service.keeping.finding import places_of_name
from service.keeping.removing import remove_everywhere
from service.keeping.restoring import restore
from tests.conftest import HashedWordEncoder
from tests.tiny_index import AGREEMENT, write_corpus

SHORT = "# Mål\n\nNämnden har tre mål för året.\n"


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hashed_encoder: Encoder) -> Path:
    """The folder of an installation with two collections, in the settings that hold."""
    write_corpus(tmp_path / "en", avtal=AGREEMENT)
    write_corpus(tmp_path / "annan", kort=SHORT, längre=f"{SHORT}\nDe gäller vården.\n")
    (tmp_path / "paragraf.toml").write_text(
        f'index_dir = "{tmp_path}/index"\nstate_dir = "{tmp_path}/minne"\ngold_file = "{tmp_path}/gold.jsonl"\n'
        f'watch_dir = "{tmp_path}/bevakningar"\nsettle_s = 0.1\nfetch_dir = "{tmp_path}/hamtat"\n'
        f'[collections.en]\ntitle = "Den ena"\ncorpus_dirs = "{tmp_path}/en/corpus"\n'
        f'[collections.annan]\ncorpus_dirs = ["{tmp_path}/annan/corpus"]\nkept_snapshots = 9\ncontact = "hos oss"\n'
    )
    for name in list(os.environ):
        if name.startswith("PARAGRAF_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PARAGRAF_SETTINGS", str(tmp_path / "paragraf.toml"))
    monkeypatch.setattr(commands, "encoder_of", lambda _: hashed_encoder)
    monkeypatch.setattr("service.keeping.commands.encoder_of", lambda _: hashed_encoder)
    return tmp_path


def indexer(*arguments: str) -> Result:
    return CliRunner().invoke(commands.indexer, arguments, standalone_mode=False)


def test_a_collection_has_what_it_says_and_else_what_the_installation_has(installation: Path) -> None:
    settings = ServiceSettings.load()
    en, annan = settings.of_collection("en"), settings.of_collection("annan")
    assert en.corpus_dirs == (installation / "en" / "corpus",)
    assert (en.index_dir, annan.index_dir) == (installation / "index-en", installation / "index-annan")
    assert (en.kept_snapshots, annan.kept_snapshots) == (3, 9)
    assert (en.contact, annan.contact) == (None, "hos oss")
    assert annan.state_dir == installation / "minne" / "collections" / "annan"
    assert annan.fetch_dir == installation / "hamtat" / "annan"
    assert [name for name, _ in settings.each()] == ["en", "annan"]
    assert settings.one("annan") == settings.each("annan")[0][1] == annan
    with pytest.raises(SettingsError, match=r"Ange vilken samling .* --collection: en, annan"):
        settings.one()
    with pytest.raises(SettingsError, match=r"ingen samling som heter tredje. De som finns: en, annan"):
        settings.of_collection("tredje")


def test_without_tables_there_is_one_collection_with_the_settings_as_they_are(tmp_path: Path) -> None:
    settings = IndexSettings(index_dir=tmp_path)
    assert settings.each() == [("", settings)]
    assert settings.one() == settings


@pytest.mark.usefixtures("installation")
def test_a_folder_that_a_command_is_given_is_one_collection_alone(tmp_path: Path) -> None:
    assert [name for name, _ in IndexSettings.load(index_dir=tmp_path / "annat").each()] == [""]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[collections.Stad]\ncorpus_dirs = ['/a']", "Stad: en samlings namn har små bokstäver"),
        ("[collections.'../a']\ncorpus_dirs = ['/a']", "../a: en samlings namn har små bokstäver"),
        (f"[collections.{'a' * 31}]\ncorpus_dirs = ['/a']", "högst 30 tecken"),
        ("[collections.a]\ntitle = 'A'", "collections.a.corpus_dirs: måste anges"),
        ("[collections.a]\ncorpus_dirs = []", "collections.a.corpus_dirs: ska ha minst 1"),
        ("[collections.a]\ncorpus_dirs = ['/a']\nmodel = 'b'", "collections.a.model: inställningen finns inte"),
        ("[collections.a]\ncorpus_dirs = ['/a']\nvisible_to = ['']", "ska vara namn på grupper"),
        ("[collections.a]\ncorpus_dirs = ['/a']\nvisible_to = []", "collections.a.visible_to: ska ha minst 1"),
        ("[collections.a]\ncorpus_dirs = ['/a']\naccent = 'red'", "collections.a.accent: "),
        ("collections = 3", "collections: ska vara en tabell"),
    ],
)
def test_what_is_wrong_with_a_table_is_told_in_swedish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, message: str
) -> None:
    (tmp_path / "paragraf.toml").write_text(table)
    monkeypatch.setenv("PARAGRAF_SETTINGS", str(tmp_path / "paragraf.toml"))
    with pytest.raises(SettingsError) as caught:
        IndexSettings.load()
    assert message in str(caught.value)


def test_each_collection_is_built_and_checked_or_the_one_that_is_named(installation: Path) -> None:
    assert indexer("build", "--collection", "annan").return_value == 0
    assert (current_id(installation / "index-en"), current_id(installation / "index")) == (None, None)
    assert indexer("build").return_value == 0
    assert [each.id for each in open_snapshot(installation / "index-en").documents] == ["avtal"]
    assert [each.id for each in open_snapshot(installation / "index-annan").documents] == ["kort", "langre"]
    checked = indexer("verify")
    assert (checked.return_value, checked.output.count("är helt")) == (0, 2)
    assert indexer("verify", "--collection", "en").output.count("är helt") == 1


def test_a_collection_that_cannot_be_built_stops_none_of_the_others(installation: Path) -> None:
    for path in (installation / "en" / "corpus").iterdir():
        path.unlink()
    done = indexer("build")
    assert done.return_value == 1
    assert "Samlingen en:\nfel: " in done.output
    assert (current_id(installation / "index-en"), bool(current_id(installation / "index-annan"))) == (None, True)
    assert indexer("info").return_value == 1


def test_what_concerns_one_index_asks_which(installation: Path) -> None:
    indexer("build")
    for command in (["rollback"], ["remove", "kort"], ["info", "--document", "kort"]):
        assert isinstance(indexer(*command).exception, SettingsError)
    assert indexer("info", "--document", "kort", "--collection", "annan").exit_code == 0
    indexer("remove", "kort", "--collection", "annan")
    assert not (installation / "index" / "removed.json").exists()
    assert (installation / "index-annan" / "removed.json").exists()


def test_all_collections_are_copied_and_put_back(installation: Path, tmp_path: Path) -> None:
    indexer("build")
    settings = ServiceSettings.load()
    before = [current_id(own.index_dir) for _, own in settings.each()]
    contents = back_up(settings, tmp_path / "kopia.tar")
    assert {file.store for file in contents.files} == {"index-en", "index-annan"}
    for folder in ("index-en", "index-annan"):
        (installation / folder / "CURRENT").unlink()
    done = restore(settings, tmp_path / "kopia.tar", replace=False)
    assert done.snapshots == tuple(before)
    assert [current_id(own.index_dir) for _, own in settings.each()] == before


def test_words_are_taken_out_of_every_collection_and_a_name_is_found_in_each(installation: Path) -> None:
    for folder in ("en", "annan"):
        (installation / folder / "corpus" / "brev.txt").write_text("# Brev\n\nNämnden tackar Vera Ek för arbetet.\n")
    indexer("build")
    places, _ = places_of_name(ServiceSettings.load(), "Vera Ek")
    assert {place.store for place in places} == {"Index för samlingen en", "Index för samlingen annan"}
    done = CliRunner().invoke(keeping, ["remove", "--words", "Vera Ek", "--json"], standalone_mode=False)
    assert done.return_value == 0
    assert places_of_name(ServiceSettings.load(), "Vera Ek")[0] == ()
    told = [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]
    assert [len(each["files"]) for each in told] == [1, 1]


def test_a_name_that_another_collection_has_stays_in_what_readers_wrote(installation: Path, tmp_path: Path) -> None:
    for folder, text in (("en", "Tack till Vera Ekström och Ture Storgren."), ("annan", "Svar till Vera Ekström.")):
        (installation / folder / "corpus" / "brev.txt").write_text(f"# Brev\n\n{text}\n")
    indexer("build")
    opinions = tmp_path / "synpunkter.jsonl"
    settings = ServiceSettings.load().model_copy(update={"feedback_file": opinions})
    for name in ("Ekström", "Storgren"):
        append_json_line(opinions, {"question": f"Vem är {name}?"})
    own = dict(settings.each())["en"]
    remove_everywhere(own, HashedWordEncoder(), [Part("brev")], settings)
    assert [each["question"] for each in read_json_lines(opinions)] == ["Vem är Ekström?"]


def test_each_collection_is_watched_and_one_that_fails_stops_none(installation: Path, hashed_encoder: Encoder) -> None:
    settings = IndexSettings.load()
    failed = threading.Event()

    def build_once(waiting: Collection[Path]) -> BuildReport:
        build(settings.of_collection("annan"), hashed_encoder, waiting=waiting)
        raise RuntimeError("enough has been seen")

    def fail(_: Collection[Path]) -> BuildReport:
        failed.set()
        raise RuntimeError("a fault that nobody thought of")

    watched = [(settings.of_collection("en"), fail), (settings.of_collection("annan"), build_once)]
    threading.Thread(target=watch_all, args=(watched,), daemon=True).start()
    ends = time.monotonic() + 60
    while not (failed.is_set() and current_id(installation / "index-annan")) and time.monotonic() < ends:
        time.sleep(0.05)
    assert failed.is_set()
    assert current_id(installation / "index-annan")
