"""The dense index gives cosines, best first, and only of unit vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.dense import DenseIndex
from indexer.errors import DamagedSnapshot

# Along the first axis, at 3-4-5 between the first two, and along the third.
VECTORS = np.array([[1, 0, 0], [0.6, 0.8, 0], [0, 0, 1]], np.float32)
ALONG_FIRST = np.array([1, 0, 0], np.float32)
BETWEEN = np.array([0.8, 0.6, 0], np.float32)


@pytest.fixture
def index() -> DenseIndex:
    return DenseIndex.build(VECTORS)


def places(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def test_the_score_is_the_cosine_best_first(index: DenseIndex) -> None:
    found, cosines = index.search(ALONG_FIRST, 3)
    assert found.tolist() == [0, 1, 2]
    assert cosines.tolist() == pytest.approx([1, 0.6, 0])


def test_the_cosine_counts_the_angle_in_all_dimensions(index: DenseIndex) -> None:
    # 0.8 · 0.6 + 0.6 · 0.8 = 0.96 comes before 0.8.
    found, cosines = index.search(BETWEEN, 2)
    assert found.tolist() == [1, 0]
    assert cosines.tolist() == pytest.approx([0.96, 0.8])


def test_cosines_of_many_stand_in_the_order_asked_for() -> None:
    # All ways round a circle, a degree apart, twice: more than are multiplied at a time.
    angles = np.radians(np.arange(720))
    circle = DenseIndex.build(np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    wanted = np.arange(719, -1, -1, dtype=np.int64)
    np.testing.assert_allclose(circle.cosines(np.array([1, 0], np.float32), wanted), np.cos(angles)[::-1], atol=1e-6)
    assert circle.cosines(np.array([1, 0], np.float32), wanted[:0]).shape == (0,)


def test_an_opposite_vector_has_the_cosine_minus_one(index: DenseIndex) -> None:
    found, cosines = index.search(-ALONG_FIRST, 3)
    assert found.tolist() == [2, 1, 0]
    assert cosines.tolist() == pytest.approx([0, -0.6, -1])


def test_size_and_dimensions(index: DenseIndex) -> None:
    assert (index.size, index.dimensions) == (3, 3)


@pytest.mark.parametrize(
    "bad", [[2.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 0.0], [np.nan, 0.0, 1.0], [np.inf, 0.0, 0.0]]
)
def test_what_is_no_unit_vector_is_refused(bad: list[float]) -> None:
    with pytest.raises(ValueError, match="unit vectors"):
        DenseIndex.build(np.array([*VECTORS.tolist(), bad], np.float32))


def test_only_allowed_places_are_found(index: DenseIndex) -> None:
    found, cosines = index.search(ALONG_FIRST, 3, places(2, 1))
    assert found.tolist() == [1, 2]
    assert cosines.tolist() == pytest.approx([0.6, 0])
    assert index.search(ALONG_FIRST, 1, places(2))[0].tolist() == [2]


def test_no_allowed_place_and_no_wanted_hit_give_nothing(index: DenseIndex) -> None:
    for found, cosines in (index.search(ALONG_FIRST, 3, places()), index.search(ALONG_FIRST, 0)):
        assert found.tolist() == []
        assert cosines.tolist() == []


def test_more_hits_than_vectors_gives_all(index: DenseIndex) -> None:
    assert index.search(ALONG_FIRST, 100)[0].tolist() == [0, 1, 2]


def test_cosines_and_vectors_at_places_in_their_order(index: DenseIndex) -> None:
    assert index.cosines(BETWEEN, places(2, 0, 1, 0)).tolist() == pytest.approx([0, 0.8, 0.96, 0.8])
    assert np.array_equal(index.vectors(places(1, 1, 0)), VECTORS[[1, 1, 0]])
    assert index.cosines(BETWEEN, places()).tolist() == []
    assert index.vectors(places()).shape == (0, 3)


@pytest.mark.parametrize("vectors", [VECTORS, np.empty((0, 3), np.float32)])
def test_a_saved_index_is_mapped_from_disk_and_gives_the_same(tmp_path: Path, vectors: np.ndarray) -> None:
    path = tmp_path / "vectors.faiss"
    built = DenseIndex.build(vectors)
    built.save(path)
    loaded = DenseIndex.load(path)
    assert (loaded.size, loaded.dimensions) == (len(vectors), 3)
    for query in (ALONG_FIRST, BETWEEN):
        for part in (0, 1):
            assert np.array_equal(loaded.search(query, 3)[part], built.search(query, 3)[part])
    everything = np.arange(len(vectors))
    assert np.array_equal(loaded.vectors(everything), vectors)
    if len(vectors):
        assert str(path) in Path("/proc/self/maps").read_text("utf-8")


@pytest.mark.parametrize("kept", [0, 3, 20, 60, -1])
def test_a_file_cut_short_is_damaged(index: DenseIndex, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "vectors.faiss"
    index.save(path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DamagedSnapshot, match=r"vectors\.faiss går inte att läsa"):
        DenseIndex.load(path)


@pytest.mark.parametrize("content", [b"", b"not an index at all", b"\x93NUMPY\x01\x00", b"XXXX" + bytes(100)])
def test_a_foreign_file_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(content)
    with pytest.raises(DamagedSnapshot):
        DenseIndex.load(path)


def test_a_missing_file_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(DamagedSnapshot):
        DenseIndex.load(tmp_path / "vectors.faiss")


def test_a_place_that_cannot_be_written_is_an_error_of_the_system(index: DenseIndex, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        index.save(tmp_path / "missing" / "vectors.faiss")
