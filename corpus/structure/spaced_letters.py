"""Words set with space between their letters: «R E G I O N A L»."""

from __future__ import annotations

import re

from corpus.vocabulary.words import is_swedish

_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)(?! [^\W\d_](?:\W|$))")
# Most texts hold nothing like it, and this is soon seen
_SOME = re.compile(r" [^\W\d_] [^\W\d_] [^\W\d_](?!\S)")
_VOWELS = frozenset("AEIOUYÅÄÖ")
_MIN_NAME = 5
_FEWEST_VOWELS, _MOST_VOWELS = 0.2, 0.6


def closed_up(text: str) -> str:
    """The text with such words written as others are; a wider space still parts two of them."""
    return _SPACED.sub(_word, text) if _SOME.search(text) else text


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
