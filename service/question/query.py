"""What a question says besides its words: identifiers, and whether it can be searched for at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from corpus.vocabulary.dates import find_dates
from corpus.vocabulary.identifiers import find_case_numbers, find_paragraph_numbers, normalise_case_number
from indexer.tokens import query_tokens
from service.base.errors import InvalidQuery
from service.base.types import Understood
from service.question.naming import NO_NAMES, NOTHING_NAMED, Named, Names

_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
# «handling 2024 nr 104»: papers of a year are numbered
_NUMBERED_PAPER = re.compile(r"\bhandling\w*\s+((?:19|20)\d\d\s+nr\s+\d+)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{2,200})[\"“”„«»]")
_NO_QUESTION = "Skriv en fråga eller några sökord."


def as_it_is(_word: str) -> None:
    """Nothing to set right."""


@dataclass(frozen=True, slots=True)
class ReadQuery:
    """A question once read: its clean text, lexical tokens, the identifiers and days it names, and its context.

    ``text`` has words set right that ``set_right`` lists as typed and as meant; ``typed`` has them as they were.
    ``in_full`` is the text that is embedded: abbreviations are spelled out. ``phrases`` stood in quotation marks.
    """

    typed: str
    text: str
    in_full: str
    tokens: tuple[str, ...]
    case_numbers: frozenset[str]
    paragraphs: frozenset[str]
    dates: frozenset[date]
    context: Named = NOTHING_NAMED
    phrases: tuple[str, ...] = ()
    set_right: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> frozenset[str]:
        """The identifiers that the question names."""
        return self.case_numbers | self.paragraphs


def read_query(
    typed: str, max_chars: int, names: Names = NO_NAMES, spelling: Callable[[str], str | None] = as_it_is
) -> ReadQuery:
    """The question as it can be searched for; ``names`` are those it can hold, ``spelling`` sets a word right.

    Raises ``InvalidQuery``, in Swedish.
    """
    clean = clean_question(typed)
    if not clean:
        raise InvalidQuery(_NO_QUESTION)
    if len(clean) > max_chars:
        raise InvalidQuery(f"Frågan är för lång: {len(clean)} tecken. Den får vara högst {max_chars} tecken.")
    if not any(c.isalnum() for c in clean):
        raise InvalidQuery(f"Frågan innehåller inga ord eller siffror. {_NO_QUESTION}")
    phrases = tuple(phrase for match in _QUOTED.finditer(clean) if (phrase := match[1].strip()))
    phrases += tuple(match[1] for match in _NUMBERED_PAPER.finditer(clean))
    text, changes = (clean, ()) if phrases else _spelled(clean, spelling)
    in_full = names.in_full(text)
    return ReadQuery(
        clean,
        text,
        in_full,
        tuple(dict.fromkeys([*query_tokens(text), *query_tokens(_added(text, in_full))])),
        frozenset(normalise_case_number(number) for number in find_case_numbers(text)),
        frozenset(find_paragraph_numbers(text)),
        frozenset(find_dates(text)),
        names.read(in_full),
        phrases,
        changes,
    )


def _spelled(text: str, spelling: Callable[[str], str | None]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with misspelt words set right, and which; a capital inside the text begins a name and stays."""
    changes: dict[str, str] = {}

    def meant(match: re.Match[str]) -> str:
        word = match[0]
        right = None if word[0].isupper() and match.start() else spelling(word)
        if right is None:
            return word
        changes[word] = right
        return right

    return _WORD.sub(meant, text), tuple(changes.items())


def _added(text: str, in_full: str) -> str:
    """The words that stand in the longer text alone."""
    typed = frozenset(text.split())
    return " ".join(word for word in in_full.split() if word not in typed)


def understood(read: ReadQuery, names: Names) -> Understood:
    """What was read from the question besides its words."""
    named = read.context
    return Understood(
        named.organisations,
        named.bodies,
        tuple(sorted(named.kinds)),
        tuple(sorted(named.days)),
        tuple(sorted(named.years)),
        tuple(sorted(named.months)),
        read.set_right,
        names.abbreviated(read.text),
        read.phrases,
    )


def clean_question(typed: str) -> str:
    """What was typed without control characters, lone surrogates and extra space."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in typed)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip()
