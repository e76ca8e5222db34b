"""The dense index gives cosines, best first, and only of unit vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer import dense
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


# The coarse copy


def clustered(count: int) -> np.ndarray:
    """Unit vectors around a few of them, as those of texts are, each fourth there twice."""
    numbers = np.random.default_rng(20)
    made = numbers.normal(size=(8, 32))[np.arange(count) % 8] + 0.4 * numbers.normal(size=(count, 32))
    made[::4] = made[1::4]
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[DenseIndex, DenseIndex]:
    """An index without a coarse copy and with one."""
    monkeypatch.setattr(dense, "LEAST_COARSE", 4000)
    plain = DenseIndex.build(clustered(4000))
    plain.save(tmp_path / "vectors.faiss")
    plain.save_coarse(tmp_path / "coarse.faiss")
    return plain, DenseIndex.load(tmp_path / "vectors.faiss", tmp_path / "coarse.faiss")


@pytest.mark.parametrize("count", [1, 10, 50])
def test_with_a_coarse_copy_the_very_same_is_found(both: tuple[DenseIndex, DenseIndex], count: int) -> None:
    plain, with_copy = both
    for vector in [*clustered(40)[2::2], -VECTORS[0].repeat(11)[:32], 3 * clustered(8)[0]]:
        expected, found = plain.search(vector, count), with_copy.search(vector, count)
        assert found[1].tolist() == expected[1].tolist()
        apart = set(found[0].tolist()) ^ set(expected[0].tolist())
        assert all(
            plain.cosines(vector, places(place))[0] == pytest.approx(expected[1][-1], abs=1e-6) for place in apart
        )


def test_few_are_compared_exactly(both: tuple[DenseIndex, DenseIndex], monkeypatch: pytest.MonkeyPatch) -> None:
    exactly, compared = DenseIndex._exactly, list[int]()

    def counted(index: DenseIndex, vector: np.ndarray, wanted: int, allowed: np.ndarray | None):
        compared.append(index.size if allowed is None else len(allowed))
        return exactly(index, vector, wanted, allowed)

    monkeypatch.setattr(DenseIndex, "_exactly", counted)
    both[1].search(clustered(8)[3], 2)
    assert max(compared) < 500


def test_among_allowed_places_each_is_compared(both: tuple[DenseIndex, DenseIndex]) -> None:
    plain, with_copy = both
    allowed = np.arange(0, 4000, 7)
    vector = clustered(8)[0]
    assert with_copy.search(vector, 5, allowed)[0].tolist() == plain.search(vector, 5, allowed)[0].tolist()


def test_of_few_vectors_there_is_no_coarse_copy(index: DenseIndex, tmp_path: Path) -> None:
    index.save_coarse(tmp_path / "coarse.faiss")
    assert not (tmp_path / "coarse.faiss").exists()


@pytest.mark.parametrize("vectors", [clustered(3999), -clustered(4000)])
def test_a_copy_of_other_vectors_is_refused(
    both: tuple[DenseIndex, DenseIndex], tmp_path: Path, vectors: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "LEAST_COARSE", 1)
    DenseIndex.build(vectors).save_coarse(tmp_path / "other.faiss")
    with pytest.raises(DamagedSnapshot, match="hör inte ihop"):
        DenseIndex.load(tmp_path / "vectors.faiss", tmp_path / "other.faiss")


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
