"""Lists of two columns that were torn apart, all names first and then all sums, put together as rows again.

Only behind words that lead on to them («till högst nedan angivna belopp:»), or that end in the unit of the figures
(«Borgensåtagande, tkr»), and where there are as many sums as names.
"""

from __future__ import annotations

import re
from itertools import takewhile

from corpus.vocabulary.numbers import MONEY

_SUM = re.compile(rf"\d[\d\s.,]*\s?(?:{MONEY})", re.IGNORECASE)
_UNIT_LAST = re.compile(rf"[^\W\d_][^.!?:;\t]{{2,80}}(?:,\s|\()(?:i\s)?(?:{MONEY})\)?", re.IGNORECASE)
_FIGURE = re.compile(r"[-–−]?\d{1,3}(?:\s?\d{3})*(?:,\d+)?")
_NAME = re.compile(r"(?=[^\W\d_(])[^\t§]{1,80}(?<![.!?:;])")
_BULLET = re.compile(r"[•\-–*]")
_LEAST = 2


def with_columns_put_together(text: str) -> str:
    """The text with such lists as rows, name and sum parted by a tab; other text as it is."""
    lines = text.split("\n")
    held = [at for at, line in enumerate(lines) if line.strip() and not _BULLET.fullmatch(line.strip())]
    for place, at in enumerate(held):
        if lines[at].rstrip().endswith(":"):
            _put_together(lines, held[place + 1 :], _SUM)
        elif _is(_UNIT_LAST, lines[at]):
            _put_together(lines, held[place + 1 :], _FIGURE)
    return "\n".join(lines)


def _put_together(lines: list[str], behind: list[int], figure: re.Pattern[str]) -> None:
    """Joins the names that stand first among these lines with the sums right behind them, where they are as many."""
    names = list(takewhile(lambda at: _is(_NAME, lines[at]), behind))
    sums = list(takewhile(lambda at: _is(figure, lines[at]), behind[len(names) :]))
    if len(names) < _LEAST or len(names) != len(sums) or any("\f" in lines[at] for at in (*names, *sums)):
        return
    for name, amount in zip(names, sums, strict=True):
        lines[name] = f"{lines[name].strip()}\t{lines[amount].strip()}"
    first, last = names[-1] + 1, sums[-1] + 1
    lines[first:last] = [""] * (last - first)


def _is(pattern: re.Pattern[str], line: str) -> bool:
    return pattern.fullmatch(line.strip()) is not None
