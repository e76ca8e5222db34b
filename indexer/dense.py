"""The dense index: exact inner products of unit vectors (cosines), by FAISS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Vectors
from indexer.errors import DamagedSnapshot

Indices = NDArray[np.int64]

_TOLERANCE = 1e-3
# So few vectors at a time that no library shares them between cores: where those are busy, waiting costs more.
_BLOCK = 256


class DenseIndex:
    """Cosines between a query vector and the vectors of an index, by their place in it."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """The index over unit vectors, shape (n, dimensions). Raises ``ValueError`` when one is not of length 1."""
        lengths = np.linalg.norm(vectors, axis=1)
        if not np.all(np.abs(lengths - 1) <= _TOLERANCE):  # also when a length is not a number
            raise ValueError("an inner product is a cosine for unit vectors only")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """The index saved at ``path``, memory-mapped."""
        try:
            # faiss.IO_FLAG_MMAP maps inverted lists only; this one maps a flat index too.
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY))
        except RuntimeError as error:
            raise DamagedSnapshot(f"Vektorfilen {path.name} går inte att läsa.") from error

    def save(self, path: Path) -> None:
        """Write the index to ``path``. Raises ``OSError``."""
        # Given a path, faiss tells no one when the disk fills up as it closes the file.
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]

    @property
    def size(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, count: int, allowed: Indices | None = None) -> tuple[Indices, Vectors]:
        """Places and cosines of the ``count`` nearest, best first; only among ``allowed`` when given."""
        wanted = min(count, self.size if allowed is None else len(allowed))
        if wanted == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        selector = None if allowed is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        # It holds for this thread. From 10,000 vectors on faiss would share them between cores: see above.
        faiss.omp_set_num_threads(1)
        cosines, indices = self._index.search(vector.reshape(1, -1), wanted, params=selector)
        found = indices[0] >= 0
        return indices[0][found], cosines[0][found]

    def cosines(self, vector: Vectors, indices: Indices) -> Vectors:
        """The cosine at each of ``indices``, in their order."""
        return cosines_of(self.vectors(indices), vector)

    def vectors(self, indices: Indices) -> Vectors:
        """The vectors at ``indices``, shape (len(indices), dimensions)."""
        if len(indices) == 0:
            return np.empty((0, self.dimensions), np.float32)
        return np.asarray(self._index.reconstruct_batch(indices), dtype=np.float32)


def cosines_of(vectors: Vectors, vector: Vectors) -> Vectors:
    """The cosine of each of the unit vectors with another one; the same, to the last bit, for the same vectors."""
    blocks = [vectors[start : start + _BLOCK] @ vector for start in range(0, len(vectors), _BLOCK)]
    return np.concatenate(blocks) if blocks else np.empty(0, np.float32)
