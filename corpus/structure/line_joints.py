"""How well a line reads right below another, and how wide it is: what tells columns in the same lines apart."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache

from corpus.vocabulary.words import is_swedish

# «beslutar om inves- Region», and not «hälso- och»
CUT_WORD = re.compile(r"([^\W\d_]{2,})- (?!(?:och|eller|samt|till|respektive|resp)\b)(?=[^\W_])")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_PARTED = re.compile(r"([^\W\d_]+)-$")
_CLOSING = ' ”")»’'
_ENDS = frozenset(".!?:")
# A sentence that begins or ends in the middle of a line of a column, as none does: «öka. oktober», «till Den»
_BROKEN = re.compile(
    r"[^\W\d_]{4,}[.!?] (?=[a-zåäö])"
    r"|(?<=[\wåäö,]) (?=(?:I|Den|Det|De|En|Ett|Att|För|Om|På|Av|Med|Vi|Som|Till|Under|Genom)(?: |$))"
)
_WITH_AND = frozenset({"och", "eller", "samt", "till", "respektive"})
# How wide letters are, in thousandths of the height, in the most usual typefaces without serifs
_WIDTHS = {
    sign: width
    for signs, width in {
        "ijl'|": 222, "ft .,:;/!I[]": 278, "r()-": 333, "ckvxyzsJ": 500, "FTZ": 611, "ABEKPSVXYÅÄ": 667,
        "CDHNRUw": 722, "GOQÖ": 778, "mM": 833, "%": 889, "W": 944, "—": 1000,
    }.items()
    for sign in signs
}  # fmt: skip
_OTHER_WIDTH = 556

# What it costs: a word that is none, a sentence that breaks off, a word or sentence cut inside a line
NO_WORD, _CAPITAL_IN_WORD, _WORD = 2.0, 4.0, -1.0
_SMALL_AFTER_END, _CAPITAL_IN_SENTENCE = 1.5, 1.0
_CUT_INSIDE, _BROKEN_INSIDE = 3.0, 1.5


class Below:
    """What lines cost below the one before them in a column."""

    def __init__(self, before: str) -> None:
        self.before = before
        self._parted = _PARTED.search(before) if before[-1:] == "-" else None
        self._ended = ended(before)
        self._is_open = bool(before) and not self._ended and not self._parted

    @cached_property
    def _width(self) -> float:
        return width_of(self.before)

    def joint(self, line: str) -> float:
        """What it costs to read a line right after this one, by word and sentence."""
        if not self.before or not line:
            return 0.0
        if self._parted:
            return _word_cost(self._parted[1], line)
        if self._ended:
            return _SMALL_AFTER_END if line[0].islower() else 0.0
        return _CAPITAL_IN_SENTENCE if line[0].isupper() else 0.0

    def needed(self, line: str) -> float:
        """How wide this line would be with the first word of the next; nothing where it may have ended on purpose."""
        if not self._is_open or not line[0].islower():
            return 0.0
        return self._width + width_of(f" {line.split(maxsplit=1)[0]}")


@lru_cache(maxsize=10_000)
def below(before: str) -> Below:
    """What lines cost below ``before``."""
    return Below(before)


def joint(before: str, line: str) -> float:
    """What it costs to read a line right after the one before it, by word and sentence."""
    return below(before).joint(line)


@lru_cache(maxsize=100_000)
def _word_cost(begun: str, line: str) -> float:
    """What it costs to go on with a line in the middle of a word."""
    first = _FIRST_WORD.match(line)
    if first is None or not first[0][0].islower():
        return _CAPITAL_IN_WORD
    if first[0] in _WITH_AND:
        return 0.0
    return _WORD if is_swedish(made_word(begun, line)) else NO_WORD


@lru_cache(maxsize=100_000)
def inside(line: str) -> float:
    """What it costs to read a line as one: words cut in it, sentences that begin or end in its middle."""
    return _CUT_INSIDE * len(CUT_WORD.findall(line)) + _BROKEN_INSIDE * len(_BROKEN.findall(line))


def ended(line: str) -> bool:
    """Whether a sentence ends with the line."""
    return line.rstrip(_CLOSING)[-1:] in _ENDS


@lru_cache(maxsize=100_000)
def width_of(text: str) -> float:
    """How wide a line is, in thousandths of its height."""
    return sum([_WIDTHS.get(sign, _OTHER_WIDTH) for sign in text])


def made_word(begun: str, rest: str) -> str:
    """The word that its beginning makes with what the rest begins with, in small letters; empty where it makes none."""
    first = _FIRST_WORD.match(rest)
    return (begun + first[0]).lower() if first and first[0][0].islower() else ""
