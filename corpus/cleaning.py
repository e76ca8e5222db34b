"""From raw text to clean lines: mark-up, invisible characters and page furniture out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Each of these stays near linear on any input: what lies between two marks is bounded or cannot hold the first one.
_LINE_BREAK = re.compile(r"\r\n|[\r\f\v\x85\u2028\u2029]")
_HYPHENATED = re.compile(r"\u00ad[ \t]*\n[ \t]*(?=\w)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^)\s]{0,400}\)")
_EMPHASIS = re.compile(r"__(?=[^\s_])((?:(?!__).)+)(?<=\S)__|(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])")
# Bold, and emphasis that opens on one line and closes on another
_STRAY_STARS = re.compile(r"\*\*|(?<!\S)\*(?=\w)|(?<=[\w.,)])\*(?!\S)")
_SPACES = re.compile(r"[^\S\t\n]+")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))

_MONTH_OR_NUMBER = r"\d{2,4}-\d{2}(?:-\s?\d{2}(?:\s?[–-]+\s?\d{2})?)?"
_LABEL = (
    r"(?:ordförande(?:ns?)?\s+sign\w*|justera(?:nde|re)(?:ns?|s)?\s+sign\w*|exp\.?\s+den|utdragsbestyrkande)[\s:._]*"
)
_FURNITURE = re.compile(
    rf"^(?:[\s|_=.–—-]{{3,}}|(?:{_LABEL})+"
    r"|sida(?:\s+\d+)?(?:\s*(?:[(/]|av)\s*\d+\)?)?|sid\s+\d+(?:\s*[(/]\s*\d+\)?)?"
    r"|(?:\d{2}[A-ZÅÄÖ]{2,6}\d{1,6}\s+)?\d{1,4}\s?\(\d{1,4}\)"
    r"|datum(?:\s+dnr)?(?:\s+sida)?|dnr"
    r")$",
    re.IGNORECASE,
)
# The kind of document in a page head; the first one is the document's own title.
_KIND_HEAD = re.compile(r"^(?:Protokoll|PROTOKOLL)(?:\s+\(?nr\s+\d+\)?)?$")
# The day of the meeting; the first one is what the minutes tell.
_DATE_HEAD = re.compile(rf"^sammanträdesdatum:\s+{_MONTH_OR_NUMBER}$", re.IGNORECASE)
# «Kommunstyrelsen, protokoll» is a page head when the same line stands on other pages too.
_RUNNING_HEAD = re.compile(r"^.{3,60},\s+protokoll(?:\s+nr\s+\d+)?$", re.IGNORECASE)
# A page head spreads date and case number over lines of their own; they are furniture next to furniture only.
_FURNITURE_NEIGHBOUR = re.compile(
    rf"^(?:{_MONTH_OR_NUMBER}(?:\s+\d{{2}}[A-ZÅÄÖ]{{2,6}}\d{{1,6}})?(?:\s*Sida)?|\d{{2}}[A-ZÅÄÖ]{{2,6}}\d{{1,6}}"
    r"|(?!BESLUT|FÖRSLAG|ÄREND|SAMMANFATT|BAKGRUND|BEDÖMN|YRKAND|RESERV|OMRÖST|VOTER|PROPOS|DELGES|NÄRVARA|JUSTERA)"
    r"[A-ZÅÄÖ][A-ZÅÄÖ .-]{3,60}|\d{1,4})$"
)
# The body's name stands at the top of a page; at the bottom it may end a list of recipients.
_BODY_HEAD = re.compile(r"^\w*(?:nämnden|styrelsen|utskottet|fullmäktige)$", re.IGNORECASE)
_DOTTED_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$")
_MATTER_CONTENTS = re.compile(r"^§\s*\d{1,4}\b.*\t\d{1,4}$")
_CONTENTS_TAIL = 80
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
    text = _HYPHENATED.sub("", _LINE_BREAK.sub("\n", unicodedata.normalize("NFC", raw)))
    lines = [_clean(line) for line in _without_controls(text.translate(_INVISIBLE)).split("\n")]
    return tuple(_without_furniture(lines))


def _without_controls(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Co"))


def _clean(raw: str) -> Line:
    level, text = 0, raw
    if match := _HEADING.match(raw.strip()):
        level, text = len(match.group(1)), match.group(2).rstrip("# ")
    link = _LINK.search(text) is not None
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub(lambda match: match.group(1) or match.group(2), text)
    text = _STRAY_STARS.sub("", text)
    text = _SPACES.sub(" ", text)
    cells = [cell.strip() for cell in text.split("\t")]
    while cells and not cells[-1]:
        cells.pop()
    return Line("\t".join(cells), level, link)


def _without_furniture(lines: list[Line]) -> Iterator[Line]:
    times = Counter(line.text for line in lines)
    head = (index for index, line in enumerate(lines[:_HEAD_LINES]) if line.text.lower().startswith("sammanträdesdat"))
    told = next(head, -1)
    furniture = [_is_furniture(line, index, times, told=index > told) for index, line in enumerate(lines)]
    _spread(lines, furniture, range(len(lines)), (_FURNITURE_NEIGHBOUR, _BODY_HEAD))
    _spread(lines, furniture, range(len(lines) - 1, -1, -1), (_FURNITURE_NEIGHBOUR,))
    yield from (line for line, drop in zip(lines, furniture, strict=True) if not drop)


def _spread(lines: list[Line], furniture: list[bool], order: range, kinds: tuple[re.Pattern[str], ...]) -> None:
    """Mark what stands next to furniture, blank lines apart, and is of one of the ``kinds``."""
    near = False
    for index in order:
        text = lines[index].text
        if not text:
            continue
        if near and index >= _HEAD_LINES and any(kind.match(text) for kind in kinds):
            furniture[index] = True
        near = furniture[index]


def _is_furniture(line: Line, index: int, times: Counter[str], *, told: bool) -> bool:
    """Whether a line is furniture; ``told`` says that the day of the meeting has been told before it."""
    text = " ".join(line.text.split("\t"))
    if _KIND_HEAD.match(text):
        return index >= _HEAD_LINES
    if _DATE_HEAD.match(text):
        return told
    if _RUNNING_HEAD.match(text):
        return times[line.text] > 1
    return bool(_FURNITURE.match(text)) or _is_contents_line(line.text)


def _is_contents_line(text: str) -> bool:
    return bool(_DOTTED_CONTENTS.search(text[-_CONTENTS_TAIL:]) or _MATTER_CONTENTS.match(text))


def paragraphs(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Runs of lines with no blank line between them; a line with # signs begins a run."""
    run: list[Line] = []
    for line in lines:
        if run and (line.blank or line.level):
            yield tuple(run)
            run = []
        if not line.blank:
            run.append(line)
    if run:
        yield tuple(run)
