"""Whether a statement decides, proposes or only informs.

A body that prepares a matter proposes: «föreslår», «tillstyrker», «yrkar» never decide, also inside the
part Beslut. There, what is not a proposal is decided; elsewhere a decision must say so itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from corpus.base.types import Block, BlockKind, DecisionStatus

_PROPOSES = re.compile(
    r"\b(?:föreslår|föreslå|föreslås|föreslog|tillstyrker|tillstyrks|tillstyrkte|avstyrker|avstyrkte|yrkar|yrkade"
    r"|hemställer|hemställde|rekommenderar|förordar|förslag\s+till\s+beslut)\b"
)
# In a list of what was decided, a clause is a proposal only when that is its verb: «att föreslå fullmäktige …».
_PROPOSING_CLAUSE = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s+)?att\s+(?:\w+\s+){0,2}(?:föreslå|tillstyrka|avstyrka|hemställa|rekommendera|förorda)\b",
    re.IGNORECASE,
)
_BODY = (
    r"(?:[A-ZÅÄÖa-zåäö]+-\s?och\s+|(?:[Rr]egional|[Kk]ommunal|[Tt]eknisk|[Ss]ocial|[Gg]emensam)m?a\s+)?"
    r"[A-ZÅÄÖ]?[a-zåäö]*(?:[Nn]ämnden|[Ss]tyrelsen|[Dd]irektionen|[Uu]tskottet|[Ff]ullmäktige|[Ss]ektionen|[Bb]eredningen)"
)
# A body as the subject, with nothing between it and what it did: «har tidigare beslutat» only tells of the past.
_DECIDES = (
    r"(?:har\s+)?(?:beslutar|beslutade|beslöt|beslutat|godkänner|godkände|godkänt|fastställer|fastställde|fastställt"
    r"|antar|antog|antagit|avslår|avslog|avslagit|bifaller|biföll|bifallit|utser|utsåg|utsett|ger|gav|gett)\b"
)
_BODY_DECIDES = re.compile(rf"{_BODY}\s+{_DECIDES}")
_BODY_STATES = re.compile(rf"{_BODY}\s+(?:{_DECIDES}|(?:föreslår|tillstyrker|avstyrker|hemställer)\b)")
_DECIDED_BY = re.compile(rf"\bbeslutar\s+{_BODY}\b")
_TAKES_EFFECT = re.compile(
    r"\b(?:får|ges)\s+(?:\w+\s+){0,2}i\s+uppdrag\b|\b(?:avslås|bifalles|bifalls|bordläggs|återremitteras|utses)\b"
)
_DECIDING_PARTS = frozenset({"Beslut"})
_PROPOSING_PARTS = frozenset({"Yrkande", "Yrkanden", "Förslag till beslut"})
_LEADS_ON = re.compile(r"[:\w]$")


@lru_cache(maxsize=1024)  # the same words come back all through a roll call
def statement_status(text: str, part: str | None) -> DecisionStatus | None:
    """What a statement standing in ``part`` does, as far as its own words tell; ``None`` when they do not."""
    if part in _PROPOSING_PARTS or _PROPOSES.search(text.lower()):
        return "proposed"
    if part in _DECIDING_PARTS or (part is None and _decides(text)):
        return "decided"
    return "information" if part is not None else None


def opens_statement(text: str) -> bool:
    """Whether ``text`` opens with a body that decides or proposes."""
    return bool(_BODY_STATES.match(text) or _DECIDED_BY.match(text))


def sentence_status(sentence: str, paragraph: str, block: Block) -> DecisionStatus | None:
    """What a sentence of a paragraph does: its own words tell, unless a proposal led on to the whole paragraph."""
    if block.status == "proposed" and statement_status(paragraph, block.part) == "decided":
        return "proposed"
    return statement_status(sentence, block.part)


def statuses(blocks: Iterable[tuple[str, BlockKind, str | None]]) -> Iterator[DecisionStatus | None]:
    """The status of each block, given as its words, kind and part; what others lead on to shares theirs.

    List items follow the words before the list. After a proposal that leads on, «föreslår att fullmäktige
    beslutar:», all is proposed until words with a colon lead on anew, a body decides or a heading stands.
    """
    lead: DecisionStatus | None = None
    for words, kind, part in blocks:
        status = _status(words, kind, part, lead)
        if kind == "heading":
            lead = None
        elif (kind == "paragraph" or _PROPOSING_CLAUSE.match(words)) and _LEADS_ON.search(words[-1:]):
            lead = status
        elif kind == "paragraph" and not (lead == status == "proposed"):
            lead = None
        yield status


def _status(words: str, kind: BlockKind, part: str | None, lead: DecisionStatus | None) -> DecisionStatus | None:
    if kind == "heading":
        return None
    if kind == "item" and lead is not None:
        return "proposed" if _PROPOSING_CLAUSE.match(words) else lead
    own = statement_status(words, part)
    if lead != "proposed" or own != "decided":
        return own
    return own if words.endswith(":") or _body_decides(words) else "proposed"


def _decides(text: str) -> bool:
    return _body_decides(text) or _TAKES_EFFECT.search(text) is not None


def _body_decides(text: str) -> bool:
    return bool(_BODY_DECIDES.match(text) or ("beslutar" in text and _DECIDED_BY.search(text)))
