"""Pages on which a font calls one letter by the name of another: «protokojjet», «Bgrgdning».

The words themselves tell: where many are no words, and the same letter put in the place of another makes words of
most of them, the letters go by wrong names. The words cannot tell which of the letters do: the page's
picture has to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from corpus.vocabulary.words import is_swedish, is_word

# Names and foreign words have capitals; a short word is soon another one
_WORDS = re.compile(r"(?<![\w-])[a-zåäöé]{5,25}(?![\w-])")
_CUT = re.compile("\ufffe\\s*")
_LEAST, _MOST = 4, 60
_UNKNOWN = 0.12
# The letter stands in so many of the unknown words, and so many of those become words
_COMMON = 0.3
_ENOUGH, _TOLD = 3, 0.3
_LETTERS = "abdefghijklmnoprstuvyåäö"


def goes_by_wrong_letters(text: str) -> bool:
    """Whether one letter stands in the place of another in many words of a page."""
    words = set(_WORDS.findall(_CUT.sub("", text)))
    least = max(_LEAST, _UNKNOWN * len(words))
    unknown = [word for word in words if not is_word(word)]
    if len(unknown) < least:
        return False
    unknown = [word for word in unknown if not is_swedish(word)]
    if len(unknown) < least:
        return False
    tried = sorted(unknown)[:: max(1, len(unknown) // _MOST)]
    counts = Counter(letter for word in tried for letter in set(word))
    common = [letter for letter, count in counts.items() if count >= _COMMON * len(tried)]
    return any(_told(tried, letter, other) for letter in common for other in _LETTERS if other != letter)


def _told(unknown: Sequence[str], letter: str, other: str) -> bool:
    """Whether many of the words with the letter are words with the other one in its place."""
    holding = [word for word in unknown if letter in word]
    return sum(_becomes_word(word, letter, other) for word in holding) >= max(_ENOUGH, _TOLD * len(holding))


def _becomes_word(word: str, letter: str, other: str) -> bool:
    if is_word(word.replace(letter, other)):
        return True
    places = list(islice((place for place, sign in enumerate(word) if sign == letter), 3))
    return len(places) > 1 and any(is_word(f"{word[:place]}{other}{word[place + 1 :]}") for place in places)
