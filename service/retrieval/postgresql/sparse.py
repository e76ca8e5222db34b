"""Exact BM25 over the postings of one generation: rare terms choose the passages, common ones only score them.

A term adds less than its idf to any score. So once the postings of the rare terms have been summed up, a passage is out
of the question when all common terms together would not lift it to where the last of the best is already. As soon as
few are left, what those hold is looked up, and the postings of the common terms need not be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from indexer.lexical import LexicalCounts, Scores, weights
from indexer.postgresql.connection import Connection
from indexer.postgresql.generations import IS_IN, Generation
from indexer.postgresql.postings import FREQUENCY, NUMBER, PASSAGE, TERM, TOKENS, Table, postings_of, terms_in
from service.retrieval.postgresql.filtering import Allowed

Keys = NDArray[np.int64]
Sums = NDArray[np.float64]

# So many postings are summed up before it is asked whether more need be.
_FIRST = 50_000
# Of so few passages it costs less to look up what they hold than to read a common term's postings.
_LOOKED_UP = 1_000
# Scores are summed up in single precision, and here in double.
_ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Term:
    """A token of a query that some passages hold: its number, in how many it stands, and its idf."""

    token: str
    number: int
    passages: int
    idf: float


@dataclass(frozen=True, slots=True)
class Seen:
    """How postings of one generation are told from those of others: by the last key, and the keys that died before."""

    last: int
    hidden: Sequence[int]


def idf_in(connection: Connection, generation: Generation, tokens: Sequence[str]) -> dict[str, float]:
    """What each token is worth, most for one that no passage holds."""
    counts = counts_in(connection, generation, tokens)
    return {token: counts.idf(token) for token in tokens}


def counts_in(connection: Connection, generation: Generation, tokens: Sequence[str]) -> LexicalCounts:
    """What BM25 goes by for the tokens."""
    held = {term.token: term.passages for term in terms_of(connection, generation, tokens)}
    return LexicalCounts(generation.passages, generation.tokens, {token: held.get(token, 0) for token in tokens})


def terms_of(
    connection: Connection, generation: Generation, tokens: Sequence[str], together: LexicalCounts | None = None
) -> list[Term]:
    """The tokens that stand in passages of the generation, each once, in the order given.

    With the counts of several generations ``together`` each is worth what it is in one over them all.
    """
    rows = connection.execute(
        "SELECT token, term.id, count FROM term JOIN term_count ON term = term.id"  # noqa: S608
        f" WHERE token = ANY(%(tokens)s) AND {IS_IN}",
        {"tokens": list(tokens), "generation": generation.number},
    )
    held = {token: (number, count) for token, number, count in rows}
    own = LexicalCounts(generation.passages, generation.tokens, {token: count for token, (_, count) in held.items()})
    counts = together or own
    found = {token: Term(token, *held[token], counts.idf(token)) for token in held}
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


class Postings:
    """The postings of one generation, in one transaction; weighed by the counts of several ``together``."""

    def __init__(
        self,
        connection: Connection,
        generation: Generation,
        seen: Seen,
        allowed: Allowed,
        together: LexicalCounts | None = None,
    ) -> None:
        self._connection = connection
        self._mean_length = together.tokens / together.passages if together else generation.mean_length
        self._generation = generation
        self._seen = seen
        self._allowed = allowed

    def best(self, terms: Sequence[Term], count: int) -> Keys:
        """The keys of the ``count`` passages with the highest scores, the highest first, with all that are as good as
        the last."""
        rare_first = sorted(terms, key=lambda term: term.passages)
        sums = np.zeros(self._seen.last + 1)
        taken, until = 0, _first_part(rare_first)
        while True:
            for term, held in self._held(rare_first[taken:until]):
                sums[held[:, PASSAGE]] += self._weights(term, held)
            taken = until
            keys = self._asked_for(sums)
            least = _last_of_best(sums[keys], count)
            still_to_come = sum(term.idf for term in rare_first[taken:])
            near = keys[sums[keys] + still_to_come >= least - _ROUNDING]
            if taken == len(rare_first) or (least > still_to_come and len(near) <= _LOOKED_UP):
                return self._highest(near, terms, count)
            until = _next_part(rare_first, taken, least)

    def scores(self, terms: Sequence[Term], keys: Sequence[int]) -> tuple[Scores, Scores]:
        """Score and covered idf of each passage, as the lexical index in memory sums them up, to the last bit."""
        table = terms_in(self._connection, keys)
        table = table[np.isin(table[:, TERM], [term.number for term in terms])]
        order = np.argsort(keys)
        score, covered = np.zeros(len(keys), np.float32), np.zeros(len(keys), np.float32)
        for term in terms:
            own = table[table[:, TERM] == term.number]
            places = order[np.searchsorted(np.asarray(keys), own[:, PASSAGE], sorter=order)]
            score[places] += self._weights(term, own)
            covered[places] += term.idf
        return score, covered

    def holding(self, terms: Sequence[Term], least: float) -> Keys:
        """The passages whose terms are worth at least so much together."""
        covered = np.zeros(self._seen.last + 1)
        for term, held in self._held(terms):
            covered[held[:, PASSAGE]] += term.idf
        keys = self._asked_for(covered)
        return keys[covered[keys] >= least]

    def _held(self, terms: Sequence[Term]) -> Iterator[tuple[Term, Table]]:
        """The postings of each term."""
        by_number = {term.number: term for term in terms}
        found = postings_of(self._connection, list(by_number), self._seen.last)
        return ((by_number[number], held) for number, held in found)

    def _weights(self, term: Term, held: Table) -> Scores:
        return weights(term.idf, held[:, FREQUENCY], held[:, TOKENS], self._mean_length)

    def _asked_for(self, sums: Sums) -> Keys:
        """The passages that have a sum, of those that are searched."""
        keys = np.flatnonzero(sums)
        return keys[self._is_searched[keys]]

    @cached_property
    def _is_searched(self) -> NDArray[np.bool_]:
        """Whether each passage is in the generation and fits the filters, by its key."""
        if not self._allowed.condition:
            fits = np.ones(self._seen.last + 1, np.bool_)
            fits[list(self._seen.hidden)] = False
            return fits
        with self._connection.cursor(binary=True) as cursor:
            row = cursor.execute(
                f"SELECT string_agg(int4send(key), ''::bytea) FROM passage WHERE {IS_IN}{self._allowed.joined}",  # noqa: S608
                {**self._allowed.values, "generation": self._generation.number},
            ).fetchone()
        fits = np.zeros(self._seen.last + 1, np.bool_)
        fits[np.frombuffer((row and row[0]) or b"", NUMBER)] = True
        return fits

    def _highest(self, keys: Keys, terms: Sequence[Term], count: int) -> Keys:
        scores, _ = self.scores(terms, keys.tolist())
        kept = scores >= _last_of_best(scores, count)
        return keys[kept][np.lexsort((keys[kept], -scores[kept]))]


def _first_part(rare_first: Sequence[Term]) -> int:
    """How many terms to begin with: as many as have some postings together, one at least."""
    held = np.cumsum([term.passages for term in rare_first])
    return max(1, int(np.searchsorted(held, _FIRST, "right"))) if rare_first else 0


def _next_part(rare_first: Sequence[Term], taken: int, least: float) -> int:
    """How many terms must be summed up so that the others add less than that; at least so many that there are twice as
    many postings as until now, and one more."""
    left = np.cumsum([term.idf for term in reversed(rare_first)])
    held = np.cumsum([term.passages for term in rare_first])
    twice = int(np.searchsorted(held, 2 * held[taken - 1], "right"))
    return max(taken + 1, twice, len(rare_first) - int(np.searchsorted(left, least, "left")))


def _last_of_best(sums: NDArray[np.floating], count: int) -> float:
    """What the last of the best has at least; 0 where there are not so many."""
    return float(np.partition(sums, -count)[-count]) if len(sums) >= count else 0.0
