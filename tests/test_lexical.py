"""BM25 scores and shares, worked by hand and against the reference scorer."""

from __future__ import annotations

import json
import math
import pickletools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from eval.experiments.reference import ReferenceScorer, Variant
from indexer.lexical import LexicalCounts, LexicalIndex
from indexer.passages import passages_of_document
from indexer.tokens import index_tokens

# Each passage counts one token more than it has: lengths 3, 3 and 2, mean 8/3.
PASSAGES = (("avtal", "region"), ("avtal", "avtal"), ("budget",))
K1, B = 1.2, 0.75
DOCUMENTS = Path(__file__).resolve().parent.parent / "corpus" / "documents"


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(PASSAGES)


def test_scores_by_hand(index: LexicalIndex) -> None:
    # «avtal» stands in 2 of 3 passages, once in the first and twice in the second.
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    length = K1 * (1 - B + B * 3 / (8 / 3))
    assert index.scores(["avtal"]).tolist() == pytest.approx([idf * 1 / (1 + length), idf * 2 / (2 + length), 0])


def test_scores_of_a_rare_word_in_a_short_passage_by_hand(index: LexicalIndex) -> None:
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    length = K1 * (1 - B + B * 2 / (8 / 3))
    assert index.scores(["budget"]).tolist() == pytest.approx([0, 0, idf / (1 + length)])


def test_the_scores_of_several_words_add_up(index: LexicalIndex) -> None:
    one_by_one = index.scores(["avtal"]) + index.scores(["region"]) + index.scores(["budget"])
    assert index.scores(["budget", "avtal", "region"]).tolist() == pytest.approx(one_by_one.tolist())


def test_a_word_asked_for_twice_counts_once(index: LexicalIndex) -> None:
    assert index.scores(["avtal", "avtal"]).tolist() == index.scores(["avtal"]).tolist()


def test_idf_by_hand(index: LexicalIndex) -> None:
    assert index.idf(["avtal", "budget", "okänt"]) == pytest.approx(
        {"avtal": math.log(1 + 1.5 / 2.5), "budget": math.log(1 + 2.5 / 1.5), "okänt": math.log(1 + 3.5 / 0.5)}
    )


def test_query_coverage_by_hand(index: LexicalIndex) -> None:
    # Words: avtal ln 1.6, region ln(8/3), and okänt, which no passage holds, ln 8.
    whole = math.log(1.6) + math.log(8 / 3) + math.log(8)
    expected = [(math.log(1.6) + math.log(8 / 3)) / whole, math.log(1.6) / whole, 0]
    assert index.query_coverage(["avtal", "region", "okänt"]).tolist() == pytest.approx(expected)


def test_a_passage_that_holds_every_word_has_full_query_coverage(index: LexicalIndex) -> None:
    assert index.query_coverage(["region", "avtal"]).tolist() == pytest.approx(
        [1, math.log(1.6) / (math.log(1.6) + math.log(8 / 3)), 0]
    )


@pytest.mark.parametrize("tokens", [[], ["okänt"], ["okänt", "även det"]])
def test_an_empty_query_and_unknown_words_give_nothing(index: LexicalIndex, tokens: list[str]) -> None:
    assert index.scores(tokens).tolist() == [0, 0, 0]
    assert index.query_coverage(tokens).tolist() == [0, 0, 0]


@pytest.mark.parametrize("token_lists", [(), ((),), ((), ())])
def test_an_index_without_passages_or_words_finds_nothing(tmp_path: Path, token_lists: Sequence[Sequence[str]]) -> None:
    built = LexicalIndex.build(token_lists)
    built.save(tmp_path)
    for index in (built, LexicalIndex.load(tmp_path)):
        assert index.size == len(token_lists)
        assert index.scores(["avtal"]).tolist() == [0] * len(token_lists)
        assert index.query_coverage(["avtal"]).tolist() == [0] * len(token_lists)


def test_a_saved_index_is_mapped_from_disk_and_gives_the_same(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "new" / "folder")
    loaded = LexicalIndex.load(tmp_path / "new" / "folder")
    assert loaded.size == index.size == 3
    for tokens in (["avtal"], ["budget", "region"], ["okänt"], []):
        assert np.array_equal(loaded.scores(tokens), index.scores(tokens))
        assert np.array_equal(loaded.query_coverage(tokens), index.query_coverage(tokens))
    assert str(tmp_path / "new" / "folder") in Path("/proc/self/maps").read_text("utf-8")


def test_words_are_looked_up_on_the_disk(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "first")
    LexicalIndex.load(tmp_path / "first").save(tmp_path / "again")
    loaded = LexicalIndex.load(tmp_path / "again")
    assert loaded.idf(["avtal", "okänt", "\ud800"]) == index.idf(["avtal", "okänt", "\ud800"])
    assert (loaded.holds(["avtal", "region"]), loaded.holds(["avtal", "okänt"])) == (True, False)


def test_an_index_of_an_earlier_program_is_read(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    terms = (tmp_path / "terms.txt").read_text("utf-8").splitlines()
    (tmp_path / "vocab.index.json").write_text(json.dumps({term: number for number, term in enumerate([*terms, ""])}))
    (tmp_path / "terms.txt").unlink()
    assert LexicalIndex.load(tmp_path).scores(["avtal"]).tolist() == index.scores(["avtal"]).tolist()


def test_nothing_is_pickled(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path)
    files = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    assert {path.suffix for path in files} == {".npy", ".json", ".txt"}
    for path in files:
        if path.suffix == ".npy":
            assert not np.load(path, allow_pickle=False).dtype.hasobject
        else:
            with pytest.raises(ValueError, match="opcode"):
                list(pickletools.genops(path.read_bytes()))


@pytest.mark.parametrize("name", ["data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy"])
def test_a_file_cut_short_is_not_read(index: LexicalIndex, tmp_path: Path, name: str) -> None:
    index.save(tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:-1])
    with pytest.raises(ValueError, match="file"):
        LexicalIndex.load(tmp_path)


# Against the reference


@pytest.fixture(scope="module")
def passages() -> list[list[str]]:
    documents = [found for found in load_corpus([DOCUMENTS], 1_000_000) if isinstance(found, Document)]
    return [index_tokens(passage.text) for document in documents for passage in passages_of_document(document, 900)]


@pytest.mark.parametrize("variant", ["okapi", "plus"])
def test_each_term_scores_as_in_the_reference(passages: list[list[str]], variant: Variant) -> None:
    # Idf and floor differ between the variants, so each term is compared up to one factor.
    index = LexicalIndex.build(passages)
    reference = ReferenceScorer([[*tokens, "\x00"] for tokens in passages], variant, k1=K1, b=B)
    compared = 0
    for term in sorted({token for tokens in passages for token in tokens}):
        scores, expected, matched = index.scores([term]), reference.scores([term]), reference.matched([term])
        assert np.array_equal(scores > 0, matched)
        if variant == "okapi" and 2 * matched.sum() >= len(passages):
            continue  # Okapi's idf is not above 0
        if variant == "plus" and not matched.all():
            expected = expected - expected[~matched][0]
        found, wanted = scores[matched], expected[matched]
        assert np.allclose(found / found[0], wanted / wanted[0], rtol=1e-5, atol=0)
        compared += len(found) > 1
    assert compared > 1000


# Several indexes together


@pytest.mark.parametrize("parted", [1, 40, -1])
def test_several_indexes_score_as_one_over_them_all(passages: list[list[str]], parted: int, tmp_path: Path) -> None:
    one = LexicalIndex.build(passages)
    LexicalIndex.build(passages[:parted]).save(tmp_path / "a")
    parts = [LexicalIndex.load(tmp_path / "a"), LexicalIndex.build(passages[parted:]), LexicalIndex.build([])]
    terms = sorted({token for tokens in passages for token in tokens})
    for start in range(0, len(terms), 7):
        tokens = [*terms[start : start + 4], "finns-inte", terms[start]]
        counts = LexicalCounts.together([part.counts(tokens) for part in parts])
        assert np.array_equal(np.concatenate([part.scores(tokens, counts) for part in parts]), one.scores(tokens))
        covered = np.concatenate([part.query_coverage(tokens, counts) for part in parts])
        assert np.array_equal(covered, one.query_coverage(tokens))
        assert {token: counts.idf(token) for token in tokens} == one.idf(tokens)
