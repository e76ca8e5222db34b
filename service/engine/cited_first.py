"""The hits of a question that the record answers: what its answer stands on comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.answers.evidence.decisions import treatment_of
from service.answers.plan import Draft
from service.answers.selected_unit import PassageSource
from service.base.filters import passes
from service.base.types import Citation, Filters
from service.register.decisions import Ruling
from service.register.records import Records
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

# What was not found has no place in the index of its own.
_NOT_FOUND = -1


def cited_first(
    ranked: Sequence[Ranked], draft: Draft, filters: Filters, collection: PassageSource, records: Records
) -> list[Ranked]:
    """The ranking after the passages that an answer cites; the best hit stays first where the answer is of it too.

    What was not found stands among them unless filters let only some of the sections through.
    """
    found = {(item.candidate.document.id, item.candidate.passage.start): item for item in ranked}
    best = list(ranked[:1]) if ranked and _is_listed(ranked[0], draft, records) else []
    score = max((item.score for item in ranked), default=0.0)
    first = {id(item.candidate.passage): item for item in best}
    for citation in draft.citations:
        item = found.get((citation.document.id, citation.start))
        if item is None and not (filters.case_number or filters.decision) and passes(citation.document, filters):
            item = next(_at(citation, collection), None)
        if item is not None:
            first.setdefault(id(item.candidate.passage), item)
    raised = [replace(item, score=score, is_hit=True) for item in first.values()]
    return raised + [item for item in ranked if id(item.candidate.passage) not in first]


def _is_listed(item: Ranked, draft: Draft, records: Records) -> bool:
    """Whether a passage stands in a treatment that the whole list of the answer has."""
    treatment = treatment_of(item.candidate, records) if draft.listed else None
    return treatment is not None and any(Ruling(treatment, one).id in draft.listed for one in treatment.decisions)


def _at(citation: Citation, collection: PassageSource) -> Iterator[Ranked]:
    """The passage of the index that a citation begins in, as if it had been found."""
    document, section = citation.document, citation.section
    for passage in collection.matter(document.id, section.id):
        if passage.start <= citation.quote_start < passage.end:
            yield Ranked(Candidate(_NOT_FOUND, passage, document, section, 0.0, (), 0.0, identified=False), 0.0)
