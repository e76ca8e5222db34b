"""An index is served by another backend only when its vectors are nearly the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.agreement import agreement, check_agreement
from indexer.building import build
from indexer.encoder import Encoder, Vectors
from indexer.errors import WrongVersion
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, identified, open_snapshot, verify_snapshot
from indexer.windows import unit_vectors
from tests.tiny_index import AGREEMENT, PLAN, settings_under, write_corpus


class Rounding:
    """An encoder that computes the same less exactly: noise of a given size is added to each vector."""

    backend = "words rounded"
    side_by_side = 1

    def __init__(self, inner: Encoder, noise: float) -> None:
        self._inner, self._noise = inner, noise
        self.name, self.fingerprint, self.dimensions = inner.name, inner.fingerprint, inner.dimensions

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        vectors = self._inner.encode_passages(texts)
        noise = np.random.default_rng(1).normal(size=vectors.shape)
        return unit_vectors(vectors + self._noise * unit_vectors(noise))

    def encode_query(self, text: str) -> Vectors:
        return self.encode_passages([text])[0]


@pytest.fixture
def settings(tmp_path: Path) -> IndexSettings:
    write_corpus(tmp_path, avtal=AGREEMENT, plan=PLAN)
    return settings_under(tmp_path)


@pytest.fixture(params=[True, False], ids=["with units", "without"])
def snapshot(request: pytest.FixtureRequest, settings: IndexSettings, hashed_encoder: Encoder) -> Snapshot:
    build(settings, hashed_encoder, with_units=request.param)
    return open_snapshot(settings.index_dir)


def test_the_manifest_tells_the_backend(snapshot: Snapshot, hashed_encoder: Encoder) -> None:
    assert snapshot.manifest.backend == hashed_encoder.backend == "words exact"
    assert identified(replace(snapshot.manifest, backend="words rounded")).id != snapshot.manifest.id


def test_a_manifest_of_an_earlier_program_tells_none(settings: IndexSettings, snapshot: Snapshot) -> None:
    folder = settings.index_dir / "snapshots" / snapshot.manifest.id
    earlier = identified(replace(snapshot.manifest, backend=None))
    # As it was written before there were backends: the field is not there at all.
    content = json.loads((folder / "manifest.json").read_text("utf-8")) | {"id": earlier.id}
    del content["backend"]
    (folder / "manifest.json").write_text(json.dumps(content), "utf-8")
    assert verify_snapshot(folder.rename(folder.with_name(earlier.id))) == earlier


def test_the_same_texts_are_compared(snapshot: Snapshot, hashed_encoder: Encoder) -> None:
    assert agreement(snapshot, hashed_encoder) == pytest.approx(1, abs=1e-5)


def test_nearly_the_same_is_served_and_what_differs_is_refused(snapshot: Snapshot, hashed_encoder: Encoder) -> None:
    check_agreement(snapshot, Rounding(hashed_encoder, 0.02))
    with pytest.raises(WrongVersion, match=r"words exact och skiljer sig för mycket från dem som words rounded ger"):
        check_agreement(snapshot, Rounding(hashed_encoder, 0.2))
