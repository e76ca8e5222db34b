"""The pages of elected people and of parties: roles with their days, what they raised, reservations and votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from corpus.base.types import Ballot, Document
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import BALLOT_WORDS
from corpus.vocabulary.parties import PARTIES
from service.api.endpoints import CurrentEngine
from service.api.problems import Problem
from service.base.errors import PartyNotFound, PersonNotFound
from service.base.links import person_address, section_address
from service.base.text import section_title
from service.base.types import Filters
from service.engine.engine import Engine
from service.register.decisions import Act, DecisionQuery, Ruling
from service.register.meetings import slug
from service.register.people import Person, PersonQuery
from service.register.votes import HeldVote, VoteQuery, alike
from service.web.display_text import Verdict, capitalised, ruling_address, verdict
from service.web.pages import render
from service.web.watch.topics import list_topic

_SHOWN = 10
_MOST_RULINGS = 200
_MOST_PEOPLE = 500
_ALL = 100_000
# What a person or a party does of its own, and what the pages call it.
_DEEDS: tuple[tuple[Act, str], ...] = (
    ("raised", "Motioner, interpellationer och initiativ"),
    ("moved", "Yrkanden"),
    ("reserved", "Reservationer"),
    ("noted", "Anteckningar till protokollet"),
    ("abstained", "Deltog inte i beslutet"),
)

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Deed:
    """A matter in which something was done: its title and address, in which body and when, and what became of it."""

    title: str
    url: str
    place: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Deeds:
    """What was done of one sort: what it is called, the newest of it, and the list that has all."""

    words: str
    newest: tuple[Deed, ...]
    address: str


@dataclass(frozen=True, slots=True)
class Ballots:
    """A vote: the matter, where it stands, in which body and when, how was voted in it, and what that stood for."""

    title: str
    url: str
    place: str
    cast: str
    meant: str


@router.get("/person/{person_id}")
def show_person(person_id: str, engine: CurrentEngine) -> Response:
    """An elected person; of an id without the party the one who has the name, or those who do."""
    people = engine.records.people
    try:
        person = people.get(person_id)
    except PersonNotFound:
        named = people.named(person_id)
        if not named:
            raise
        if len(named) == 1:
            return RedirectResponse(person_address(named[0].id), 308)
        several = Problem(300, "Vem menas?", "Flera har det namnet, eller samma person med olika partier.")
        return render("people_several.html", several, people=named)
    filters = Filters(organisation=person.organisation)
    asked = {"organisation": person.organisation or "", "person": person.name, "party": person.party or ""}
    total, votes = engine.votes(VoteQuery(person=person.name, party=person.party, filters=filters, limit=_SHOWN))
    return render(
        "person.html",
        person=person,
        namesakes=[people.get(one) for one in person.namesakes],
        deeds=_deeds(engine, DecisionQuery(person=person.name, party=person.party, filters=filters), asked),
        votes=[_ballots(vote, _cast_by(vote, person), "framgår inte") for vote in votes],
        vote_count=total,
        party_address=_party_address(person.party, person.organisation) if person.party else None,
        watch=list_topic(person=person.name, party=person.party, organisation=person.organisation).address,
    )


@router.get("/parti/{letters}")
def show_party(letters: str, request: Request, engine: CurrentEngine) -> Response:
    """A party: its elected people, what they raised, reservations, votes, and how alike others vote."""
    party = next((one for one in engine.records.people.parties if slug(one) == slug(letters)), None)
    if party is None:
        raise PartyNotFound(f"Inget parti «{letters[:60]}» finns bland de förtroendevalda här.")
    filters = Filters(organisation=request.query_params.get("organisation", "").strip() or None)
    _, people = engine.people(PersonQuery(party=party, filters=filters, limit=_MOST_PEOPLE))
    _, votes = engine.votes(VoteQuery(filters=filters, limit=_ALL))
    own = [(vote, ballots) for vote in votes if (ballots := vote.party(party))]
    asked = {"organisation": filters.organisation or "", "party": party}
    return render(
        "party.html",
        party=party,
        called=_called(party),
        organisation=filters.organisation,
        organisations=sorted({one.organisation for one in people if one.organisation}),
        address=lambda organisation: _party_address(party, organisation),
        people=sorted(people, key=lambda one: one.last, reverse=True),
        deeds=_deeds(engine, DecisionQuery(party=party, filters=filters), asked),
        votes=[_ballots(vote, ballots.stance, "delat") for vote, ballots in own[:_SHOWN]],
        vote_count=len(own),
        alike=_alike(votes, party),
    )


def _called(letters: str) -> str:
    """What the party is called: «Socialdemokraterna (S)»; of one that is local the letters alone."""
    return f"{PARTIES[letters]} ({letters})" if letters in PARTIES else letters


def _party_address(party: str, organisation: str | None) -> str:
    asked = f"?{urlencode({'organisation': organisation})}" if organisation else ""
    return f"/parti/{slug(party)}{asked}"


def _deeds(engine: Engine, query: DecisionQuery, asked: dict[str, str]) -> tuple[Deeds, ...]:
    """What was done of each sort, each matter once by its newest decision."""
    kept = {name: value for name, value in asked.items() if value}
    return tuple(
        Deeds(words, tuple(_newest(engine, query, act)), f"/beslut?{urlencode({**kept, 'act': act})}")
        for act, words in _DEEDS
    )


def _newest(engine: Engine, query: DecisionQuery, act: Act) -> Iterator[Deed]:
    wanted = DecisionQuery(act=act, person=query.person, party=query.party, filters=query.filters, limit=_MOST_RULINGS)
    matters: dict[int, Ruling] = {}
    for ruling in engine.decisions(wanted)[1]:
        matters.setdefault(engine.records.register.matter(ruling), ruling)
    for ruling in list(matters.values())[:_SHOWN]:
        document = ruling.treatment.document
        yield Deed(
            section_title(ruling.treatment.section), ruling_address(ruling), _place(document), verdict(ruling.decision)
        )


def _ballots(vote: HeldVote, cast: Ballot | None, otherwise: str) -> Ballots:
    document, section = vote.treatment.document, vote.treatment.section
    words = capitalised(BALLOT_WORDS[cast] if cast else otherwise)
    meant = {"yes": vote.yes_means, "no": vote.no_means}.get(cast or "") or ""
    return Ballots(section_title(section), section_address(document, section), _place(document), words, meant)


def _place(document: Document) -> str:
    """«Kommunfullmäktige, 6 november 2025»."""
    return ", ".join(part for part in (document.body, written_date(document.date) if document.date else "") if part)


def _cast_by(vote: HeldVote, person: Person) -> Ballot | None:
    """How the person voted; ``None`` where it is not told."""
    return next((ballot for actor, ballot in vote.vote.ballots if actor.name in person.spellings), None)


def _alike(votes: Sequence[HeldVote], party: str) -> list[tuple[str, int, int]]:
    """The other parties, with in how many votes they stood on the same side, of how many, the most alike first."""
    others = {one.party for vote in votes for one in vote.parties if one.party and one.party != party}
    counted = [(other, *alike(votes, party, other)) for other in sorted(others)]
    return sorted((each for each in counted if each[2]), key=lambda each: (-each[1] / each[2], each[0]))
