"""Which unit fits a question best: nearness, words in common, form, and whether it holds what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus.extraction.votes import VOTING_PARTS
from indexer.tokens import index_tokens
from indexer.types import Unit
from service.answers.phrasing.sentences import length
from service.answers.selected_unit import SelectedUnit
from service.base.types import MAX_ANSWER_CHARS
from service.question.intent import Intent
from service.question.question import Question
from service.retrieval.answer_form import can_answer
from service.retrieval.ranking import Ranked
from service.retrieval.reading import LOWEST_ODDS, bounded
from service.retrieval.store import Candidate

# References and the chair's propositions say neither what was decided nor why
_REFERENCES = frozenset({"Beslutsunderlag", "Handling", "Handlingar", "Tidigare behandling"})
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


@dataclass(frozen=True, slots=True)
class Rules:
    """How units are chosen, and how much is told.

    A unit's fit is its passage's score and its own cosine, ``query_coverage`` times the square of the share of the
    question's words that it holds, ``reading`` times the reader's log odds that it answers, and ``form`` where it holds
    what is asked for (unless ``uses_intent`` is off). ``margin`` is how near another unit of the passage must come to
    be told too; a question that asks for no one thing gets ``extra_units`` units of the section within
    ``same_section_margin`` to which the reader gives more than ``extra_odds``; another document that fits a question
    for a figure or a time within ``other_document_margin`` is told too. An answer that is right with less than
    ``unsure`` tells the next best place too, within ``unsure_margin`` and by the same log odds. ``max_chars`` is how
    many characters an answer may have.
    """

    passages: int = 3
    reading: float = 0.02
    form: float = 0.02
    query_coverage: float = 0.15
    heading_penalty: float = 0.1
    margin: float = 0.01
    sentences: int = 3
    max_chars: int = MAX_ANSWER_CHARS
    other_document_margin: float = 0.03
    extra_units: int = 2
    same_section_margin: float = 0.2
    extra_odds: float = -2.0
    unsure: float = 0.7
    unsure_margin: float = 0.1
    uses_intent: bool = True


def fitting(
    question: Question, ranked: Sequence[Ranked], idf: Mapping[str, float], rules: Rules
) -> Iterator[SelectedUnit]:
    """Every unit of the passages with its fit; lists that no answer has room for count by their items."""
    for item in ranked:
        candidate = item.candidate
        heading = " ".join(candidate.section.heading)
        read = _log_odds(candidate)
        for unit, cosine, log_odds in zip(candidate.passage.units, candidate.unit_cosines, read, strict=True):
            query_coverage = _query_coverage(f"{heading} {unit.text}", question.tokens, idf)
            selected = SelectedUnit(
                *(unit, candidate.passage, candidate),
                item.score + cosine + rules.query_coverage * query_coverage**2 + rules.reading * log_odds,
                cosine=cosine,
                query_coverage=query_coverage,
                log_odds=log_odds,
            )
            if not _is_too_long(selected, rules.max_chars):
                form = rules.form * can_be_answer(selected, question)
                form -= rules.heading_penalty * _only_names(unit, question.intent)
                yield replace(selected, fit=selected.fit + form)


def _log_odds(candidate: Candidate) -> Sequence[float]:
    """What the reader says of each unit against «the passage does not tell»."""
    reading = candidate.reading
    if reading is None or not candidate.passage.units:
        return [LOWEST_ODDS] * len(candidate.passage.units)
    return [bounded(logit - reading.null) for logit in reading.units]


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


def _only_names(unit: Unit, intent: Intent) -> bool:
    """Whether a unit says what something is called or when it was written, and nothing of it: a heading, a field."""
    return unit.kind == "heading" or (unit.kind == "field" and intent not in (Intent.IDENTIFIER, Intent.WHO))


def _query_coverage(text: str, tokens: Sequence[str], idf: Mapping[str, float]) -> float:
    text_tokens = frozenset(index_tokens(text))
    total_idf = sum(idf[token] for token in tokens)
    return sum(idf[token] for token in tokens if token in text_tokens) / total_idf if total_idf else 0.0
