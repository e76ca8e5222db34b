"""Swedish tokens for the lexical index.

Each word gives its stem, and behind a tilde the stem of the word without å, ä and ö. A text typed with any of
those letters is looked up by stems; one typed without by the folded ones («nar ar motet»).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from threading import local

import Stemmer

_WORD = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,]\d+)+|[^\W_]+(?:[:-][^\W_]+)*")
_GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d)")
_FOLDED_MARK = "~"
_STOP = frozenset(
    """
    och i att det som en på är av för med till den har de inte om ett men var sig så från vi man när nu kan ska
    skall hur vad vilka vilken vilket vem blev blir där detta dessa denna sin sitt sina över under vid efter mot
    eller samt också bara upp ut in än då finns fick får ha hade jag du ni oss vår vårt våra er the of and
    """.split()  # noqa: SIM905
)
_FOLDED_STOP: frozenset[str]
_threads = local()


def fold(text: str) -> str:
    """``text`` in lower case without diacritics: å and ä become a, ö becomes o."""
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


_FOLDED_STOP = frozenset(fold(word) for word in _STOP)


def word_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each word stands in ``text``, half-open."""
    return (match.span() for match in _WORD.finditer(text))


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case; grouped digits («150 910 744») are one word."""
    return [_GROUPED.sub("", match.group()).lower() for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def index_tokens(text: str) -> list[str]:
    """The tokens under which ``text`` is found, stems and folded stems."""
    found = [piece for word in words(text) for piece in _pieces(word) if piece not in _STOP]
    pairs = zip(_stems(found), _folded_stems(found), strict=True)
    return [token for pair in pairs for token in pair]


def query_tokens(text: str) -> list[str]:
    """The tokens to look ``text`` up by, each once: folded ones when it was typed without å, ä and ö."""
    found = [piece for word in words(text) for piece in _pieces(word)]
    if any(c in "åäö" for word in found for c in word):
        tokens = _stems([word for word in found if word not in _STOP])
    else:
        tokens = _folded_stems([word for word in found if word not in _FOLDED_STOP])
    return list(dict.fromkeys(tokens))


def _pieces(word: str) -> list[str]:
    """A word, and the parts of one that is written with hyphens."""
    parts = re.split(r"[:-]", word)
    return [word, *(part for part in parts if len(part) > 1)] if len(parts) > 1 else [word]


def _folded_stems(found: list[str]) -> list[str]:
    # Folded first: «kommitten» and «kommittén» are one word then, which their stems are not.
    return [_FOLDED_MARK + stem for stem in _stems([fold(word) for word in found])]


def _stems(found: list[str]) -> list[str]:
    stemmer = getattr(_threads, "stemmer", None)
    if stemmer is None:
        # A stemmer is not safe to share between threads.
        stemmer = _threads.stemmer = Stemmer.Stemmer("swedish")
    return list(stemmer.stemWords(found))
