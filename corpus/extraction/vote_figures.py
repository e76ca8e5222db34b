"""The figures of a vote: how many said yes and no, in a sentence, on lines with labels or in the cells of a table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from corpus.base.types import Block

_UNITS = "en två tre fyra fem sex sju åtta nio".split()  # noqa: SIM905
_TEENS = "tio elva tolv tretton fjorton femton sexton sjutton arton nitton".split()  # noqa: SIM905
_TENS = "tjugo trettio fyrtio femtio sextio sjuttio åttio nittio".split()  # noqa: SIM905
_WORDS: Mapping[str, int] = {
    word: number
    for number, word in enumerate(
        ["noll", *_UNITS, *_TEENS, *(f"{ten}{unit}" for ten in _TENS for unit in ("", *_UNITS))]
    )
} | {"ett": 1, "ingen": 0, "inga": 0, **{f"{ten}ett": 10 * at + 1 for at, ten in enumerate(_TENS, 2)}}
# The longest first: «tjugotre» before «tjugo»
NUMBER = rf"(\d{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
# «22 ja-röster för avslag», «Ja-röster (avslag): 22»
_GLOSS = r"(?:\s*\([^()\n]{1,60}\)|\s+(?:för|till)\s+[^\d§,.;:\n]{2,60}?)?"
_GLOSS_OF_LABEL = r"(?:\s*\([^()\d\n]{1,60}\)|\s+(?:för|till)\s+[^\d§,.;:\n]{2,60}(?=:))?"
_WHO = r"(?:st\.?\s+)?(?:(?:ledam\w+|röster|personer)\s+)?(?:(?:har\s+)?rösta[rdt]e?\s+)?"
_YES_NO = re.compile(
    rf"\b{NUMBER}\)?\s+{_WHO}ja(?:-?röst\w*|-|\b){_GLOSS}\s*(?:,|;|mot|och)?\s*(?:mot\s+)?(?:\w+\s+\()?{NUMBER}\)?"
    rf"\s+{_WHO}nej(?:-?röst\w*|\b)"
    rf"|\bja(?:-?röst\w*)?{_GLOSS_OF_LABEL}\s*:?\s*\(?(\d{{1,3}})\)?(?:\s*röst\w*)?\s*[,;]?\s*(?:mot|och)?"
    rf"\s*(?:antal\s+)?nej(?:-?röst\w*)?{_GLOSS_OF_LABEL}\s*:?\s*\(?(\d{{1,3}})\b"
    # «Med 24 röster för avslag mot 13 röster för återremiss»
    rf"|\b{NUMBER}\s+röster\s+för\s+[^\d.;:\n]{{2,90}}?\s+(?:mot|och)\s+{NUMBER}\s+röster\s+för\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:antal\s+)?(ja|nej)(?:-?röst\w*)?(?:\s*\([^()]*\))?:?", re.IGNORECASE)


def yes_and_no(words: str) -> tuple[int, int] | None:
    """How many voted yes and no by ``words``, or none where they do not tell."""
    match = _YES_NO.search(words) if "nej" in words.lower() or "röster för" in words else None
    yes, no = [group for group in match.groups() if group] if match else ("", "")
    return (number_of(yes), number_of(no)) if match else None


def summed(rows: Sequence[Block]) -> tuple[int, int] | None:
    """How many voted yes and no by a table that only has the sums: a row each, or a column each."""
    by_row = {label: count for row in rows for label, count in _labelled(row.cells)}
    if len(by_row) == 2:
        return by_row["ja"], by_row["nej"]
    for row in rows:
        named = zip(row.columns, row.cells, strict=False)
        by_column = {label: int(cell) for name, cell in named if cell.isdigit() and (label := _yes_or_no(name))}
        if len(by_column) == 2:
            return by_column["ja"], by_column["nej"]
    return None


def number_of(word: str) -> int:
    """The number that a figure or a word for one is."""
    return int(word) if word.isdigit() else _WORDS[word.lower()]


def _labelled(cells: Sequence[str]) -> list[tuple[str, int]]:
    label = _yes_or_no(cells[0]) if cells else None
    counts = [int(cell) for cell in cells[1:] if cell.isdigit()]
    return [(label, counts[0])] if label and len(counts) == 1 else []


def _yes_or_no(cell: str) -> str | None:
    match = _LABEL.fullmatch(cell.strip())
    return match[1].lower() if match else None
