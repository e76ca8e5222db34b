"""Reading a question: its clean text, and all that it says besides its words. It is read once, here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from corpus.vocabulary.case_numbers import (
    find_case_numbers,
    find_paragraph_numbers,
    loosely_typed,
    normalise_case_number,
)
from corpus.vocabulary.dates import find_dates, with_whole_months
from indexer.tokens import query_tokens, strip_diacritics
from service.base.errors import InvalidQuery
from service.base.stages import stage
from service.base.types import Aspect, Understood
from service.question.asking import with_what_is_asked
from service.question.cleaning import clean_question
from service.question.entities import NO_NAMES, Names
from service.question.intent import Intent
from service.question.question import Question
from service.question.times import placed_in

_WORD = re.compile(r"[^\W\d_]+")
# «handling 2024 nr 104»: papers of a year are numbered
_NUMBERED_PAPER = re.compile(r"\bhandling\w*\s+((?:19|20)\d\d\s+nr\s+\d+)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]{2,200})[\"“”„«»]")
_NO_QUESTION = "Skriv en fråga eller några sökord."


def unchanged(_word: str) -> None:
    """Nothing to set right."""


def read_question(
    typed: str,
    max_chars: int,
    names: Names = NO_NAMES,
    spelling: Callable[[str], str | None] = unchanged,
    without: Collection[Aspect] = (),
    *,
    identifiers: bool = True,
) -> Question:
    """The question, read by its words alone; see ``read_words`` and ``with_what_is_asked``."""
    said = read_words(typed, max_chars, names, spelling, without, identifiers=identifiers)
    return with_what_is_asked(said, names, without=without)


@stage("words")
def read_words(
    typed: str,
    max_chars: int,
    names: Names = NO_NAMES,
    spelling: Callable[[str], str | None] = unchanged,
    without: Collection[Aspect] = (),
    *,
    identifiers: bool = True,
) -> Question:
    """What the question says and names; ``names`` are those it can hold, ``spelling`` sets a word right.

    ``without`` are aspects that it is not to be understood by, and case numbers and §§ only with ``identifiers``.
    Raises ``InvalidQuery``, in Swedish.
    """
    clean = _checked(clean_question(typed), max_chars)
    phrases = tuple(phrase for match in _QUOTED.finditer(clean) if (phrase := match[1].strip()))
    phrases += tuple(match[1] for match in _NUMBERED_PAPER.finditer(clean))
    text, changes = (clean, ()) if phrases else _spelled(clean, spelling)
    written = tuple(find_case_numbers(text)) if identifiers else ()
    loose = loosely_typed(_without(written, text), names.case_numbers) if identifiers else {}
    case_numbers = (*written, *loose)
    paragraphs = tuple(find_paragraph_numbers(text)) if identifiers else ()
    expanded_text = names.expand_abbreviations(text)
    named_text = names.expand_abbreviations(_without(case_numbers, text))
    context = names.read(named_text, strip_diacritics(named_text)).without(without)
    return Question(
        clean,
        text,
        expanded_text,
        tuple(dict.fromkeys([*query_tokens(text), *query_tokens(_added(text, expanded_text))])),
        frozenset({*map(normalise_case_number, written), *loose.values()}),
        frozenset(paragraphs),
        frozenset(find_dates(with_whole_months(text))) | context.days,
        context,
        phrases,
        changes,
        placed_in(expanded_text),
        numbers_typed=(*case_numbers, *paragraphs),
    )


def _without(case_numbers: Collection[str], text: str) -> str:
    """The text without its case numbers, whose letters and year name neither body nor time."""
    for number in case_numbers:
        text = text.replace(number, " ")
    return text


def _checked(clean: str, max_chars: int) -> str:
    """The text where it is a question. Raises ``InvalidQuery``."""
    if not clean:
        raise InvalidQuery(_NO_QUESTION)
    if len(clean) > max_chars:
        raise InvalidQuery(f"Frågan är för lång: {len(clean)} tecken. Den får vara högst {max_chars} tecken.")
    if not any(c.isalnum() for c in clean):
        raise InvalidQuery(f"Frågan innehåller inga ord eller siffror. {_NO_QUESTION}")
    return clean


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


def _added(text: str, expanded_text: str) -> str:
    """The words that stand in the longer text alone."""
    typed = frozenset(text.split())
    return " ".join(word for word in expanded_text.split() if word not in typed)


def understood(read: Question, names: Names) -> Understood:
    """What was read from the question besides its words; what it asks for where that is more likely than not."""
    named = read.context
    return Understood(
        named.organisations,
        named.bodies,
        tuple(sorted(named.kinds)),
        tuple(sorted(named.days)),
        tuple(sorted(named.years)),
        tuple(sorted(named.months)),
        read.spelling_corrections,
        names.abbreviated(read.text),
        read.phrases,
        next((intent for intent in read.intents if intent in read.sure_intents - {Intent.OPEN}), None),
        read.many.things,
        read.many.deeds,
        tuple(sorted(read.many.parties)),
        (*read.many.people, *read.many.topic),
        read.in_part,
        (named.period.first, named.period.last) if named.period else None,
    )
