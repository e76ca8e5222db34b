"""Abbreviations that the documents themselves explain: «Norrlands universitetssjukhus (NUS)».

A politician writes «NUS» and the paragraph says the name in full, or the other way round.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

# A party's letters stand behind many names; an abbreviation nearly always behind the one it shortens.
_MIN_SHARE = 0.5


def explained_abbreviations(found: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """What each abbreviation is short for, by its letters in upper case, as texts most often write it; ``found`` is
    what stands in each text, as ``indexer.abbreviations`` tells it."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    seen: Counter[str] = Counter()
    for letters, name in found:
        seen[letters] += 1
        if name:
            written[letters][name] += 1
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
