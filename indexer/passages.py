"""Passages of about the same size, each inside one section, and the units an answer can quote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.base.types import Block, Document, Section, Span
from corpus.extraction.roll_calls import running_blocks
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.statuses import sentence_status
from indexer.types import Passage, Unit

# «Begriplighet – att den anhörige förstår hur verksamheten bedrivs»
_TERM = re.compile(r"[A-ZÅÄÖ][^.:;?!–\n]{1,40}?(?: [–-] |: )")
_LEADS_ON = re.compile(r"[:\w]$")
# Names and single words, as in a roll-call, say nothing when they stand alone; «Motionen avslås.» says all.
_MIN_WORDS = 3
_MIN_WORDS_OF_DECISION = 2
_TAIL_SHARE = 0.2
_MAX_OVERFULL = 1.25
_BREAK_AT_PART_SHARE = 0.55


def passages_of_document(document: Document, passage_chars: int) -> tuple[Passage, ...]:
    """The passages of a document in reading order; those without running text are left out."""
    passages: list[Passage] = []
    for section in document.sections:
        pieces = _pieces(document.text, section, passage_chars)
        if _is_bare_heading(section, pieces):
            continue
        for blocks in _pack(pieces, passage_chars):
            passages.append(_passage(document, section, blocks, f"{document.id}:{len(passages)}"))
    return tuple(passages)


def row_text(block: Block) -> str:
    """A table row with each cell beside its column's name; cells alone where the table names none.

    The line that it stands under comes first: «Socialnämnden: Vice ordförande; 8,5 %».
    """
    if _names_columns(block):
        return "; ".join(block.cells)
    if block.group:
        return f"{block.group}: {row_text(replace(block, group=''))}"
    named = zip(block.columns, block.cells, strict=False) if block.columns else (("", cell) for cell in block.cells)
    return "; ".join(f"{column}: {cell}" if column else cell for column, cell in named if cell)


def _names_columns(block: Block) -> bool:
    return block.kind == "row" and bool(block.columns) and block.columns == block.cells


def _is_bare_heading(section: Section, pieces: Sequence[Block]) -> bool:
    """Whether only a chapter's heading stands there; a matter of the minutes counts even so."""
    return all(block.kind == "heading" for block in pieces) and not (section.number or "").startswith("§")


def _pieces(text: str, section: Section, limit: int) -> list[Block]:
    """The blocks, those that are longer than ``limit`` cut between sentences or words; roll-calls are left out.

    Who voted how is data of the matter; thousands of names and signs only stand in the way of a search.
    """
    return [
        replace(block, start=span.start, end=span.end)
        for block in running_blocks(text, section)
        for span in _cut(text, Span(block.start, block.end), limit if block.kind != "row" else len(text))
    ]


def _cut(text: str, span: Span, limit: int) -> Iterator[Span]:
    """Stretches of at most ``limit`` characters: whole sentences, and pieces of those that are longer themselves."""
    if span.end - span.start <= limit:
        yield span
        return
    current: Span | None = None
    for sentence in split_sentences(text[span.start : span.end]):
        for piece in _cut_words(text, Span(span.start + sentence.start, span.start + sentence.end), limit):
            if current is not None and piece.end - current.start > limit:
                yield current
                current = None
            current = Span(piece.start if current is None else current.start, piece.end)
    if current is not None:
        yield current


def _cut_words(text: str, span: Span, limit: int) -> Iterator[Span]:
    splitter = RecursiveCharacterTextSplitter(chunk_size=limit, chunk_overlap=0, separators=[" ", ""])
    position = span.start
    for piece in splitter.split_text(text[span.start : span.end]):
        start = text.index(piece.strip(), position, span.end)
        position = start + len(piece.strip())
        yield Span(start, position)


def _pack(blocks: Sequence[Block], limit: int) -> Iterator[list[Block]]:
    """Runs of blocks of at most ``limit`` characters, what belongs together kept together where it fits."""
    packed: list[list[Block]] = []
    for group in _groups(blocks, limit):
        current = packed[-1] if packed else []
        if current and _fits(current, group, limit):
            current.extend(group)
        else:
            packed.append(list(group))
    if len(packed) > 1 and _size(packed[-1]) < _TAIL_SHARE * limit:
        tail = packed.pop()
        if _size([*packed[-1], *tail]) <= _MAX_OVERFULL * limit:
            packed[-1].extend(tail)
        else:
            packed.append(tail)
    yield from packed


def _fits(current: Sequence[Block], group: Sequence[Block], limit: int) -> bool:
    if _size([*current, *group]) > limit:
        return False
    new_part = group[0].part != current[-1].part
    return not (new_part and _size(current) >= _BREAK_AT_PART_SHARE * limit)


def _groups(blocks: Sequence[Block], limit: int) -> Iterator[list[Block]]:
    """Headings with what they head, and list items with the words that lead on to them."""
    group: list[Block] = []
    for block in blocks:
        belongs = group and (group[-1].kind in ("heading", "field") or (block.kind in ("item", "row", "field")))
        if group and not (belongs and _size([*group, block]) <= limit):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


def _size(blocks: Sequence[Block]) -> int:
    return blocks[-1].end - blocks[0].start


def _passage(document: Document, section: Section, blocks: Sequence[Block], passage_id: str) -> Passage:
    start, end = blocks[0].start, blocks[-1].end
    parts = tuple(dict.fromkeys(block.part for block in blocks if block.part))
    return Passage(
        passage_id,
        document.id,
        section.id,
        start,
        end,
        _shown(document.text, blocks),
        parts,
        tuple(_units(document.text, blocks)),
    )


def _shown(text: str, blocks: Sequence[Block]) -> str:
    """The passage as shown: the document's own text, table rows with their column names."""
    shown: list[str] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            shown.append(text[before.end : block.start])
        shown.append(row_text(block) if block.kind == "row" else text[block.start : block.end])
    return "".join(shown)


# Units


def _units(text: str, blocks: Sequence[Block]) -> Iterator[Unit]:
    for index, block in enumerate(blocks):
        yield from _block_units(text, block)
        if block.kind in ("paragraph", "heading", "item") and (listed := _listed(text, blocks, index)):
            yield listed


def _block_units(text: str, block: Block) -> Iterator[Unit]:
    if _names_columns(block):
        return
    if block.kind == "row":
        yield Unit(block.start, block.end, row_text(block), "row", block.part, block.status)
    elif block.kind in ("field", "item"):
        yield Unit(block.start, block.end, text[block.start : block.end], block.kind, block.part, block.status)
    elif block.kind == "heading":
        if block.part is None:
            yield Unit(block.start, block.end, text[block.start : block.end], "heading", None, None)
    else:
        paragraph = text[block.start : block.end]
        for span in split_sentences(paragraph):
            start, end = block.start + span.start, block.start + span.end
            words = text[start:end]
            decides = block.status in ("decided", "proposed") and words.endswith(".")
            if len(words.split()) >= (_MIN_WORDS_OF_DECISION if decides else _MIN_WORDS):
                yield Unit(start, end, words, "sentence", block.part, sentence_status(words, paragraph, block))


def _listed(text: str, blocks: Sequence[Block], index: int) -> Unit | None:
    """What the block at ``index`` leads on to, from its last sentence to the last item; a heading is not in it."""
    lead = blocks[index]
    items = _led_to(text, lead, blocks[index + 1 :])
    if not items:
        return None
    start, end, first = items[0].start, items[-1].end, items[0] if lead.kind == "heading" else lead
    if lead.kind == "item":
        start = lead.start
    elif lead.kind == "paragraph":
        start = lead.start + list(split_sentences(text[lead.start : lead.end]))[-1].start
    return Unit(start, end, text[start:end], "list", first.part, first.status)


def _led_to(text: str, lead: Block, after: Sequence[Block]) -> Sequence[Block]:
    """The items that a heading or a paragraph leads on to.

    A paragraph behind a colon counts as one item: «Kommunstyrelsen föreslår att kommunfullmäktige beslutar:», also
    where what leads on is itself an item: «1. Visionen antas enligt följande lydelse:». Paragraphs there that each
    open with a term and a dash are items: «Begreppet har tre delar:», «Begriplighet – att …».
    """
    if lead.kind == "paragraph" and not _LEADS_ON.search(text[lead.start : lead.end]):
        return ()
    is_open = lead.kind != "heading" and _ends_open(text, lead)
    paragraphs = list(takewhile(lambda block: block.kind == "paragraph", after)) if is_open else []
    terms = list(takewhile(lambda block: _TERM.match(text, block.start, block.end), paragraphs))
    behind_colon = terms if len(terms) > 1 else paragraphs[:1]
    return behind_colon if lead.kind == "item" else list(_items(text, after)) or behind_colon


def _items(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The items that come first, each with the paragraph that it leads on to."""
    is_open = False
    for block in blocks:
        if block.kind != "item" and not (block.kind == "paragraph" and is_open):
            return
        yield block
        is_open = block.kind == "item" and _ends_open(text, block)


def _ends_open(text: str, block: Block) -> bool:
    return text[block.start : block.end].endswith(":")
