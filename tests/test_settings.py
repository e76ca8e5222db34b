"""Settings: arguments before environment before file before defaults, and nothing unknown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.errors import SettingsError
from indexer.places import PROJECT
from indexer.settings import SERVICE_KEYS, IndexSettings, known_variables
from service.base.settings import ServiceSettings


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("PARAGRAF_") or name.endswith("_DIRECTORY"):
            monkeypatch.delenv(name)


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "settings.toml"
    path.write_text("", "utf-8")
    monkeypatch.setenv("PARAGRAF_SETTINGS", str(path))
    return path


def test_defaults() -> None:
    settings = IndexSettings.load()
    assert settings.model == "bundled"
    assert settings.online is False
    assert [folder.name for folder in settings.corpus_dirs] == ["documents"]


def test_the_file_comes_before_defaults(settings_file: Path) -> None:
    settings_file.write_text('model = "from file"\npassage_chars = 500\n', "utf-8")
    assert (IndexSettings.load().model, IndexSettings.load().passage_chars) == ("from file", 500)


def test_the_environment_comes_before_the_file(settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file.write_text('model = "from file"\npassage_chars = 500\n', "utf-8")
    monkeypatch.setenv("PARAGRAF_MODEL", "from environment")
    assert (IndexSettings.load().model, IndexSettings.load().passage_chars) == ("from environment", 500)


def test_arguments_come_before_the_environment(settings_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings_file.write_text('model = "from file"\n', "utf-8")
    monkeypatch.setenv("PARAGRAF_MODEL", "from environment")
    assert IndexSettings.load(model="from arguments").model == "from arguments"


def test_an_argument_that_was_not_given_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_MODEL", "from environment")
    assert IndexSettings.load(model=None).model == "from environment"


def test_folders_in_the_environment_are_parted_as_in_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_CORPUS_DIRS", "/första")
    assert IndexSettings.load().corpus_dirs == (Path("/första"),)
    monkeypatch.setenv("PARAGRAF_CORPUS_DIRS", f"/första{os.pathsep}/andra")
    assert IndexSettings.load().corpus_dirs == (Path("/första"), Path("/andra"))


def test_folders_in_the_file_are_a_list(settings_file: Path) -> None:
    settings_file.write_text('corpus_dirs = ["/första", "/andra"]\n', "utf-8")
    assert IndexSettings.load().corpus_dirs == (Path("/första"), Path("/andra"))


def test_the_cache_follows_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache")
    assert IndexSettings.load().cache_dir == Path("/var/cache/paragraf")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        IndexSettings.load().model = "other"


# Places


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The code stands among installed packages, and the user's folders are under another root."""
    monkeypatch.setattr("indexer.places.PROJECT", tmp_path / "site-packages")
    monkeypatch.setattr("indexer.places.SYSTEM_SETTINGS", tmp_path / "etc" / "paragraf.toml")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_a_checkout_keeps_its_data_beside_the_code() -> None:
    settings = ServiceSettings.load()
    assert {settings.index_dir.parent, settings.gold_file.parent, settings.watch_dir.parent} == {PROJECT}


@pytest.mark.usefixtures("_installed")
def test_what_is_installed_keeps_its_data_in_the_users_folders(tmp_path: Path) -> None:
    settings = ServiceSettings.load()
    data = tmp_path / "data" / "paragraf"
    assert (settings.index_dir, settings.watch_dir) == (data / "index", data / "bevakningar")
    assert settings.gold_file == data / "gold.jsonl"
    assert settings.cache_dir == tmp_path / "cache" / "paragraf"


@pytest.mark.usefixtures("_installed")
@pytest.mark.parametrize("checkout", [False, True])
def test_under_systemd_all_stands_in_the_folders_of_the_unit(
    checkout: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if checkout:
        monkeypatch.setattr("indexer.places.PROJECT", PROJECT)
    (tmp_path / "paragraf.toml").write_text("batch_size = 7\n", "utf-8")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/paragraf:/var/lib/annat")
    monkeypatch.setenv("CACHE_DIRECTORY", "/var/cache/paragraf")
    monkeypatch.setenv("CONFIGURATION_DIRECTORY", str(tmp_path))
    settings = ServiceSettings.load()
    assert settings.index_dir == Path("/var/lib/paragraf/index")
    assert settings.watch_dir == Path("/var/lib/paragraf/bevakningar")
    assert (settings.cache_dir, settings.batch_size) == (Path("/var/cache/paragraf"), 7)


@pytest.mark.usefixtures("_installed")
def test_what_is_installed_reads_the_settings_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert IndexSettings.load().batch_size == 32
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "paragraf.toml").write_text("batch_size = 8\n", "utf-8")
    assert IndexSettings.load().batch_size == 8
    (tmp_path / "own.toml").write_text("batch_size = 9\n", "utf-8")
    monkeypatch.setenv("PARAGRAF_SETTINGS", str(tmp_path / "own.toml"))
    assert IndexSettings.load().batch_size == 9


# Faults


def test_an_unknown_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_MODELL", "x")
    with pytest.raises(SettingsError, match=r"Okänd inställning i miljön: PARAGRAF_MODELL\. .*PARAGRAF_MODEL,"):
        IndexSettings.load()


def test_a_variable_with_another_prefix_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAFEN_MODELL", "x")
    assert IndexSettings.load().model == "bundled"


def test_an_unknown_key_in_the_file_is_an_error(settings_file: Path) -> None:
    settings_file.write_text('modell = "x"\n', "utf-8")
    with pytest.raises(SettingsError, match="Felaktig inställning – modell: inställningen finns inte"):
        IndexSettings.load()


def test_an_unknown_argument_is_an_error() -> None:
    with pytest.raises(SettingsError, match="modell: inställningen finns inte"):
        IndexSettings.load(modell="x")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("passage_chars = 199", "passage_chars: ska vara minst 200"),
        ("passage_chars = 4001", "passage_chars: ska vara högst 4000"),
        ("passage_chars = 500.5", "passage_chars: ska vara ett heltal"),
        ('batch_size = "många"', "batch_size: ska vara ett heltal"),
        ("batch_size = []", "batch_size: ska vara ett heltal"),
        ('online = "kanske"', "online: ska vara true eller false"),
        ("online = []", "online: ska vara true eller false"),
        ("model = 3", "model: ska vara text"),
        ("index_dir = 3", "index_dir: ska vara en sökväg"),
        ("corpus_dirs = 3", "corpus_dirs: ska vara en lista"),
        ("batch_size = 0\nmodel = 3", "model: ska vara text; batch_size: ska vara minst 1"),
    ],
)
def test_bad_values_are_told_in_swedish(settings_file: Path, line: str, message: str) -> None:
    settings_file.write_text(f"{line}\n", "utf-8")
    with pytest.raises(SettingsError) as caught:
        IndexSettings.load()
    assert str(caught.value) == f"Felaktig inställning – {message}"


def test_bad_values_in_the_environment_are_told_in_swedish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_BATCH_SIZE", "många")
    with pytest.raises(SettingsError, match="batch_size: ska vara ett heltal"):
        IndexSettings.load()


@pytest.mark.parametrize("content", [b"model =", b'[model\n"', b"\xff\xfe\x00"])
def test_a_file_that_is_no_toml_is_an_error(settings_file: Path, content: bytes) -> None:
    settings_file.write_bytes(content)
    with pytest.raises(SettingsError, match="Inställningsfilen går inte att läsa: "):
        IndexSettings.load()


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for missing in (tmp_path / "missing.toml", tmp_path):
        monkeypatch.setenv("PARAGRAF_SETTINGS", str(missing))
        with pytest.raises(SettingsError) as caught:
            IndexSettings.load()
        assert str(caught.value) == f"Inställningsfilen {missing} finns inte (PARAGRAF_SETTINGS)."


# Digest

OTHER_VALUES = {
    "corpus_dirs": ("/annan",),
    "index_dir": "/annan",
    "store": "postgresql://paragraf_reader@host/paragraf",
    "cache_dir": "/annan",
    "model": "annan",
    "online": True,
    "pytorch": True,
    "passage_chars": 901,
    "batch_size": 33,
    "kept_snapshots": 7,
    "settle_s": 7.0,
    "scan_s": 7.0,
    "max_file_bytes": 1,
    "read_timeout_s": 1.0,
    "optical_timeout_s": 1.0,
    "read_memory_mb": 300,
    "private_addresses": "keep",
    "private_mail": "keep",
    "private_phones": "keep",
    "secrecy": "keep",
    "collections": {"kommunen": {"corpus_dirs": ["/annan"]}},
}


def test_the_digest_changes_with_any_value() -> None:
    assert OTHER_VALUES.keys() == IndexSettings.model_fields.keys()
    digests = {IndexSettings.load(**{name: value}).digest for name, value in OTHER_VALUES.items()}
    assert len(digests | {IndexSettings.load().digest}) == len(OTHER_VALUES) + 1


def test_the_digest_is_that_of_the_values_wherever_they_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARAGRAF_PASSAGE_CHARS", "500")
    assert IndexSettings.load().digest == IndexSettings(passage_chars=500).digest


def test_every_setting_has_its_variable() -> None:
    expected = {f"PARAGRAF_{name.upper()}" for name in (*OTHER_VALUES, *SERVICE_KEYS)} | {"PARAGRAF_SETTINGS"}
    assert known_variables(IndexSettings) == expected


def test_the_keys_that_the_indexer_passes_over_are_the_services_own() -> None:
    assert ServiceSettings.model_fields.keys() - IndexSettings.model_fields.keys() == SERVICE_KEYS


def test_the_services_keys_do_not_stop_the_indexer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "paragraf.toml"
    file.write_text("port = 8001\nbatch_size = 7\n", "utf-8")
    monkeypatch.setenv("PARAGRAF_SETTINGS", str(file))
    monkeypatch.setenv("PARAGRAF_HOST", "0.0.0.0")  # noqa: S104
    assert IndexSettings.load().batch_size == 7
    assert (ServiceSettings.load().port, ServiceSettings.load().batch_size) == (8001, 7)
