"""Exact BM25 in SQL over the postings of one generation: rare terms choose the passages, common ones only score them.

A term adds less than its idf to any score. So once the passages that hold a rare term have been summed up, those
without one are out of the question as soon as all common terms together add less than the last of the best has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.lexical import K1, B, LexicalCounts, weights
from indexer.postgresql.connection import Connection
from indexer.postgresql.generations import IS_IN, Generation
from service.retrieval.postgresql.filtering import Allowed

Keys = NDArray[np.int64]
Sums = NDArray[np.float64]

# So many postings are summed up before it is asked whether more need be.
_FIRST = 20_000
# Of so many times as many passages as are wanted the whole score tells how high the last of the best is at least.
_TRIED = 4
# So many more are handed out.
_MORE = 64
_ROUNDING = 1e-6


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
    counted = {term.token: term.passages for term in terms_of(connection, generation, tokens)}
    counts = LexicalCounts(generation.passages, generation.tokens, counted)
    return {token: counts.idf(token) for token in tokens}


def terms_of(connection: Connection, generation: Generation, tokens: Sequence[str]) -> list[Term]:
    """The tokens that stand in passages of the generation, each once, in the order given."""
    rows = connection.execute(
        "SELECT token, term.id, count FROM term JOIN term_count ON term = term.id"  # noqa: S608
        f" WHERE token = ANY(%(tokens)s) AND {IS_IN}",
        {"tokens": list(tokens), "generation": generation.number},
    )
    held = {token: (number, count) for token, number, count in rows}
    counts = LexicalCounts(generation.passages, generation.tokens, {token: count for token, (_, count) in held.items()})
    found = {token: Term(token, *held[token], counts.idf(token)) for token in held}
    return [found[token] for token in dict.fromkeys(tokens) if token in found]


class Postings:
    """The postings of one generation, in one transaction."""

    def __init__(self, connection: Connection, generation: Generation, seen: Seen, allowed: Allowed) -> None:
        self._connection = connection
        self._generation = generation
        self._seen = seen
        self._allowed = allowed

    def best(self, terms: Sequence[Term], count: int) -> Keys:
        """The keys of the ``count`` passages with the highest scores, and some that come next: which are higher
        where sums are alike, exact ones tell."""
        rare_first = sorted(terms, key=lambda term: term.passages)
        taken = _first_part(rare_first)
        while True:
            choosing, scoring = rare_first[:taken], rare_first[taken:]
            keys, sums = self._sums(choosing)
            if not scoring:
                return _highest(keys, sums, count + _MORE)
            tried = _highest(keys, sums, _TRIED * count)
            least = _last_of_best(self._completed(tried, keys, sums, scoring), count)
            still_to_come = sum(term.idf for term in scoring)
            if least > still_to_come:
                near = keys[sums + still_to_come >= least - _ROUNDING]
                return _highest(near, self._completed(near, keys, sums, scoring), count + _MORE)
            taken = _next_part(rare_first, taken, least)

    def scores(self, terms: Sequence[Term], keys: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Score and covered idf of each passage, as the lexical index in memory sums them up, to the last bit."""
        rows = self._connection.execute(
            "SELECT term, passage, frequency, tokens FROM posting WHERE term = ANY(%s) AND passage = ANY(%s)",
            [[term.number for term in terms], list(keys)],
        ).fetchall()
        table = np.array(rows, np.int32).reshape(-1, 4)
        order = np.argsort(keys)
        score, covered = np.zeros(len(keys), np.float32), np.zeros(len(keys), np.float32)
        for term in terms:
            own = table[table[:, 0] == term.number]
            places = order[np.searchsorted(np.asarray(keys), own[:, 1], sorter=order)]
            score[places] += weights(term.idf, own[:, 2], own[:, 3], self._generation.mean_length)
            covered[places] += term.idf
        return score, covered

    def holding(self, terms: Sequence[Term], least: float) -> Keys:
        """The passages whose terms are worth at least so much together."""
        keys, covered = self._summed("idf", terms)
        return keys[covered >= least]

    def _sums(self, terms: Sequence[Term]) -> tuple[Keys, Sums]:
        """Every passage that holds one of the terms, with its score for them."""
        return self._summed(_WEIGHT, terms)

    def _completed(self, wanted: Keys, keys: Keys, sums: Sums, terms: Sequence[Term]) -> Sums:
        """The scores of the wanted passages for the other terms too."""
        order = np.argsort(keys)
        whole = sums[order[np.searchsorted(keys, wanted, sorter=order)]].copy()
        added_keys, added = self._summed(_WEIGHT, terms, wanted)
        in_order = np.argsort(wanted)
        whole[in_order[np.searchsorted(wanted, added_keys, sorter=in_order)]] += added
        return whole

    def _summed(self, weight: str, terms: Sequence[Term], among: Keys | None = None) -> tuple[Keys, Sums]:
        if among is not None:
            which = "posting.passage = ANY(%(among)s)"
        else:
            which = "posting.passage <= %(last)s AND posting.passage <> ALL(%(hidden)s)"
            if self._allowed.condition:
                which += (
                    " AND posting.passage IN (SELECT key FROM passage"  # noqa: S608
                    f" WHERE {IS_IN} AND {self._allowed.condition})"
                )
        with self._connection.cursor(binary=True) as cursor:
            row = cursor.execute(
                "SELECT array_agg(passage), array_agg(summed) FROM (SELECT passage,"  # noqa: S608
                f" sum({weight}) AS summed FROM unnest(%(terms)s::int4[], %(idf)s::float8[]) AS asked (term, idf)"
                f" JOIN posting USING (term) WHERE {which} GROUP BY passage) AS found",
                {
                    **self._allowed.values,
                    "terms": [term.number for term in terms],
                    "idf": [term.idf for term in terms],
                    "mean": self._generation.mean_length,
                    "generation": self._generation.number,
                    "last": self._seen.last,
                    "hidden": list(self._seen.hidden),
                    "among": [] if among is None else among.tolist(),
                },
            ).fetchone()
        found, summed = row if row and row[0] else ([], [])
        return np.array(found, np.int64), np.array(summed, np.float64)


_WEIGHT = f"idf * frequency / ({K1} * ({1 - B} + {B} * posting.tokens / %(mean)s::float8) + frequency)"


def _first_part(rare_first: Sequence[Term]) -> int:
    """How many terms to begin with: as many as have some postings together, one at least."""
    held = np.cumsum([term.passages for term in rare_first])
    return max(1, int(np.searchsorted(held, _FIRST, "right"))) if rare_first else 0


def _next_part(rare_first: Sequence[Term], taken: int, least: float) -> int:
    """How many terms must be summed up so that the others add less than that; more than until now."""
    left = np.cumsum([term.idf for term in reversed(rare_first)])
    return max(taken + 1, len(rare_first) - int(np.searchsorted(left, least, "left")))


def _last_of_best(sums: Sums, count: int) -> float:
    """What the last of the best has at least; 0 where there are not so many."""
    return float(np.partition(sums, -count)[-count]) if len(sums) >= count else 0.0


def _highest(keys: Keys, sums: Sums, count: int) -> Keys:
    return keys[np.lexsort((keys, -sums))[:count]]
