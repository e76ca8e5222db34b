"""What was decided or proposed in a matter, and what became of it."""

from __future__ import annotations

from corpus.vocabulary.outcomes import clause_outcome
from service.answers.evidence.decisions import decided_in, treatment_of
from service.answers.evidence.matter_at_hand import placed, shares_no_word, treatments_asked_of
from service.answers.evidence.unit_scoring import PROCEDURAL_PARTS
from service.answers.phrasing.matters import outcome_words
from service.answers.plan import Found, Plan, Refusal, Reply, asking_for, drafted
from service.answers.refusals import refusal
from service.answers.selected_unit import SelectedUnit
from service.answers.selection import chosen, short, whole, with_later, with_more
from service.base.types import ReasonCode
from service.question.intent import Intent
from service.question.question import Question
from service.register.in_force import is_tabled, settles
from service.register.records import Records


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    first = chosen(question, found)
    if isinstance(first, Refusal):
        return first
    if _is_of_another_matter(first, question):
        return refusal(ReasonCode.UNSURE_MATTER)
    first = _where_settled(first, question, found, records)
    decided = decided_in(first, found.collection, found.rules.max_chars)
    own = [] if decided and first.unit.part in PROCEDURAL_PARTS else [whole(first, question, found)]
    said = short([*decided, *own], found)
    if all(clause_outcome(choice.unit.text) == "noted" for choice in decided):
        said = with_more(said, first, found)
    return drafted(with_later(said, first, found, records), found.rules.max_chars)


def _is_of_another_matter(first: SelectedUnit, question: Question) -> bool:
    """Whether it is told what became of a matter whose heading holds nothing of what the question is about.

    Where the words say more than what became of it they are judged by themselves.
    """
    heading = first.candidate.section.heading[-1] if first.candidate.section.heading else ""
    says_no_more = outcome_words(first.unit.text, heading, "decided", "", "") is not None
    return says_no_more and shares_no_word(question, heading)


def _where_settled(first: SelectedUnit, question: Question, found: Found, records: Records) -> SelectedUnit:
    """The choice as if it stood where the matter was settled, in the body and time named, and not put off."""
    settled = treatments_asked_of(question, first.candidate, records)[0]
    is_put_off = is_tabled(treatment_of(first.candidate, records))
    return placed(first, settled, found.collection) if is_put_off and settles(settled) else first


PLAN = Plan(
    "decision",
    asking_for(Intent.DECISION),
    _answer,
    asked="decision, proposal and its fate",
    data="part Beslut, statuses, later treatments",
    says=(
        "«Regionstyrelsen (Region Västerbotten) beslutade den 17 december 2024 att …», «föreslog …»; a later"
        " decision in the matter first, or as «Senare i samma ärende:» when body or time was named"
    ),
)
