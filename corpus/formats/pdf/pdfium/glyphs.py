"""Letters that a font calls by the wrong name: one name, but glyphs of different widths.

A ligature «ti» may be called «t», a space «n». Such glyphs get signs of their own (private characters), for the words
to tell later what they stand for.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from corpus.formats.pdf.letter_maps import goes_by_wrong_letters
from corpus.vocabulary.words import likeness, swedish_share

_FIRST_SIGN, _LAST_SIGN = 0xE100, 0xEFFF
# So many of each letter are looked at on a page, until a page is found where they differ
_SAMPLES = {"t": 8, "f": 4, "n": 2, ".": 2}
# Ligatures are called by their first letter, which is narrower.
_BEGIN_LIGATURES = "tf"
_WIDER = 1.3
_SAME_PLACE = 0.01
_SIGNS = re.compile("[\ufffd\ue000-\uefff]")
_ENOUGH, _UNLIKE = 150, 0.75
# Letters that are so much in the proportions of written Swedish are called by their names
_LIKE = 0.985
_GARBLED, _FEW, _FOREIGN = 0.06, 3, 0.5
_MIN_DIFFERENCE = 0.08

# Font and size of the letter at an index, which make widths comparable
Setting = tuple[object, float]
SettingOf = Callable[[int], Setting]


@dataclass(slots=True)
class Letters:
    """What the fonts of a file have been found to call wrong: each sign, and the letter it was called."""

    called: dict[str, str] = field(default_factory=dict)
    _signs: dict[tuple[str, float], str] = field(default_factory=dict)
    _doubted: bool = False
    _trusted: bool = False

    @property
    def late(self) -> bool:
        """Whether letters were first doubted on a page behind others, which may go by wrong names too."""
        return self._doubted and self._trusted

    def told_apart(self, text_page: Any, text: str, setting_of: SettingOf) -> str:
        """The characters of a page, with a sign in the place of each letter whose glyph is none of its own."""
        if not self._doubted:
            sampled = (index for letter, most in _SAMPLES.items() for index in _first_places(text, letter, most))
            self._doubted = any(_others(text_page, text, sampled, setting_of))
        if not self._doubted:
            self._trusted = True
            return text
        shown = list(text)
        places = (index for index, sign in enumerate(text) if not sign.isspace())
        for index, width in _others(text_page, text, places, setting_of):
            shown[index] = self._sign(text[index], width)
        return "".join(shown)

    def is_garbled(self, text: str) -> bool:
        """Whether so many letters of a page go by wrong names, or its figures do, that words cannot tell them."""
        like = likeness(text)
        if like < _UNLIKE and _letters(text) >= _ENOUGH and swedish_share(text) < _FOREIGN:
            return True
        if like < _LIKE and goes_by_wrong_letters(text):
            return True
        signs = _SIGNS.findall(text)
        if len(signs) < _FEW:
            return False
        figures = sum(not self.called[sign].isalpha() for sign in signs if sign in self.called)
        return len(signs) > _GARBLED * _letters(text) or figures >= _FEW or swedish_share(text) < _FOREIGN

    def _sign(self, letter: str, width: float) -> str:
        key = letter, round(width, 2)
        sign = self._signs.get(key)
        if sign is None:
            code = _FIRST_SIGN + len(self._signs)
            sign = self._signs[key] = chr(code) if code <= _LAST_SIGN else letter
            self.called[sign] = letter
        return sign


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _first_places(text: str, letter: str, most: int) -> Iterable[int]:
    at = -1
    for _ in range(most):
        at = text.find(letter, at + 1)
        if at < 0:
            return
        yield at


def _others(text_page: Any, text: str, places: Iterable[int], setting_of: SettingOf) -> Iterator[tuple[int, float]]:
    """The places whose glyphs are not those of the letter they go by, each with its width as a share of its size."""
    for (_, letter), widths in _widths(text_page, text, places, setting_of).items():
        if not letter.isprintable() or not _differ(min(widths.values()), max(widths.values())):
            continue
        own = _own_width(letter, widths)
        for index, width in widths.items():
            if _differ(own, width) and not _is_part(text_page, index, len(text)):
                yield index, width


def _widths(
    text_page: Any, text: str, places: Iterable[int], setting_of: SettingOf
) -> Mapping[tuple[Setting, str], dict[int, float]]:
    """The widths of glyphs by font, size and letter; those of text that does not stand upright are left out."""
    box = pdfium.FS_RECTF()
    found: dict[tuple[Setting, str], dict[int, float]] = defaultdict(dict)
    for index in places:
        setting = setting_of(index)
        if setting[1] > 0 and pdfium.FPDFText_GetLooseCharBox(text_page, index, box) and box.right > box.left:
            found[setting, text[index]][index] = (box.right - box.left) / setting[1]
    return found


def _is_part(text_page: Any, index: int, count: int) -> bool:
    """Whether a character is one of several that a single glyph shows, as a ligature rightly named does."""
    own, other = pdfium.FS_RECTF(), pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text_page, index, own)
    nears = (near for near in (index - 1, index + 1) if 0 <= near < count)
    return any(
        pdfium.FPDFText_GetLooseCharBox(text_page, near, other)
        and abs(own.left - other.left) < _SAME_PLACE
        and abs(own.right - other.right) < _SAME_PLACE
        for near in nears
    )


def _differ(one: float, other: float) -> bool:
    narrow, wide = sorted((one, other))
    return wide > _WIDER * narrow and wide - narrow > _MIN_DIFFERENCE


def _own_width(letter: str, widths: Mapping[int, float]) -> float:
    """The width of the letter itself: that of the narrowest glyph of one that begins ligatures, else the commonest."""
    if letter in _BEGIN_LIGATURES:
        return min(widths.values())
    return Counter(round(width, 2) for width in widths.values()).most_common(1)[0][0]
