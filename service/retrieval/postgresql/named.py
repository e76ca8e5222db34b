"""The passages of one generation that a query names by number, or of which it quotes words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from corpus.base.text import one_line
from corpus.base.types import Document
from corpus.vocabulary.case_numbers import matching_case_numbers
from indexer.postgresql.connection import Connection
from indexer.postgresql.generations import IS_IN, Generation
from indexer.stored import PASSAGE_JSON
from indexer.tokens import query_tokens
from service.question.question import Question
from service.retrieval.postgresql.filtering import Allowed
from service.retrieval.postgresql.sparse import Keys, Postings, Seen, idf_in, terms_of
from service.retrieval.snapshot_store import FULL_COVERAGE, last_digits, mentions


class NamedPassages:
    """What is found in one transaction, of what the filters let pass; ``documents`` are all of them, by key."""

    def __init__(
        self,
        connection: Connection,
        generation: Generation,
        seen: Seen,
        allowed: Allowed,
        documents: Mapping[int, Document],
    ) -> None:
        self._connection, self._generation, self._seen = connection, generation, seen
        self._allowed, self._documents = allowed, documents

    def identified(self, query: Question, numbers: frozenset[str]) -> tuple[Keys, bool]:
        """The passages in matters that the query names, and whether they are what is named, as in the store over a
        snapshot."""
        if not query.named:
            return keys_of([]), False
        if query.case_numbers:
            named = self._where("case_number = ANY(%(wanted)s)", meant([*query.case_numbers], numbers))
            is_exact = len(named) > 0
            return (named if is_exact else self._mentioning(query.case_numbers)), is_exact
        rows = self._selected("number = ANY(%(wanted)s)", sorted(query.paragraphs))
        on_the_day = [(key,) for key, document in rows if self._documents[document].date in query.dates]
        return keys_of(on_the_day or rows), bool(on_the_day)

    def _mentioning(self, numbers: frozenset[str]) -> Keys:
        likely = [f"%{last_digits(number)}%" for number in numbers]
        return self._holding(("content LIKE ANY(%(wanted)s)", likely), lambda text: mentions(text, numbers))

    def quoted(self, query: Question) -> Keys:
        """The passages that hold word for word what stands in quotation marks, whatever space parts the words."""
        if not query.phrases:
            return keys_of([])
        wanted = [one_line(phrase.lower()) for phrase in query.phrases]
        tokens = [token for phrase in query.phrases for token in query_tokens(phrase, with_parts=False)]
        which: tuple[str, object] = ("true", None)
        if tokens:
            worth = sum(idf_in(self._connection, self._generation, tokens).values())
            terms = terms_of(self._connection, self._generation, tokens)
            postings = Postings(self._connection, self._generation, self._seen, self._allowed)
            which = ("key = ANY(%(wanted)s)", postings.holding(terms, FULL_COVERAGE * worth).tolist())
        return self._holding(which, lambda text: all(phrase in one_line(text.lower()) for phrase in wanted))

    def _holding(self, which: tuple[str, object], test: Callable[[str], bool]) -> Keys:
        """The passages of which the condition is true whose text passes the test."""
        rows = self._selected(*which, column="content")
        return keys_of([(key,) for key, content in rows if test(PASSAGE_JSON.validate_json(content).text)])

    def _where(self, condition: str, wanted: object) -> Keys:
        return keys_of(self._selected(condition, wanted))

    def _selected(self, condition: str, wanted: object, column: str = "document") -> list[tuple[int, Any]]:
        return self._connection.execute(
            f"SELECT key, {column} FROM passage WHERE {IS_IN} AND {condition}{self._allowed.joined}",  # noqa: S608
            {**self._allowed.values, "generation": self._generation.number, "wanted": wanted},
        ).fetchall()


def meant(typed: Sequence[str], numbers: frozenset[str]) -> list[str]:
    """The numbers of matters that typed ones mean, among those."""
    return sorted(frozenset().union(*(matching_case_numbers(number, numbers) for number in typed)))


def keys_of(rows: Sequence[tuple[Any, ...]]) -> Keys:
    """The first column of the rows."""
    return np.array([row[0] for row in rows], np.int64)
