"""A new snapshot comes into force under load: no request fails, and none is answered of two snapshots."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from indexer.building import build
from indexer.encoder import Encoder
from indexer.kept_snapshots import roll_back
from service.app import create_app
from service.base.settings import ServiceSettings
from service.engine.live import LiveEngine
from service.engine.models import ModelCache
from tests.browsing import serving
from tests.conftest import HashedWordEncoder
from tests.small_corpus import Paper, settings_for, write_corpus
from tests.tiny_service import TinyEngine, TinySource
from tests.word_models import WORD_CALIBRATION, WordReader

QUESTION = "Vad beslutades om bron i Norrby?"
CLIENTS = 3
SWITCHES = 4
ADDRESSES = (
    "/api/v1/ask",
    "/api/v1/search?query=bron+i+Norrby",
    "/api/v1/decisions",
    "/api/v1/documents/vag",
    "/?fraga=Vad+beslutades+om+bron+i+Norrby",
    "/beslut",
    "/beslut.csv",
    "/dokument/bro",
)


def papers(version: int) -> list[Paper]:
    """Minutes of two bodies that all decide on as many metres."""
    decided = f"beslutar att bygga {{}} i Norrby {version} meter lång."
    return [
        Paper("bro", f"§ 1 Bron i Norrby\n\nBeslut\n\nRegionstyrelsen {decided.format('bron')}\n"),
        Paper("vag", f"§ 2 Vägen i Norrby\n\nBeslut\n\nRegionstyrelsen {decided.format('vägen')}\n", date="2024-05-14"),
    ]


class OtherEncoder(HashedWordEncoder):
    """Another model: other vectors, of other length."""

    name = "other"
    fingerprint = "0" * 64
    dimensions = 128

    def encode_query(self, text: str):
        vector = HashedWordEncoder().encode_query(text)
        half = vector[:128] - vector[128:]
        return half / (half @ half) ** 0.5


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServiceSettings:
    """Settings of a service that knows both models."""
    known = {encoder.name: encoder for encoder in (HashedWordEncoder(), OtherEncoder())}
    monkeypatch.setattr("service.engine.models.encoder_of", lambda _settings, model, *_: known[model])
    monkeypatch.setattr(ModelCache, "load_reader", lambda *_: (WordReader(), WORD_CALIBRATION))
    return settings_for(tmp_path, refresh_s=0.02, rate_per_asker=1_000_000, rate_per_address=1_000_000)


class Asking:
    """Clients that ask one thing after another until they are told to stop, and what they have been answered."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stopped = threading.Event()
        self.answers: list[tuple[str, int, frozenset[str]]] = []
        self.failures: list[str] = []
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self) -> Asking:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def go_on(self) -> None:
        """Comes back when every client has asked for everything once more."""
        enough = len(self.answers) + 2 * CLIENTS * len(ADDRESSES)
        while len(self.answers) < enough and not self.failures:
            time.sleep(0.02)

    def _ask(self, number: int) -> None:
        with httpx.Client(base_url=self._url, timeout=120, trust_env=False) as client:
            while not self._stopped.is_set():
                address = ADDRESSES[number % len(ADDRESSES)]
                number += 1
                try:
                    asked = {"json": {"question": QUESTION}} if address == "/api/v1/ask" else {}
                    answer = client.request("POST" if asked else "GET", address, **asked)
                except httpx.HTTPError as error:
                    self.failures.append(f"{address}: {error!r}")
                else:
                    told = frozenset(re.findall(r"(\d+)(?: |\u00a0)meter", answer.text))
                    self.answers.append((address, answer.status_code, told))


def wait_for(url: str, snapshot: str) -> None:
    last = time.monotonic() + 120
    while httpx.get(f"{url}/readyz", trust_env=False).json()["snapshot"] != snapshot:
        assert time.monotonic() < last
        time.sleep(0.02)


def check(asking: Asking, versions: Iterator[int]) -> None:
    """Demand that every request was answered, each of one version, and that all versions were seen."""
    assert asking.failures == []
    assert {status for _, status, _ in asking.answers} == {200}
    assert [answer for answer in asking.answers if len(answer[2]) != 1] == []
    assert {address for address, _, _ in asking.answers} == set(ADDRESSES)
    assert set().union(*(told for _, _, told in asking.answers)) == {str(version) for version in versions}


def test_snapshots_are_switched_under_load(settings: ServiceSettings, tmp_path: Path, hashed_encoder: Encoder) -> None:
    write_corpus(tmp_path, papers(10))
    build(settings, hashed_encoder)
    with serving(settings, LiveEngine(settings)) as url, Asking(url) as asking:
        asking.go_on()
        for version in range(11, 11 + SWITCHES):
            write_corpus(tmp_path, papers(version))
            wait_for(url, build(settings, hashed_encoder).snapshot)
        back, _ = roll_back(settings.index_dir)
        wait_for(url, back.id)
        asking.go_on()
    check(asking, range(10, 11 + SWITCHES))
    assert asking.answers[-1][2] == {str(9 + SWITCHES)}


def test_another_model_is_built_beside_and_switched_to(
    settings: ServiceSettings, tmp_path: Path, hashed_encoder: Encoder
) -> None:
    write_corpus(tmp_path, papers(10))
    first = build(settings, hashed_encoder).snapshot
    with serving(settings, LiveEngine(settings)) as url, Asking(url) as asking:

        class Watched(OtherEncoder):
            """Sees, while the index of the other model is made, that the old one answers."""

            def encode_passages(self, texts):
                assert httpx.get(f"{url}/readyz", trust_env=False).json()["snapshot"] == first
                return super().encode_passages(texts)

        asking.go_on()
        write_corpus(tmp_path, papers(11))
        report = build(settings, Watched())
        assert report.reused_embeddings == 0
        wait_for(url, report.snapshot)
        asking.go_on()
    check(asking, range(10, 12))


@pytest.mark.parametrize(
    "address", ["/?fraga=avtalet", "/?fraga=avtalet&traffar=1", "/beslut", "/", "/dokument/plan-1"]
)
def test_a_request_asks_for_the_engine_once(address: str) -> None:
    class Counting(TinySource):
        asked = 0

        @property
        def engine(self):
            self.asked += 1
            return super().engine

    source = Counting(TinyEngine())
    with TestClient(create_app(ServiceSettings(), source)) as client:
        before = source.asked
        assert client.get(address).status_code == 200
        assert source.asked == before + 1
