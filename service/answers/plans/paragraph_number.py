"""A § that is named without its meeting: the ones there are, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.base.types import Span
from corpus.vocabulary.case_numbers import find_paragraph_numbers
from corpus.vocabulary.dates import written_date
from indexer.tokens import index_tokens
from service.answers.computed_answers import Told, computed_draft
from service.answers.phrasing.matters import shortened
from service.answers.plan import Found, Needs, Plan, Reply
from service.base.filters import passes
from service.question.named import fits_body, fits_organisation
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.matters import meeting_order
from service.register.records import Records

_MOST = 6


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    there = [one for one in records.treatments if _is_meant(question, one, found)]
    bodies = (token for body in question.context.bodies for token in index_tokens(body))
    asked = frozenset(question.whole_word_tokens).difference(bodies)
    if len(there) < 2 or any(not asked.isdisjoint(index_tokens(one.heading)) for one in there):
        return None
    newest_first = sorted(there, key=meeting_order, reverse=True)
    return computed_draft(list(_told(newest_first)), found.collection, found.rules.max_chars)


def _is_meant(question: Question, treatment: Treatment, found: Found) -> bool:
    document, number = treatment.document, treatment.section.number
    if not number or not treatment.heading or not document.date:
        return False
    if question.paragraphs.isdisjoint(find_paragraph_numbers(number)) or not passes(document, found.filters):
        return False
    named = question.context
    return named.spans(document.date) and fits_body(named, document) >= 0 and fits_organisation(named, document) >= 0


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
