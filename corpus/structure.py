"""From clean lines to the normalised text with its sections and blocks.

Three ways of setting headings are known: # signs (plans), «§ 98 …» (minutes) and plain lines
between blank ones (summaries). A document is read in the way that its own lines speak for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import quantiles
from typing import Literal

from corpus.cleaning import Line, paragraphs
from corpus.decisions import opens_statement, with_statuses
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
    "Sammanfattning av ärendet",
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
    "Beslutsgång",
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
    "Beslutet skickas till",
    "Ekonomiska konsekvenser",
    "Ekonomiska ramar",
)
_PARTS = {part.lower(): part for part in PARTS}
# «Kommunstyrelsens beslut», «Arbetsutskottets förslag till beslut»
_WHOSE_PART = re.compile(
    r"^(?:[A-ZÅÄÖ][a-zåäö]+-\s+och\s+)?\w*(?:nämndens|styrelsens|utskottets|fullmäktiges|beredningens|kontorets"
    r"|förvaltningens|ordförandens)\s+(?:(beslut)|förslag(?:\s+till\s+\w+)?)$",
    re.IGNORECASE,
)

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
_CLAUSE = re.compile(r"^[”\"“»]?att\s")
# A sentence can open like this too; it is a clause only where other words lead on to it.
_CAPITAL_CLAUSE = re.compile(r"^[”\"“»]?(?:Att|ATT)\s")
_CLAUSE_PARTS = frozenset({"Beslut", "Förslag till beslut", "Yrkande", "Yrkanden"})
_UNFINISHED = re.compile(r"(?:\b(?:av|och|att|i|på|för|med|till|om|som|den|det|en|ett|de|samt|eller|från|vid)|,)$")
_FINISHED = re.compile(r"[.:;!?…][)\]”\"’»]*$")
_PERSON_LINE = re.compile(r"\([A-ZÅÄÖ]{1,5}\)$")
_CUT_WORD = re.compile(r"(?<=[^\W\d_])-$")

_MIN_MATTERS = 3
_MAX_PLAIN_HEADING = 120
_MAX_HEADING_LINES = 8
_MIN_CUT_PARAGRAPH = 60
_MAX_CUT_PARAGRAPH = 5_000
_MIN_WRAPPED_LINES = 10
_TAIL = 40
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
    matters = _split_matters(lines)
    style = _style(matters)
    reader = _Reader(style, _wrap_width(lines))
    for paragraph in paragraphs(matters if style == "minutes" else lines):
        reader.take(paragraph)
    return _with_statuses(*_lay_out(reader.drafts))


def _style(lines: Sequence[Line]) -> Style:
    matters = [paragraph[0] for paragraph in paragraphs(lines) if _is_matter(paragraph[0].text)]
    marked = sum(line.level > 0 for line in lines) > 1
    if matters and (not marked or len(matters) >= _MIN_MATTERS or any(line.level for line in matters)):
        return "minutes"
    return "marked" if marked else "plain"


def without_bullet(text: str) -> str:
    """A list item without its bullet or number; any other text as it is."""
    return _ITEM.sub("", text)


def _is_matter(text: str) -> bool:
    match = _MATTER.match(text)
    return bool(match) and not match.group(2)[:1].islower()  # type: ignore[union-attr]


def _matter_number(text: str) -> int:
    """The number in the «§ 98 …» that ``text`` opens with, or 0."""
    match = _MATTER.match(text)
    return int(match.group(1).lstrip("§ ")) if match and _is_matter(text) else 0


def _split_matters(lines: Sequence[Line]) -> list[Line]:
    """The lines, with a blank line before each «§ 98 …», also one that stands behind the end of a text.

    A reference to another § can open a line where the text was wrapped. It does not follow the end of a
    sentence, nor has it a number next to one of the other matters' numbers.
    """
    pieces = [(line, _MATTER_AFTER_TEXT.split(line.text)) for line in lines]
    numbers = {_matter_number(text) for _, texts in pieces for text in texts}
    result: list[Line] = []
    for line, texts in pieces:
        for index, text in enumerate(texts):
            number = _matter_number(text)
            in_sequence = bool({number - 1, number + 1} & numbers - {0})
            before = result[-1].text if result else ""
            if number and (in_sequence or (index == 0 and _FINISHED.search(before))) and not _ends_open(before):
                result.append(Line(""))
            result.append(line._replace(text=text))
    return result


def _ends_open(text: str) -> bool:
    return _UNFINISHED.search(text[-_TAIL:]) is not None


def _wrap_width(lines: Sequence[Line]) -> int:
    """The width in characters at which lines were broken, or 0 when paragraphs stand on one line each."""
    inner = [len(line.text) for run in paragraphs(lines) for line in run[:-1] if "\t" not in line.text]
    return int(quantiles(inner, n=10)[-1]) if len(inner) >= _MIN_WRAPPED_LINES else 0


def _was_broken_on_purpose(before: str, text: str, width: int) -> bool:
    """Whether the first word of ``text`` would have had ample room on the line before, as in a list of names."""
    if not (text[:1].isupper() or text[:1].isdigit()) or _ends_open(before) or _CUT_WORD.search(before[-2:]):
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
        self.page: int | None = None

    def take(self, paragraph: tuple[Line, ...]) -> None:
        """File one paragraph."""
        self.page = paragraph[0].page
        rest = self._headings(paragraph)
        self.inside = False
        at = 0
        while at < len(rest):
            text, self.page = rest[at].text, rest[at].page
            if "\t" in text:
                self._row(text)
                at += 1
            elif part := _part(text):
                self.part = part
                self._add("heading", text)
                at += 1
            else:
                at = self._text(rest, at)
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
        number = f"§ {_matter_number(lines[0].text)}"
        case_number, rest = leading_case_number(match.group(2))
        if not any(c.isalpha() for c in rest):
            if self._continues_matter(number, case_number):
                return lines[1:]
            self._open(_Draft((), number, lines[0].text, case_number))
            taken = _heading_lines(lines[1:]) + 1
            if taken > 1:
                self._name_matter(_join(line.text for line in lines[1:taken]))
            else:
                self.awaits_heading = True
            return lines[taken:]
        taken = max(1, _heading_lines((lines[0]._replace(text=rest), *lines[1:])))
        heading = _join([rest, *(line.text for line in lines[1:taken])])
        shown = _join(line.text for line in lines[:taken])
        self._open(_Draft((heading,), number, shown, case_number))
        return lines[taken:]

    def _continues_matter(self, number: str, case_number: str | None) -> bool:
        """Whether a bare «§ 98 23HSN2705» is the head of a page that the matter goes on over."""
        draft = self.drafts[-1]
        return draft.number == number and bool(draft.heading) and case_number in (None, draft.case_number)

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

    def _row(self, text: str) -> None:
        blocks = self.drafts[-1].blocks
        row = self.table.read(text, begins=not blocks or blocks[-1][0].kind != "row")
        if row is not None:
            self._add("row", "\t".join(row.shown), columns=row.columns, cells=row.cells)

    def _text(self, lines: tuple[Line, ...], at: int) -> int:
        """File the text that begins at the line ``at``; the first line behind it comes back."""
        end = at + 1
        while end < len(lines) and not self._starts_anew(lines[at].text, lines[end - 1].text, lines[end].text):
            end += 1
        text = _join(line.text for line in lines[at:end])
        kind = _text_kind(text)
        if kind == "paragraph" and (self._is_clause(text) or self._is_listed(text, more=end < len(lines))):
            kind = "item"
        self._file(kind, text)
        return end

    def _is_clause(self, text: str) -> bool:
        if not _CAPITAL_CLAUSE.match(text) or not self.drafts[-1].blocks:
            return False
        block, before = self.drafts[-1].blocks[-1]
        if block.kind == "heading":
            return block.part in _CLAUSE_PARTS
        return block.kind == "item" or (block.kind == "paragraph" and re.search(r"[:\w]$", before[-1:]) is not None)

    def _is_listed(self, text: str, *, more: bool) -> bool:
        """Whether a line stands in a list of lines: names, projects, documents. ``more`` says that others follow."""
        if _FINISHED.search(text):
            return False
        after_lead = self._in_list() or (self.inside and self.drafts[-1].blocks[-1][1].endswith(":"))
        return after_lead or (not self.inside and more and bool(_PERSON_LINE.search(text)))

    def _in_list(self) -> bool:
        """Whether the block before this one is an item of the same paragraph."""
        return self.inside and self.drafts[-1].blocks[-1][0].kind == "item"

    def _starts_anew(self, first: str, before: str, text: str) -> bool:
        """Whether a line inside a paragraph begins something of its own."""
        if "\t" in text or _part(text) or _FIELD.match(text) or _FIELD.match(before):
            return True
        if (before.endswith(":") and text[:1].isupper()) or (_FINISHED.search(before) and opens_statement(text)):
            return True
        in_list = _FINISHED.search(before) or _ITEM.match(first) or text[:1] in "•▪◦‣·" or self._in_list()
        if _ITEM.match(text) and in_list:
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
        return len(before) < _MAX_CUT_PARAGRAPH and (text[:1].islower() or _ends_open(before))

    def _add(self, kind: BlockKind, text: str, *, columns: tuple[str, ...] = (), cells: tuple[str, ...] = ()) -> None:
        self.drafts[-1].blocks.append((Block(kind, 0, 0, self.part, columns, cells, page=self.page), text))


def _part(text: str) -> str | None:
    if text[:1].islower():  # the last word of a wrapped line: «i enlighet med nämndens / beslut»
        return None
    name = text.rstrip(": ")
    whose = _WHOSE_PART.match(name[:_MAX_PLAIN_HEADING])
    if whose:
        return "Beslut" if whose.group(1) else "Förslag till beslut"
    return _PARTS.get(name.lower())


def _heading_lines(lines: Sequence[Line]) -> int:
    """How many of ``lines`` belong to a matter's heading: all up to a part, a field, a row or words of their own."""
    widest = 0
    for index, line in enumerate(lines[:_MAX_HEADING_LINES]):
        text = line.text
        if _part(text) or "\t" in text or _FIELD.match(text):
            return index
        if index and _was_broken_on_purpose(lines[index - 1].text, text, widest):
            return index
        if index and opens_statement(text):
            return index
        widest = max(widest, len(text))
    return min(len(lines), _MAX_HEADING_LINES)


def _is_plain_heading(line: Line) -> bool:
    text = line.text
    if line.link or len(text) > _MAX_PLAIN_HEADING or _ITEM.match(text) or "\t" in text or _ends_open(text):
        return False
    return not _FINISHED.search(text) and not re.search(r"[.!?]\s+[A-ZÅÄÖ]", text) and not text[:1].islower()


def _text_kind(text: str) -> BlockKind:
    if _ITEM.match(text) or _CLAUSE.match(text):
        return "item"
    return "field" if _FIELD.match(text) else "paragraph"


def _join(texts: Iterable[str]) -> str:
    """The lines as one, a word that was cut at the end of a line put together around its hyphen."""
    pieces: list[str] = []
    before = ""
    for text in texts:
        cut = _CUT_WORD.search(before[-2:]) and text[:1].islower() and not re.match(r"(?:och|eller|samt)\b", text)
        pieces += [text] if cut or not before else [" ", text]
        before = text
    return "".join(pieces)


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
