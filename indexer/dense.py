"""The dense index: exact inner products of unit vectors (cosines), by FAISS.

Of many vectors a coarse copy, in 8 bits a number, is read first, to find which are worth comparing. Its cosines are off
by no more than the steps that numbers were rounded to, so that nothing nearer is missed: what is found is what
comparing each would find.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Vectors
from indexer.errors import DamagedSnapshot

Indices = NDArray[np.int64]
Found = tuple[Indices, Vectors]

_TOLERANCE = 1e-3
# So few vectors at a time that no library shares them between cores: where those are busy, waiting costs more.
_BLOCK = 256
# Of fewer vectors there is no coarse copy.
LEAST_COARSE = 50_000
# So many times as many as are wanted are compared exactly, and as many again each time that they are too few.
_TIMES = 8
# Beside rounding: what sums in single precision are off by.
_SUMS = 1e-5
_LOOKED_AT = 100


class DenseIndex:
    """Cosines between a query vector and the vectors of an index, by their place in it."""

    def __init__(self, index: Any, coarse: _Coarse | None = None) -> None:
        self._index = index
        self._coarse = coarse

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
    def load(cls, path: Path, coarse: Path | None = None) -> DenseIndex:
        """The index saved at ``path``, memory-mapped, with the coarse copy where there is one."""
        loaded = cls(_mapped(path), _Coarse(_mapped(coarse)) if coarse and coarse.exists() else None)
        if loaded._coarse and not loaded._coarse.is_of(loaded):
            raise DamagedSnapshot(f"Vektorfilen {path.name} och dess kopia hör inte ihop.")
        return loaded

    def save(self, path: Path) -> None:
        """Write the index to ``path``. Raises ``OSError``."""
        _write(self._index, path)

    def save_coarse(self, path: Path) -> None:
        """Write a coarse copy to ``path`` where there are so many vectors that one is wanted. Raises ``OSError``."""
        if self.size >= LEAST_COARSE:
            _write(_coarsened(self.vectors(np.arange(self.size))), path)

    @property
    def size(self) -> int:
        """The number of vectors."""
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return int(self._index.d)

    def search(self, vector: Vectors, count: int, allowed: Indices | None = None) -> Found:
        """Places and cosines of the ``count`` nearest, best first; only among ``allowed`` when given."""
        wanted = min(count, self.size if allowed is None else len(allowed))
        if wanted == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        # It holds for this thread. From 10,000 vectors on faiss would share them between cores: see above.
        faiss.omp_set_num_threads(1)
        if allowed is None and self._coarse is not None:
            found = self._coarse.nearest(vector, wanted, lambda places: self._exactly(vector, wanted, places))
            if found is not None:
                return found
        return self._exactly(vector, wanted, allowed)

    def _exactly(self, vector: Vectors, wanted: int, allowed: Indices | None) -> Found:
        """The nearest, found by comparing each."""
        selector = None if allowed is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        cosines, indices = self._index.search(vector.reshape(1, -1), wanted, params=selector)
        found = indices[0] >= 0
        return indices[0][found], cosines[0][found]

    def cosines(self, vector: Vectors, indices: Indices) -> Vectors:
        """The cosine at each of ``indices``, in their order."""
        return cosines_of(self.vectors(indices), vector)

    def all(self) -> Vectors:
        """All vectors, shape (size, dimensions)."""
        return self._index.reconstruct_n(0, self.size) if self.size else np.empty((0, self.dimensions), np.float32)

    def vectors(self, indices: Indices) -> Vectors:
        """The vectors at ``indices``, shape (len(indices), dimensions)."""
        if len(indices) == 0:
            return np.empty((0, self.dimensions), np.float32)
        return np.asarray(self._index.reconstruct_batch(indices), dtype=np.float32)


class _Coarse:
    """A copy of the vectors of an index, less exact and in a quarter of the space."""

    def __init__(self, index: Any) -> None:
        self._index = index
        # Of each dimension the least number, and behind those how far up each reaches.
        steps = faiss.vector_to_array(index.sq.trained)[index.d :] / 255
        self._off = float(np.linalg.norm(steps)) / 2

    def nearest(self, vector: Vectors, wanted: int, exactly: Callable[[Indices], Found]) -> Found | None:
        """The nearest as ``exactly`` finds them among places; ``None`` when too many are nearly as near to tell."""
        off, compared = self._off * float(np.linalg.norm(vector)) + _SUMS, wanted * _TIMES
        while compared < self._index.ntotal // _TIMES:
            cosines, places = self._index.search(vector.reshape(1, -1), compared)
            found = exactly(places[0])
            if cosines[0, -1] + off < found[1][-1]:
                return found
            compared *= _TIMES
        return None

    def is_of(self, index: DenseIndex) -> bool:
        """Whether it is a copy of the index, by some of its vectors."""
        if (self._index.ntotal, self._index.d) != (index.size, index.dimensions):
            return False
        places = np.unique(np.linspace(0, index.size - 1, _LOOKED_AT).astype(np.int64))
        apart = np.linalg.norm(self._index.reconstruct_batch(places) - index.vectors(places), axis=1)
        return bool((apart <= self._off + _SUMS).all())


def _coarsened(vectors: Vectors) -> Any:
    index = faiss.IndexScalarQuantizer(vectors.shape[1], faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add(vectors)
    return index


def _mapped(path: Path) -> Any:
    try:
        # faiss.IO_FLAG_MMAP maps inverted lists only; this one maps a flat index too.
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC | faiss.IO_FLAG_READ_ONLY)
    except RuntimeError as error:
        raise DamagedSnapshot(f"Vektorfilen {path.name} går inte att läsa.") from error


def _write(index: Any, path: Path) -> None:
    # Given a path, faiss tells no one when the disk fills up as it closes the file.
    with path.open("wb") as file:
        faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]


def cosines_of(vectors: Vectors, vector: Vectors) -> Vectors:
    """The cosine of each of the unit vectors with another one; the same, to the last bit, for the same vectors."""
    blocks = [vectors[start : start + _BLOCK] @ vector for start in range(0, len(vectors), _BLOCK)]
    return np.concatenate(blocks) if blocks else np.empty(0, np.float32)
