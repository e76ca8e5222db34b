"""What a ranking is worth, as trec_eval counts it (ir_measures computes): Success, Recall, nDCG and MRR.

A topic that judges whole documents is ranked by documents, each at its first passage. A topic that
judges passages is ranked by the pieces of its evidence: a passage stands for the pieces that no
passage above it covers, one behind the other, and otherwise for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import ir_measures

from eval.base.types import DEPTH, Judgement, Row

_MEASURES = {
    **{f"success@{k}": ir_measures.Success @ k for k in (1, 3, 5, DEPTH)},
    f"mrr@{DEPTH}": ir_measures.RR @ DEPTH,
    **{f"recall@{k}": ir_measures.R @ k for k in (5, DEPTH)},
    f"ndcg@{DEPTH}": ir_measures.nDCG @ DEPTH,
}
RETRIEVAL_MEASURES = tuple(_MEASURES)

# trec_eval knows no empty ranking.
_NOTHING = "-"


def retrieval_values(rows: Sequence[Row]) -> list[dict[str, float]]:
    """For each row the value of every measure; empty for a topic that has no answer to be found."""
    judged = {row.topic.id: row for row in rows if row.topic.answerable}
    qrels = {name: dict(judgements(row)) for name, row in judged.items()}
    run = {name: _scored(judged_ranking(row)) for name, row in judged.items()}
    names = {str(measure): name for name, measure in _MEASURES.items()}
    values: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for found in ir_measures.iter_calc(list(_MEASURES.values()), qrels, run) if judged else ():
        values[found.query_id][names[str(found.measure)]] = found.value
    return [{name: values[row.topic.id][name] for name in _MEASURES} if row.topic.answerable else {} for row in rows]


def judgements(row: Row) -> Mapping[str, int]:
    """The grade of each thing that is right to find: documents, or pieces of evidence."""
    if row.topic.relevant is not None:
        return row.topic.relevant
    return {_piece(position): 1 for position in range(len(row.topic.evidence))}


def judged_ranking(row: Row) -> list[str]:
    """What was found in the units that are judged, best first, each once."""
    if row.topic.relevant is not None:
        return list(dict.fromkeys(hit.document_id for hit in row.hits))
    found: dict[str, None] = {}
    for hit in row.hits:
        new = [_piece(position) for position in hit.pieces if _piece(position) not in found]
        found.update(dict.fromkeys(new or [passage_number(hit)]))
    return list(found)


def passage_number(hit: Judgement) -> str:
    """The passage's docno: the document's id and the span of characters, ``id:start-end``."""
    return f"{hit.document_id}:{hit.start}-{hit.end}"


def _piece(position: int) -> str:
    return f"evidence-{position + 1}"


def _scored(ranking: Sequence[str]) -> dict[str, float]:
    return {name: float(-position) for position, name in enumerate(ranking or [_NOTHING])}
