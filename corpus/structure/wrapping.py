"""How the lines of a text were broken: at a set width, on purpose, or in the middle of a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import quantiles

from corpus.structure.cleaning import Line
from corpus.vocabulary.words import is_swedish, is_word

_STOPS = (".", ":", ";", "!", "?", "…")
_CLOSERS = ')]”"’»'
_OPEN_WORDS = "av och att i på för med till om som den det en ett de samt eller från vid".split()  # noqa: SIM905
_OPEN_ENDS = (*_OPEN_WORDS, ",")
_OPEN_END = re.compile(rf"(?:\b(?:{'|'.join(_OPEN_WORDS)})|,)$")
_CUT_WORD = re.compile(r"(?<=[^\W\d_])-$")
# «2026-12-» / «31»
_CUT_FIGURES = re.compile(r"\d-$")
# «Eva Sundén-» / «Andersson»
_CUT_NAME = re.compile(r"(?<![\w-])[A-ZÅÄÖ][a-zåäöéü]+-$")
_LAST_PART = re.compile(r"(?<![\w-])([^\W\d_]+)-$")
_FIRST_PART = re.compile(r"[^\W\d_]+")
_HYPHENATED_PREFIXES = frozenset({"icke", "ex", "vice"})
# What opens a word and never takes a hyphen: «återremiss», «uppdrag»
_PREFIXES = "an av be bort efter fram för hem in mellan ned ner om på sam till under upp ut åter över"
_JOINED_PREFIXES = frozenset(_PREFIXES.split())
_COORDINATED = re.compile(r"(?:och|eller|samt)\b")

_TAIL = 40
_MIN_WRAPPED_LINES = 10
_MIN_WIDTH = 40
_AMPLE = 0.8


def is_finished(text: str) -> bool:
    """Whether ``text`` ends with a stop, closing marks behind it apart."""
    return text.rstrip(_CLOSERS).endswith(_STOPS)


def ends_open(text: str) -> bool:
    """Whether ``text`` ends with a comma or a word that leads on to another."""
    return text.endswith(_OPEN_ENDS) and _OPEN_END.search(text[-_TAIL:]) is not None


def wrap_width(lines: Sequence[Line]) -> int:
    """The width in characters at which lines were broken, or 0 when paragraphs stand on one line each."""
    inner = [
        len(line.text)
        for line, after in pairwise(lines)
        if line.text and after.text and not after.level and "\t" not in line.text
    ]
    return int(quantiles(inner, n=10)[-1]) if len(inner) >= _MIN_WRAPPED_LINES else 0


def was_broken_on_purpose(before: str, text: str, width: int) -> bool:
    """Whether the first word of ``text`` would have had ample room on the line before, as in a list of names."""
    first = text[:1]
    if not (first.isupper() or first.isdigit()):
        return False
    needed = len(before) + 1 + len(text.split(maxsplit=1)[0])
    return needed < max(width, _MIN_WIDTH) * _AMPLE and not ends_open(before) and not _ends_cut(before)


def join_lines(texts: Sequence[str]) -> str:
    """The lines as one, a word that was cut at the end of a line put together; a hyphen of its own is kept."""
    if len(texts) == 1:
        return texts[0]
    pieces = [texts[0]]
    for before, text in pairwise(texts):
        cut = before.endswith("-") and text[:1].islower() and _ends_cut(before) and not _COORDINATED.match(text)
        in_figures = text[:1].isdigit() and _CUT_FIGURES.search(before[-2:])
        in_name = text[:1].isupper() and _CUT_NAME.search(before[-_TAIL:])
        if cut and not _has_own_hyphen(before, text):
            pieces[-1] = pieces[-1][:-1]
        pieces.append(text if cut or in_figures or in_name else f" {text}")
    return "".join(pieces)


def _has_own_hyphen(before: str, text: str) -> bool:
    """Whether a word that goes on from one line to the next is written with its hyphen: «IT-system», «e-post»."""
    start, end = _LAST_PART.search(before), _FIRST_PART.match(text)
    if start is None or end is None:
        return True
    first, last = start.group(1).lower(), end.group()
    if len(first) == 1 or start.group(1)[1:] != first[1:] or first in _HYPHENATED_PREFIXES:
        return True
    if (
        is_word(first + last)
        or (first in _JOINED_PREFIXES and is_word(last))
        or (first.endswith("s") and is_word(first[:-1]) and is_word(last))
    ):
        return False
    return (is_word(first) and is_word(last)) or not is_swedish(first + last)


def _ends_cut(text: str) -> bool:
    return _CUT_WORD.search(text[-2:]) is not None
