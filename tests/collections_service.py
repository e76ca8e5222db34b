"""An installation with an open and a closed collection, made with the fake encoder, and clients of its service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from indexer.building import build
from indexer.encoder import Encoder
from service.access.keys import Keys
from service.access.roles import Role
from service.access.sign_in import access_folder
from service.app import create_app
from service.base.settings import ServiceSettings
from service.engine.collections import LiveCollections
from service.engine.models import ModelCache, Models
from tests.small_corpus import Paper, write_corpus
from tests.word_models import word_models

OPEN = [
    Paper(
        "bron",
        "§ 1 Bron i Norrby\n\nDnr 24RS17\n\nBeslut\n\n"
        "Regionstyrelsen beslutar att bygga bron i Norrby 40 meter lång.\n",
    ),
    Paper(
        "simhallen",
        "§ 2 Simhallen\n\nDnr 24RS18\n\nBeslut\n\nRegionstyrelsen beslutar att bygga en simhall för 90 mnkr.\n",
    ),
]
# «Kvartsglaset» is asked for; nothing else of it may come out.
CLOSED = [
    Paper(
        "hemligt",
        "§ 1 Kvartsglaset i Obsidianbacken\n\nDnr 24OBS99\n\nBeslut\n\n"
        "Obsidiannämnden beslutar att köpa kvartsglaset av Pyritbolaget för 77 mnkr.\n",
        organisation="Obsidianbackens kommun",
        body="Obsidiannämnden",
        date="2031-03-03",
        title="Obsidianprotokollet",
    )
]
ASKED, SECRET = "kvartsglaset", ("obsidian", "pyrit", "24obs99", "2031", "77 mnkr")


class Installation:
    """The folder of the collections and the settings of their service."""

    def __init__(self, folder: Path, encoder: Encoder, collections: dict[str, dict], **settings: object) -> None:
        self.encoder = encoder
        places = {name: {"corpus_dirs": [folder / name / "corpus"], **own} for name, own in collections.items()}
        self.settings = ServiceSettings(
            index_dir=folder / "index",
            cache_dir=folder / "cache",
            state_dir=folder / "minne",
            gold_file=folder / "gold.jsonl",
            watch_dir=folder / "bevakningar",
            refresh_s=0.05,
            rate_per_asker=1_000_000,
            rate_per_address=1_000_000,
            collections=places,
            **{"public_url": "http://fraga.exempel.se", "open_to_all": True, **settings},
        )
        self.folder = folder

    def build(self, name: str, papers: list[Paper]) -> str:
        """Index the papers as the collection; the id of its snapshot."""
        write_corpus(self.folder / name, papers)
        return build(self.settings.of_collection(name), self.encoder, accept_removals=True).snapshot

    def key(self, *groups: str, roles: tuple[Role, ...] = (Role.READ, Role.FEEDBACK)) -> dict[str, str]:
        """The headers of a new key in the groups."""
        folder = access_folder(self.settings)
        assert folder
        _, key = Keys(folder).make("nyckel", roles, groups=groups)
        return {"authorization": f"Bearer {key}"}

    @contextmanager
    def client(self) -> Iterator[TestClient]:
        """A client of the running service."""
        app = create_app(self.settings, LiveCollections(self.settings))
        with TestClient(app, base_url="http://fraga.exempel.se", follow_redirects=False) as client:
            yield client


def use_words(monkeypatch: pytest.MonkeyPatch, encoder: Encoder) -> None:
    """Let services read with the fake encoder and the reader that counts words."""
    models: Models = word_models(encoder)
    monkeypatch.setattr(ModelCache, "for_snapshot", lambda *_: models)
    monkeypatch.setattr(ModelCache, "load_reader", lambda *_: (models.reader, models.calibration))
