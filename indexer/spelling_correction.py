"""Misspelt words of a question set right by the words that stand in the documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

from corpus.vocabulary.words import is_word
from indexer.nearness import nearest_word, nearest_words
from indexer.tokens import index_tokens, strip_diacritics, words

_MIN_CHARS = 5
_LONG_WORD = 12
_LONG_BEGINNING = 8


def counted_words(texts: Iterable[str]) -> Counter[str]:
    """The words of the texts in lower case, and how often each stands there."""
    return Counter(word for text in texts for word in words(text) if len(word) >= _MIN_CHARS - 1 and word.isalpha())


def collected_words(texts: Iterable[str]) -> list[str]:
    """The words of the texts in lower case, those that stand there most first."""
    return most_first(counted_words(texts))


def most_first(counts: Counter[str]) -> list[str]:
    """The words that stand there most first."""
    return sorted(counts, key=lambda word: (-counts[word], word))


class Words(Protocol):
    """The words of a collection."""

    def holds(self, word: str) -> bool:
        """Whether the word stands there."""

    def stripped_as(self, stripped: str) -> str | None:
        """Of the words that are this without their marks the one that stands there most."""

    def like(self, first: str, length: int) -> Iterable[str]:
        """The words with that first letter and length, those that stand there most first."""


class Spelling:
    """The words of a collection in memory, to set others right by."""

    def __init__(self, known: Sequence[str]) -> None:
        self._known = frozenset(known)
        self._by_stripped: dict[str, str] = {}
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in known:
            self._by_stripped.setdefault(strip_diacritics(word), word)
            self._alike[word[0], len(word)].append(word)

    def holds(self, word: str) -> bool:
        """As ``Words.holds``."""
        return word in self._known

    def stripped_as(self, stripped: str) -> str | None:
        """As ``Words.stripped_as``."""
        return self._by_stripped.get(stripped)

    def like(self, first: str, length: int) -> Iterable[str]:
        """As ``Words.like``."""
        return self._alike.get((first, length), ())

    def correct(self, word: str) -> str | None:
        """The word that is most likely meant, as ``corrected``."""
        return corrected(word, self)


def corrected(word: str, known: Words) -> str | None:
    """The word of the collection that is most likely meant, or ``None`` when the word may be right as it is.

    A word is let alone when it stands in the documents or in a dictionary. Else å, ä and ö may be missing, or one
    letter be wrong, two in a long word; the first is right, as it nearly always is.
    """
    typed = word.lower()
    if len(typed) < _MIN_CHARS or not typed.isalpha() or is_word(typed) or known.holds(typed):
        return None
    if (marked := known.stripped_as(typed)) is not None:
        return marked
    most = 2 if len(typed) >= _LONG_WORD else 1
    near = (
        other for length in range(len(typed) - most, len(typed) + most + 1) for other in known.like(typed[0], length)
    )
    found = nearest_word(typed, near, most)
    return found if found and _stem(found) != _stem(typed) else None


def near_beginnings(typed: str, known: Iterable[str]) -> list[str]:
    """The beginnings of the known words that are nearly what was typed: one letter wrong, two in a longer word."""
    if len(typed) < _MIN_CHARS - 1:
        return []
    cut = {word[: len(typed) + more] for word in known for more in (0, 1) if len(word) >= len(typed) - 1}
    most = 2 if len(typed) >= _LONG_BEGINNING else 1
    return nearest_words(typed, sorted(cut), most)


def _stem(word: str) -> list[str]:
    """What a word is looked up by: another form of it is no misspelling."""
    return index_tokens(word, with_parts=False)[:1]
