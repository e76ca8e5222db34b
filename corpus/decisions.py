"""Whether a statement decides, proposes or only informs.

A body that prepares a matter proposes: «föreslår», «tillstyrker», «yrkar» never decide, also inside the
part Beslut. There, what is not a proposal is decided; elsewhere a decision must say so itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.types import Block, DecisionStatus

_PROPOSES = re.compile(
    r"\b(?:föreslår|föreslå|föreslås|tillstyrker|tillstyrks|avstyrker|yrkar|yrkade|hemställer|rekommenderar"
    r"|förordar|förslag\s+till\s+beslut)\b",
    re.IGNORECASE,
)
# A body as the subject, with nothing between it and what it did: «har tidigare beslutat» only tells of the past.
_DECIDES = re.compile(
    r"^(?:[A-ZÅÄÖa-zåäö]+-\s+och\s+)?[A-ZÅÄÖ]?[a-zåäö]*(?:nämnden|styrelsen|utskottet|fullmäktige|beredningen)\s+"
    r"(?:har\s+)?(?:beslutar|beslutade|beslöt|beslutat|godkänner|godkände|godkänt|fastställer|fastställde|fastställt"
    r"|antar|antog|antagit|avslår|avslog|avslagit|bifaller|biföll|bifallit|utser|utsåg|utsett|ger|gav|gett)\b"
    r"|\b(?:får|ges)\s+(?:\w+\s+){0,2}i\s+uppdrag\b|\b(?:avslås|bifalles|bifalls|bordläggs|återremitteras|utses)\b",
)
_DECIDING_PARTS = frozenset({"Beslut"})
_PROPOSING_PARTS = frozenset({"Yrkande", "Yrkanden", "Förslag till beslut"})
_LEADS_ON = re.compile(r"(?::|\w)$")


def statement_status(text: str, part: str | None) -> DecisionStatus | None:
    """What a statement standing in ``part`` does, as far as its own words tell; ``None`` when they do not."""
    if part in _PROPOSING_PARTS or _PROPOSES.search(text):
        return "proposed"
    if part in _DECIDING_PARTS or (part is None and _DECIDES.search(text)):
        return "decided"
    return "information" if part is not None else None


def with_statuses(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with their status; list items share that of the words that lead on to them."""
    lead: DecisionStatus | None = None
    for block in blocks:
        words = text[block.start : block.end]
        if block.kind == "heading":
            lead = status = None
        elif block.kind == "item" and lead is not None:
            status = lead
        else:
            status = statement_status(words, block.part)
            lead = status if block.kind == "paragraph" and _LEADS_ON.search(words) else None
        yield replace(block, status=status)
