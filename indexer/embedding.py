"""Embedding texts, with the vectors of the snapshot before used again for texts that have not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import numpy as np

from indexer.encoder import Encoder, Vectors
from indexer.progress import progress
from indexer.snapshot import Keys, Snapshot

_KEY_BYTES = 16


class VectorStore:
    """Vectors for texts: those the snapshot before holds are used again, the others are made."""

    def __init__(self, encoder: Encoder, before: Snapshot | None, batch_size: int) -> None:
        self._encoder = encoder
        self._batch_size = batch_size
        self._held = _held_vectors(before) if before and _same_model(before, encoder) else {}
        self._before = before
        self.keys: Keys = np.empty((0, _KEY_BYTES), np.uint8)
        self.embedded = 0

    def embed(self, texts: Sequence[str], split: int) -> tuple[Vectors, Vectors]:
        """One vector a text, the first ``split`` of them apart from the rest."""
        keys = [hashlib.sha256(text.encode()).digest()[:_KEY_BYTES] for text in texts]
        self.keys = np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), _KEY_BYTES)
        vectors = np.empty((len(texts), self._encoder.dimensions), np.float32)
        new = [place for place, key in enumerate(keys) if key not in self._held]
        self._copy_held(vectors, keys)
        # Like lengths together: a batch is padded to its longest text.
        new.sort(key=lambda place: len(texts[place]), reverse=True)
        for batch in progress(
            _batches(new, self._batch_size), total=-(-len(new) // self._batch_size), label="Bäddar in"
        ):
            vectors[batch] = self._encoder.encode_passages([texts[place] for place in batch])
        self.embedded = len(new)
        return vectors[:split], vectors[split:]

    def _copy_held(self, vectors: Vectors, keys: Sequence[bytes]) -> None:
        if self._before is None or not self._held:
            return
        passages = self._before.passages.size
        for place, key in enumerate(keys):
            held = self._held.get(key)
            if held is not None:
                index, at = (self._before.passages, held) if held < passages else (self._before.units, held - passages)
                vectors[place] = index.vectors(np.array([at], np.int64))[0]


def _held_vectors(before: Snapshot) -> dict[bytes, int]:
    return {key.tobytes(): place for place, key in enumerate(before.keys)}


def _same_model(before: Snapshot, encoder: Encoder) -> bool:
    return before.manifest.model_fingerprint == encoder.fingerprint


def _batches(places: Sequence[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(places), size):
        yield list(places[start : start + size])
