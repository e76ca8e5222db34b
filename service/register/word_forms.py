"""Words looked for in the register: found in every form; words in quotation marks only as they are written."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from corpus.base.text import one_line
from corpus.vocabulary.case_numbers import find_case_numbers, normalise_case_number
from indexer.tokens import words
from indexer.word_forms import forms_of
from service.base.errors import InvalidQuery

_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»]+)[\"“”„«»]")


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed: of each word the tokens of which one must be there, case numbers, phrases in lower case."""

    forms: tuple[frozenset[str], ...] = ()
    numbers: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()


def read_words(typed: str | None) -> Sought:
    """What is to be looked for. Raises ``InvalidQuery`` when nothing that was typed is a word."""
    if typed is None:
        return Sought()
    if not any(character.isalnum() for character in typed):
        raise InvalidQuery("q: innehåller inga ord eller siffror.")
    phrases = tuple(phrase for match in _QUOTED.finditer(typed) if (phrase := one_line(match[1]).lower()))
    plain = _QUOTED.sub(" ", typed)
    numbers = find_case_numbers(plain)
    for number in numbers:
        plain = plain.replace(number, " ")
    forms = tuple(found for word in words(plain) if (found := forms_of(word)))
    return Sought(forms, frozenset(map(normalise_case_number, numbers)), phrases)


def holds(tokens: Set[str], text: str, sought: Sought) -> bool:
    """Whether a text, with its tokens, holds every word and phrase that is looked for; numbers are not looked at."""
    return all(forms & tokens for forms in sought.forms) and holds_phrases(text, sought)


def holds_phrases(text: str, sought: Sought) -> bool:
    """Whether every phrase stands in the text as whole words, in capitals or small letters."""
    return not sought.phrases or all(_stands(phrase, one_line(text).lower()) for phrase in sought.phrases)


def _stands(phrase: str, line: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", line) is not None
