"""From clean lines to the normalised text with its sections and blocks.

Three ways of setting headings are known: # signs (plans), «§ 98 …» (minutes) and plain lines
between blank ones (summaries). A document is read in the way that its own lines speak for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import quantiles
from typing import Literal

from corpus.cleaning import Line, paragraphs
from corpus.decisions import with_statuses
from corpus.identifiers import find_case_numbers, labelled_case_number, leading_case_number
from corpus.tables import TableReader
from corpus.types import Block, BlockKind, Section

Style = Literal["marked", "minutes", "plain"]

PARTS = (
    "Beslut",
    "Förslag till beslut",
    "Ärendebeskrivning",
    "Ärendet",
    "Sammanfattning",
    "Bakgrund",
    "Förvaltningens bedömning",
    "Samlad bedömning",
    "Bedömning",
    "Beslutsunderlag",
    "Underlag",
    "Handling",
    "Handlingar",
    "Beredning",
    "Överläggningar",
    "Överläggning",
    "Tidigare behandling",
    "Yrkande",
    "Yrkanden",
    "Propositionsordning",
    "Proposition",
    "Omröstning",
    "Votering",
    "Reservation",
    "Reservationer",
    "Särskilt yttrande",
    "Protokollsanteckning",
    "Protokollsanteckningar",
    "Noteras till protokollet",
    "Jäv",
    "Deltar ej",
    "Information",
    "Delgivningar",
    "Delges",
    "Expedieras",
    "Protokollsutdrag skickas till",
    "Ekonomiska konsekvenser",
    "Ekonomiska ramar",
)
_PARTS = {part.lower(): part for part in PARTS}

_MATTER = re.compile(r"^(§\s*\d{1,4})(?!\s*(?:§|och\b|,|–|-))\b[.:]?\s*(.*)$")
_MATTER_AFTER_TEXT = re.compile(r"(?<=[.!?)”\"])\s+(?=§\s*\d{1,4}\s+[A-ZÅÄÖ][\wåäöé]+)")
_CHAPTER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=\S)(.*)$")
_CLOSING = re.compile(r"^(?:justeras|vid protokollet|underskrifter|justering)$", re.IGNORECASE)
_FIELD = re.compile(
    r"^(?:ärende?ansvarig|handläggare|föredragande|tid|plats|datum|ordförande|sekreterare|justerare)\s*:\s*\S.*$"
    r"|^(?:diarienummer|diarienr|ärendenummer|ärendenr|dnr)\b.{0,60}$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"^(?:[•▪◦‣·]\s*|[o–*-]\s+(?!\d)|\d{1,2}[.)]\s+(?=\D)|([a-zåäö])\1{0,2}[.)]\s+)(?=\S)")
_CLAUSE = re.compile(r"^[”\"“»]?att\s", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:\b(?:av|och|att|i|på|för|med|till|om|som|den|det|en|ett|de|samt|eller|från|vid)|,)$")
_FINISHED = re.compile(r"[.:;!?…][)\]”\"’»]*$")
_PERSON_LINE = re.compile(r"\([A-ZÅÄÖ]{1,5}\)$")
_CUT_WORD = re.compile(r"(?<=[^\W\d_])-$")

_MAX_PLAIN_HEADING = 120
_MIN_CUT_PARAGRAPH = 60
_MIN_WRAPPED_LINES = 10
_MIN_WIDTH = 40
_AMPLE = 0.8


@dataclass(slots=True)
class _Draft:
    """A section being filled: its heading and its blocks, whose offsets come when it is laid out."""

    heading: tuple[str, ...]
    number: str | None = None
    shown: str | None = None
    case_number: str | None = None
    blocks: list[tuple[Block, str]] = field(default_factory=list)


def read_structure(lines: Sequence[Line]) -> tuple[str, tuple[Section, ...]]:
    """The normalised text and its sections, whose blocks all stand at their exact place in that text."""
    style = _style(lines)
    reader = _Reader(style, _wrap_width(lines))
    for paragraph in paragraphs(_split_matters(lines) if style == "minutes" else lines):
        reader.take(paragraph)
    return _with_statuses(*_lay_out(reader.drafts))


def _style(lines: Sequence[Line]) -> Style:
    if any(_is_matter(line.text) for line in lines):
        return "minutes"
    return "marked" if sum(line.level > 0 for line in lines) > 1 else "plain"


def _is_matter(text: str) -> bool:
    match = _MATTER.match(text)
    return bool(match) and not match.group(2)[:1].islower()  # type: ignore[union-attr]


def _split_matters(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a blank line before each «§ 98 …», also one that stands behind the end of a text."""
    result: list[Line] = []
    for line in lines:
        for piece in _MATTER_AFTER_TEXT.split(line.text):
            if _is_matter(piece) and not (result and _UNFINISHED.search(result[-1].text)):
                result.append(Line(""))
            result.append(replace(line, text=piece))
    return result


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width in characters at which lines were broken, or 0 when paragraphs stand on one line each."""
    inner = [len(line.text) for run in paragraphs(lines) for line in run[:-1] if "\t" not in line.text]
    return int(quantiles(inner, n=10)[-1]) if len(inner) >= _MIN_WRAPPED_LINES else 0


def _was_broken_on_purpose(before: str, text: str, width: int) -> bool:
    """Whether the first word of ``text`` would have had ample room on the line before, as in a list of names."""
    if not (text[:1].isupper() or text[:1].isdigit()) or _UNFINISHED.search(before) or _CUT_WORD.search(before):
        return False
    room = max(width, _MIN_WIDTH) * _AMPLE
    return len(before) + 1 + len(text.split(maxsplit=1)[0]) < room


class _Reader:
    """Takes paragraphs in order and files them as sections and blocks."""

    def __init__(self, style: Style, width: int) -> None:
        self.style = style
        self.width = width
        self.drafts = [_Draft(())]
        self.part: str | None = None
        self.table = TableReader()
        self.numbered: list[tuple[str, str]] = []
        self.awaits_heading = False
        self.inside = False  # whether the paragraph has been begun

    def take(self, paragraph: tuple[Line, ...]) -> None:
        """File one paragraph."""
        rest = self._headings(paragraph)
        self.inside = False
        while rest:
            if "\t" in rest[0].text:
                rest = self._row(rest)
            elif part := _part(rest[0].text):
                self.part = part
                self._add("heading", rest[0].text)
                rest = rest[1:]
            else:
                rest = self._text(rest)
                self.inside = True

    # Headings

    def _headings(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        """What is left of the paragraph once the headings it opens with have been taken."""
        first = lines[0]
        if self.style == "minutes":
            return self._matter(lines)
        if first.level:
            self._open_chapter(first.text)
            return lines[1:]
        if self.style == "plain" and len(lines) == 1 and _is_plain_heading(first):
            self._open(_Draft((first.text,), shown=first.text))
            return ()
        return lines

    def _matter(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        if _is_matter(lines[0].text):
            return self._open_matter(lines)
        if self.awaits_heading:
            self.awaits_heading = False
            taken = _heading_lines(lines)
            if taken:
                self._name_matter(_join(line.text for line in lines[:taken]))
                return lines[taken:]
        if _CLOSING.match(lines[0].text):
            self._open(_Draft((lines[0].text,), shown=lines[0].text))
            return lines[1:]
        return lines

    def _open_matter(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        match = _MATTER.match(lines[0].text)
        assert match  # noqa: S101  (the caller has looked)
        number, rest = f"§ {int(match.group(1).lstrip('§ '))}", match.group(2)
        case_number, rest = leading_case_number(rest)
        if not any(c.isalpha() for c in rest):
            self._open(_Draft((), number, lines[0].text, case_number))
            taken = _heading_lines(lines[1:]) + 1
            if taken > 1:
                self._name_matter(_join(line.text for line in lines[1:taken]))
            else:
                self.awaits_heading = True
            return lines[taken:]
        taken = max(1, _heading_lines((replace(lines[0], text=rest), *lines[1:])))
        heading = _join([rest, *(line.text for line in lines[1:taken])])
        shown = _join(line.text for line in lines[:taken])
        self._open(_Draft((heading,), number, shown, case_number))
        return lines[taken:]

    def _name_matter(self, heading: str) -> None:
        draft = self.drafts[-1]
        draft.heading = (heading,)
        self._add("heading", heading)

    def _open_chapter(self, text: str) -> None:
        match = _CHAPTER.match(text)
        if match:
            number, title = match.group(1), match.group(2)
            self.numbered = [known for known in self.numbered if number.startswith(f"{known[0]}.")]
            self.numbered.append((number, title))
            self._open(_Draft(tuple(title for _, title in self.numbered), number, text))
        else:
            self._open(_Draft((*(title for _, title in self.numbered), text), None, text))

    def _open(self, draft: _Draft) -> None:
        self.part, self.awaits_heading = None, False
        self.table = TableReader()
        self.drafts.append(draft)
        if draft.shown:
            self._add("heading", draft.shown)

    # Text

    def _row(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        row = self.table.read(lines[0].text)
        if row is not None:
            self._add("row", "\t".join(row.shown), columns=row.columns, cells=row.cells)
        return lines[1:]

    def _text(self, lines: tuple[Line, ...]) -> tuple[Line, ...]:
        taken = 1
        while taken < len(lines) and not self._starts_anew(lines[0].text, lines[taken - 1].text, lines[taken].text):
            taken += 1
        text = _join(line.text for line in lines[:taken])
        kind = _text_kind(text)
        if kind == "paragraph" and self._is_listed(lines, taken, text):
            kind = "item"
        self._file(kind, text)
        return lines[taken:]

    def _is_listed(self, lines: tuple[Line, ...], taken: int, text: str) -> bool:
        """Whether a line stands in a list of lines: names, projects, documents."""
        if _FINISHED.search(text):
            return False
        before = self.drafts[-1].blocks[-1] if self.drafts[-1].blocks else None
        after_lead = self.inside and before is not None and (before[0].kind == "item" or before[1].endswith(":"))
        return after_lead or (not self.inside and taken < len(lines) and bool(_PERSON_LINE.search(text)))

    def _starts_anew(self, first: str, before: str, text: str) -> bool:
        """Whether a line inside a paragraph begins something of its own."""
        if "\t" in text or _part(text) or _FIELD.match(text) or _FIELD.match(before):
            return True
        if _ITEM.match(text) and (_FINISHED.search(before) or _ITEM.match(first) or text[0] in "•▪◦‣·"):
            return True
        return _was_broken_on_purpose(before, text, self.width)

    def _file(self, kind: BlockKind, text: str) -> None:
        if kind == "field" and self.drafts[-1].case_number is None and self.drafts[-1].number:
            self.drafts[-1].case_number = labelled_case_number(text) or next(iter(find_case_numbers(text)), None)
        if kind == "paragraph" and self._continues_paragraph(text):
            before, shown = self.drafts[-1].blocks.pop()
            self.drafts[-1].blocks.append((before, _join([shown, text])))
        else:
            self._add(kind, text)

    def _continues_paragraph(self, text: str) -> bool:
        """Whether a page break cut the paragraph before this one in two."""
        blocks = self.drafts[-1].blocks
        if not blocks or blocks[-1][0].kind not in ("paragraph", "item"):
            return False
        before = blocks[-1][1]
        if _FINISHED.search(before) or (blocks[-1][0].kind == "paragraph" and len(before) < _MIN_CUT_PARAGRAPH):
            return False
        return text[:1].islower() or bool(_UNFINISHED.search(before))

    def _add(self, kind: BlockKind, text: str, *, columns: tuple[str, ...] = (), cells: tuple[str, ...] = ()) -> None:
        self.drafts[-1].blocks.append((Block(kind, 0, 0, self.part, columns, cells), text))


def _part(text: str) -> str | None:
    return _PARTS.get(text.rstrip(": ").lower())


def _heading_lines(lines: tuple[Line, ...]) -> int:
    """How many of ``lines`` belong to a matter's heading: all up to a part, a field, a row or a sentence of its own."""
    for index, line in enumerate(lines):
        if _part(line.text) or "\t" in line.text or _FIELD.match(line.text):
            return index
        if index and _was_broken_on_purpose(lines[index - 1].text, line.text, max(len(x.text) for x in lines[:index])):
            return index
    return len(lines)


def _is_plain_heading(line: Line) -> bool:
    text = line.text
    if line.link or len(text) > _MAX_PLAIN_HEADING or _ITEM.match(text) or "\t" in text:
        return False
    return not _FINISHED.search(text) and not re.search(r"[.!?]\s+[A-ZÅÄÖ]", text) and not text[:1].islower()


def _text_kind(text: str) -> BlockKind:
    if _ITEM.match(text) or _CLAUSE.match(text):
        return "item"
    return "field" if _FIELD.match(text) else "paragraph"


def _join(texts: object) -> str:
    """The lines as one, a word that was cut at the end of a line put together around its hyphen."""
    result = ""
    for text in texts:  # type: ignore[attr-defined]
        cut = _CUT_WORD.search(result) and text[:1].islower() and not re.match(r"(?:och|eller|samt)\b", text)
        result = f"{result}{text}" if cut or not result else f"{result} {text}"
    return result


# Layout


def _lay_out(drafts: Sequence[_Draft]) -> tuple[str, tuple[Section, ...]]:
    pieces: list[str] = []
    sections: list[Section] = []
    position = 0
    for draft in drafts:
        if not draft.blocks:
            continue
        start, blocks = None, []
        for block, text in draft.blocks:
            gap = _gap(pieces, block.kind)
            position += len(gap)
            pieces += [gap, text]
            start = position if start is None else start
            blocks.append(replace(block, start=position, end=position + len(text)))
            position += len(text)
        assert start is not None  # noqa: S101  (a draft without blocks was left out)
        section_id = f"s{len(sections) + 1}"
        sections.append(
            Section(section_id, draft.heading, draft.number, draft.case_number, start, position, tuple(blocks))
        )
    return "".join(pieces), tuple(sections)


def _with_statuses(text: str, sections: tuple[Section, ...]) -> tuple[str, tuple[Section, ...]]:
    return text, tuple(replace(section, blocks=tuple(with_statuses(text, section.blocks))) for section in sections)


def _gap(pieces: list[str], kind: BlockKind) -> str:
    if not pieces:
        return ""
    return "\n" if kind in ("item", "row", "field") else "\n\n"
