"""TREC run files: one line for each passage found, ``topic Q0 docno rank score tag``."""

from __future__ import annotations

from collections.abc import Iterable

from eval.types import Judgement, Row


def trec_lines(rows: Iterable[Row], tag: str) -> list[str]:
    """The lines of the run file in the order of the rows, best hit first."""
    return [
        f"{row.topic.id} Q0 {document_number(hit)} {hit.rank} {hit.score} {tag}" for row in rows for hit in row.hits
    ]


def document_number(hit: Judgement) -> str:
    """The passage's docno: the document's id and the span of characters, ``id:start-end``."""
    return f"{hit.document_id}:{hit.start}-{hit.end}"
