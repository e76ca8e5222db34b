"""Embedding texts, with the vectors of the snapshot before used again for texts that have not changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector a text, shape (len(texts), dimensions)."""
        keys = [hashlib.sha256(text.encode()).digest()[:_KEY_BYTES] for text in texts]
        self.keys = np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), _KEY_BYTES)
        vectors = np.empty((len(texts), self._encoder.dimensions), np.float32)
        first = {key: place for place, key in reversed(list(enumerate(keys)))}
        new = [place for key, place in first.items() if key not in self._held]
        self._copy_held(vectors, keys)
        # Like lengths together: a batch is padded to its longest text.
        new.sort(key=lambda place: len(texts[place]), reverse=True)
        batches = [new[start : start + self._batch_size] for start in range(0, len(new), self._batch_size)]
        for batch in progress(batches, total=len(batches), label="Bäddar in"):
            vectors[batch] = self._encoder.encode_passages([texts[place] for place in batch])
        repeated = [
            (place, first[key]) for place, key in enumerate(keys) if first[key] != place and key not in self._held
        ]
        for place, same in repeated:
            vectors[place] = vectors[same]
        self.embedded = len(new)
        return vectors

    def _copy_held(self, vectors: Vectors, keys: Sequence[bytes]) -> None:
        pairs = [(place, self._held[key]) for place, key in enumerate(keys) if key in self._held]
        if self._before is not None and pairs:
            # In the order of what is held: passages before units.
            places, held = np.array(sorted(pairs, key=lambda pair: pair[1]), np.int64).T
            vectors[places] = _vectors(self._before, held)


def _vectors(before: Snapshot, places: NDArray[np.int64]) -> Vectors:
    """The vectors at places that count on from the passages to the units."""
    passages = before.passages.size
    return np.concatenate(
        [
            before.passages.vectors(places[places < passages]),
            before.units.vectors(places[places >= passages] - passages),
        ]
    )


def _held_vectors(before: Snapshot) -> dict[bytes, int]:
    return {key.tobytes(): place for place, key in enumerate(before.keys)}


def _same_model(before: Snapshot, encoder: Encoder) -> bool:
    return before.manifest.model_fingerprint == encoder.fingerprint
