"""Swedish sentences: where they end in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.base.types import Span

_ABBREVIATIONS = frozenset(
    """
    ang aug avd bil bl ca dec dnr dvs d.v.s dr e.d el enl etc ev exkl feb f.d f.n f.ö forts fr.o.m fr g.m i.st inkl
    jan jfr jmf jur kap kl kr m.a.o m.fl m.m max mfl milj min mm mom nov nr o.d obs okt osv p.g.a pga prof resp s.k
    sept sid sign st t.ex t.o.m t.f tf tel tr u.a
    """.split()  # noqa: SIM905
)
_END = re.compile(r"(?<![.!?…])[.!?…]+[)\]”\"’»]*(?=\s+[\"”“«(\[]?[A-ZÅÄÖÉ0-9§–•-])")
_LAST_WORD = re.compile(r"([\w.]+)[.!?…]+[)\]”\"’»]*$")
_TAIL = 60


def split_sentences(text: str) -> Iterator[Span]:
    """The sentences of ``text`` as spans in it, without the space around them."""
    start = 0
    for match in _END.finditer(text):
        if _ends_sentence(text[max(start, match.end() - _TAIL) : match.end()], text[match.end() : match.end() + _TAIL]):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends_sentence(before: str, after: str) -> bool:
    last = _LAST_WORD.search(before)
    if last is None or not before.rstrip(')]”"’»').endswith("."):
        return True
    word = last.group(1).rstrip(".").lower()
    if word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha()):
        return False
    # «kl. 05.00», «den 1. januari» and list numbers: a number, a stop and a digit or small letter go on
    return not (word.isdigit() and len(word) <= 2 and before.strip() == f"{word}.") and not after.lstrip()[:1].islower()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        yield Span(start + left, start + len(piece.rstrip()))
