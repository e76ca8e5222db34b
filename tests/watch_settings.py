"""Settings with watches by mail, and what tests do with them: a collection that grows, people who watch it."""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet

from indexer.encoder import Encoder
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.watching.periods import Frequency
from service.watching.watching import Watching
from service.web.watch.notifying import documents_held
from tests.small_corpus import Paper, indexed_engine, settings_for

SITE = "https://paragraf.exempel.se"
BEFORE = "2024-01-01"
FIRST = Paper("forsta", "§ 1 Avtal om busstrafik\n\nBeslut\n\nAvtalet sägs upp.\n", date="2024-01-10")
SECOND = Paper(
    *("andra", "§ 2 Avtal om busstrafik\n\nBeslut\n\nAvtalet förlängs.\n\n§ 3 Val\n\nBeslut\n\nValet godkänns.\n"),
    date="2024-02-10",
)


def watch_settings(folder: Path, mail_server: str, **more: object) -> ServiceSettings:
    """Settings that have all that watches by mail need; the key lies beside the folder of the watches."""
    key_file = folder / "nyckel"
    if not key_file.exists():
        key_file.write_bytes(Fernet.generate_key())
    asked = {
        "mail_server": mail_server,
        "mail_from": "paragraf@exempel.se",
        "public_url": SITE,
        "open_to_all": True,
        "operator": "Exempels kommun",
        "watch_key_file": key_file,
        "watch_dir": folder / "bevakningar",
    }
    return settings_for(folder, **{**asked, **more})


def engine_over(folder: Path, encoder: Encoder, *papers: Paper) -> Engine:
    """An engine over the papers, indexed in the folder."""
    return indexed_engine(folder, papers, encoder)


def variables_of(settings: ServiceSettings) -> dict[str, str]:
    """The settings as a command takes them from its environment."""
    assert settings.mail_server is not None
    plain = (
        "mail_from",
        "public_url",
        "open_to_all",
        "operator",
        "watch_key_file",
        "watch_dir",
        "index_dir",
        "cache_dir",
    )
    named = {name: str(getattr(settings, name)) for name in plain}
    return {f"PARAGRAF_{name.upper()}": value for name, value in named.items()} | {
        "PARAGRAF_MAIL_SERVER": settings.mail_server.get_secret_value()
    }


def watched(
    watching: Watching, engine: Engine, address: str, topic: str, *, frequency: Frequency = "day", period: str = BEFORE
) -> str:
    """The id of a watch that is asked for and confirmed, so that what is held now is known and nothing waits."""
    one_id = watching.subscriptions.ask(address, topic, frequency)
    assert one_id is not None
    assert watching.subscriptions.confirm(one_id, period, documents_held(engine))
    return one_id
