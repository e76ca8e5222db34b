"""The sign «§» on pages that are read as pictures.

The Swedish words of Tesseract hardly know it: «§ 41» comes as «$ 41», «14 §» as «148». A dollar beside a number is a §;
a line that begins or ends with what looks like one is read once more with the English words, which know the sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

LANGUAGE = "eng"
_BESIDE_NUMBER = re.compile(r"[$&](?=\d{1,4}\b)|(?<=\d)[$&]$")
_ALONE = ("$", "&")
_NUMBER = re.compile(r"\d{1,4}[.:,]?")
# «148», «841», «8» beside a number: a § that came as a figure
_DOUBTED = re.compile(r"8\d{0,4}|\d{1,4}8")
_SURE = "90"
_MARGIN = 12
_WHITE = b"\xff"

Row = dict[str, str]
Read = Callable[[bytes, str], Sequence[Row]]


def with_section_signs(rows: Sequence[Row], image: bytes, read: Read) -> list[Row]:
    """The rows of Tesseract's table with «§» where it came as another sign; ``read`` reads a picture (PGM) with the
    words of a language.
    """
    shown = _told_by_numbers(rows)
    words = [index for index, row in enumerate(shown) if row["level"] == "5"]
    at_edge = [
        index
        for place, index in enumerate(words)
        if _DOUBTED.fullmatch(shown[index]["text"] or "")
        and any(_line(shown, words, near) != _line(shown, words, place) for near in (place - 1, place + 1))
    ]
    lines = {_key(row): row for row in shown if row["level"] == "4"}
    again = [lines[key] for key in dict.fromkeys(_key(shown[index]) for index in at_edge)]
    if not again:
        return shown
    picture, tops = _below_each_other(again, image)
    found = [row for row in read(picture, LANGUAGE) if row["level"] == "5" and (row["text"] or "").strip()]
    for index in at_edge:
        line = lines[_key(shown[index])]
        told = [row["text"].strip() for row in found if _is_there(row, shown[index], line, tops[_key(line)])]
        if any("§" in text for text in told):
            shown[index] = {**shown[index], "text": " ".join(told), "conf": _SURE}
    return shown


def _told_by_numbers(rows: Sequence[Row]) -> list[Row]:
    """The rows with a § where a dollar or an ampersand stands beside a number."""
    shown = [dict(row) for row in rows]
    for before, row, after in zip([{}, *rows], shown, [*rows[1:], {}], strict=False):
        text = (row["text"] or "").strip()
        beside = any(_NUMBER.fullmatch((near.get("text") or "").strip()) for near in (before, after))
        if (text in _ALONE and beside) or _BESIDE_NUMBER.search(text):
            row |= {"text": re.sub("[$&]", "§", text), "conf": _SURE}
    return shown


def _line(rows: Sequence[Row], words: Sequence[int], place: int) -> tuple[str, ...] | None:
    return _key(rows[words[place]]) if 0 <= place < len(words) else None


def _key(row: Row) -> tuple[str, ...]:
    return row["block_num"], row["par_num"], row["line_num"]


def _is_there(found: Row, word: Row, line: Row, top: int) -> bool:
    """Whether what was found on the picture of lines stands where the word stands on the page."""
    middle = int(found["top"]) + int(found["height"]) // 2
    if not top <= middle < top + int(line["height"]) + 2 * _MARGIN:
        return False
    left = int(found["left"]) - _MARGIN + int(line["left"])
    begin, end = int(word["left"]), int(word["left"]) + int(word["width"])
    return min(left + int(found["width"]), end) - max(left, begin) > 0


def _below_each_other(lines: Sequence[Row], image: bytes) -> tuple[bytes, dict[tuple[str, ...], int]]:
    """A picture (PGM) of these lines of a page, and how far down in it each of them begins."""
    head, pixels = image.split(b"\n", 1)
    columns, height = (int(measure) for measure in head.split()[1:3])
    width = max(int(line["width"]) for line in lines) + 2 * _MARGIN
    blank = _WHITE * width
    strips: list[bytes] = []
    tops: dict[tuple[str, ...], int] = {}
    for line in lines:
        left, top = int(line["left"]), int(line["top"])
        tops[_key(line)] = len(strips)
        strips += [blank] * _MARGIN
        for row in range(top, min(top + int(line["height"]), height)):
            begin = row * columns + left
            seen = pixels[begin : min(begin + int(line["width"]), (row + 1) * columns)]
            strips.append((_WHITE * _MARGIN + seen).ljust(width, _WHITE))
        strips += [blank] * _MARGIN
    return b"P5 %d %d 255\n" % (width, len(strips)) + b"".join(strips), tops
