"""How far the evidence of a question came on its way from the documents to the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath
from typing import Protocol

from corpus.types import Document
from eval.metrics import covers, is_held
from eval.types import Topic, Trace
from service.types import Query, SearchResult

TRACE_DEPTH = 100


class Searcher(Protocol):
    """What is searched."""

    def search(self, query: Query) -> SearchResult: ...


def held_texts(documents: Iterable[Document]) -> dict[str, str]:
    """The texts of the documents by the names of their files; those of files of the same name follow each other."""
    texts: dict[str, str] = {}
    for document in documents:
        name = PurePath(document.source_file).name
        texts[name] = f"{texts.get(name, '')}\n{document.text}"
    return texts


def trace(
    searcher: Searcher, query: Query, topic: Topic, first_rank: int | None, documents: Mapping[str, str] | None
) -> Trace:
    """How far the topic's evidence came. Where no hit of the query covered it, the search goes on to rank 100.

    ``documents`` are the texts held, by file name; ``None`` when they are not at hand.
    """
    rank = first_rank or _deep_rank(searcher, query, topic)
    if rank:
        return Trace(held=True, rank=rank)
    is_looked_up = documents is not None and bool(topic.evidence)
    return Trace(held=is_held(documents or {}, topic.evidence) if is_looked_up else None, rank=None)


def _deep_rank(searcher: Searcher, query: Query, topic: Topic) -> int | None:
    if not topic.evidence:
        return None
    found = searcher.search(replace(query, limit=TRACE_DEPTH))
    ranks = (hit.rank for hit in found.hits if covers(hit.passage, hit.document.source_file, topic.evidence))
    return next(ranks, None)
