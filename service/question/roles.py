"""Which role at the meetings a question asks the holder of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.base.types import Role

_ROLES: tuple[tuple[frozenset[Role], re.Pattern[str]], ...] = (
    (frozenset({"vice_chair"}), re.compile(r"\bvice\s+ordforande\w*")),
    (frozenset({"chair"}), re.compile(r"\w*ordforande(?:n|ns|s)?\b|\bvem\s+led(?:er|de)\b")),
    (frozenset({"secretary"}), re.compile(r"\bsekreterare\w*|\b(?:forde|for|forer|skrev)\s+protokoll")),
    (frozenset({"adjuster"}), re.compile(r"\bjuster(?:are|arna|ade|ar)\b")),
)
_WHO = re.compile(r"^(?:vem|vilka?|vad\s+heter)\b")
# «överlämnades till kommunstyrelsens ordförande», «§ 96»: the role is only part of what is asked
_HOLDS = re.compile(r"\b(?:ar|var|heter|hette|satt|blev|led(?:er|de)|juster(?:ade|ar)|for(?:de|er)|skrev)\b")
_PLAIN = re.compile(
    r"^(?:vem|vilka?|vad\s+heter)\s+(?:ar|var|blev)?\s*(?:(?:forste|andre|1:e|2:e)\s+)?(?:vice\s+)?\w*(?:ordforande|sekreterare|justerare)\w*\b"
)


@dataclass(frozen=True, slots=True)
class RoleAsked:
    """The roles whose holder is asked for; ``alone`` says that the question is about nothing else."""

    roles: frozenset[Role] = frozenset()
    alone: bool = False


def read_role(folded: str, *, names_paragraph: bool, names_number: bool) -> RoleAsked | None:
    """The role that the question is about: it names no matter by number, or asks who adjusted a §."""
    roles: frozenset[Role] = next((roles for roles, asked in _ROLES if asked.search(folded)), frozenset())
    named = names_paragraph or names_number
    if _WHO.search(folded) is None or (named and not ("adjuster" in roles and names_paragraph)):
        return None
    alone = _PLAIN.search(folded) is not None and not named
    return RoleAsked(roles, alone) if alone or (roles and (named or _HOLDS.search(folded))) else None
