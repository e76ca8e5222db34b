"""Swedish compounds taken apart: «tandläkarbussen» holds «tandläkare» and «buss».

A word is parted where both sides are forms that simplemma knows, with the letters that bind them («arbetsmiljö»,
«lönekostnad», «tandläkarbuss») and the longest last part, for that is what the word is a kind of.
"""

from __future__ import annotations

from functools import lru_cache

from corpus.vocabulary.words import base_form, is_word

_MIN_WORD = 8
_MIN_PART = 3
# Endings that are written as words are
_ENDINGS = frozenset(
    """
    ande are aren arna den dens else ende ens era erna het idas ing iska ist ister lig nas ning orna rna ska ten tens
    """.split()  # noqa: SIM905
)


@lru_cache(maxsize=500_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """The parts of a compound in lower case, as they are looked up in a dictionary; none for another word."""
    if len(word) < _MIN_WORD or not word.isalpha():
        return ()
    word = base_form(word)  # an ending is no part: «nämnderna» is a form of «nämnd»
    if len(word) < _MIN_WORD:
        return ()
    for start in range(_MIN_PART, len(word) - _MIN_PART + 1):
        last = word[start:]
        if last in _ENDINGS or not is_word(last):
            continue
        first = next(filter(is_word, _first_forms(word[:start])), None)
        if first:
            return base_form(first), base_form(last)
    return ()


def _first_forms(written: str) -> tuple[str, ...]:
    """What the first part of a compound can be a writing of, likeliest first."""
    if written.endswith("s"):
        return written, written[:-1]
    return written, written + "e", written + "a"
