"""What a question says besides its words: identifiers, and whether it can be searched for at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from corpus.dates import find_dates
from corpus.identifiers import find_case_numbers, find_paragraph_numbers, normalise_case_number
from indexer.tokens import query_tokens
from service.errors import InvalidQuery
from service.naming import NO_NAMES, NOTHING_NAMED, Named, Names

_SPACE = re.compile(r"\s+")
_NO_QUESTION = "Skriv en fråga eller några sökord."


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A question once read: its clean text, lexical tokens, the identifiers and days it names, and its context.

    ``in_full`` is the text that is embedded: abbreviations are spelled out.
    """

    text: str
    in_full: str
    tokens: tuple[str, ...]
    case_numbers: frozenset[str]
    paragraphs: frozenset[str]
    dates: frozenset[date]
    context: Named = NOTHING_NAMED

    @property
    def named(self) -> frozenset[str]:
        """The identifiers that the question names."""
        return self.case_numbers | self.paragraphs


def read_query(typed: str, max_chars: int, names: Names = NO_NAMES) -> ReadQuery:
    """The question as it can be searched for; ``names`` are those it can hold. Raises ``InvalidQuery``, in Swedish."""
    text = clean_question(typed)
    if not text:
        raise InvalidQuery(_NO_QUESTION)
    if len(text) > max_chars:
        raise InvalidQuery(f"Frågan är för lång: {len(text)} tecken. Den får vara högst {max_chars} tecken.")
    if not any(c.isalnum() for c in text):
        raise InvalidQuery(f"Frågan innehåller inga ord eller siffror. {_NO_QUESTION}")
    in_full = names.in_full(text)
    return ReadQuery(
        text,
        in_full,
        tuple(dict.fromkeys([*query_tokens(text), *query_tokens(_added(text, in_full))])),
        frozenset(normalise_case_number(number) for number in find_case_numbers(text)),
        frozenset(find_paragraph_numbers(text)),
        frozenset(find_dates(text)),
        names.read(in_full),
    )


def _added(text: str, in_full: str) -> str:
    """The words that stand in the longer text alone."""
    typed = frozenset(text.split())
    return " ".join(word for word in in_full.split() if word not in typed)


def clean_question(typed: str) -> str:
    """What was typed without control characters, lone surrogates and extra space."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in typed)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip()
