"""Words that run together, as where a file has no spaces or a program drops the ends of lines, set apart.

The language's words tell where. Only a text in which several words are so is touched, and of it only what falls into
words without a rest.
"""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.vocabulary.words import is_swedish, is_word

# Words that end no compound, and those that begin none
_LAST = ("att", "och", "som", "inte", "samt", "eller")
_FIRST = (*_LAST, "ska", "denna", "dessa", "varje", "från")
_SHORT = frozenset(
    "är har den det de till av på med för om när blir var vid efter en ett i inom mot ut sin vi kan får så".split()  # noqa: SIM905
).union(_FIRST)
_SENTENCE = re.compile(r"(?<![A-Za-zåäöÅÄÖ@/])[A-ZÅÄÖ]?[a-zåäöé]{25,}(?![A-Za-zåäöÅÄÖ@-])")
_TOKEN = re.compile(r"(?<![A-Za-zåäöÅÄÖ@/-])[A-ZÅÄÖ]?[a-zåäöé]{4,}(?![A-Za-zåäöÅÄÖ@-])")
# Behind the end of a sentence, between a word and a figure
_NO_SPACE = re.compile(r"(?<=[a-zåäö][.,;:])(?=[A-ZÅÄÖ][a-zåäö])|(?<=[a-zåäö]{2})(?=\d)|(?<=\d)(?=[a-zåäö]{3})")
_LONGEST_WORD, _LONGEST_RUN = 28, 400
_LEAST_WORDS, _LEAST_SHORT, _LEAST_FUSED = 3, 2, 6
_SHORT_COST = 0.6
_LONG = 25


def with_words_apart(text: str) -> str:
    """The text with such words set apart; a text with few of them as it is."""
    written = {*text.split()}
    tokens = {token for token in written if token.endswith(_LAST) or token.startswith(_FIRST)}
    long = {run for token in written if len(token) > _LONG for run in _SENTENCE.findall(token)}
    apart = [*map(_sentence, long), *(_two(token) for token in tokens if token.isalpha() and token not in _SHORT)]
    if sum(len(words.split()) for words in apart) < _LEAST_FUSED:
        return text
    return _NO_SPACE.sub(" ", _TOKEN.sub(_set_apart, text))


def _set_apart(match: re.Match[str]) -> str:
    """The words of a token in a text where words run together."""
    token = match.group()
    return _sentence(token) or _two(token) or _few(token) or token


def _two(token: str) -> str:
    """The two words of which the one begins or ends no compound; empty where the token is no such two."""
    lowered = token.lower()
    if is_word(lowered):
        return ""
    cuts = [len(word) for word in _FIRST if lowered.startswith(word)]
    cuts += [len(token) - len(word) for word in _LAST if lowered.endswith(word)]
    for cut in cuts:
        if all(part in _SHORT or is_word(part) for part in (lowered[:cut], lowered[cut:])):
            return f"{token[:cut]} {token[cut:]}"
    return ""


def _sentence(token: str) -> str:
    """The words that a token falls into, such as stand in sentences among them; empty for a compound."""
    words = _words(token)
    short = [word.lower() for word in words if word.lower() in _SHORT]
    told = len(short) >= _LEAST_SHORT or any(word in _FIRST for word in short)
    return " ".join(words) if len(words) >= _LEAST_WORDS and told else ""


def _few(token: str) -> str:
    """The words that a token falls into, one short one among them; empty for a name and a compound."""
    words = _words(token) if token[0].islower() or len(token) > _LONGEST_WORD else ()
    short = any(word.lower() in _SHORT for word in words)
    return " ".join(words) if len(words) > 1 and short and not is_swedish(token.lower()) else ""


@lru_cache(maxsize=10_000)
def _words(token: str) -> tuple[str, ...]:
    """The words that a token falls into, as few as can be; none where a rest is left, or where it is one."""
    lowered = token.lower()
    if len(token) > _LONGEST_RUN or is_word(lowered):
        return ()
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for end in range(1, len(token) + 1):
        ways = [
            (best[start][0] + (_SHORT_COST if lowered[start:end] in _SHORT else 1), (*best[start][1], end))
            for start in range(max(0, end - _LONGEST_WORD), end)
            if start in best and (lowered[start:end] in _SHORT or is_word(lowered[start:end]))
        ]
        if ways:
            best[end] = min(ways)
    ends = best[len(token)][1] if len(token) in best else ()
    return tuple(token[start:end] for start, end in zip((0, *ends), ends, strict=False))
