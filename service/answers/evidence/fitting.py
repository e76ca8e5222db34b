"""Which unit fits a question best: nearness, words in common, form, and whether it holds what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.extraction.votes import VOTING_PARTS
from indexer.calibration import Background
from indexer.tokens import index_tokens
from indexer.types import Unit
from service.answers.choice import Choice
from service.answers.phrasing.wording import length
from service.base.types import MAX_ANSWER_CHARS
from service.question.intents import Intent
from service.question.question import Question
from service.retrieval.answer_form import can_answer, defines, gives_cause
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

# References and the chair's propositions say neither what was decided nor why
_REFERENCES = frozenset({"Handling", "Handlingar", "Tidigare behandling"})
BESIDE_THE_MATTER = _REFERENCES | VOTING_PARTS
_NO_ANSWERS: Mapping[Intent, frozenset[str]] = {
    Intent.DECISION: BESIDE_THE_MATTER | {"Yrkande", "Yrkanden"},
    Intent.WHY: BESIDE_THE_MATTER,
    Intent.LIST: _REFERENCES,
    Intent.COST: _REFERENCES,
    Intent.AMOUNT: _REFERENCES,
    Intent.DATE: BESIDE_THE_MATTER,
    Intent.DEFINITION: BESIDE_THE_MATTER,
    Intent.OPEN: BESIDE_THE_MATTER,
}
_NOT_BY_A_HEADING = frozenset({Intent.DECISION, Intent.WHY, Intent.COST, Intent.AMOUNT, Intent.DATE, Intent.POSITION})
_NEXT_TO_NOTHING = 0.05


@dataclass(frozen=True, slots=True)
class Rules:
    """How units are chosen and when an answer is held back.

    The chosen unit holds what is asked for (unless ``expects`` is off) and comes within ``tolerance`` of the best one
    of all, within ``beside`` where both stand in one passage. ``certainty`` is how many standard deviations it, and
    ``near_passage`` times the best passage, must rise above the level of unrelated questions; for a figure the unit's
    rise and ``held`` times the share of the question's words must reach ``sure_figure``, and ``bare_figure`` where it
    shares next to no word: figures look alike. A question that asks for no one thing gets ``more`` units of the
    section within ``reach``; another document that fits a question for a figure or a time within ``other`` is told
    too. ``room`` is how many characters an answer may have.
    """

    passages: int = 3
    share: float = 0.15
    form: float = 0.03
    bare: float = 0.1
    tolerance: float = 0.08
    beside: float = 0.15
    margin: float = 0.01
    sentences: int = 3
    room: int = MAX_ANSWER_CHARS
    other: float = 0.03
    more: int = 2
    reach: float = 0.2
    near_passage: float = 0.5
    certainty: float = 3.2
    held: float = 2.0
    sure_figure: float = 3.5
    bare_figure: float = 4.5
    expects: bool = True


def fitting(
    question: Question, ranked: Sequence[Ranked], weights: Mapping[str, float], rules: Rules
) -> Iterator[Choice]:
    """Every unit of the passages with its fit; lists that no answer has room for count by their items."""
    for item in ranked:
        candidate = item.candidate
        heading = " ".join(candidate.section.heading)
        for unit, cosine in zip(candidate.chunk.units, candidate.unit_cosines, strict=True):
            share = _share(f"{heading} {unit.text}", question.tokens, weights)
            fit = item.score + cosine + rules.share * share**2 + _bonus(unit, question.intent, rules)
            choice = Choice(unit, candidate.chunk, candidate, fit, cosine=cosine, share=share)
            if not _is_too_long(choice, rules.room):
                yield choice


def best(choices: Sequence[Choice], question: Question, rules: Rules) -> Choice | None:
    """The best unit that can be the answer, if it comes near the best one of all."""
    able = [choice for choice in choices if can_be_said(choice, question)]
    if not able or _is_empty_cell(max(choices, key=lambda choice: choice.fit), able):
        return None
    found = max(able, key=lambda choice: choice.fit)
    nearest = max(choices, key=lambda choice: choice.fit)
    beside = found.candidate.place == nearest.candidate.place
    return found if found.fit >= nearest.fit - (rules.beside if beside else rules.tolerance) else None


def is_unsure(choice: Choice, best: Candidate, intent: Intent, background: Background, rules: Rules) -> bool:
    """Whether a unit and the best passage are hardly nearer to the question than to any; a number named is sure."""
    if best.identified:
        return False
    unit, passage = ((cosine - background.mean) / background.deviation for cosine in (choice.cosine, best.cosine))
    if unit + rules.near_passage * passage < rules.certainty:
        return True
    if intent not in (Intent.AMOUNT, Intent.COST):
        return False
    enough = rules.bare_figure if choice.share < _NEXT_TO_NOTHING else rules.sure_figure
    return unit + rules.held * choice.share < enough


def can_be_said(choice: Choice, question: Question) -> bool:
    """Whether a unit can be the answer; a heading alone says what a matter is about, not what became of it."""
    intent, unit = question.intent, choice.unit
    if unit.part in _NO_ANSWERS.get(intent, frozenset()) or unit.text.rstrip().endswith("?"):
        return False
    if unit.kind == "heading" and intent in _NOT_BY_A_HEADING:
        return choice.candidate.identified
    return can_answer(intent, unit, question.years)


def is_whole(choice: Choice) -> bool:
    """Whether a unit can be read alone, or leads on to what can be: not a name in a list of recipients."""
    return choice.unit.kind in ("row", "list") or choice.unit.text.rstrip().endswith((".", "!", "”", '"', ":"))


def _is_too_long(choice: Choice, room: int) -> bool:
    """Whether no answer has room for a list."""
    return choice.unit.kind == "list" and length(choice) > room


def _bonus(unit: Unit, intent: Intent, rules: Rules) -> float:
    """What the form of a unit adds to its fit: a list to a question for one, a cause to a «why», what defines."""
    if unit.kind == "heading" or (unit.kind == "field" and intent not in (Intent.IDENTIFIER, Intent.WHO)):
        return -rules.bare
    if (unit.kind == "list" and intent is Intent.LIST) or (intent is Intent.WHY and gives_cause(unit.text)):
        return rules.form
    if intent is Intent.DEFINITION and defines(unit.text):
        return rules.form
    return 0.0


def _share(text: str, tokens: Sequence[str], weights: Mapping[str, float]) -> float:
    held = frozenset(index_tokens(text))
    whole = sum(weights[token] for token in tokens)
    return sum(weights[token] for token in tokens if token in held) / whole if whole else 0.0


def _is_empty_cell(found: Choice, able: Sequence[Choice]) -> bool:
    """Whether the very row that is asked for lacks the figure: no other row of the table tells it."""
    return found.unit.kind == "row" and all(choice.unit.start != found.unit.start for choice in able)
