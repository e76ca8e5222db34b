"""Which unit fits a question best: nearness, words in common, form, and whether it holds what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.extraction.votes import VOTING_PARTS
from indexer.null_distribution import NullDistribution
from indexer.tokens import index_tokens
from indexer.types import Unit
from service.answers.phrasing.sentences import length
from service.answers.selected_unit import SelectedUnit
from service.base.types import MAX_ANSWER_CHARS
from service.question.intent import Intent
from service.question.question import Question
from service.retrieval.answer_form import can_answer, defines, gives_cause
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

# References and the chair's propositions say neither what was decided nor why
_REFERENCES = frozenset({"Handling", "Handlingar", "Tidigare behandling"})
PROCEDURAL_PARTS = _REFERENCES | VOTING_PARTS
_NO_ANSWERS: Mapping[Intent, frozenset[str]] = {
    Intent.DECISION: PROCEDURAL_PARTS | {"Yrkande", "Yrkanden"},
    Intent.WHY: PROCEDURAL_PARTS,
    Intent.LIST: _REFERENCES,
    Intent.COST: _REFERENCES,
    Intent.AMOUNT: _REFERENCES,
    Intent.DATE: PROCEDURAL_PARTS,
    Intent.DEFINITION: PROCEDURAL_PARTS,
    Intent.OPEN: PROCEDURAL_PARTS,
}
_NOT_BY_A_HEADING = frozenset({Intent.DECISION, Intent.WHY, Intent.COST, Intent.AMOUNT, Intent.DATE, Intent.POSITION})
_NEGLIGIBLE_COVERAGE = 0.05


@dataclass(frozen=True, slots=True)
class Rules:
    """How units are chosen and when an answer is held back.

    The chosen unit holds what is asked for (unless ``uses_intent`` is off) and comes within ``tolerance`` of the best
    one of all, within ``same_passage_tolerance`` where both stand in one passage. ``min_z_score`` is how many standard
    deviations it, and ``passage_z_weight`` times the best passage, must rise above the level of unrelated questions;
    for a figure the unit's rise and ``coverage_weight`` times the share of the question's words must reach
    ``min_figure_score``, and ``min_uncovered_figure_score`` where it shares next to no word: figures look alike. A
    question that asks for no one thing gets ``extra_units`` units of the section within ``same_section_margin``;
    another document that fits a question for a figure or a time within ``other_document_margin`` is told too.
    ``max_chars`` is how many characters an answer may have.
    """

    passages: int = 3
    query_coverage: float = 0.15
    form_bonus: float = 0.03
    heading_penalty: float = 0.1
    tolerance: float = 0.08
    same_passage_tolerance: float = 0.15
    margin: float = 0.01
    sentences: int = 3
    max_chars: int = MAX_ANSWER_CHARS
    other_document_margin: float = 0.03
    extra_units: int = 2
    same_section_margin: float = 0.2
    passage_z_weight: float = 0.5
    min_z_score: float = 3.2
    coverage_weight: float = 2.0
    min_figure_score: float = 3.5
    min_uncovered_figure_score: float = 4.5
    uses_intent: bool = True


def fitting(
    question: Question, ranked: Sequence[Ranked], idf: Mapping[str, float], rules: Rules
) -> Iterator[SelectedUnit]:
    """Every unit of the passages with its fit; lists that no answer has room for count by their items."""
    for item in ranked:
        candidate = item.candidate
        heading = " ".join(candidate.section.heading)
        for unit, cosine in zip(candidate.passage.units, candidate.unit_cosines, strict=True):
            query_coverage = _query_coverage(f"{heading} {unit.text}", question.tokens, idf)
            fit = item.score + cosine + rules.query_coverage * query_coverage**2 + _bonus(unit, question.intent, rules)
            selected = SelectedUnit(
                unit, candidate.passage, candidate, fit, cosine=cosine, query_coverage=query_coverage
            )
            if not _is_too_long(selected, rules.max_chars):
                yield selected


def best(selected_units: Sequence[SelectedUnit], question: Question, rules: Rules) -> SelectedUnit | None:
    """The best unit that can be the answer, if it comes near the best one of all."""
    able = [selected for selected in selected_units if can_be_answer(selected, question)]
    if not able or _is_empty_cell(max(selected_units, key=lambda selected: selected.fit), able):
        return None
    found = max(able, key=lambda selected: selected.fit)
    nearest = max(selected_units, key=lambda selected: selected.fit)
    in_same_passage = found.candidate.passage_index == nearest.candidate.passage_index
    return (
        found
        if found.fit >= nearest.fit - (rules.same_passage_tolerance if in_same_passage else rules.tolerance)
        else None
    )


def is_below_threshold(
    selected: SelectedUnit, best: Candidate, intent: Intent, null_distribution: NullDistribution, rules: Rules
) -> bool:
    """Whether a unit and the best passage are hardly nearer to the question than to any; a number named is sure."""
    if best.identified:
        return False
    unit, passage = (
        (cosine - null_distribution.mean) / null_distribution.deviation for cosine in (selected.cosine, best.cosine)
    )
    if unit + rules.passage_z_weight * passage < rules.min_z_score:
        return True
    if intent not in (Intent.AMOUNT, Intent.COST):
        return False
    enough = (
        rules.min_uncovered_figure_score if selected.query_coverage < _NEGLIGIBLE_COVERAGE else rules.min_figure_score
    )
    return unit + rules.coverage_weight * selected.query_coverage < enough


def can_be_answer(selected: SelectedUnit, question: Question) -> bool:
    """Whether a unit can be the answer; a heading alone says what a matter is about, not what became of it."""
    intent, unit = question.intent, selected.unit
    if unit.part in _NO_ANSWERS.get(intent, frozenset()) or unit.text.rstrip().endswith("?"):
        return False
    if unit.kind == "heading" and intent in _NOT_BY_A_HEADING:
        return selected.candidate.identified
    return can_answer(intent, unit, question.years)


def is_self_contained(selected: SelectedUnit) -> bool:
    """Whether a unit can be read alone, or leads on to what can be: not a name in a list of recipients."""
    return selected.unit.kind in ("row", "list") or selected.unit.text.rstrip().endswith((".", "!", "”", '"', ":"))


def _is_too_long(selected: SelectedUnit, max_chars: int) -> bool:
    """Whether no answer has room for a list."""
    return selected.unit.kind == "list" and length(selected) > max_chars


def _bonus(unit: Unit, intent: Intent, rules: Rules) -> float:
    """What the form of a unit adds to its fit: a list to a question for one, a cause to a «why», what defines."""
    if unit.kind == "heading" or (unit.kind == "field" and intent not in (Intent.IDENTIFIER, Intent.WHO)):
        return -rules.heading_penalty
    if (unit.kind == "list" and intent is Intent.LIST) or (intent is Intent.WHY and gives_cause(unit.text)):
        return rules.form_bonus
    if intent is Intent.DEFINITION and defines(unit.text):
        return rules.form_bonus
    return 0.0


def _query_coverage(text: str, tokens: Sequence[str], idf: Mapping[str, float]) -> float:
    text_tokens = frozenset(index_tokens(text))
    total_idf = sum(idf[token] for token in tokens)
    return sum(idf[token] for token in tokens if token in text_tokens) / total_idf if total_idf else 0.0


def _is_empty_cell(found: SelectedUnit, able: Sequence[SelectedUnit]) -> bool:
    """Whether the very row that is asked for lacks the figure: no other row of the table tells it."""
    return found.unit.kind == "row" and all(selected.unit.start != found.unit.start for selected in able)
