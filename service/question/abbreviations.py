"""Abbreviations that the documents themselves explain: «Norrlands universitetssjukhus (NUS)».

A politician writes «NUS» and the paragraph says the name in full, or the other way round.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

_EXPLAINED = re.compile(r"\(([A-ZÅÄÖ]{2,6})\)")
_WORD = re.compile(r"[\w-]+")
_CHARS_BEFORE = 120
_EXTRA_WORDS = 2
# A party's letters stand behind many names; an abbreviation nearly always behind the one it shortens.
_MIN_SHARE = 0.5


def explained_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """What each abbreviation is short for, by its letters in upper case, as the texts most often write it."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    for text in texts:
        for match in _EXPLAINED.finditer(text):
            seen[match[1]] += 1
            if name := _shortened(text[max(0, match.start() - _CHARS_BEFORE) : match.start()], match[1]):
                written[match[1]][name] += 1
    return {
        letters: names.most_common(1)[0][0]
        for letters, names in written.items()
        if sum(names.values()) >= _MIN_SHARE * seen[letters] and _is_one_name(names)
    }


def spelled_out(text: str, names: Mapping[str, str]) -> str:
    """The text with each abbreviation in full; «HSN:s» loses its ending, which tells nothing."""
    there = [each for each in names if each in text]
    if not there:
        return text
    letters = "|".join(map(re.escape, sorted(there, key=len, reverse=True)))
    return re.sub(rf"\b({letters})(?::?s)?\b", lambda match: names[match[1]], text)


def _is_one_name(names: Counter[str]) -> bool:
    """Whether the name that is written most is not one of many."""
    lowered = Counter(name.lower() for name in names.elements())
    return lowered.most_common(1)[0][1] * 2 >= lowered.total() or len(lowered) == 2


def _shortened(before: str, letters: str) -> str | None:
    """The fewest words right before an abbreviation that hold its letters in order, the first as their first."""
    words = _WORD.findall(before)
    for count in range(1, min(len(words), len(letters) + _EXTRA_WORDS) + 1):
        name = " ".join(words[-count:])
        if name[0].upper() == letters[0] and name != letters and _holds_in_order(name.upper(), letters):
            return name
    return None


def _holds_in_order(name: str, letters: str) -> bool:
    rest = iter(name)
    return all(letter in rest for letter in letters)
