"""Words in every form: by their dictionary form and their stem together.

«skattesats» finds «skattesatsen», «museet» finds «museum» and «konstmuseer».
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.vocabulary.words import base_form
from indexer.compounds import compound_parts
from indexer.tokens import forget_words as forget_tokens
from indexer.tokens import index_tokens, query_tokens, words

# «cykel» is «cyklar» and «vatten» is «vattnet» in another form
_FALLING_VOWEL = re.compile(r"(?<=[^\Waeiouyåäö])e([lnr])$")
# «Ullevis» is «Ullevi»: the stemmer takes an s from behind a consonant alone
_GENITIVE = re.compile(r"(?<=\w{3})([aeiouyåäö])s$")


def forms_of(word: str) -> frozenset[str]:
    """The tokens of a word and of its dictionary form: one of them stands where the word does, in whatever form."""
    return frozenset(token for form in _forms(word.lower()) for token in query_tokens(form, with_parts=False))


def tokens_of(text: str) -> frozenset[str]:
    """The tokens of a heading or a decision under which ``forms_of`` finds its words and the parts of compounds."""
    return frozenset(token for word in words(text) for token in tokens_of_word(word))


@lru_cache(maxsize=200_000)
def tokens_of_word(word: str) -> frozenset[str]:
    """The tokens of a text that is one word, as ``tokens.words`` has it."""
    # A small word is no form of another: the dictionary has «ska» for a form of «skola».
    if not index_tokens(word):
        return frozenset()
    forms = {form for each in (word, *compound_parts(word)) for form in _forms(each)}
    bases = (token for form in forms for token in index_tokens(form, with_parts=False))
    return frozenset((*index_tokens(word), *bases))


def forget_words() -> None:
    """Let go what is remembered of words: what a collection is looked through for are many more than are asked for."""
    tokens_of_word.cache_clear()
    forget_tokens()


def _forms(word: str) -> set[str]:
    """A word, its dictionary form, and what it begins with in its other forms where a vowel falls out of it."""
    base = base_form(word)
    return {word, base, *(pattern.sub(r"\1", form) for pattern in (_FALLING_VOWEL, _GENITIVE) for form in (word, base))}
