"""A list that stands in the text: items, or rows of a table."""

from __future__ import annotations

from itertools import groupby

from corpus.vocabulary.spoken import Thing
from service.answers.plan import Found, Plan, Refusal, Reply, asking_for, drafted
from service.answers.refusals import refusal
from service.answers.selected_unit import PassageSource, SelectedUnit, units_of_matter, without_overlap
from service.answers.selection import chosen, from_the_section, whole
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.records import Records

# Many of these may be told by a text too.
_TOLD_IN_TEXT: frozenset[Thing] = frozenset({"decision", "matter"})


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    if _is_of_records(question):
        return refusal(ReasonCode.UNSURE)
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    if first.unit.kind in ("row", "item") and whole(first, question, found) is first:
        return drafted(without_overlap(_siblings(first, found.collection)), found.rules.max_chars)
    return from_the_section(question, found, records)


def _is_of_records(question: Question) -> bool:
    """Whether many motions, votes or the like are asked for, of which the records tell all or nothing does."""
    return question.surely_asks_for(Intent.REGISTER) and not _TOLD_IN_TEXT.issuperset(question.many.things)


def _siblings(first: SelectedUnit, collection: PassageSource) -> list[SelectedUnit]:
    """The unbroken run of rows, or of items, that the chosen one stands in."""
    single = (selected for selected in units_of_matter(first, collection) if selected.unit.kind != "list")
    runs = (list(run) for _, run in groupby(single, lambda selected: (selected.unit.kind, selected.unit.part)))
    return next(run for run in runs if any(selected.unit == first.unit for selected in run))


PLAN = Plan(
    "list_in_text",
    asking_for(Intent.LIST),
    _answer,
    asked="list in the text",
    data="lists, also with explanations between the items; rows of tables",
    says="the whole list, else items by their first sentence, else «Här är 3 av 7 punkter»",
)
