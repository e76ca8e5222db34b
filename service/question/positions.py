"""The words by which a question asks about positions: votes, reservations, what was moved, noted or wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass

# What a vote is called; «folkomröstning» is none in a matter.
VOTE_NOUN = r"\b(?:huvud|slut|kontra)?(?:votering|omrostning)\w*"
_ENDING = r"(?:a|ar|ade|at|ades|ats|er|erna|etal\w*|ning\w*|siffr\w*)\b"
# As typed, for once folded rust and stainless steel («rost», «rostfri») look like votes.
_VOTED = re.compile(rf"\bröst{_ENDING}", re.IGNORECASE)
_VOTED_WITHOUT_DOTS = re.compile(rf"\brost{_ENDING}")
_VOTE_FOLDED = re.compile(rf"{VOTE_NOUN}|\bomrost\w*|\bvoter\w*")
# Rooms are reserved too, and there are spare parts («reservdelar»): people reserve themselves, or against something.
_RESERVED = re.compile(r"\breserv(?:ation|ant)\w*|\breservera\w*\b.*\b(?:sig|sej|e?mot)\b")
_ABSTAINED = re.compile(
    r"\bavst(?:ar|od|att)\b|\bdelt(?:og|ar|agit)\b.*\b(?:inte|ej)\b|\b(?:inte|ej)\b.*\bdelt(?:og|ar|agit)\b"
    r"|\bjav(?:et|iga?|s\w*)?\b"
)
_TOOK_PART = re.compile(r"\b(?:deltog|avst[ao][rd])\b")
_MOVES = re.compile(r"\byrka(?:de|r|t|des|s)?\b")
# «kyrkan» and «styrka» are no motions.
_MOVED = re.compile(r"\b(?:\w+s|del|huvud|mot)?yrka\w*")
_COUNTER_PROPOSAL = re.compile(r"\bmotforslag\w*")
_SUPPORT = (
    r"(?:(?:tala(?:de|r)|argumentera\w*)\s+(?:for|e?mot)|sta(?:llde|ller)\s+sig\s+bakom|stod\s+bakom"
    r"|stod(?:de|er|jer))\b"
)
_SUPPORTS = re.compile(rf"\b{_SUPPORT}")
_WHO = r"\b(?:vem|vilk(?:a|et)(?:\s+(?:parti|ledamot|ledamoter|grupp)\w*)?)\s+(?:som\s+|har\s+)?"
_WHO_SUPPORTS = re.compile(rf"{_WHO}{_SUPPORT}")
_WHAT = re.compile(r"^vad\b|\bvad (?:vill|ville|tyck|kravd|anse|ansag|foresl)\w*")
_SETTLED = re.compile(r"\b(?:beslutade|beslutades|bifolls?|avslogs?|antogs?|foll|vann)\b")
_THOUGHT = re.compile(r"\b(?:vill|ville|tyck\w*|anser|ansag|foresl\w*)\b")
_NOTED = re.compile(r"\b(?:protokolls)?anteckning\w*|\bsarskil\w+\s+yttrande\w*")
_STATED = re.compile(r"\byttrande\w*")
_WHO_STATED = re.compile(rf"{_WHO}lamna\w*\b.*\byttrande")


@dataclass(frozen=True, slots=True)
class PositionWords:
    """What of positions a question speaks of.

    ``content`` says that it asks what they were about, ``acting`` that those it names moved or supported something,
    ``support``, ``statement`` and ``opinion`` that it asks of those it names; ``any`` that it is about positions.
    ``rust`` says that the vote may be rust, for it was typed without dots.
    """

    reservation: bool = False
    content: bool = False
    abstention: bool = False
    vote: bool = False
    rust: bool = False
    floor_proposal: bool = False
    acting: bool = False
    support: bool = False
    note: bool = False
    statement: bool = False
    opinion: bool = False
    any: bool = False


def read_positions(text: str, folded: str, *, dotless: bool) -> PositionWords:
    """What of positions a question speaks of; ``dotless`` says that it was typed without å, ä and ö."""
    reservation = bool(_RESERVED.search(folded))
    rust = dotless and bool(_VOTED_WITHOUT_DOTS.search(folded)) and not _VOTE_FOLDED.search(folded)
    vote = rust or bool(_VOTED.search(text) or _VOTE_FOLDED.search(folded))
    moves, moved = bool(_MOVES.search(folded)), bool(_MOVED.search(folded))
    support = bool(_SUPPORTS.search(folded))
    spoken_of = (moved or bool(_COUNTER_PROPOSAL.search(folded))) and not _SETTLED.search(folded)
    return PositionWords(
        reservation=reservation,
        content=bool(_WHAT.search(folded)),
        abstention=bool(_ABSTAINED.search(folded)),
        vote=vote,
        rust=rust,
        floor_proposal=moves or spoken_of or bool(_WHO_SUPPORTS.search(folded)),
        acting=moves or support,
        support=support,
        note=bool(_NOTED.search(folded) or _WHO_STATED.search(folded)),
        statement=bool(_STATED.search(folded)),
        opinion=bool(_THOUGHT.search(folded)),
        any=reservation or vote or moved or bool(_TOOK_PART.search(folded)),
    )
