"""What was found and answered as the engine gives it out."""

from __future__ import annotations

from collections.abc import Sequence

from service.answers.next_questions import next_questions
from service.answers.pipeline import Answered
from service.answers.plan import Draft, Found, Refusal, Reply
from service.base.links import page_at, passage_url
from service.base.types import Answer, AnswerStatus, Citation, Facets, Hit, MatterInShort, Understood
from service.register.matters import MatterIndex
from service.register.matters_in_short import matters_in_short
from service.retrieval.facets import count_facets
from service.retrieval.highlighting import highlights
from service.retrieval.hits import hits_of
from service.retrieval.ranking import Ranked
from service.retrieval.store import Store


def facets_of(ranked: Sequence[Ranked]) -> Facets:
    """How many of the ranked passages there are of each organisation, body and the like."""
    return count_facets(item.candidate.document for item in ranked)


def numbered_hits(ranked: Sequence[Ranked], marked: Sequence[str], first_rank: int) -> tuple[Hit, ...]:
    """The passages as hits, numbered from that rank, with the words that are to be marked."""
    return tuple(_hit(item, number, marked) for number, item in enumerate(ranked, first_rank))


def _hit(item: Ranked, number: int, marked: Sequence[str]) -> Hit:
    candidate = item.candidate
    passage = candidate.passage
    return Hit(
        number,
        round(item.score, 4),
        passage.text,
        candidate.document,
        candidate.section,
        passage.start,
        passage.end,
        page_at(candidate.section, passage.start),
        highlights(passage.text, marked),
        passage_url(candidate.document, passage.start, passage.end),
    )


def answer_of(found: Found, answered: Answered, store: Store, understood: Understood, limit: int) -> Answer:
    """The answer as it is given, with at most ``limit`` passages that it does not cite; how long it took is added."""
    read, hits, reply = found.question, hits_of(found.passages), answered.reply
    missing, matters = missing_of(reply), store.records.matters
    sentences, citations = (reply.sentences, reply.citations) if isinstance(reply, Draft) else ((), ())
    return Answer(
        read.typed,
        status_of(reply),
        missing.reason if missing else None,
        sentences,
        citations,
        numbered_hits(not_cited(hits, citations)[:limit], read.whole_word_tokens, 1),
        found.filters,
        store.snapshot,
        0.0,
        len(hits),
        facets_of(hits),
        understood,
        plan=answered.plan,
        reason_code=missing.code if missing else None,
        confidence=answered.confidence,
        sure=answered.confidence >= found.calibration.sure,
        listed=reply.listed if isinstance(reply, Draft) else (),
        matters=matters_of(reply, hits, matters),
        next_questions=next_questions(citations, read.intents, matters),
    )


def missing_of(reply: Reply) -> Refusal | None:
    """What the answer does not tell; ``None`` when it is whole."""
    return reply if isinstance(reply, Refusal) else reply.missing


def status_of(reply: Reply) -> AnswerStatus:
    """Whether the question was answered, wholly or in part."""
    if isinstance(reply, Refusal):
        return "not_in_documents"
    return "answered" if reply.is_complete and reply.missing is None else "partly_answered"


def not_cited(ranked: Sequence[Ranked], citations: Sequence[Citation]) -> list[Ranked]:
    """The passages that no citation stands in."""
    cited = {(citation.document.id, citation.start) for citation in citations}
    return [item for item in ranked if (item.candidate.document.id, item.candidate.passage.start) not in cited]


def matters_of(reply: Reply, hits: Sequence[Ranked], index: MatterIndex) -> tuple[MatterInShort, ...]:
    """The matters that an answer stands in, or that lie nearest to a question that is not answered.

    A list has its own way to all of them.
    """
    if isinstance(reply, Draft):
        cited = ((one.document.id, one.section.id) for one in reply.citations)
        return () if reply.listed else matters_in_short(cited, index)
    return matters_in_short(((one.candidate.document.id, one.candidate.section.id) for one in hits), index)
