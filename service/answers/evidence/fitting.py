"""Which unit fits a question best: nearness, words in common, form, and whether it holds what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.extraction.votes import VOTING_PARTS
from indexer.tokens import index_tokens
from indexer.types import Unit
from service.answers.evidence.choice import Choice
from service.answers.phrasing.wording import MAX_ANSWER_CHARS, length
from service.question.expectation import Expectation, can_answer, defines, expected_answer, gives_cause
from service.question.query import ReadQuery
from service.retrieval.ranking import Ranked

# References and the chair's propositions say neither what was decided nor why
_REFERENCES = frozenset({"Handling", "Handlingar", "Tidigare behandling"})
BESIDE_THE_MATTER = _REFERENCES | VOTING_PARTS
_NO_ANSWERS: Mapping[Expectation, frozenset[str]] = {
    "decision": BESIDE_THE_MATTER | {"Yrkande", "Yrkanden"},
    "why": BESIDE_THE_MATTER,
    "list": _REFERENCES,
    "cost": _REFERENCES,
    "amount": _REFERENCES,
    "date": BESIDE_THE_MATTER,
    "definition": BESIDE_THE_MATTER,
    "open": BESIDE_THE_MATTER,
}


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


def expectation_of(query: ReadQuery, rules: Rules) -> Expectation:
    """The kind of answer that a question asks for."""
    return expected_answer(query.text) if rules.expects else "open"


def fitting(
    query: ReadQuery, ranked: Sequence[Ranked], weights: Mapping[str, float], expectation: Expectation, rules: Rules
) -> Iterator[Choice]:
    """Every unit of the passages with its fit; lists that no answer has room for count by their items."""
    for item in ranked:
        candidate = item.candidate
        heading = " ".join(candidate.section.heading)
        for unit, cosine in zip(candidate.chunk.units, candidate.unit_cosines, strict=True):
            share = _share(f"{heading} {unit.text}", query.tokens, weights)
            fit = item.score + cosine + rules.share * share**2 + _bonus(unit, expectation, rules)
            choice = Choice(unit, candidate.chunk, candidate, fit, cosine=cosine, share=share)
            if not _is_too_long(choice, rules.room):
                yield choice


def best(choices: Sequence[Choice], expectation: Expectation, question: str, rules: Rules) -> Choice | None:
    """The best unit that can be the answer, if it comes near the best one of all."""
    able = [choice for choice in choices if can_be_said(choice, expectation, question)]
    if not able or _is_empty_cell(max(choices, key=lambda choice: choice.fit), able):
        return None
    found = max(able, key=lambda choice: choice.fit)
    nearest = max(choices, key=lambda choice: choice.fit)
    beside = found.candidate.place == nearest.candidate.place
    return found if found.fit >= nearest.fit - (rules.beside if beside else rules.tolerance) else None


def can_be_said(choice: Choice, expectation: Expectation, question: str) -> bool:
    """Whether a unit can be the answer; a heading alone says what a matter is about, not what became of it."""
    if choice.unit.part in _NO_ANSWERS.get(expectation, frozenset()) or choice.unit.text.rstrip().endswith("?"):
        return False
    if choice.unit.kind == "heading" and expectation in ("decision", "why", "cost", "amount", "date", "vote"):
        return choice.candidate.identified
    return can_answer(expectation, choice.unit, question)


def is_whole(choice: Choice) -> bool:
    """Whether a unit can be read alone, or leads on to what can be: not a name in a list of recipients."""
    return choice.unit.kind in ("row", "list") or choice.unit.text.rstrip().endswith((".", "!", "”", '"', ":"))


def _is_too_long(choice: Choice, room: int) -> bool:
    """Whether no answer has room for a list."""
    return choice.unit.kind == "list" and length(choice) > room


def _bonus(unit: Unit, expectation: Expectation, rules: Rules) -> float:
    """What the form of a unit adds to its fit: a list to a question for one, a cause to a «why», what defines."""
    if unit.kind == "heading" or (unit.kind == "field" and expectation not in ("identifier", "who")):
        return -rules.bare
    if (unit.kind == "list" and expectation == "list") or (expectation == "why" and gives_cause(unit.text)):
        return rules.form
    if expectation == "definition" and defines(unit.text):
        return rules.form
    return 0.0


def _share(text: str, tokens: Sequence[str], weights: Mapping[str, float]) -> float:
    held = frozenset(index_tokens(text))
    whole = sum(weights[token] for token in tokens)
    return sum(weights[token] for token in tokens if token in held) / whole if whole else 0.0


def _is_empty_cell(found: Choice, able: Sequence[Choice]) -> bool:
    """Whether the very row that is asked for lacks the figure: no other row of the table tells it."""
    return found.unit.kind == "row" and all(choice.unit.start != found.unit.start for choice in able)
