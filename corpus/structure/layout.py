"""Sections while they are filled, and the normalised text that they are laid out in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.base.types import Block, BlockKind, DecisionStatus, Section
from corpus.vocabulary.statuses import statuses

_CLOSE_KINDS = frozenset({"item", "row", "field"})


@dataclass(slots=True)
class Piece:
    """What becomes a block once its place in the text is known."""

    kind: BlockKind
    text: str
    part: str | None
    columns: tuple[str, ...]
    cells: tuple[str, ...]
    page: int | None
    group: str = ""


@dataclass(slots=True)
class Draft:
    """A section being filled: its heading and its pieces; ``shown`` is the heading as a line of the text."""

    heading: tuple[str, ...]
    number: str | None = None
    shown: str | None = None
    case_number: str | None = None
    pieces: list[Piece] = field(default_factory=list)


def lay_out(drafts: Sequence[Draft]) -> tuple[str, tuple[Section, ...]]:
    """The normalised text and the sections that hold something, their blocks at their exact places."""
    texts: list[str] = []
    sections: list[Section] = []
    position = 0
    for draft in filter(lambda draft: draft.pieces, drafts):
        blocks = []
        for piece, status in zip(draft.pieces, _statuses(draft), strict=True):
            gap = _gap(piece.kind) if texts else ""
            start = position + len(gap)
            position = start + len(piece.text)
            texts += (gap, piece.text)
            blocks.append(
                Block(
                    piece.kind,
                    start,
                    position,
                    piece.part,
                    piece.columns,
                    piece.cells,
                    status,
                    piece.page,
                    piece.group,
                )
            )
        section_id = f"s{len(sections) + 1}"
        sections.append(
            Section(
                section_id, draft.heading, draft.number, draft.case_number, blocks[0].start, position, tuple(blocks)
            )
        )
    return "".join(texts), tuple(sections)


def _statuses(draft: Draft) -> Iterator[DecisionStatus | None]:
    return statuses([(piece.text, piece.kind, piece.part) for piece in draft.pieces])


def _gap(kind: BlockKind) -> str:
    return "\n" if kind in _CLOSE_KINDS else "\n\n"
