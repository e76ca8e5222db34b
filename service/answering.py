"""From ranked passages to a cited answer, or to a refusal: right, or silent.

An answer is put together from units: sentences, list items, rows and fields as they stand in a
document. The unit that fits the question best is looked for in the best passages; a question
about what became of a matter also gets what was decided in it. Nothing is rephrased but line
breaks and bullets, and every sentence is checked against its quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.dates import written_date
from corpus.types import Document
from indexer.tokens import index_tokens
from indexer.types import Unit
from service.expectation import Expectation, can_answer, expected_answer
from service.grounding import is_supported, stands_verbatim
from service.query import ReadQuery
from service.ranking import Ranked
from service.store import Candidate
from service.types import Citation, Sentence

MAX_ANSWER_CHARS = 900
_CITATION_CHARS = len(" [10] ")

_BULLET = re.compile(r"^(?:[•▪◦‣·o–*-]\s*|\d{1,2}[.)]\s+|[a-z]{1,3}[.)]\s+)(?=\S)")
_NOT_TOLD = "Dokumenten som finns här ger inget säkert svar på frågan."


@dataclass(frozen=True, slots=True)
class Rules:
    """How units are chosen and when an answer is held back. Found by cross-validation, see eval/README.md."""

    passages: int = 6
    passage_weight: float = 1.0
    share: float = 0.25
    unfit: float = 0.08
    bare: float = 0.05
    margin: float = 0.02
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A unit that was chosen, the passage it stands in, and how well it fits the question."""

    unit: Unit
    candidate: Candidate
    fit: float


@dataclass(frozen=True, slots=True)
class Composed:
    """The sentences and citations of an answer; both empty when it was held back, with the reason."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    reason: str | None


def compose(
    query: ReadQuery, ranked: Sequence[Ranked], weights: Mapping[str, float], rules: Rules = Rules()
) -> Composed:
    """The answer to a question from the ranked passages. ``weights`` tell what each lexical token is worth."""
    choices = choose(query, ranked, weights, rules)
    if not choices or choices[0].fit < rules.confidence:
        return Composed((), (), _NOT_TOLD)
    cited = list(_cite(choices))
    sentences = tuple(sentence for sentence, _ in cited)
    if not sentences:
        return Composed((), (), _NOT_TOLD)
    return Composed(sentences, tuple(citation for _, citation in cited), None)


def choose(query: ReadQuery, ranked: Sequence[Ranked], weights: Mapping[str, float], rules: Rules) -> list[Choice]:
    """The units that answer, in the order they are to be said; empty when nothing was found."""
    expectation = expected_answer(query.text)
    best = [*_fitting(query, ranked[: rules.passages], weights, expectation, rules)]
    if not best:
        return []
    first = max(best, key=lambda choice: choice.fit)
    return _completed(first, best, expectation, rules)


def _fitting(
    query: ReadQuery,
    ranked: Sequence[Ranked],
    weights: Mapping[str, float],
    expectation: Expectation,
    rules: Rules,
) -> Iterator[Choice]:
    for item in ranked:
        for unit, cosine in zip(item.candidate.chunk.units, item.candidate.unit_cosines, strict=True):
            share = _share(unit.text, query.tokens, weights)
            fit = rules.passage_weight * item.score + cosine + rules.share * share**2
            if not can_answer(expectation, unit.text):
                fit -= rules.unfit
            if unit.kind in ("heading", "field") and expectation != "identifier":
                fit -= rules.bare
            yield Choice(unit, item.candidate, fit)


def _share(text: str, tokens: Sequence[str], weights: Mapping[str, float]) -> float:
    held = frozenset(index_tokens(text))
    whole = sum(weights[token] for token in tokens)
    return sum(weights[token] for token in tokens if token in held) / whole if whole else 0.0


def _completed(first: Choice, choices: Sequence[Choice], expectation: Expectation, rules: Rules) -> list[Choice]:
    """The chosen unit, widened to the list it is part of, and what else must be said with it."""
    same = [choice for choice in choices if choice.candidate.place == first.candidate.place]
    said = [_widened(first, same)]
    if expectation in ("decision", "open", "identifier", "list") and first.unit.status not in ("decided", "proposed"):
        said += _decisions(same)
    if expectation == "identifier" or first.candidate.identified:
        said = [choice for choice in same if choice.unit.kind in ("heading", "field")][:2] + said
    said += [choice for choice in same if choice.fit > first.fit - rules.margin]
    return _without_overlap(said)


def _widened(choice: Choice, same: Sequence[Choice]) -> Choice:
    """The whole list that the unit stands in, where there is one."""
    around = [
        other
        for other in same
        if other.unit.kind == "list" and other.unit.start <= choice.unit.start and choice.unit.end <= other.unit.end
    ]
    return around[0] if around else choice


def _decisions(same: Sequence[Choice]) -> list[Choice]:
    decided = [choice for choice in same if choice.unit.status in ("decided", "proposed")]
    lists = [choice for choice in decided if choice.unit.kind == "list"]
    return lists or decided[:2]


def _without_overlap(choices: Sequence[Choice]) -> list[Choice]:
    kept: list[Choice] = []
    for choice in choices:
        if not any(_overlap(choice, other) for other in kept):
            kept.append(choice)
    return kept


def _overlap(one: Choice, other: Choice) -> bool:
    same_document = one.candidate.document.id == other.candidate.document.id
    return same_document and one.unit.start < other.unit.end and other.unit.start < one.unit.end


# Wording and citing


def _cite(choices: Sequence[Choice]) -> Iterator[tuple[Sentence, Citation]]:
    """A sentence and its citation for each choice, as many as an answer can hold."""
    room = MAX_ANSWER_CHARS
    last: Document | None = None
    number = 1
    for choice in choices:
        document = choice.candidate.document
        text = wording(choice.unit)
        opening = "" if last is document else _opening(document, choice.unit)
        citation = _citation(choice, number)
        sentence = f"{opening}{text}"
        if len(sentence) + _CITATION_CHARS > room or not _grounded(text, citation, choice):
            continue
        yield Sentence(sentence, (number,)), citation
        room -= len(sentence) + _CITATION_CHARS
        last, number = document, number + 1


def _grounded(text: str, citation: Citation, choice: Choice) -> bool:
    verbatim = stands_verbatim(citation.quote, citation.quote_start, citation.quote_end, citation.document)
    return verbatim and is_supported(text, (citation.quote, choice.unit.text))


def wording(unit: Unit) -> str:
    """A unit as a sentence: line breaks and bullets gone, a full stop at the end."""
    lines = [_BULLET.sub("", line.strip()) for line in unit.text.splitlines() if line.strip()]
    text = _as_list(lines) if len(lines) > 1 else "".join(lines)
    return text if text.endswith((".", "!", "?", "…", "”", '"')) else f"{text.rstrip(';,:')}."


def _as_list(lines: Sequence[str]) -> str:
    lead, *items = lines
    clauses = all(item.lower().startswith("att ") for item in items)
    joined = " ".join(items) if clauses else "; ".join(item.rstrip(".;,") for item in items)
    return f"{lead} {joined}"


def _opening(document: Document, unit: Unit) -> str:
    """Who said it and when: «Region Västerbotten, regionstyrelsen den 17 december 2024: …»."""
    names = [name for name in (document.organisation, document.body) if name]
    if not names:
        return f"{document.title}: "
    when = f" den {written_date(document.date)}" if document.date else ""
    where = [names[0], *(f"{name[0].lower()}{name[1:]}" for name in names[1:])]
    proposal = "förslag från " if unit.status == "proposed" and unit.kind != "list" else ""
    return f"{proposal}{', '.join(where)}{when}: "


def _citation(choice: Choice, number: int) -> Citation:
    candidate, unit = choice.candidate, choice.unit
    return Citation(
        number,
        candidate.chunk.text,
        candidate.document,
        candidate.section,
        candidate.chunk.start,
        candidate.chunk.end,
        None,
        passage_url(candidate.document, unit.start, unit.end),
        candidate.document.text[unit.start : unit.end],
        unit.start,
        unit.end,
        unit.status,
    )


def passage_url(document: Document, start: int, end: int) -> str:
    """The page that shows the document with that span marked."""
    return f"/dokument/{document.id}?markera={start}-{end}#markering"
