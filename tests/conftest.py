"""What the tests share: no network, the real encoder, and a fake one that still means something."""

from __future__ import annotations

import hashlib
import inspect
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")
# The name that the test client calls the application by.
os.environ["PARAGRAF_HOST_NAMES"] = "testserver"

if "PYTEST_XDIST_WORKER" in os.environ:  # the other processes have the other processors
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser

from indexer.building import build
from indexer.encoder import Encoder, Vectors, load_encoder
from indexer.locks import hold
from indexer.settings import IndexSettings
from indexer.snapshot import current_id
from tests import light_builds, postgresql, stores, sweeps
from tests.browsing import chromium
from tests.postgresql_server import Server

_PATIENCE_S = 120.0


def pytest_configure(config: pytest.Config) -> None:
    """Make builds light, see ``light_builds``, and know whether sweeps are to be whole, see ``sweeps``."""
    light_builds.install()
    _ask_patiently()
    sweeps.run_whole(config.option.markexpr == "slow")

    if "PYTEST_XDIST_WORKER" not in os.environ:
        postgresql.choose_folder()


def _ask_patiently() -> None:
    """Let whoever asks over HTTP without saying how long wait as long as a slow machine under load needs."""
    default = inspect.signature(httpx.get).parameters["timeout"].default
    for name in httpx.Timeout(None).as_dict():
        setattr(default, name, _PATIENCE_S)


def pytest_unconfigure() -> None:
    """Stop the database server that a test has started, once all processes are done."""
    stores.close()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        postgresql.clear_away()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let ``-m slow`` choose the tests of which the default run takes a sample."""
    if config.option.markexpr == "slow":
        for item in items:
            if item.get_closest_marker("sampled"):
                item.add_marker("slow")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Let the builds of a marked test be what they are outside the tests, those of its fixtures too."""
    light_builds.build_for_real(item.get_closest_marker("real_build") is not None)


class HashedWordEncoder:
    """An encoder without a model: words and their character 4-grams, hashed into 256 dimensions and summed.

    Texts that share words, or parts of words, get similar vectors; the same text always gets the same one.
    """

    name = "hashed-words"
    fingerprint = hashlib.sha256(b"hashed-words 1").hexdigest()
    dimensions = 256
    backend = "words exact"
    side_by_side = 1

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (texts, 256)."""
        return np.array([self.encode_query(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of one text, shape (256,)."""
        vector = np.zeros(self.dimensions, dtype=np.float32)
        for feature in _features(text):
            digest = hashlib.blake2b(feature.encode(), digest_size=2).digest()
            # The sign lets features that fall on the same dimension by chance cancel instead of adding up.
            vector[digest[0]] += 1 if digest[1] % 2 else -1
        length = float(np.linalg.norm(vector))
        return vector / np.float32(length) if length else np.eye(1, self.dimensions, dtype=np.float32)[0]


def _features(text: str) -> Iterator[str]:
    for word in re.findall(r"\w+", text.lower()):
        yield f"={word}"
        yield from (word[start : start + 4] for start in range(len(word) - 3))


@pytest.fixture(scope="session")
def hashed_encoder() -> Encoder:
    """The fake encoder."""
    return HashedWordEncoder()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once a session, also where several processes share its tests."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def bundled_encoder() -> Encoder:
    """The real default model, kept in the ordinary cache folder so that it is made once on a machine."""
    return load_encoder("bundled", IndexSettings().cache_dir)


@pytest.fixture(scope="session")
def bundled_index(bundled_encoder: Encoder, shared_folder: Path) -> Path:
    """The folder of the real index: the bundled documents with the real model, built once a session."""
    settings = IndexSettings(index_dir=shared_folder / "bundled" / "index")
    settings.index_dir.mkdir(parents=True, exist_ok=True)
    with hold(shared_folder / "bundled" / ".lock", timeout_s=600), light_builds.real_builds():
        if current_id(settings.index_dir) is None:
            build(settings, bundled_encoder)
    return settings.index_dir


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of this machine, for the tests of one file."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def postgresql_server() -> Server:
    """The database server of this test run, started by the first test that needs it."""
    return postgresql.shared_server()


@pytest.fixture
def database(postgresql_server: Server) -> Iterator[str]:
    """The name of a database of the test's own, with the newest tables."""
    with postgresql.fresh_database(postgresql_server) as name:
        yield name
