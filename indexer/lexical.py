"""The lexical index: BM25 over Swedish tokens, served from memory-mapped files by bm25s."""

from __future__ import annotations

import errno
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import bm25s
import numpy as np
from numpy.typing import NDArray

from indexer.carrying import Carrying
from indexer.lines import Lines, SortedLines
from indexer.postings import Postings, blocks_of, changed

Scores = NDArray[np.float32]

# bm25s tells on standard error about each index it makes
logging.getLogger("bm25s").setLevel(logging.WARNING)

K1, B = 1.2, 0.75

# bm25s can make no index over no passages, nor over passages without tokens. No text holds these, so no one asks for
# them.
NOTHING = "\x00"
_NO_PASSAGES = "\x01"

# The tokens in the order of their numbers, which is that of their bytes; and as bm25s and earlier programs write them.
_TERMS, _VOCABULARY = "terms.txt", "vocab.index.json"


@dataclass(frozen=True, slots=True)
class LexicalCounts:
    """What BM25 goes by beside a passage's own words: how many passages there are, how many tokens in all of them, and
    how many passages hold each of the tokens that are asked for.
    """

    passages: int
    tokens: int
    holding: Mapping[str, int]

    @classmethod
    def together(cls, counts: Sequence[LexicalCounts]) -> LexicalCounts:
        """The counts of one index over the passages of several."""
        tokens = dict.fromkeys(token for each in counts for token in each.holding)
        return cls(
            sum(each.passages for each in counts),
            sum(each.tokens for each in counts),
            {token: sum(each.holding.get(token, 0) for each in counts) for token in tokens},
        )

    def idf(self, token: str) -> float:
        """What a token is worth: its inverse document frequency, most for one that no passage holds."""
        frequency = self.holding.get(token, 0)
        return float(np.log(1 + (self.passages - frequency + 0.5) / (frequency + 0.5)))


class _Terms(Protocol):
    """The tokens that passages hold, in the order of their numbers, and the number of each."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[str]: ...

    def get(self, token: str) -> int | None: ...


class _TermsOnDisk:
    """The tokens of a file, in the order of their numbers."""

    def __init__(self, path: Path) -> None:
        self._lines = SortedLines(Lines(path))

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[str]:
        return (line.removesuffix(b"\n").decode("utf-8", "surrogatepass") for line in self._lines)

    def get(self, token: str) -> int | None:
        return self._lines.place(_written(token))


class LexicalIndex:
    """BM25 scores and shares of query words for every passage, in passage order."""

    def __init__(self, model: Any, terms: _Terms) -> None:
        self._model = model
        self._terms = terms
        self._passage_count = int(model.scores["num_docs"]) if terms.get(_NO_PASSAGES) is None else 0

    @classmethod
    def build(cls, token_lists: Sequence[Sequence[str]]) -> LexicalIndex:
        """The index over the tokens of each passage."""
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        held = [[*tokens, NOTHING] for tokens in token_lists] or [[_NO_PASSAGES]]
        # Numbered in order, so that the same passages give the same files.
        numbers = {token: number for number, token in enumerate(sorted({token for tokens in held for token in tokens}))}
        # bm25s adds a word without postings
        model.index(([[numbers[token] for token in tokens] for tokens in held], dict(numbers)), show_progress=False)
        return cls(model, numbers)

    @classmethod
    def _of_postings(cls, postings: Postings) -> LexicalIndex:
        """The index of postings in the order of their tokens and passages."""
        frequencies, passages = np.bincount(postings.of, minlength=len(postings.terms)), len(postings.lengths)
        idf, mean = _idf(frequencies, passages), postings.lengths.mean()
        data = np.empty(len(postings.of), np.float32)
        for some in blocks_of(len(data)):
            lengths = postings.lengths[postings.places[some]]
            data[some] = weights(idf[postings.of[some]], postings.times[some], lengths, mean)
        bounds = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int64)
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        places = postings.places.astype(np.int32)
        model.scores = {"data": data, "indices": places, "indptr": bounds, "num_docs": passages}
        model.vocab_dict, model.nonoccurrence_array = {}, None
        return cls(model, {term: number for number, term in enumerate(postings.terms)})

    def changed(self, by: Carrying, token_lists: Sequence[Sequence[str]]) -> LexicalIndex:
        """The index that ``build`` makes of the passages of this one that are carried and the tokens of the others."""
        return self._of_postings(changed(self._all_postings(), by, [[*tokens, NOTHING] for tokens in token_lists]))

    def _all_postings(self) -> Postings:
        scores, bounds = self._model.scores, self._model.scores["indptr"]
        idf = _idf(np.diff(bounds), self._passage_count).astype(np.float64)
        of = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        times = np.empty(len(of), np.float32)
        for some in blocks_of(len(of)):
            shares = scores["data"][some].astype(np.float64) / idf[of[some]]
            times[some] = np.rint(self._saturations[scores["indices"][some]] * shares / (1 - shares))
        return Postings(list(self._terms), of, scores["indices"].astype(np.int64), times, self._lengths)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """The index saved under ``folder``, memory-mapped. Raises ``ValueError`` when its files do not fit together."""
        terms = _terms_in(folder)
        model = bm25s.BM25.load(folder, mmap=True, load_vocab=False, show_progress=False)
        bounds = model.scores["indptr"]
        if len(terms) != len(bounds) - 1 or not bounds[-1] == len(model.scores["data"]) == len(model.scores["indices"]):
            raise ValueError("the files do not fit together")
        return cls(model, terms)

    def save(self, folder: Path) -> None:
        """Write the index under ``folder``, which is made. Raises ``OSError``."""
        self._model.save(folder, show_progress=False)
        with (folder / _TERMS).open("wb") as file:
            file.writelines(_written(token) + b"\n" for token in self._terms)
        (folder / _VOCABULARY).unlink()  # the same, to be read as a whole
        try:
            # numpy tells no one when the disk fills up as it closes a file, but a file cut short cannot be mapped.
            self.load(folder)
        except (ValueError, EOFError) as error:
            raise OSError(errno.ENOSPC, f"{folder} could not be written whole") from error

    @property
    def size(self) -> int:
        """The number of passages."""
        return self._passage_count

    def holds(self, tokens: Sequence[str]) -> bool:
        """Whether each of the tokens stands in some passage."""
        return all(self._terms.get(token) is not None for token in tokens)

    def counts(self, tokens: Sequence[str]) -> LexicalCounts:
        """What this index knows of the tokens, to be put together with what others know."""
        return LexicalCounts(self._passage_count, int(self._lengths.sum()), self._holding(tokens))

    def scores(self, tokens: Sequence[str], together: LexicalCounts | None = None) -> Scores:
        """The BM25 score of every passage; 0 where it holds none of the tokens. Shape (passages,).

        With the counts of several indexes ``together`` the scores are those that one index over them all would give.
        """
        total = np.zeros(self._passage_count, dtype=np.float32)
        for token in dict.fromkeys(tokens):
            for identifier in self._known([token]):
                postings = self._postings(identifier)
                found = self._model.scores["indices"][postings]
                own = self._model.scores["data"][postings]
                total[found] += own if together is None else self._rescored(identifier, token, together)
        return total

    def idf(self, tokens: Sequence[str]) -> dict[str, float]:
        """What each token is worth: its inverse document frequency, most for one that no passage holds."""
        counts = LexicalCounts(self._passage_count, 0, self._holding(tokens))
        return {token: counts.idf(token) for token in tokens}

    def query_coverage(self, tokens: Sequence[str], together: LexicalCounts | None = None) -> Scores:
        """How much of the query's weight each passage holds, from 0 to 1. Shape (passages,).

        ``together`` as in ``scores``.
        """
        idf = {token: together.idf(token) for token in tokens} if together else self.idf(tokens)
        covered = np.zeros(self._passage_count, dtype=np.float32)
        for token, weight in idf.items():
            for identifier in self._known([token]):
                covered[self._model.scores["indices"][self._postings(identifier)]] += weight
        total_idf = sum(idf.values())
        return covered / total_idf if total_idf else covered

    def _known(self, tokens: Sequence[str]) -> list[int]:
        numbers = map(self._terms.get, dict.fromkeys(tokens))
        return [number for number in numbers if number is not None]

    def _holding(self, tokens: Sequence[str]) -> dict[str, int]:
        """How many passages hold each token."""
        return {token: sum(self._frequency(number) for number in self._known([token])) for token in tokens}

    def _frequency(self, identifier: int) -> int:
        bounds = self._model.scores["indptr"]
        return int(bounds[identifier + 1] - bounds[identifier])

    def _rescored(self, identifier: int, token: str, together: LexicalCounts) -> Scores:
        """The scores of a token's postings by the counts of several indexes."""
        postings = self._postings(identifier)
        lengths = self._lengths[self._model.scores["indices"][postings]]
        times = self._times(identifier, postings)
        mean = together.tokens / together.passages
        shares = times / (K1 * (1 - B + B * lengths / mean) + times)
        return np.asarray(np.float32(together.idf(token)) * shares, dtype=np.float32)

    def _times(self, identifier: int, among: slice) -> NDArray[np.float64]:
        """How often the token stands in each passage of those postings of its, which its scores tell: whole numbers."""
        scores = self._model.scores["data"][among].astype(np.float64)
        frequency = self._frequency(identifier)
        # bm25s reckons with it in single precision.
        idf = np.float64(np.float32(LexicalCounts(self._passage_count, 0, {"": frequency}).idf("")))
        shares = scores / idf
        times: NDArray[np.float64] = np.rint(
            self._saturations[self._model.scores["indices"][among]] * shares / (1 - shares)
        )
        return times

    @cached_property
    def _saturations(self) -> NDArray[np.float64]:
        """What is added to the times of a token, by how long each passage is. Shape (passages,)."""
        if not self._passage_count:
            return np.zeros(0)
        # Every passage holds this token once.
        (identifier,) = self._known([NOTHING])
        postings = self._postings(identifier)
        idf = np.float64(np.float32(LexicalCounts(self._passage_count, 0, {"": self._passage_count}).idf("")))
        added = np.zeros(self._passage_count)
        share = self._model.scores["data"][postings].astype(np.float64) / idf
        added[self._model.scores["indices"][postings]] = 1 / share - 1
        return added

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        """How many tokens each passage has. Shape (passages,)."""
        if not self._passage_count:
            return np.zeros(0, np.int64)
        # What is known is how long each is beside the mean; the tokens of the longest tell what that comes to.
        beside_mean = (self._saturations / K1 - (1 - B)) / B
        longest = int(np.argmax(beside_mean))
        own = np.flatnonzero(self._model.scores["indices"] == longest)
        identifiers = np.searchsorted(self._model.scores["indptr"], own, side="right") - 1
        each = zip(identifiers.tolist(), own.tolist(), strict=True)
        length = sum(self._times(identifier, slice(place, place + 1))[0] for identifier, place in each)
        lengths: NDArray[np.float64] = np.rint(beside_mean * (length / beside_mean[longest]))
        return lengths.astype(np.int64)

    def _postings(self, identifier: int) -> slice:
        bounds = self._model.scores["indptr"]
        return slice(int(bounds[identifier]), int(bounds[identifier + 1]))


def _terms_in(folder: Path) -> _Terms:
    """The tokens of a saved index; of one by an earlier program they are in memory."""
    if (folder / _TERMS).exists():
        return _TermsOnDisk(folder / _TERMS)
    held: dict[str, int] = json.loads((folder / _VOCABULARY).read_text("utf-8"))
    held.pop("", None)  # it has no postings
    return held


def _written(token: str) -> bytes:
    return token.encode("utf-8", "surrogatepass")


def weights(idf: float | Scores, frequencies: NDArray[Any], lengths: NDArray[Any], mean_length: float) -> Scores:
    """What a token adds to the scores of passages in which it stands so often and that are so long, as ``build``
    computes it, to the last bit."""
    often = frequencies.astype(np.float64)
    return (np.float32(idf) * (often / (K1 * ((1 - B) + B * lengths / mean_length) + often))).astype(np.float32)


def _idf(frequencies: NDArray[np.int64], passages: int) -> Scores:
    """The inverse document frequency of tokens that so many of the passages hold."""
    idf: Scores = np.log(1 + (passages - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
    return idf
