"""The form of service: of a long passage only what is near the question, as a reader is given it when it is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from eval.training.examples import Example
from indexer.reader_inputs import shortened
from service.retrieval.reading import ReadingRules

_WORD = re.compile(r"\w{3,}")
# Enough of a word to tell it from others, short enough to leave out most endings
_STEM_CHARS = 6
_ALWAYS = 2.0


def as_served(examples: Sequence[Example]) -> tuple[Example, ...]:
    """The examples with their passages shortened as in service, but so that what answers is always read.

    The service takes the units whose vectors are nearest; here those that share most of the question's words.
    """
    return tuple(_as_served(each, ReadingRules().most_chars) for each in examples)


def _as_served(example: Example, most_chars: int) -> Example:
    if len(example.passage.text) <= most_chars:
        return example
    passage = shortened(example.passage, _nearness(example), most_chars)
    lost = example.right and not any(passage.spans[place] for place in example.right)
    return example if lost else replace(example, passage=passage)


def _nearness(example: Example) -> list[float]:
    asked = _stems(example.question)
    spans = enumerate(example.passage.spans)
    return [
        _ALWAYS
        if place in example.right
        else _shared(asked, example.passage.text[span.start : span.end])
        if span
        else 0.0
        for place, span in spans
    ]


def _shared(asked: frozenset[str], text: str) -> float:
    """The share of the question's words that a unit has, a little less for long units."""
    return len(asked & _stems(text)) / max(len(asked), 1) - len(text) / 1e5


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM_CHARS] for word in _WORD.findall(text.lower()))
