"""What goes on from the block before: a paragraph that a page break cut, the clauses of a decision."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.formats.raised import FOOT_NOTE
from corpus.structure.layout import Piece
from corpus.structure.wrapping import ends_open, is_finished

CLAUSE_PARTS = frozenset({"Beslut", "Förslag till beslut", "Yrkande", "Yrkanden"})
_LEADS_ON = re.compile(r"[:\w]$")
_MIN_CUT_PARAGRAPH = 60
_MAX_CUT_PARAGRAPH = 5_000


def cut_paragraph(pieces: Sequence[Piece], text: str) -> Piece | None:
    """The paragraph that a page break, or a note at the foot of the page, cut before this text."""
    place = len(pieces) - 1
    while place > 0 and FOOT_NOTE.match(pieces[place].text) and text[:1].islower():
        place -= 1
    before = pieces[place] if place >= 0 else None
    if before is None or before.kind not in ("paragraph", "item"):
        return None
    if not (before.kind == "item" or len(before.text) >= _MIN_CUT_PARAGRAPH):
        return None
    if is_finished(before.text) or len(before.text) >= _MAX_CUT_PARAGRAPH:
        return None
    return before if text[:1].islower() or ends_open(before.text) else None


def leads_to_clause(before: Piece | None) -> bool:
    """Whether the block ``before`` is one that clauses follow."""
    if before is None or before.kind == "heading":
        return before is not None and before.part in CLAUSE_PARTS
    return before.kind == "item" or (before.kind == "paragraph" and bool(_LEADS_ON.search(before.text[-1:])))
