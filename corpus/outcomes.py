"""What became of a matter, read from the words of one clause of a decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.types import Decision, Outcome

_MATTER = r"(?:ärendet|ärendena|punkten|frågan|interpellationen|motionen|förslaget|skrivelsen|initiativet|yrkandet)"
# The first kind whose words stand in the clause is its outcome; the order settles clauses with several verbs.
_WORDS: tuple[tuple[Outcome, str], ...] = (
    (
        "tabled",
        r"bordlägg(?:a|as|s|er)|bordlades|bordlagt|bordläggning\s+av"
        r"|(?:ärendet|frågan|punkten|beslutet|behandlingen)\s+(?:skjuts\s+upp|uppskjuts)",
    ),
    ("referred_back", r"återremitter(?:a|as|ar|ades)|återremiss\s+av|återförvisa[rs]?"),
    (
        "withdrawn",
        rf"{_MATTER}\s+(?:utgår|utgick|dras\s+(?:till)?baka|återtas)|utgår\s+(?:ur|från)\s+(?:dagordningen|\w*listan)",
    ),
    (
        "answered",
        r"anse\w*\s+(?:\w+\s+){0,3}(?:besvara[dt]e?|färdigbehandla[dt]e?|fullgjor[dt]a?|färdigbereda?d?)"
        r"|(?:är|förklara[rs]?)\s+(?:\w+\s+)?besvara[dt]",
    ),
    ("rejected", r"avslå[rs]?|avslog(?:s)?|avslagit|avslagen|avstyrk(?:a|er|s|te)|avslag\s+på|(?:utan|inte)\s+bifall"),
)
_STRONG = re.compile("|".join(rf"(?P<{outcome}>\b(?:{words})\b)" for outcome, words in _WORDS), re.IGNORECASE)
_APPROVES = re.compile(
    r"\b(?:godkän\w*|fastställ\w*|antas?|antar|antog|bifall\w*|bifalles|utse[rs]?|väljs?|välja|bevilja[rs]?|förklaras?"
    r"|uppdra[rs]?|upphör|upphäv\w*|översänd\w*|överlämna[rs]?|lämnas?|revidera[rs]?|bemyndiga[rs]?|bestäm(?:ma|mer|s)"
    r"|(?:får|ges?|ge)\s+(?:\w+[\s,]+){0,12}?(?:uppdrag|fullmakt)|medge[rs]?|avsätt\w*|anslå[rs]?|tillsätt\w*|starta[rs]?"
    r"|anställ\w*|inrätta[rs]?|avsluta[rs]?|genomför\w*|beslut(?:ar?|at|ade)|delegera[rs]?|fördela[rs]?|införs?|införa|får\s+framställas"
    r"|tillstyrk\w*|ställ\w*\s+sig\s+bakom|ansvarsfrihet|ingå[rs]?|teckna[rs]?|justera[rst]?|justerat|flytta[rs]?"
    r"|förordna[rs]?|yttrande|använd\w*|betalas?|utbetalas?|utgår|skjuts|ändra[rs]?|ersätts)\b",
    re.IGNORECASE,
)
_NOTES = re.compile(
    r"\b(?:(?:an)?teckna[rs]|antecknades|lägg(?:a|as|s|er)\b.{0,160}?\btill\s+handlingarna|(?:ta|tar|tagit)\s+del\s+av"
    r"|(?:ta|tas|tar)\s+(?:\w+\s+){0,3}till\s+protokollet|notera[rs]?|(?:är\s+)?delgiven|tackar?\s+för\s+informationen)\b",
    re.IGNORECASE | re.DOTALL,
)
_WEIGHT: tuple[Outcome, ...] = (
    *("tabled", "referred_back", "recommended", "withdrawn", "rejected", "approved", "answered", "noted"),
)
_CLAUSE_VERB = re.compile(r"^\W*(?:\d{1,2}[.)]\s+)?att\s+(?:med\s+godkännande\s+)?(\w+)", re.IGNORECASE)


def clause_outcome(clause: str) -> Outcome:
    """What a clause of a decision does: the strongest of the outcomes that its words name, else «approved».

    A clause that only takes note is «noted»; where it also approves, it approves.
    """
    if strong := _STRONG.search(clause):
        return strong.lastgroup  # type: ignore[return-value]
    if not _NOTES.search(clause):
        return "approved"
    verb = _CLAUSE_VERB.match(clause)
    approving = _APPROVES.match(verb.group(1)) if verb else _APPROVES.search(clause)
    return "approved" if approving else "noted"


def says_what_is_done(text: str) -> bool:
    """Whether ``text`` holds any verb that decides something."""
    return bool(_STRONG.search(text) or _NOTES.search(text) or _APPROVES.search(text))


def combined(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of several clauses that only approve, answer or note: the weightiest one."""
    return min(
        outcomes, key=("rejected", "tabled", "referred_back", "withdrawn", "approved", "answered", "noted").index
    )


def matter_outcome(decisions: Sequence[Decision]) -> Outcome | None:
    """What became of a matter at one meeting: the outcome of most of its clauses; ``None`` when nothing was decided.

    Between equally many, what leaves the matter open (tabled, referred back) weighs most, then what another
    body is to decide.
    """
    clauses: Counter[Outcome] = Counter()
    for decision in decisions:
        clauses[decision.outcome] += len(decision.items)
    return min(clauses, key=lambda outcome: (-clauses[outcome], _WEIGHT.index(outcome)), default=None)
