"""Swedish tokens for the lexical index.

Each word and each part of a compound gives its stem, and behind a tilde the stem without å, ä and ö. A text typed
with any of those letters is looked up by stems; one typed without by the folded ones («nar ar motet»). Units are
one word however they are written: «mnkr» is «miljoner kronor», «%» is «procent».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import local

import Stemmer

from corpus.vocabulary.numbers import UNITS_WRITTEN_OUT
from corpus.vocabulary.words import base_form, is_word
from indexer.compounds import compound_parts

_WORD = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)+|[^\W_]+(?:[:-][^\W_]+)*|%")
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d)")
_STRIPPED_MARK = "~"
_STOP = frozenset(
    """
    och i att det som en på är av för med till den har de inte om ett men var sig så från vi man när nu kan ska
    skall hur vad vilka vilken vilket vem blev blir där detta dessa denna sin sitt sina över under vid efter mot
    eller samt också bara upp ut in än då finns fick får ha hade jag du ni oss vår vårt våra er the of and
    """.split()  # noqa: SIM905
)
_STRIPPED_STOP_WORDS: frozenset[str]
_threads = local()
_KNOWN_WORDS = 200_000


def strip_diacritics(text: str) -> str:
    """``text`` in lower case without diacritics: å and ä become a, ö becomes o."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_STRIPPED_STOP_WORDS = frozenset(strip_diacritics(word) for word in _STOP)


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word stands in ``text``, half-open."""
    return (match.span() for match in _WORD.finditer(text))


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case; grouped digits («150 910 744») are one word."""
    return [_GROUPED.sub("", match.group()).lower() for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def index_tokens(text: str, *, with_parts: bool = True) -> list[str]:
    """The tokens under which ``text`` is found, stems and folded stems; without those of compounds' parts if told."""
    return [token for word in words(text) for token in _word_tokens(word, with_parts)]


def query_tokens(text: str, *, with_parts: bool = True) -> list[str]:
    """The tokens to look ``text`` up by, each once: folded ones when it was typed without å, ä and ö."""
    found = [piece for word in words(text) for piece in _pieces(word, with_parts)]
    if any(c in "åäö" for word in found for c in word):
        tokens = _stems([word for word in found if word not in _STOP])
    else:
        tokens = _stripped_stems([word for word in found if word not in _STRIPPED_STOP_WORDS])
    return list(dict.fromkeys(tokens))


@lru_cache(maxsize=_KNOWN_WORDS)
def _word_tokens(word: str, with_parts: bool) -> tuple[str, ...]:
    """The tokens that one word is found under; the same words come back in every text."""
    found = [piece for piece in _pieces(word, with_parts) if piece not in _STOP]
    return tuple(token for pair in zip(_stems(found), _stripped_stems(found), strict=True) for token in pair)


def forget_words() -> None:
    """Let go what is remembered of the words of texts."""
    for remembered in (_word_tokens, compound_parts, base_form, is_word):
        remembered.cache_clear()


def _pieces(word: str, with_parts: bool) -> list[str]:
    """A word, the parts of one that is written with hyphens, and those of a compound; a unit in full."""
    if word in UNITS_WRITTEN_OUT:
        return list(UNITS_WRITTEN_OUT[word])
    parts = [part for part in re.split(r"[:-]", word) if len(part) > 1] if {":", "-"} & set(word) else []
    within = (part for word_part in parts or [word] for part in compound_parts(word_part)) if with_parts else ()
    return [word, *parts, *within]


def _stripped_stems(found: list[str]) -> list[str]:
    # Folded first: «kommitten» and «kommittén» are one word then, which their stems are not.
    return [_STRIPPED_MARK + stem for stem in _stems([strip_diacritics(word) for word in found])]


def _stems(found: list[str]) -> list[str]:
    stemmer = getattr(_threads, "stemmer", None)
    if stemmer is None:
        # A stemmer is not safe to share between threads.
        stemmer = _threads.stemmer = Stemmer.Stemmer("swedish")
    return list(stemmer.stemWords(found))
