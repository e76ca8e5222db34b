"""A § that is named without its meeting: the ones there are, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Span
from corpus.vocabulary.dates import written_date
from indexer.tokens import index_tokens
from service.answers.computed_answers import Told, computed_draft
from service.answers.evidence.matter_at_hand import treatments_numbered
from service.answers.phrasing.matters import shortened
from service.answers.plan import Found, Needs, Plan, Reply
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.matters import meeting_order
from service.register.records import Records

_MOST = 6


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    there = treatments_numbered(question, records, found.filters)
    bodies = (token for body in question.context.bodies for token in index_tokens(body))
    asked = frozenset(question.whole_word_tokens).difference(bodies)
    if len(there) < 2 or any(not asked.isdisjoint(index_tokens(one.heading)) for one in there):
        return None
    newest_first = sorted(there, key=meeting_order, reverse=True)
    return computed_draft(list(_told(newest_first)), found.collection, found.rules.max_chars)


def _told(newest_first: Sequence[Treatment]) -> list[Told]:
    """«§ 258 finns i 3 protokoll. Kommunfullmäktige den 19 juni 2024: Genomförandebeslut … (§ 258).»"""
    shown = [_line(one) for one in newest_first[:_MOST]]
    first = shown[0]
    number = newest_first[0].section.number
    few = "" if len(newest_first) <= _MOST else f" Här är de {_MOST} senaste:"
    lead = f"{number} finns i {len(newest_first)} protokoll.{few} {first.words}"
    return [Told(lead, first.document, first.section, first.span), *shown[1:]]


def _line(treatment: Treatment) -> Told:
    document, section = treatment.document, treatment.section
    day = written_date(document.date) if document.date else ""
    words = f"{document.body} den {day}: {shortened(treatment.heading)} ({section.number})."
    start = section.blocks[0].start if section.blocks else section.start
    return Told(words, document, section, Span(start, start + len(document.text[start : start + 300].rstrip())))


PLAN = Plan(
    "paragraph_number",
    lambda question: bool(question.paragraphs) and not question.dates and not question.case_numbers,
    _answer,
    asked="a § without its meeting: «§ 258»",
    data="the §§ of all minutes",
    says="how many there are, and the newest of them with body, day and heading",
    needs=Needs.REGISTER,
)
