"""Words looked for in the register: found in every form, by their dictionary form and their stem together.

«skattesats» finds «skattesatsen», «museet» finds «museum» and «konstmuseer»; words in quotation marks are found only as
they are written.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from corpus.base.text import one_line
from corpus.vocabulary.case_numbers import find_case_numbers, normalise_case_number
from corpus.vocabulary.words import base_form
from indexer.compounds import compound_parts
from indexer.tokens import forget_words as forget_tokens
from indexer.tokens import index_tokens, query_tokens, words
from service.base.errors import InvalidQuery

# «cykel» is «cyklar» and «vatten» is «vattnet» in another form
_FALLING_VOWEL = re.compile(r"(?<=[^\Waeiouyåäö])e([lnr])$")
# «Ullevis» is «Ullevi»: the stemmer takes an s from behind a consonant alone
_GENITIVE = re.compile(r"(?<=\w{3})([aeiouyåäö])s$")
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


def forms_of(word: str) -> frozenset[str]:
    """The tokens of a word and of its dictionary form: one of them stands where the word does, in whatever form."""
    return frozenset(token for form in _forms(word.lower()) for token in query_tokens(form, with_parts=False))


def tokens_of(text: str) -> frozenset[str]:
    """The tokens of a heading or a decision under which ``forms_of`` finds its words and the parts of compounds."""
    return frozenset(token for word in words(text) for token in _word_tokens(word))


@lru_cache(maxsize=200_000)
def _word_tokens(word: str) -> frozenset[str]:
    # A small word is no form of another: the dictionary has «ska» for a form of «skola».
    if not index_tokens(word):
        return frozenset()
    forms = {form for each in (word, *compound_parts(word)) for form in _forms(each)}
    bases = (token for form in forms for token in index_tokens(form, with_parts=False))
    return frozenset((*index_tokens(word), *bases))


def forget_words() -> None:
    """Let go what is remembered of words: what a collection is looked through for are many more than are asked for."""
    _word_tokens.cache_clear()
    forget_tokens()


def _forms(word: str) -> set[str]:
    """A word, its dictionary form, and what it begins with in its other forms where a vowel falls out of it."""
    base = base_form(word)
    return {word, base, *(pattern.sub(r"\1", form) for pattern in (_FALLING_VOWEL, _GENITIVE) for form in (word, base))}


def holds(tokens: Set[str], text: str, sought: Sought) -> bool:
    """Whether a text, with its tokens, holds every word and phrase that is looked for; numbers are not looked at."""
    return all(forms & tokens for forms in sought.forms) and holds_phrases(text, sought)


def holds_phrases(text: str, sought: Sought) -> bool:
    """Whether every phrase stands in the text as whole words, in capitals or small letters."""
    return not sought.phrases or all(_stands(phrase, one_line(text).lower()) for phrase in sought.phrases)


def _stands(phrase: str, line: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", line) is not None
