"""From raw text to clean lines: mark-up, invisible characters and page furniture out.

What can be done to a whole text is done to it at once; a line is looked at by itself only where it holds a sign
that calls for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from corpus.formats.raised import FOOT_NOTE, without_note_signs
from corpus.structure.fused_words import with_words_apart
from corpus.structure.listed_headings import listed_headings
from corpus.structure.lost_dots import with_dots_back
from corpus.structure.openings import Opening
from corpus.structure.page_heads import page_heads
from corpus.structure.spaced_letters import closed_up
from corpus.vocabulary.bodies import BODY_ENDING

_LINE_BREAKS = ("\r\n", "\r", "\v", "\x85", "\u2028", "\u2029")
_WIDE_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
# A form feed stands at the head of a line until the pages have been counted.
_PAGE_BREAK = "\f"
# A soft hyphen that shows, since the word ends there: «hälso- och sjukvård»
_SHOWN_HYPHEN = re.compile(r"\u00ad(?=\s+(?:och|eller|samt|respektive|resp)\b)")
_HYPHENATED = re.compile(r"\u00ad[ \t]*\n(\f?)[ \t]*(?=\w)")
# Controls but for tab, line break and form feed; half characters and private ones; marks that show nothing
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
    r"\u00ad\u200b-\u200f\u2060-\u2069\ufeff\u202a-\u202e\ufe00-\ufe0f\U000e0000-\U000e0fff]"
)

# Each of these stays near linear on any input: what lies between two marks is bounded or cannot hold the first one.
_MARKS = "<[*_#"
_MARK = re.compile(rf"[{re.escape(_MARKS)}]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_LINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^)\s]{0,400}\)")
_EMPHASIS = re.compile(
    r"__(?=[^\s_])((?:(?!__).)+)(?<=\S)__|(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=[^\s_])([^_\n]{1,300})(?<=[^\s_])_(?![\w_])"
)
# Bold, and emphasis that opens on one line and closes on another
_STRAY_STARS = re.compile(r"\*\*|(?<!\S)\*(?=\w)|(?<=[\w.,)])\*(?!\S)")
# Two letters in one sign, which no word of a question holds
_JOINED = {
    ord(sign): letters for sign, letters in zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "ft", "st"), strict=True)
}
_SPACES = re.compile(r" {2,}")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")

_MONTH_OR_NUMBER = r"\d{2,4}-\d{2}(?:-\s?\d{2}(?:\s?[–-]+\s?\d{2})?)?"
_LABEL = (
    r"(?:ordförande(?:ns?)?\s+sign\w*|justera(?:nde|re)(?:ns?|s)?\s+sign\w*|exp\.?\s+den|utdragsbestyrkande)[\s:._]*"
)
# «Justerande  Utdragsbestyrkande», at the foot of every page
_FOOT = r"(?:(?:ordförande|sekreterare|justera(?:nde|re))(?:ns?|s)?[\s:._]+)+utdragsbestyrkande[\s:._]*"
_FURNITURE = re.compile(
    rf"^(?:[\s|_=.–—-]{{3,}}|(?:{_LABEL})+|{_FOOT}"
    r"|(?:det\s+här\s+|detta\s+)?(?:protokoll|dokument)(?:et)?\s+(?:har|är)\s+"
    r"(?:(?:justera|signera|underteckna)ts?\s+(?:digitalt|elektroniskt)|(?:digitalt|elektroniskt)\s+(?:justera|signera|underteckna)ts?)\.?"
    r"|sida(?:\s+\d+)?(?:\s*(?:[(/]|av)\s*\d+\)?)?|sid\s+\d+(?:\s*[(/]\s*\d+\)?)?"
    r"|(?:\d{2}[A-ZÅÄÖ]{2,6}\d{1,6}\s+)?\d{1,4}\s?\(\d{1,4}\)"
    r"|datum(?:\s+dnr)?(?:\s+sida)?|dnr"
    r")$",
    re.IGNORECASE,
)
# «Forts. Ks § 12», at the head of each page that a matter goes on over
_GOES_ON = re.compile(
    r"^(?:forts(?:ättning)?[.:]?\s+(?:på\s+)?(?:[\w/-]{1,8}\s+)?§\s*\d{1,4}(?:/\d{2,4})?"
    r"|(?:[\w/-]{1,8}\s+)?§\s*\d{1,4}(?:/\d{2,4})?,?\s+\(?forts(?:ättning)?\.?\)?)$",
    re.IGNORECASE,
)
# What a template asks of who fills it in, as Word puts it; no page shows it once that is done.
_PLACEHOLDER = re.compile(
    r"^\W*(?:(?:klicka(?:\s+eller\s+tryck)?|tryck)\s+här\s+för\s+att\s+(?:ange|skriva|lägga\s+till)\b.{0,60}|välj\s+ett\s+(?:objekt|datum)"
    r"|(?:ta|radera|ändra)\s+(?:inte|ej)\s+(?:bort\s+)?(?:denna|den\s+här)\s+rad\w*\b.{0,120}|ta\s+bort\s+(?:denna|den\s+här)\s+(?:rad|text|instruktion)\w*)\W*$",
    re.IGNORECASE,
)
_FURNITURE_OPENS = frozenset("OoJjEeUuSsDdPp0123456789 \t|_=.–—-")
# The kind of document in a page head; the first one is the document's own title.
_KIND_HEAD = re.compile(r"^(?:Protokoll|PROTOKOLL)(?:\s+\(?nr\s+\d+\)?)?$")
# The day of the meeting; the first one is what the minutes tell.
_DATE_HEAD = re.compile(rf"^sammanträdesdatum:\s+{_MONTH_OR_NUMBER}$", re.IGNORECASE)
# «Kommunstyrelsen, protokoll» is a page head when the same line stands on other pages too.
_RUNNING_HEAD = re.compile(r"^.{3,60},\s+(?i:protokoll(?:\s+nr\s+\d+)?)$")
# A page head spreads date and case number over lines of their own; they are furniture next to furniture only.
_FURNITURE_NEIGHBOUR = re.compile(
    rf"^(?:{_MONTH_OR_NUMBER}(?:\s+\d{{2}}[A-ZÅÄÖ]{{2,6}}\d{{1,6}})?(?:\s*Sida)?|\d{{2}}[A-ZÅÄÖ]{{2,6}}\d{{1,6}}"
    r"|(?!BESLUT|FÖRSLAG|ÄREND|SAMMANFATT|BAKGRUND|BEDÖMN|YRKAND|RESERV|OMRÖST|VOTER|PROPOS|DELGES|NÄRVARA|JUSTERA)"
    r"[A-ZÅÄÖ][A-ZÅÄÖ .-]{3,60}|\d{1,4})$"
)
# The body's name stands at the top of a page; at the bottom it may end a list of recipients.
_BODY_HEAD = re.compile(rf"^\w*{BODY_ENDING}$", re.IGNORECASE)
_DOTTED_CONTENTS = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$")
_MATTER_CONTENTS = re.compile(r"^§\s*\d{1,4}\b.*\t\d{1,4}$")
_CONTENTS_TAIL = 80
_HEAD_LINES = 12


class Line(NamedTuple):
    """A clean line. ``level`` is the number of # signs; ``link`` says that it held a link; ``page`` counts from 1.

    ``opens`` is what it says of the matter that it opens.
    """

    text: str
    level: int = 0
    link: bool = False
    page: int | None = None
    opens: Opening | None = None


_BLANK = Line("")


def clean_lines(raw: str) -> tuple[Line, ...]:
    """The lines of ``raw`` without mark-up, invisible characters, page furniture and contents lists.

    Tabs are kept: they part the cells of a table row. A form feed ends a page; where there is none, no line has one.
    """
    lines = _lines(_unified(raw))
    texts = [line.text for line in lines]
    furniture = _furniture(texts) | page_heads(texts, [line.page for line in lines])
    furniture -= (notes := _above_notes(texts, furniture))
    contents = listed_headings(texts)
    lines = [line._replace(level=line.level or contents.levels.get(at, 0)) for at, line in enumerate(lines)]
    furniture |= contents.lines
    return tuple(_BLANK if index in notes else line for index, line in enumerate(lines) if index not in furniture)


def _above_notes(texts: Sequence[str], furniture: Set[int]) -> Set[int]:
    """The rules that part a text from the notes below it."""
    return {at for at in furniture if texts[at].startswith("___") and FOOT_NOTE.match("".join(texts[at + 1 : at + 2]))}


def _unified(raw: str) -> str:
    """The text with one kind of line break and of space, and each form feed at the head of a line."""
    text = unicodedata.normalize("NFC", raw)
    if any(sign in text for sign in "ﬀﬁﬂﬃﬄﬅﬆ"):
        text = text.translate(_JOINED)
    for line_break in _LINE_BREAKS:
        text = text.replace(line_break, "\n")
    if "\u00ad" in text:
        text = _SHOWN_HYPHEN.sub("-", text)
    text = _HYPHENATED.sub(r"\1", text.replace(_PAGE_BREAK, f"\n{_PAGE_BREAK}"))
    text = _UNSEEN.sub("", text)
    for space in _WIDE_SPACES:
        text = text.replace(space, " ")
    text = closed_up(with_words_apart(with_dots_back(without_note_signs(text))))
    return _SPACES.sub(" ", text) if "  " in text else text


def _lines(text: str) -> list[Line]:
    lines = _unmarked_lines(text.replace(_PAGE_BREAK, ""))
    if _PAGE_BREAK not in text:
        return lines
    return [line._replace(page=page) for line, page in zip(lines, _pages(text.split("\n")), strict=True)]


def _pages(rows: list[str]) -> list[int]:
    """The page, from 1, that each row begins on."""
    pages, ended = [], 0
    for row in rows:
        pages.append(1 + ended + row.startswith(_PAGE_BREAK))
        ended += row.count(_PAGE_BREAK)
    return pages


def _unmarked_lines(text: str) -> list[Line]:
    rows = text.replace(" \n", "\n").replace("\n ", "\n").strip(" ").split("\n")
    lines = [Line(row) if row else _BLANK for row in rows]
    if "\t" in text:
        lines = [Line(_tidy_cells(row)) if "\t" in row else line for line, row in zip(lines, rows, strict=True)]
    if any(mark in text for mark in _MARKS):
        lines = [_unmarked(row) if _MARK.search(row) else line for line, row in zip(lines, rows, strict=True)]
    return lines


def _tidy_cells(row: str) -> str:
    """The cells of a row without the space around them and without empty ones at its end."""
    return "\t".join([cell.strip() for cell in row.split("\t")]).rstrip("\t")


def _unmarked(row: str) -> Line:
    level, text = 0, row
    if match := _HEADING.match(row.strip()):
        level, text = len(match.group(1)), match.group(2).rstrip("# ")
    link = _LINK.search(text) is not None
    text = _TAG.sub("", _LINK.sub(r"\1", text))
    text = _EMPHASIS.sub(lambda match: match[1] or match[2] or match[3], text)
    text = _SPACES.sub(" ", _STRAY_STARS.sub("", text))
    return Line(_tidy_cells(text), level, link)


def _furniture(texts: list[str]) -> set[int]:
    """The places of page furniture and contents lists among the lines."""
    furniture = {text for text, times in Counter(texts).items() if text and _is_furniture(text, times)}
    title_end = next((index for index, text in enumerate(texts[:_HEAD_LINES]) if text[:1] == "§"), _HEAD_LINES)
    found = {index for index, text in enumerate(texts) if text in furniture}
    found -= {index for index, text in enumerate(texts[:title_end]) if _KIND_HEAD.match(text)}
    found -= {next((index for index, text in enumerate(texts[:title_end]) if _DATE_HEAD.match(text)), -1)}
    _spread(texts, found, 1, (_FURNITURE_NEIGHBOUR, _BODY_HEAD))
    _spread(texts, found, -1, (_FURNITURE_NEIGHBOUR,))
    return found


def _spread(texts: list[str], found: set[int], step: int, kinds: tuple[re.Pattern[str], ...]) -> None:
    """Add what stands next to furniture, blank lines apart, and is of one of the ``kinds``."""
    for index in sorted(found):
        near = index + step
        while 0 <= near < len(texts) and near not in found:
            if texts[near]:
                if near < _HEAD_LINES or not any(kind.match(texts[near]) for kind in kinds):
                    break
                found.add(near)
            near += step


def _is_furniture(text: str, times: int) -> bool:
    """Whether a line that stands so many times in the text is furniture, a title at the very top apart."""
    if "," in text and _RUNNING_HEAD.match(text):
        return times > 1
    if "§" in text and _GOES_ON.match(text):
        return True
    if text[0] not in _FURNITURE_OPENS:
        return _is_contents_line(text) or _PLACEHOLDER.match(text) is not None
    shown = text.replace("\t", " ")
    head = _KIND_HEAD.match(shown) or _DATE_HEAD.match(shown)
    return bool(head or _FURNITURE.match(shown)) or _is_contents_line(text)


def _is_contents_line(text: str) -> bool:
    if not text[-1].isdigit():
        return False
    return bool(_DOTTED_CONTENTS.search(text[-_CONTENTS_TAIL:]) or _MATTER_CONTENTS.match(text))


def paragraphs(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    """Runs of lines with no blank line between them; a line with # signs begins a run."""
    run: list[Line] = []
    for line in lines:
        if run and (line.level or not line.text):
            yield tuple(run)
            run = []
        if line.text:
            run.append(line)
    if run:
        yield tuple(run)
