"""How far the evidence of a question came on its way from the documents to the answer."""

from __future__ import annotations

from collections.abc import Mapping

from eval.base.types import Topic, Trace
from eval.runs.targets import Target
from service.base.types import Filters
from service.staff.covering import covered, is_indexed

TRACE_DEPTH = 100


def trace(
    target: Target, topic: Topic, filters: Filters, first_rank: int | None, documents: Mapping[str, str] | None
) -> Trace | None:
    """How far the topic's evidence came; ``None`` without evidence. With no ``first_rank`` the search goes on to 100.

    ``documents`` are the texts held, by file name; ``None`` when they are not at hand.
    """
    if not topic.evidence:
        return None
    rank = first_rank or _deep_rank(target, topic, filters)
    if rank:
        return Trace(held=True, rank=rank)
    return Trace(held=None if documents is None else is_indexed(documents, topic.evidence), rank=None)


def _deep_rank(target: Target, topic: Topic, filters: Filters) -> int | None:
    found = target.search(topic.question, filters, TRACE_DEPTH)
    files = ((hit, hit.document.source_file) for hit in found.hits)
    return next((hit.rank for hit, file in files if covered(hit.passage, file, topic.evidence)), None)
