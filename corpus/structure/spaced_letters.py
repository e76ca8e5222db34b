"""Words set with space between their letters, «R E G I O N A L», or parted in two: «d agar», «bebyg gelse»."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from corpus.vocabulary.words import is_swedish, is_word

_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)(?! [^\W\d_](?:\W|$))")
# Most texts hold nothing like it, and this is soon seen
_SOME = re.compile(r" [^\W\d_] [^\W\d_] [^\W\d_](?!\S)")
# Two words with one space between, the second in small letters and ended there
_PARTS = re.compile(r"(?<![\w:’-])([^\W\d_]{2,30}|[b-df-hj-np-tv-z]) (?=([a-zåäö]{2,30}|[b-df-hj-np-tv-z])(?![\w:-]))")
_TOKEN = re.compile(r"[^\W\d_]+")
_UNIT = re.compile(r"(?<=\d )([dkM]) (B|W|Wh|V)(?!\w)")
_LEAST_WHOLE, _LONGEST = 3, 30
# What is written by itself and stands in no dictionary
_ALONE = frozenset("a b c e f g i å ö à an da de du ex fl ha ni nå pa va vi är".split())  # noqa: SIM905
_VOWELS = frozenset("AEIOUYÅÄÖ")
_MIN_NAME = 5
_FEWEST_VOWELS, _MOST_VOWELS = 0.2, 0.6


def closed_up(text: str) -> str:
    """The text with such words written as others are; a wider space still parts two of them."""
    return _with_parts_joined(_SPACED.sub(_word, text) if _SOME.search(text) else text)


def _with_parts_joined(text: str) -> str:
    """The text with words put together whose two parts are none, where the whole is; units behind a figure too."""
    text = _UNIT.sub(r"\1\2", text)
    counts = Counter(_TOKEN.findall(text))
    short = (word for word in counts if len(word) <= _LONGEST and word not in _ALONE)
    unknown = {word for word in short if not is_swedish(word.lower())}
    if not unknown:
        return text

    @cache
    def stands(whole: str) -> bool:
        return any(word.endswith(whole) for word in counts)

    def joined(match: re.Match[str]) -> str:
        first, last = match[1], match[2]
        whole = (first + last).lower()
        if first not in unknown or len(whole) < _LEAST_WHOLE or not is_word(whole):
            return match.group()
        lone = len(first) == 1 and len(last) >= _LEAST_WHOLE and counts[last] <= counts[first] and stands(whole)
        return first if lone or last in unknown else match.group()

    return _PARTS.sub(joined, text)


def _word(match: re.Match[str]) -> str:
    letters = match.group().replace(" ", "")
    if list(letters) == sorted(letters):  # the alphabet, or marks
        return match.group()
    return letters if is_swedish(letters.lower()) or _is_name(letters) else match.group()


def _is_name(letters: str) -> bool:
    """Whether capitals make up what may be a name, and not a row of marks."""
    if len(letters) < _MIN_NAME or not letters.isupper():
        return False
    vowels = sum(letter in _VOWELS for letter in letters) / len(letters)
    return len(set(letters)) > 2 and _FEWEST_VOWELS <= vowels <= _MOST_VOWELS
