"""Texts are embedded once, and what a stopped build has embedded is not lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer import embedding
from indexer.embedding import UNFINISHED, clear_unfinished, embed_texts
from indexer.encoder import Encoder, Vectors

TEXTS = ["ett långt stycke om budgeten", "taxan", "ett stycke om skolan", "taxan"]


class Counting:
    """An encoder that counts what it is given, and stops after a number of batches."""

    def __init__(self, inner: Encoder, stop_after: int | None = None) -> None:
        self._inner, self._stop_after, self.given = inner, stop_after, list[str]()
        self.name, self.fingerprint, self.dimensions = inner.name, inner.fingerprint, inner.dimensions
        self.backend, self.side_by_side = inner.backend, inner.side_by_side

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        if self._stop_after == 0:
            raise KeyboardInterrupt
        self._stop_after = None if self._stop_after is None else self._stop_after - 1
        self.given += texts
        return self._inner.encode_passages(texts)

    def encode_query(self, text: str) -> Vectors:
        return self._inner.encode_query(text)


@pytest.fixture
def always_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "_SAVE_EVERY_S", -1.0)


def test_equal_texts_are_embedded_once_and_stand_in_both_places(hashed_encoder: Encoder, tmp_path: Path) -> None:
    encoder = Counting(hashed_encoder)
    embedded = embed_texts(TEXTS, encoder, None, tmp_path, batch_size=2)
    assert sorted(encoder.given) == sorted(set(TEXTS))
    assert embedded.made == 3
    np.testing.assert_allclose(embedded.vectors, hashed_encoder.encode_passages(TEXTS), atol=1e-6)
    assert embedded.keys.shape == (4, 16)
    assert (embedded.keys[1] == embedded.keys[3]).all()


@pytest.mark.usefixtures("always_saved")
def test_a_stopped_build_is_gone_on_with(hashed_encoder: Encoder, tmp_path: Path) -> None:
    stopped = Counting(hashed_encoder, stop_after=2)
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, stopped, None, tmp_path, batch_size=1)
    assert len(stopped.given) == 2
    again = Counting(hashed_encoder)
    embedded = embed_texts(TEXTS, again, None, tmp_path, batch_size=1)
    assert (len(again.given), embedded.made) == (1, 1)
    np.testing.assert_allclose(embedded.vectors, hashed_encoder.encode_passages(TEXTS), atol=1e-6)
    clear_unfinished(tmp_path)
    assert not (tmp_path / UNFINISHED).exists()


@pytest.mark.usefixtures("always_saved")
@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no archive", b"\x80\x04pickle"])
def test_a_damaged_file_is_passed_over(hashed_encoder: Encoder, tmp_path: Path, damage: bytes) -> None:
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, Counting(hashed_encoder, stop_after=1), None, tmp_path, batch_size=1)
    for path in (tmp_path / UNFINISHED).rglob("*.npz"):
        path.write_bytes(damage)
    again = Counting(hashed_encoder)
    embed_texts(TEXTS, again, None, tmp_path, batch_size=1)
    assert len(again.given) == 3


@pytest.mark.usefixtures("always_saved")
def test_another_model_does_not_take_them_up(hashed_encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, Counting(hashed_encoder, stop_after=1), None, tmp_path, batch_size=1)
    other = Counting(hashed_encoder)
    other.fingerprint = "another model altogether"
    embed_texts(TEXTS, other, None, tmp_path, batch_size=1)
    assert len(other.given) == 3


@pytest.mark.usefixtures("always_saved")
def test_another_backend_does_not_take_them_up(hashed_encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        embed_texts(TEXTS, Counting(hashed_encoder, stop_after=1), None, tmp_path, batch_size=1)
    other = Counting(hashed_encoder)
    other.backend = "words rounded"
    embed_texts(TEXTS, other, None, tmp_path, batch_size=1)
    assert len(other.given) == 3
