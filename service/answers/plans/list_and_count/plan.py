"""The answer to a question for a list or a count: what leads on to it, and each matter with its place."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.base.types import Document, Section, Span
from service.answers.phrasing.sentences import CITATION_CHARS, citation
from service.answers.plan import Draft, Found, Needs, Plan, Reply
from service.answers.plans.list_and_count.counting import Tallies, Tally
from service.answers.plans.list_and_count.most_often import most_often
from service.answers.refusals import refusal
from service.answers.selected_unit import PassageSource, passage_of, unit_at
from service.base.types import MAX_ANSWER_CHARS, Citation, Filters, ReasonCode, Sentence
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    if question.ranking:
        return most_often(question, found, records)
    tally = Tallies(records).of(question, found.filters)
    if tally:
        return counted(tally, found.collection)
    return refusal(ReasonCode.UNSURE) if _is_told_by_the_register_alone(question, found.filters) else None


def _is_told_by_the_register_alone(question: Question, filters: Filters) -> bool:
    """Whether all that somebody raised is asked for: what else the person said of any matter is no answer to it."""
    wanted = question.count_query
    raised = wanted is not None and wanted.person is not None and wanted.act.kind == "treated" and not wanted.words
    return raised and not (filters.case_number or filters.decision)


def counted(tally: Tally, collection: PassageSource) -> Draft:
    """The list as an answer, as much of it as there is room for; none at all cites the newest minutes counted over."""
    lead, items = tally.fitting(MAX_ANSWER_CHARS, CITATION_CHARS)
    citations = tuple(
        _citation(item.treatment.document, item.treatment.section, item.span, number, collection)
        for number, item in enumerate(items, 1)
    )
    listed = (Sentence(item.words, (number,), item.computed) for number, item in enumerate(items, 1))
    if not citations:
        citations = tuple(_of_beginnings(tally, collection))
    # The lead is about them all: the first of each document is enough to stand on.
    first = {one.document.id: one.number for one in reversed(citations)}
    lead_sentence = Sentence(lead, tuple(sorted(first.values())), lead)
    return Draft((lead_sentence, *listed), citations, listed=tuple(ruling.id for ruling in tally.rulings))


def _of_beginnings(tally: Tally, collection: PassageSource) -> Iterator[Citation]:
    """The beginning of the newest minutes that were counted over, or of the newest matter where one has no room."""
    treated = [(item.treatment.document, item.treatment.section) for item in tally.items[:1]]
    sections = treated or [(document, document.sections[0]) for document in tally.counted_over[:1] if document.sections]
    for number, (document, section) in enumerate(sections, 1):
        yield _citation(document, section, _first_block(section), number, collection)


def _first_block(section: Section) -> Span:
    return Span(section.blocks[0].start, section.blocks[0].end) if section.blocks else Span(section.start, section.end)


def _citation(document: Document, section: Section, span: Span, number: int, collection: PassageSource) -> Citation:
    passage = passage_of(document, section, span, collection)
    return citation(document, section, passage, unit_at(document, section, span), number)


PLAN = Plan(
    "list_and_count",
    lambda question: question.asks_for(Intent.COUNT) or question.ranking is not None,
    _answer,
    asked="list or count of matters, decisions, motions, votes, who was disqualified: «Vilka motioner avslogs?»; most",
    data="the register of decisions",
    says="how many, of what, in which minutes («Här är 5 av 13»), the newest; which party, person or matter has most",
    needs=Needs.REGISTER,
)
