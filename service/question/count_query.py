"""What a question asks to have listed or counted: which matters, what was done with them, by whom and when.

A question is read only when all of its words are understood: every word names a body, a party or a time, says what was
done and with what, or is a word to look for in the matters («om skolan»). Anything else makes it another kind of
question.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.base.types import DecisionStatus, Kind, Outcome
from corpus.vocabulary.document_kinds import kinds_named
from corpus.vocabulary.spoken import TIMES, Deed, Thing
from service.question.intent import Intent
from service.question.named import Named
from service.question.slots import Slots

CountedKind = Thing | Literal["times"]
ActKind = Literal["decision", "vote", "reservation", "moved", "treated", "disqualified", "adopted"]
# «Budget 2025», «plan för 2025»: the year does not say when.
_YEAR_BEHIND = re.compile(r"(\w+) (?:for )?20\d\d\b")
_OF_A_YEAR: frozenset[Kind] = frozenset({"plan", "report"})


@dataclass(frozen=True, slots=True)
class Act:
    """What was done: a decision's outcome and the words of it that show it, or another deed.

    ``did`` says it of a body, with «{}» for what it was done with; ``noun`` is said before one matter.
    """

    kind: ActKind
    did: str
    outcome: Outcome | None = None
    shows: str = ""
    noun: str = ""
    status: DecisionStatus = "decided"


_TREATED = Act("treated", "behandlade {}")
_GRANTED = Act("decision", "biföll {}", "approved", r"bifall|biföll", "Bifall")
_ACTS: Mapping[Deed, Act] = {
    "answered": Act("decision", "ansåg {} besvarade", "answered"),
    "rejected": Act("decision", "avslog {}", "rejected", noun="Avslag"),
    "granted": _GRANTED,
    "approved": Act("decision", "godkände {}", "approved", r"\bgodkänn(?:er|e?s|a)\b|\bhar\s+godkänt", "Godkänt"),
    "adopted": Act("decision", "antog {}", "approved", r"\banta[sr]?\b|\bhar\s+antagit"),
    "fixed": Act("decision", "fastställde {}", "approved", r"\bfastställ(?:er|e?s|a)\b|\bhar\s+fastställt"),
    "tabled": Act("decision", "bordlade {}", "tabled", noun="Bordläggning"),
    "referred_back": Act("decision", "återremitterade {}", "referred_back", noun="Återremiss"),
    "noted": Act("decision", "antecknade {}", "noted", r"\b(?:an)?teckna"),
    "withdrawn": Act("decision", "lät {} utgå", "withdrawn", noun="Utgick"),
    "endorsed": Act("decision", "tillstyrkte {}", "approved", r"bifall", "Förslag om bifall", "proposed"),
    "opposed": Act("decision", "avstyrkte {}", "rejected", "", "Förslag om avslag", "proposed"),
    "voted": Act("vote", "höll omröstning i {}"),
    "reserved": Act("reservation", ""),
    "moved": Act("moved", ""),
    "decided": Act("decision", "fattade beslut i {}"),
    "treated": _TREATED,
    "disqualified": Act("disqualified", ""),
}
_OF_THINGS: Mapping[Thing, Deed] = {"vote": "voted", "reservation": "reserved", "moved": "moved", "decision": "decided"}
# Of papers the words for it are one.
_ADOPTED = Act("adopted", "antog, fastställde eller godkände {}", "approved")
_HELD = Act("vote", "höll {}")


@dataclass(frozen=True, slots=True)
class CountQuery:
    """What is to be counted: matters of a kind, what was done, by which party, and the words that their headings hold.

    ``person`` is who did it, by full name. ``events`` says that each time counts, not each matter.
    """

    noun: CountedKind
    act: Act
    party: str | None = None
    words: tuple[str, ...] = ()
    events: bool = False
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Which party, person or matter has most of what can be counted: ``of`` is the intent that says which."""

    of: Intent
    counted: CountQuery


def is_any_decision(act: Act) -> bool:
    """Whether every decision is asked for, whatever came of it."""
    return act.kind == "decision" and act.outcome is None


def read_count_query(
    slots: Slots, named: Named, folded: str, *, is_surely_list: bool = False, of_all: bool = False
) -> CountQuery | None:
    """What the question wants listed or counted; ``None`` unless all of it is understood.

    One that is surely of a list asks for matters where it names no other thing; it may be ``of_all`` there are.
    """
    if named.foreign or slots.is_narrowed or len(slots.parties) > 1 or len(slots.people) > 1 or _is_of_a_year(folded):
        return None
    noun = _noun(slots, is_surely_list=is_surely_list)
    act = _act(noun, slots) if noun else None
    narrowed = of_all or slots.deeds or slots.topic or slots.parties or slots.people or named.days or named.has_span
    # How one person voted is told vote by vote.
    if noun is None or act is None or not narrowed or (slots.people and act.kind == "vote"):
        return None
    party, person = next(iter(slots.parties), None), next(iter(slots.people), None)
    return CountQuery(noun, act, party, slots.topic, noun in ("vote", "times"), person)


def _is_of_a_year(folded: str) -> bool:
    """Whether the year that is named is that of a plan or a report, and does not say when something was done."""
    return any(not _OF_A_YEAR.isdisjoint(kinds_named(match[1])) for match in _YEAR_BEHIND.finditer(folded))


def _noun(slots: Slots, *, is_surely_list: bool) -> CountedKind | None:
    """The thing that many are asked for; where none is said, the matters in which something was done."""
    if not set(TIMES).isdisjoint(slots.words) and slots.deeds:
        return "times"
    if slots.things:
        return slots.things[0]
    return "matter" if is_surely_list or (slots.deeds and not slots.topic) else None


def names_papers(slots: Slots) -> bool:
    """Whether it asks for papers of one kind, which were adopted: «vilka taxor antogs»."""
    words = [word for said in slots.topic for word in said.split()]
    is_of_papers = len(words) == 1 and bool(kinds_named(words[0])) and not slots.things
    return is_of_papers and any(_approves(_ACTS[deed]) for deed in slots.deeds if deed in _ACTS)


def _approves(act: Act) -> bool:
    return act.kind == "decision" and act.outcome == "approved" and act.status == "decided"


def _act(noun: CountedKind, slots: Slots) -> Act | None:
    """The one act that is asked about; ``None`` when there are several or there is none to count.

    «Yrkade avslag» is not counted either: minutes tell in one sentence what is to be granted and what turned down.
    """
    of_things = {_OF_THINGS[thing] for thing in slots.things if thing in _OF_THINGS}
    # «Yrkanden» that were turned down are matters of their own: «Yrkande från SD angående …».
    deeds = {*slots.deeds, *(of_things - {"moved"} if slots.deeds else of_things)}
    deeds -= {"raised"}
    if len(deeds) > 1:
        deeds -= {"decided", "treated"}
    if len(deeds) > 1:
        return None
    deed = next(iter(deeds), None)
    if noun == "vote":
        return _HELD
    if noun == "matter" and names_papers(slots):
        return _ADOPTED
    # A motion is granted whatever the word for it.
    if noun == "motion" and deed in ("approved", "adopted"):
        return _GRANTED
    return _ACTS[deed] if deed else _TREATED
