"""What kind of matter a heading tells of: a motion, an interpellation, a citizen's proposal, an initiative."""

from __future__ import annotations

import re
from collections.abc import Mapping

from corpus.vocabulary.spoken import Thing
from service.register.decisions import MatterKind

MATTER_KINDS: Mapping[MatterKind, re.Pattern[str]] = {
    "motion": re.compile(
        r"(?:(?:svar|yttrande|remiss|besvarande|beslut|återremitterad)\w*\s+(?:\w+\s+)?)?motion(?:en)?\b"
    ),
    "interpellation": re.compile(r"(?:(?:svar|besvarande)\w*\s+(?:\w+\s+)?)?interpellation(?:en)?\b"),
    "citizen_proposal": re.compile(
        r"(?:(?:svar|yttrande|besvarande|beslut)\w*\s+(?:\w+\s+)?)?medborgarförslag(?:et)?\b"
    ),
    "initiative": re.compile(r"(?:(?:svar|besvarande|beslut)\w*\s+(?:\w+\s+)?)?initiativ(?:ärende\w*)?\b"),
}
# What people call a matter of each kind
KINDS_SAID: Mapping[Thing, MatterKind] = {
    "motion": "motion",
    "interpellation": "interpellation",
    "citizen": "citizen_proposal",
    "initiative": "initiative",
}
# A matter can be a proposal of a party's: «Yrkande från SD angående …»
_RAISED = re.compile(r"(?:\w+\s+)?yrkande\b", re.IGNORECASE)


def is_of_kind(heading: str, kind: MatterKind) -> bool:
    """Whether the heading is of a matter of that kind."""
    return MATTER_KINDS[kind].match(heading.lower()) is not None


def is_raised_as_proposal(heading: str) -> bool:
    """Whether the heading is of a proposal that a party or a member has put to the body itself («Yrkande från …»)."""
    return _RAISED.match(heading) is not None


def is_raised(heading: str) -> bool:
    """Whether the heading is of a matter that somebody has raised, so that who it names did so."""
    return is_raised_as_proposal(heading) or any(is_of_kind(heading, kind) for kind in MATTER_KINDS)
