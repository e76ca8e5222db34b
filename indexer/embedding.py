"""Embedding texts. What a snapshot or a stopped build has embedded already is used again.

While a build runs, its vectors are put aside every so often, in files of their own under
``unfinished/MODEL/``; the next build takes them up, and the one that finishes clears them away.
"""

from __future__ import annotations

import hashlib
import io
import logging
import shutil
import time
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Encoder, Vectors
from indexer.files import replace_file
from indexer.progress import progress_by_size
from indexer.snapshot import Keys, Snapshot

UNFINISHED = "unfinished"

_KEY_BYTES, _BEGINNING = 16, 8
_SAVE_EVERY_S = 30.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Embedded:
    """One vector and one key a text, in order, and how many vectors had to be made."""

    vectors: Vectors
    keys: Keys
    made: int


@dataclass(frozen=True, slots=True)
class _Source:
    """Vectors that exist: the place of each key, and the vectors at given places."""

    positions: Mapping[bytes, int]
    vectors: Callable[[NDArray[np.int64]], Vectors]


def embed_texts(
    texts: Sequence[str], encoder: Encoder, before: Snapshot | None, index_dir: Path, batch_size: int
) -> Embedded:
    """Vectors for the texts, shape (len(texts), dimensions); each different text is embedded once."""
    keys = list(map(key_of, texts))
    first = {key: position for position, key in reversed(list(enumerate(keys)))}
    vectors = np.empty((len(texts), encoder.dimensions), np.float32)
    aside = place_aside(index_dir, encoder)
    missing = dict(first)
    for source in _sources(before, encoder, aside, first):
        found = sorted(
            (source.positions[key], position) for key, position in missing.items() if key in source.positions
        )
        if found:
            source_positions, positions = np.array(found, np.int64).T
            vectors[positions] = source.vectors(source_positions)
            missing = {key: position for key, position in missing.items() if key not in source.positions}
    _make(texts, list(missing.values()), vectors, keys, encoder, batch_size, aside)
    repeated = [(position, first[key]) for position, key in enumerate(keys) if first[key] != position]
    if repeated:
        to, first_positions = np.array(repeated, np.int64).T
        vectors[to] = vectors[first_positions]
    return Embedded(vectors, _as_array(keys), len(missing))


def key_of(text: str) -> bytes:
    """What a vector is known by: the text that it was made from."""
    return hashlib.sha256(text.encode()).digest()[:_KEY_BYTES]


def place_aside(index_dir: Path, encoder: Encoder) -> Path:
    """The folder that vectors of the encoder are put aside in while a build runs."""
    return index_dir / UNFINISHED / f"{encoder.fingerprint[:16]} {encoder.backend}"


def clear_unfinished(index_dir: Path) -> None:
    """Clear away the vectors put aside by builds."""
    shutil.rmtree(index_dir / UNFINISHED, ignore_errors=True)


def _make(  # noqa: PLR0917  (the state of one loop)
    texts: Sequence[str],
    positions: list[int],
    vectors: Vectors,
    keys: Sequence[bytes],
    encoder: Encoder,
    batch_size: int,
    aside: Path,
) -> None:
    """Embed the texts at ``positions`` into ``vectors``, putting aside what is done every so often."""
    # Like lengths together: a batch is padded to its longest text.
    positions.sort(key=lambda position: len(texts[position]), reverse=True)
    batches = [positions[start : start + batch_size] for start in range(0, len(positions), batch_size)]
    unsaved: list[int] = []
    saved = time.monotonic()
    made = _encoded([[texts[position] for position in batch] for batch in batches], encoder)
    sizes = [sum(len(texts[position]) for position in batch) for batch in batches]
    for batch, vectors_of_batch in zip(batches, progress_by_size(made, sizes, "Bäddar in"), strict=True):
        vectors[batch] = vectors_of_batch
        unsaved += batch
        if time.monotonic() - saved > _SAVE_EVERY_S:
            put_aside(aside, [keys[position] for position in unsaved], vectors[unsaved])
            unsaved, saved = [], time.monotonic()


def _encoded(batches: Sequence[Sequence[str]], encoder: Encoder) -> Iterator[Vectors]:
    """The vectors of each batch, in order; as many are made side by side as the encoder gains from."""
    with ThreadPoolExecutor(encoder.side_by_side, thread_name_prefix="encoder") as workers:
        try:
            yield from workers.map(encoder.encode_passages, batches)
        finally:
            # A build that is stopped waits for the batches that have begun, and no others.
            workers.shutdown(wait=False, cancel_futures=True)


# Vectors that exist


def is_made_by(snapshot: Snapshot, encoder: Encoder) -> bool:
    """Whether the vectors of the snapshot are those that the encoder makes."""
    return (snapshot.manifest.model_fingerprint, snapshot.manifest.backend) == (encoder.fingerprint, encoder.backend)


def _sources(before: Snapshot | None, encoder: Encoder, aside: Path, wanted: Collection[bytes]) -> list[_Source]:
    indexed = [_of_snapshot(before, wanted)] if before and is_made_by(before, encoder) else []
    stopped = (_of_file(path, encoder.dimensions) for path in sorted(aside.glob("*.npz")))
    return [*indexed, *(source for source in stopped if source is not None)]


def _of_snapshot(before: Snapshot, wanted: Collection[bytes]) -> _Source:
    passages = before.passage_vectors.size

    def vectors(positions: NDArray[np.int64]) -> Vectors:
        """The vectors at ascending places that count on from the passages to the units."""
        units = positions >= passages
        return np.concatenate(
            [
                before.passage_vectors.vectors(positions[~units]),
                before.unit_vectors.vectors(positions[units] - passages),
            ]
        )

    # Of very many few are wanted: those are looked at that begin as one of them does.
    begins = np.ascontiguousarray(before.keys[:, :_BEGINNING]).view(np.uint64).ravel()
    begun = np.frombuffer(b"".join(key[:_BEGINNING] for key in wanted), np.uint64)
    possible = np.flatnonzero(np.isin(begins, begun)).tolist()
    return _Source({before.keys[position].tobytes(): position for position in possible}, vectors)


def _of_file(path: Path, dimensions: int) -> _Source | None:
    """What a stopped build has put aside; ``None`` when the file is not whole."""
    try:
        # Opened here, for numpy leaves the file open when it is no archive.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as content:
            keys, vectors = content["keys"], content["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        logger.warning("vectors put aside in %s cannot be read", path.name)
        return None
    if keys.shape != (len(vectors), _KEY_BYTES) or vectors.shape != (len(keys), dimensions):
        return None
    return _Source({key.tobytes(): position for position, key in enumerate(keys)}, lambda positions: vectors[positions])


def put_aside(folder: Path, keys: Sequence[bytes], vectors: Vectors) -> None:
    """Put vectors aside, with the keys that they are known by."""
    folder.mkdir(parents=True, exist_ok=True)
    content = io.BytesIO()
    np.savez(content, keys=_as_array(keys), vectors=vectors)
    replace_file(folder / f"{time.time_ns()}.npz", content.getvalue())


def _as_array(keys: Sequence[bytes]) -> Keys:
    return np.frombuffer(b"".join(keys), np.uint8).reshape(len(keys), _KEY_BYTES)
