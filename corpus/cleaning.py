"""From raw text to clean lines: mark-up, invisible characters and page furniture out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1|(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])")
# Emphasis that opens on one line and closes on another
_STRAY_STARS = re.compile(r"\*\*|(?<!\S)\*(?=\w)|(?<=[\w.,)])\*(?!\S)")
_SPACES = re.compile(r"[^\S\t\n]+")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))

_MONTH_OR_NUMBER = r"\d{2,4}-\d{2}(?:-\s?\d{2}(?:\s?[–-]+\s?\d{2})?)?"
_FURNITURE = re.compile(
    r"^(?:[\s|_=.–—-]{3,}|"
    r"ordförandens?\s+sign\w*.*|justerandens?\s+sign\w*|justerarens?\s+sign\w*|exp\.?\s+den|utdragsbestyrkande.*"
    r"|sida(?:\s+\d+)?(?:\s*[(/]\s*\d+\)?)?|sid\s+\d+(?:\s*[(/]\s*\d+\)?)?"
    r"|(?:\d{2}[A-ZÅÄÖ]{2,6}\d{1,6}\s+)?\d{1,4}\s?\(\d{1,4}\)"
    r"|.{3,60},\s+protokoll(?:\s+nr\s+\d+)?"
    r"|datum(?:\s+dnr)?(?:\s+sida)?|dnr|protokoll"
    r"|protokoll\s+nr\s+\d+"
    rf"|sammanträdesdatum:\s+{_MONTH_OR_NUMBER}"
    r")$",
    re.IGNORECASE,
)
# A page head spreads date and case number over lines of their own; they are furniture next to furniture only.
_FURNITURE_NEIGHBOUR = re.compile(
    rf"^(?:{_MONTH_OR_NUMBER}(?:\s+\d{{2}}[A-ZÅÄÖ]{{2,6}}\d{{1,6}})?|\d{{2}}[A-ZÅÄÖ]{{2,6}}\d{{1,6}}"
    r"|[A-ZÅÄÖ][A-ZÅÄÖ .-]{3,60}|\d{1,4}|(?:kommun|region)(?:styrelsen|fullmäktige))$"
)
_CONTENTS_LINE = re.compile(r"(?:\.\s?){4,}\s*\t?\s*\d{1,4}$")
_HEAD_LINES = 12


@dataclass(frozen=True, slots=True)
class Line:
    """A clean line. ``level`` is the number of # signs; ``link`` says that it held a link."""

    text: str
    level: int = 0
    link: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands on the line."""
        return not self.text


def clean_lines(raw: str) -> tuple[Line, ...]:
    """The lines of ``raw`` without mark-up, invisible characters, page furniture and contents lists.

    Tabs are kept: they part the cells of a table row.
    """
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n"))
    lines = [_clean(line) for line in _without_controls(text.translate(_INVISIBLE)).split("\n")]
    return tuple(_without_furniture(lines))


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))


def _clean(raw: str) -> Line:
    level, text = 0, raw
    if match := _HEADING.match(raw.strip()):
        level, text = len(match.group(1)), match.group(2)
    link = _LINK.search(text) is not None
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub(lambda match: match.group(2) or match.group(3), text)
    text = _STRAY_STARS.sub("", text)
    text = _SPACES.sub(" ", text)
    cells = [cell.strip() for cell in text.split("\t")]
    while cells and not cells[-1]:
        cells.pop()
    return Line("\t".join(cells), level, link)


def _without_furniture(lines: list[Line]) -> Iterator[Line]:
    certain = [_is_furniture(line) for line in lines]
    furniture = certain.copy()
    for step in (range(len(lines)), range(len(lines) - 1, -1, -1)):
        near = False
        for index in step:
            if lines[index].blank:
                continue
            if near and index >= _HEAD_LINES and _FURNITURE_NEIGHBOUR.match(lines[index].text):
                furniture[index] = True
            near = furniture[index]
    yield from (line for line, drop in zip(lines, furniture, strict=True) if not drop)


def _is_furniture(line: Line) -> bool:
    text = " ".join(line.text.split("\t"))
    return bool(_FURNITURE.match(text) or _CONTENTS_LINE.search(line.text))


def paragraphs(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Runs of lines with no blank line between them."""
    run: list[Line] = []
    for line in lines:
        if line.blank:
            if run:
                yield tuple(run)
            run = []
        else:
            run.append(line)
    if run:
        yield tuple(run)
