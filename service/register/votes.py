"""The votes of a collection: what yes and no meant, what won, and how each party and person voted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from corpus.base.text import one_line
from corpus.base.types import Actor, Ballot, Vote
from corpus.vocabulary.case_numbers import matching_case_numbers, normalise_case_number
from corpus.vocabulary.parties import party_letters
from indexer.word_forms import tokens_of
from service.base.filters import passes
from service.base.names import name_key
from service.base.types import Filters
from service.register.acts import is_by
from service.register.decisions import Treatment
from service.register.matters import meeting_order
from service.register.meetings import slug
from service.register.word_forms import holds, read_words

BALLOTS: tuple[Ballot, ...] = ("yes", "no", "abstained", "absent")
Result = Literal["yes", "no", "tied"]
_SIDES = re.compile(
    r"\bja\b\W*(?:röstas\s+)?(?P<yes>\w.*?)[\s.,;:”\"»]*(?:\b(?:och|samt|medan)\s+)?\bnej\b\W*(?:röstas\s+)?(?P<no>\w.*)",
    re.IGNORECASE,
)
# A proposition on whether to decide now, or on something more than what was proposed
_IS_BESIDE = re.compile(r"\bavgör|återremi|bordlägg|\btillägg", re.IGNORECASE)
_END = ' .,;:”"»“«'


@dataclass(frozen=True, slots=True)
class PartyBallots:
    """How the people of one party voted; ``party`` is ``None`` for those that no party is told of."""

    party: str | None
    names: tuple[tuple[Ballot, tuple[str, ...]], ...]

    def count(self, ballot: Ballot) -> int:
        """How many of them voted so."""
        return len(self.of(ballot))

    def of(self, ballot: Ballot) -> tuple[str, ...]:
        """The names of those who voted so."""
        return dict(self.names).get(ballot, ())

    @property
    def stance(self) -> Ballot | None:
        """What most of those of the party who took part did; ``None`` when they were split evenly or all away."""
        (first, most), (_, next_most), *_ = sorted(
            ((ballot, self.count(ballot)) for ballot in BALLOTS if ballot != "absent"), key=lambda one: -one[1]
        )
        return first if most > next_most else None


@dataclass(frozen=True, slots=True)
class HeldVote:
    """A vote in its place; ``id`` is made of the meeting, the § and which of its votes it is, so that it stays.

    ``yes_means`` and ``no_means`` are what was put, as written; ``meeting`` is the id of its meeting.
    """

    id: str
    treatment: Treatment
    vote: Vote
    yes_means: str | None
    no_means: str | None
    parties: tuple[PartyBallots, ...]
    meeting: str | None = None

    @property
    def result(self) -> Result | None:
        """What won."""
        return result_of(self.vote)

    @property
    def complete(self) -> bool | None:
        """Whether the names give the figures that the minutes tell."""
        return is_complete(self.vote)

    def party(self, letters: str) -> PartyBallots | None:
        """How the party voted, where it is told."""
        return next((one for one in self.parties if name_key(one.party) == name_key(letters)), None)


@dataclass(frozen=True, slots=True)
class VoteQuery:
    """Which votes are wanted: of matters whose heading holds ``words``, in which the party or the person voted."""

    words: str | None = None
    party: str | None = None
    person: str | None = None
    ballot: Ballot | None = None
    result: Result | None = None
    meeting: str | None = None
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0


class Votes:
    """The votes of a collection, newest first, of one meeting as they were taken; made once for it.

    ``meetings`` are the ids of meetings by the ids of their documents.
    """

    def __init__(self, indexed: Sequence[Treatment], meetings: Mapping[str, str]) -> None:
        self._numbers = frozenset(number for treatment in indexed if (number := treatment.case_number))
        numbers = Counter[str]()
        found = []
        for treatment in indexed:
            for vote in treatment.matter.votes if treatment.matter else ():
                meeting = meetings.get(treatment.document.id)
                place = _place(treatment, meeting)
                numbers[place] += 1
                found.append(read_vote(f"{place}-{numbers[place]}", treatment, vote, meeting))
        self.newest_first = tuple(sorted(found, key=lambda one: meeting_order(one.treatment), reverse=True))

    def find(self, query: VoteQuery) -> tuple[int, tuple[HeldVote, ...]]:
        """How many votes fit, and the wanted slice. Raises ``InvalidQuery`` when ``words`` holds no word."""
        sought, filters = read_words(query.words), query.filters
        typed = normalise_case_number(filters.case_number) if filters.case_number else None
        wanted = matching_case_numbers(typed, self._numbers) if typed else None
        found = [
            one
            for one in self.newest_first
            if passes(one.treatment.document, filters)
            and (wanted is None or one.treatment.case_number in wanted)
            and (query.meeting is None or one.meeting == query.meeting)
            and (query.result is None or one.result == query.result)
            and _voted(one, query)
            and holds(tokens_of(one.treatment.heading), one.treatment.heading, sought)
        ]
        return len(found), tuple(found[query.offset : query.offset + query.limit])


def read_vote(wanted: str, treatment: Treatment, vote: Vote, meeting: str | None = None) -> HeldVote:
    """The vote with that id and what is told by its words and its ballots."""
    yes, no = sides(vote.question)
    return HeldVote(wanted, treatment, vote, yes, no, ballots_by_party(vote), meeting)


def result_of(vote: Vote) -> Result | None:
    """What won; ``tied`` where there were as many of both, so that the chair's vote decides."""
    if vote.yes is None or vote.no is None:
        return None
    return "tied" if vote.yes == vote.no else "yes" if vote.yes > vote.no else "no"


def is_complete(vote: Vote) -> bool | None:
    """Whether the names give the figures that the minutes tell; ``None`` where no names are told."""
    if not vote.ballots:
        return None
    counts = Counter(ballot for _, ballot in vote.ballots)
    return (counts["yes"], counts["no"]) == (vote.yes, vote.no)


def settling_first(votes: Sequence[Vote]) -> list[Vote]:
    """The votes of a matter, the one that settled it before those on what to do first and on what to add.

    That is the last whose proposition neither puts the matter off or back nor speaks of an addition.
    """
    put = ((vote, " ".join(filter(None, sides(vote.question)))) for vote in votes)
    settling = [vote for vote, proposition in put if not _IS_BESIDE.search(proposition)][-1:]
    return [*settling, *(vote for vote in votes if vote not in settling)]


def sides(proposition: str | None) -> tuple[str | None, str | None]:
    """What yes and no stood for, as the proposition that was put has them: («för avslag», «för bifall till …»)."""
    match = _SIDES.search(one_line(proposition)) if proposition else None
    return (match["yes"].strip(_END), match["no"].strip(_END)) if match else (None, None)


def alike(votes: Sequence[HeldVote], one: str, other: str) -> tuple[int, int]:
    """In how many of the votes the two parties stood on the same side, and in how many both took a stand."""
    stances = [
        (first.stance, second.stance)
        for vote in votes
        if (first := vote.party(party_letters(one) or one)) and (second := vote.party(party_letters(other) or other))
    ]
    both = [pair for pair in stances if None not in pair]
    return sum(first == second for first, second in both), len(both)


def ballots_by_party(vote: Vote) -> tuple[PartyBallots, ...]:
    """How each party voted, the one with most votes first."""
    names: dict[str | None, list[tuple[Ballot, str]]] = {}
    for actor, ballot in vote.ballots:
        names.setdefault(actor.party, []).append((ballot, actor.name or ""))
    ordered = sorted(names.items(), key=lambda item: (-len(item[1]), item[0] is None, item[0] or ""))
    return tuple(
        PartyBallots(
            party,
            tuple(
                (ballot, found)
                for ballot in BALLOTS
                if (found := tuple(name for cast, name in ballots if cast == ballot))
            ),
        )
        for party, ballots in ordered
    )


def _voted(one: HeldVote, query: VoteQuery) -> bool:
    if query.party is None and query.person is None and query.ballot is None:
        return True
    return any(_cast(actor, ballot, query) for actor, ballot in one.vote.ballots)


def _cast(actor: Actor, ballot: Ballot, query: VoteQuery) -> bool:
    return query.ballot in (None, ballot) and is_by(actor, query.party, query.person)


def _place(treatment: Treatment, meeting: str | None) -> str:
    """The meeting and the § as one word: «goteborgs-stad-kommunfullmaktige-2025-11-06-481»."""
    return slug(meeting or treatment.document.id, treatment.section.number or treatment.section.id)
