"""When two stretches of text are the same place: by the words of their sources, never by ids of passages.

A text covers a piece of evidence when both come from the same source file and it holds at least
half of the quote's word trigrams, or nine tenths of its different words (a reader may put table
cells beside their column names). Tags, punctuation and case never count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import PurePath
from typing import TypeVar

from service.staff.gold import Evidence

_TRIGRAM_SHARE = 0.5
_WORD_SHARE = 0.9
_TAG = re.compile(r"<[^>]+>")
_WORD = re.compile(r"[^\W_]+")
_SOFT_HYPHEN = "\u00ad"

Item = TypeVar("Item")


def words(text: str) -> list[str]:
    """The words of the text in order, in lower case, without tags, punctuation and soft hyphens."""
    plain = _TAG.sub("", unicodedata.normalize("NFC", text)).replace(_SOFT_HYPHEN, "")
    return _WORD.findall(plain.lower())


def word_line(text: str) -> str:
    """The words with one space around each, so that one line of whole words can be looked up in another."""
    return f" {' '.join(words(text))} "


def covered(passage: str, source_file: str, evidence: Sequence[Evidence]) -> tuple[int, ...]:
    """The places of the pieces of evidence that the passage of that source file covers."""
    name = PurePath(source_file).name
    in_file = {position: item for position, item in enumerate(evidence) if item.file == name}
    found = words(passage) if in_file else []
    return tuple(position for position, item in in_file.items() if _holds(found, words(item.quote)))


def is_indexed(documents: Mapping[str, str], evidence: Sequence[Evidence]) -> bool:
    """Whether a piece of evidence stands in its document, given by file name: at least half of its trigrams.

    Single words say nothing here: a long document has most of them somewhere.
    """
    return any(
        _share(_trigrams(words(item.quote)), _trigrams(words(documents.get(item.file, "")))) >= _TRIGRAM_SHARE
        for item in evidence
    )


def stands_in(quote: str, source_line: str) -> bool:
    """Whether the quote's words stand in order and without a gap in the source's ``word_line``."""
    return word_line(quote) in source_line


def _holds(found: Sequence[str], wanted: Sequence[str]) -> bool:
    if _share(_trigrams(wanted), _trigrams(found)) >= _TRIGRAM_SHARE:
        return True
    return _share(set(wanted), set(found)) >= _WORD_SHARE


def _trigrams(sequence: Sequence[str]) -> set[tuple[str, ...]]:
    # A text of one or two words counts as one short trigram.
    return set(zip(sequence, sequence[1:], sequence[2:], strict=False)) or {tuple(sequence)}


def _share(wanted: AbstractSet[Item], found: AbstractSet[Item]) -> float:
    return len(wanted & found) / len(wanted)
