"""How what documents hold as data is told to people: outcomes, who moved what, votes, days, addresses.

Pure functions; the words are those of ``corpus.vocabulary.labels``.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.base.types import Actor, Ballot, Basis, Decision, DecisionStatus, Document, FloorProposal, Outcome, Vote
from corpus.vocabulary.dates import MONTHS
from corpus.vocabulary.labels import (
    ASKED_WORDS,
    BALLOT_WORDS,
    BASIS_WORDS,
    CONFIDENCE,
    OUTCOME_WORDS,
    REQUEST_WORDS,
)
from service.base.links import passage_url
from service.base.text import listed
from service.register.decisions import Act, MatterKind, Ruling
from service.register.votes import BALLOTS, PartyBallots, ballots_by_party, is_complete, result_of, sides

Shape = Outcome | Literal["proposed", "information", "unknown", "missing"]

MATTER_KIND_WORDS: Mapping[MatterKind, str] = {
    "motion": "Motion",
    "interpellation": "Interpellation",
    "citizen_proposal": "Medborgarförslag",
    "initiative": "Initiativ",
}
ACT_WORDS: Mapping[Act, str] = {
    "voted": "Omröstning",
    "reserved": "Reservation",
    "moved": "Yrkande",
    "noted": "Anteckning till protokollet",
    "abstained": "Någon deltog inte",
    "raised": "Väckt av parti eller person",
}
# What a question asks for, by its intent.
ASKED_FOR_WORDS: Mapping[str | None, str] = {
    "cost": "kostnad",
    "amount": "antal eller belopp",
    "date": "tidpunkt",
    "who": "person",
    "position": "ställningstagande",
    "decision": "beslut",
    "identifier": "nummer",
    "list": "uppräkning",
    "why": "skäl",
    "definition": "förklaring",
    "count": "antal",
    "register": "lista",
    "role_holder": "vem som har ett uppdrag",
    "role_of_body": "vem som har ett uppdrag",
    "course": "ärendets gång",
    "times_put_off": "bordläggningar",
    "reservation": "reservationer",
    "abstention": "vilka som inte deltog",
    "vote": "omröstning",
    "floor_proposal": "yrkanden",
    "support": "stöd",
    "note": "anteckningar till protokollet",
    "opinion": "åsikt",
    "endorsement": "tillstyrkan eller avstyrkan",
    "yes_or_no": "ja eller nej",
    "whether_decided": "om det är beslutat",
    "when_decided": "när det beslutades",
    "present_state": "läget nu",
    "meeting_overview": "vad ett sammanträde kom fram till",
    "next_meeting": "nästa sammanträde",
    "meeting_count": "antal sammanträden",
    "most_by_party": "vilket parti mest",
    "most_by_person": "vem mest",
    "most_by_matter": "vilket ärende mest",
}
_MOST_ACTORS = 8
_SURE = 0.9
_ALL = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a decision came to: the shape that marks it, the words, and whether it decides or proposes."""

    shape: Shape
    words: str
    status: DecisionStatus


def verdict(decision: Decision) -> Verdict:
    """What the decision came to; a proposal always says that it is one."""
    if decision.status == "information":
        return Verdict("information", "Information", "information")
    if decision.status == "proposed":
        asked = f"Förslag: {ASKED_WORDS[decision.recommends]}" if decision.recommends else "Förslag, inte beslut"
        return Verdict("proposed", asked, "proposed")
    return Verdict(decision.outcome, outcome_words(decision.outcome), "decided")


def outcome_words(outcome: Outcome) -> str:
    """The outcome as it begins a line: «Bordlagt»."""
    return capitalised(OUTCOME_WORDS[outcome])


def capitalised(words: str) -> str:
    """The words with a capital first; the others as they were."""
    return words[:1].upper() + words[1:]


def actor_words(actors: Sequence[Actor]) -> str:
    """Those who act, «Pia Lundin (SJVP) och M»; of many the first and how many more."""
    return listed([_actor(actor) for actor in actors], _MOST_ACTORS)


def _actor(actor: Actor) -> str:
    if actor.name and actor.party:
        return f"{actor.name} ({actor.party})"
    return actor.name or actor.party or "Någon"


def floor_proposal_words(proposal: FloorProposal) -> str:
    """What somebody moved: «Yrkar återremiss och avslag»."""
    return (
        f"Yrkar {listed([REQUEST_WORDS[request] for request in proposal.requests])}" if proposal.requests else "Yrkar"
    )


def vote_words(vote: Vote) -> str:
    """The figures of a vote as far as they are told: «7 ja, 6 nej, 1 avstår»."""
    figures = ((vote.yes, "ja"), (vote.no, "nej"), (vote.abstained, "avstår"), (vote.absent, "frånvarande"))
    return ", ".join(f"{count} {words}" for count, words in figures if count is not None) or "Siffrorna framgår inte"


def party_words(vote: Vote) -> tuple[str, ...]:
    """How the parties voted where each vote is told: «Ja: S 3, V 2», most votes first."""
    counts: dict[Ballot, Counter[str]] = {ballot: Counter() for ballot in BALLOTS}
    for actor, ballot in vote.ballots:
        counts[ballot][actor.party or "utan parti"] += 1
    return tuple(
        f"{capitalised(BALLOT_WORDS[ballot])}: {', '.join(f'{party} {count}' for party, count in _most(found))}"
        for ballot, found in counts.items()
        if found
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a bar: a ballot, where it begins and how wide it is, in hundredths of the longest bar."""

    ballot: Ballot
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class VoteRow:
    """A party in a vote: its figures under the table's columns, the names behind, and the figures as a bar."""

    party: str
    counts: tuple[int, ...]
    names: str
    bar: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class VoteTable:
    """How a vote is shown: its figures, what yes and no meant, what won, in words, and a row for each party.

    ``columns`` are the ballots that were cast.
    """

    figures: str
    meaning: str
    result: str
    columns: tuple[str, ...]
    rows: tuple[VoteRow, ...]
    notice: str

    @property
    def legend(self) -> tuple[tuple[str, Ballot], ...]:
        """What the parts of the bars stand for."""
        drawn = {part.ballot for row in self.rows for part in row.bar}
        return tuple((capitalised(BALLOT_WORDS[ballot]), ballot) for ballot in BALLOTS if ballot in drawn)

    @property
    def words(self) -> str:
        """All that is said of it as a whole."""
        return " ".join(filter(None, (f"{self.figures}.", self.meaning, self.result, self.notice)))


def vote_table(vote: Vote) -> VoteTable:
    """The vote as a table; without rows where no minutes tell who voted how."""
    parties = ballots_by_party(vote)
    cast = tuple(ballot for ballot in BALLOTS if any(party.count(ballot) for party in parties))
    most = max((sum(map(party.count, cast)) for party in parties), default=0)
    return VoteTable(
        vote_words(vote),
        meaning_words(vote),
        result_words(vote),
        tuple(capitalised(BALLOT_WORDS[ballot]) for ballot in cast),
        tuple(
            VoteRow(
                party.party or "Utan parti", tuple(map(party.count, cast)), names_words(party), _bar(party, cast, most)
            )
            for party in parties
        ),
        "Namnen i protokollet ger inte samma antal som omröstningen." if is_complete(vote) is False else "",
    )


def _bar(party: PartyBallots, cast: Sequence[Ballot], most: int) -> tuple[Stretch, ...]:
    counts = [(ballot, party.count(ballot)) for ballot in cast if party.count(ballot)]
    before = [sum(count for _, count in counts[:position]) for position in range(len(counts))]
    return tuple(
        Stretch(ballot, round(100 * start / most, 1), round(100 * count / most, 1))
        for (ballot, count), start in zip(counts, before, strict=True)
    )


def meaning_words(vote: Vote) -> str:
    """What was put: «Ja betydde: för avslag. Nej betydde: för bifall.»; nothing where it cannot be told."""
    yes, no = sides(vote.question)
    return f"Ja betydde: {yes}. Nej betydde: {no}." if yes and no else ""


def result_words(vote: Vote) -> str:
    """What won: «Ja vann med 7 mot 6.»; nothing where the figures are not told."""
    match result_of(vote):
        case "yes":
            return f"Ja vann med {vote.yes} mot {vote.no}."
        case "no":
            return f"Nej vann med {vote.no} mot {vote.yes}."
        case "tied":
            return f"Lika många röster, {vote.yes} mot {vote.no}."
    return ""


def names_words(party: PartyBallots) -> str:
    """Who voted how: «Ja: Anna Berg och Karl Ek»."""
    told = ((ballot, [name for name in party.of(ballot) if name]) for ballot in BALLOTS)
    return ". ".join(f"{capitalised(BALLOT_WORDS[ballot])}: {listed(names, _ALL)}" for ballot, names in told if names)


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))


def known_words(document: Document) -> dict[str, str]:
    """How organisation, body, kind and date are each known, and whether that may be doubted; nothing where a person
    has told it.
    """
    known = dict(document.known_by)
    values = {field: getattr(document, field) for field in ("organisation", "body", "kind", "date")}
    return {
        field: "framgår inte av handlingen" if value is None else _known(known.get(field, "given"))
        for field, value in values.items()
    }


def _known(basis: Basis) -> str:
    if basis == "given":
        return ""
    return BASIS_WORDS[basis] if CONFIDENCE[basis] >= _SURE else f"{BASIS_WORDS[basis]}, inte säkert"


def short_day(day: date) -> str:
    """The day with the month cut to three letters: «17 dec 2024»."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def excerpt(text: str, most: int) -> str:
    """The beginning of the text on one line, whole words, at most that many characters."""
    return textwrap.shorten(text, most, placeholder=" …")


def beginning(text: str, most: int) -> str:
    """The beginning of the text with its lines as they are, whole words, about that many characters at most."""
    if len(text) <= most:
        return text
    return f"{text[:most].rpartition(' ')[0].rstrip() or text[:most]} …"


def ruling_address(ruling: Ruling) -> str:
    """The page of the document with the words of the decision marked."""
    return passage_url(ruling.treatment.document, ruling.decision.start, ruling.decision.end)
