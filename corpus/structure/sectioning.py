"""From clean lines to the normalised text with its sections and blocks.

A document is read in the way of setting headings that its own lines speak for (``styles.py``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.types import BlockKind, Section
from corpus.structure.appendices import APPENDIX
from corpus.structure.cleaning import Line, paragraphs
from corpus.structure.dense_headings import with_dense_headings
from corpus.structure.going_on import CLAUSE_PARTS, cut_paragraph, leads_to_clause
from corpus.structure.heading_reach import heading_lines
from corpus.structure.items import BULLETS, ITEM, parts_apart, text_kind, with_numbers_joined
from corpus.structure.layout import Draft, Piece, lay_out
from corpus.structure.listed_matters import without_label, without_list_numbers
from corpus.structure.matter_headings import mark_matters
from corpus.structure.openings import Opening
from corpus.structure.own_numbers import OwnNumbers, own_numbers
from corpus.structure.stamps import without_stamps
from corpus.structure.styles import Paragraph, Style, is_plain_heading, style_of
from corpus.structure.tables import TableReader, is_group
from corpus.structure.wrapping import ends_open, is_finished, join_lines, was_broken_on_purpose, wrap_width
from corpus.vocabulary.case_numbers import find_case_numbers, labelled_case_number, paragraph_number
from corpus.vocabulary.parts import heads_account, is_field, part_of
from corpus.vocabulary.statuses import opens_statement

_CHAPTER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})(?:\.?\s+(?=\S)|\.(?=[^\W\d]))(.*)$")
_CLOSINGS = frozenset({"justeras", "vid protokollet", "underskrifter"})
_DECIDES = re.compile(r"\bbeslut(?:ar|ade|at|a)(?:\s+att)?$")
_PERSON_LINE = re.compile(r"\([A-ZÅÄÖ]{1,5}\)$")
_BALLOT_SIGNS = frozenset({"x", "X", "-", "–", "—"})  # how someone voted, where a roll call was torn apart


def read_structure(lines: Sequence[Line]) -> tuple[str, tuple[Section, ...]]:
    """The normalised text and its sections, whose blocks all stand at their exact place in that text."""
    lines = with_numbers_joined(without_stamps(lines))
    marked = mark_matters(lines)
    read = list(paragraphs(marked))
    style = style_of(read)
    if style != "minutes":
        read = list(paragraphs(with_dense_headings(lines, wrap_width(lines)) if style == "plain" else lines))
        style = style_of(read)
    reader = _Reader(style, wrap_width(lines), own_numbers(marked if style == "minutes" else ()))
    for paragraph in read:
        reader.take(paragraph)
    without_list_numbers(reader.drafts)
    return lay_out(reader.drafts)


class _Reader:
    """Takes paragraphs in order and files them as sections and blocks."""

    def __init__(self, style: Style, width: int, own: OwnNumbers) -> None:
        self.style, self.width, self.own = style, width, own
        self.draft = Draft(())
        self.drafts = [self.draft]
        self.pieces = self.draft.pieces
        self.part: str | None = None
        self.part_level = 0
        self.page: int | None = None
        self.table = TableReader()
        self.numbered: list[tuple[str, str]] = []
        self.awaits_heading = False
        self.inside = False  # whether the paragraph has been begun
        self.top = True  # whether no sentence has ended yet

    def take(self, paragraph: Paragraph) -> None:
        """File one paragraph."""
        self.page = paragraph[0].page
        self.inside = False
        self.table.group = ""
        lines = self._headings(paragraph)
        if self.style == "minutes":
            lines = tuple(parts_apart(lines))
        at = 0
        while at < len(lines):
            text, self.page = lines[at].text, lines[at].page
            if "\t" in text:
                self._row(text, lines[at + 1].text if at + 1 < len(lines) else "")
            elif part := part_of(text):
                self.part, self.part_level = part, lines[at].level
                self._add("heading", text)
            elif is_group(lines, at):
                self.table.group = text
                self._add("paragraph", text)
            elif self._ends_part(lines[at]):
                self.part = None
                self._add("heading", text)
            else:
                at = self._text(lines, at)
                self.inside = True
                continue
            at += 1

    # Headings

    def _headings(self, lines: Paragraph) -> Paragraph:
        """What is left of the paragraph once the headings it opens with have been taken."""
        first = lines[0]
        if self.style == "minutes":
            return self._matter(lines)
        if first.level:
            self._open_chapter(first.text)
            return lines[1:]
        if self.style == "plain" and len(lines) == 1 and is_plain_heading(first):
            self._open(Draft((first.text,), shown=first.text))
            return ()
        return lines

    def _matter(self, lines: Paragraph) -> Paragraph:
        if lines[0].opens:
            return self._open_matter(lines, lines[0].opens)
        if self.awaits_heading:
            lines = self._own_fields(lines)
            if not lines:
                return ()
            self.awaits_heading = False
            taken = heading_lines(lines, self.own)
            if taken:
                self._name_matter(_joined(lines[:taken]))
                return lines[taken:]
        first = lines[0].text
        if first.lower() not in _CLOSINGS and not APPENDIX.match(first):
            return lines
        self._open(Draft((first,), shown=first))
        return lines[1:]

    def _open_matter(self, lines: Paragraph, opening: Opening) -> Paragraph:
        self.top = False
        number = paragraph_number(opening.number, opening.letter)
        case_number, rest = self.own.leading(opening.rest)
        if not any(c.isalpha() for c in rest):
            if self._continues_matter(number, case_number):
                return lines[1:]
            case_number = self._without_page_head(number) or case_number
            self._open(Draft((), number, lines[0].text, case_number))
            lines = self._own_fields(lines[1:])
            taken = heading_lines(lines, self.own)
            if taken:
                self._name_matter(_joined(lines[:taken]))
            else:
                self.awaits_heading = True
            return lines[taken:]
        case_number = self._without_page_head(number) or case_number
        named = (lines[0]._replace(text=rest), *lines[1:])
        taken = max(1, heading_lines(named, self.own))
        beside, rest = self.own.wrapped(rest, goes_on=taken > 1 and case_number is None)
        named = (lines[0]._replace(text=rest), *lines[1:])
        self._open(Draft((), number, _joined(lines[:taken]), case_number or beside))
        self.draft.heading = (self._without_number(_joined(named[:taken])),)
        return lines[taken:]

    def _own_fields(self, lines: Paragraph) -> Paragraph:
        """The lines without those that only have a matter's case number, which stands before its heading here."""
        while lines and self.own.lone(lines[0].text):
            self._field(lines[0].text)
            lines = lines[1:]
        return lines

    def _without_number(self, heading: str) -> str:
        """The heading without a colon or the case number that it ends with; that is the matter's own."""
        heading = without_label(heading.rstrip(" :") or heading)
        number, words = self.own.trailing(heading)
        if number is None or not words or self.draft.case_number not in (None, number):
            return heading
        self.draft.case_number = number
        return words

    def _continues_matter(self, number: str, case_number: str | None) -> bool:
        """Whether a bare «§ 98 23HSN2705» is the head of a page that the matter goes on over."""
        draft = self.draft
        return draft.number == number and bool(draft.heading) and case_number in (None, draft.case_number)

    def _without_page_head(self, number: str) -> str | None:
        """Leave out the matter before when it was only the number of this one in a page head; its case number."""
        if self.draft.number != number or self.draft.heading or any(piece.kind != "heading" for piece in self.pieces):
            return None
        return self.drafts.pop().case_number

    def _name_matter(self, heading: str) -> None:
        self.draft.heading = (self._without_number(heading),)
        self._add("heading", heading)

    def _open_chapter(self, text: str) -> None:
        match = _CHAPTER.match(text)
        if match:
            number, title = match.group(1), match.group(2)
            self.numbered = [known for known in self.numbered if number.startswith(f"{known[0]}.")]
            self.numbered.append((number, title))
            self._open(Draft(tuple(title for _, title in self.numbered), number, text))
        else:
            self._open(Draft((*(title for _, title in self.numbered), text), None, text))

    def _open(self, draft: Draft) -> None:
        self.part, self.awaits_heading = None, False
        self.table = TableReader()
        self.draft, self.pieces = draft, draft.pieces
        self.drafts.append(draft)
        if draft.shown:
            self._add("heading", draft.shown)

    def _ends_part(self, line: Line) -> bool:
        """Whether a heading that names no known part stands no lower than that of the part before it."""
        return 0 < line.level <= self.part_level and self.part is not None and not is_finished(line.text)

    # Text

    def _row(self, text: str, below: str) -> None:
        before = self.pieces[-1] if self.pieces else None
        begins = before is None or (before.kind != "row" and before.text != self.table.group)
        row = self.table.read(text, begins=begins, above=before.text if before and begins else "", below=below)
        if row is not None:
            shown = "\t".join(row.shown)
            self.pieces.append(Piece("row", shown, self.part, row.columns, row.cells, self.page, row.group))

    def _text(self, lines: Paragraph, at: int) -> int:
        """File the text that begins at the line ``at``; the first line behind it comes back."""
        text, end, count = lines[at].text, at + 1, len(lines)
        while end < count and not self._starts_anew(lines[at].text, lines[end - 1].text, lines[end].text):
            end += 1
        if end - at > 1:
            text = _joined(lines[at:end])
        self.top = self.top and not text.endswith(".")
        if self.part in CLAUSE_PARTS and heads_account(text):
            self.part = None
        kind = text_kind(text)
        if kind == "item" or (kind == "clause" and leads_to_clause(self.pieces[-1] if self.pieces else None)):
            self._add("item", text)
        elif kind == "field" or self._is_own_number(text):
            self._field(text)
        elif (self.inside or end < count) and self._is_listed(text):
            self._add("item", text)
        elif cut := cut_paragraph(self.pieces, text):
            cut.text = join_lines([cut.text, text])
        else:
            self._add("paragraph", text)
        return end

    def _is_listed(self, text: str) -> bool:
        """Whether a line with others around it stands in a list of lines: names, projects, documents."""
        if is_finished(text):
            return False
        if self.inside:
            return self.pieces[-1].kind == "item" or self.pieces[-1].text.endswith(":")
        return _PERSON_LINE.search(text) is not None

    def _starts_anew(self, first: str, before: str, text: str) -> bool:
        """Whether a line inside a paragraph begins something of its own."""
        if "\t" in text or text in _BALLOT_SIGNS or part_of(text) or is_field(text) or is_field(before):
            return True
        finished = is_finished(before)
        if finished and ((before.endswith(":") and text[:1].isupper()) or opens_statement(text)):
            return True
        if ITEM.match(text) and (
            finished or text[0] in BULLETS or self._in_list() or ITEM.match(first) or _DECIDES.search(before)
        ):
            return True
        return was_broken_on_purpose(before, text, self.width) or self._is_of_its_own(before, text)

    def _is_of_its_own(self, before: str, text: str) -> bool:
        """Whether a line at the top of a short text, where names and days stand below each other, is one.

        Members with their parties are one list: of names by themselves a title below would be the last one's.
        """
        return (
            self.top
            and "(" not in before + text
            and not self.width
            and text[:1].isupper()
            and text[-1] != "."
            and not ends_open(before)
            and before[-1] not in ".-"
        )

    def _in_list(self) -> bool:
        """Whether the block before this one is an item of the same paragraph."""
        return self.inside and self.pieces[-1].kind == "item"

    def _is_own_number(self, text: str) -> bool:
        """Whether the text right behind a matter's heading is its case number and nothing more."""
        waits = self.draft.number and self.draft.case_number is None and all(p.kind == "heading" for p in self.pieces)
        return bool(waits) and self.own.lone(text) is not None

    def _field(self, text: str) -> None:
        if self.draft.case_number is None and self.draft.number:
            self.draft.case_number = (
                self.own.lone(text) or labelled_case_number(text) or next(iter(find_case_numbers(text)), None)
            )
        self._add("field", text)

    def _add(self, kind: BlockKind, text: str) -> None:
        self.pieces.append(Piece(kind, text, self.part, (), (), self.page))


def _joined(lines: Sequence[Line]) -> str:
    return join_lines([line.text for line in lines])
