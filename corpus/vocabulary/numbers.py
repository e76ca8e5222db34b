"""Numbers as Swedish writes them: words for small ones, words and abbreviations for scales, units of money.

From Språkrådets Myndigheternas skrivregler (tkr, mkr, mdkr) and what budgets use besides (mnkr, kkr, msek).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

NUMBER_WORDS: Mapping[str, Decimal] = MappingProxyType(
    {
        word: Decimal(number)
        for number, word in enumerate(
            ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"), 2
        )
    }
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A power of ten with the words for it, what is short for it alone, and what is short for it in kronor."""

    factor: Decimal
    words: tuple[str, ...]
    short: tuple[str, ...]
    short_of_money: tuple[str, ...]


SCALES = (
    Scale(Decimal(1_000), ("tusen",), (), ("tkr", "kkr")),
    Scale(Decimal(1_000_000), ("miljoner", "miljon"), ("milj",), ("mnkr", "mkr", "msek")),
    Scale(Decimal(1_000_000_000), ("miljarder", "miljard"), ("mdr",), ("mdkr",)),
)
CURRENCY = ("kronor", "kr", "sek")

# Every word for a scale, lower case, and its factor.
SCALE_OF: Mapping[str, Decimal] = MappingProxyType(
    {word: scale.factor for scale in SCALES for word in (*scale.words, *scale.short, *scale.short_of_money)}
)

# What is short for a unit, written out as words: «mnkr» is «miljoner kronor».
UNITS_WRITTEN_OUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "%": ("procent",),
        "st": ("stycken",),
        **{short: ("kronor",) for short in CURRENCY if short != "kronor"},
        **{short: (scale.words[0],) for scale in SCALES for short in scale.short},
        **{short: (scale.words[0], "kronor") for scale in SCALES for short in scale.short_of_money},
    }
)

# Units of money as they are written behind a figure; to stand in a pattern that ignores case.
MONEY = "|".join((*(short for scale in SCALES for short in scale.short_of_money), *CURRENCY))
# The same with the words for scales.
SUM = rf"(?:{MONEY}|tusen(?:tals?)? kronor|miljon(?:er)? kronor|miljarder kronor)"
# A unit that the heading of a table or column names; to stand in a pattern that ignores case.
UNIT = rf"(?:{SUM}|procent|%)(?!\w)"
# A unit behind a figure.
UNIT_BEHIND_FIGURE = rf"(?:%|procent|{MONEY}|st)"
