"""What Akoma Ntoso is told of a meeting beside its words: what it is, its votes, whom and what these refer to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.base.types import Person
from corpus.vocabulary.labels import BALLOT_WORDS, ROLE_WORDS
from service.api.formats.akoma_ntoso.elements import Element, element
from service.base.links import person_address
from service.register.decisions import TreatmentKey
from service.register.meetings import HeldMeeting, slug
from service.register.votes import BALLOTS, HeldVote, ballots_by_party, result_of

_SOURCE = "#paragraf"
_ONTOLOGY = "/akn/ontology"
_RESULTS = {"yes": "Ja vann", "no": "Nej vann", "tied": "Lika röstetal: ordförandens röst avgjorde"}


def metadata(
    meeting: HeldMeeting,
    votes: Sequence[HeldVote],
    people: Sequence[tuple[Person, str]],
    sections: Mapping[TreatmentKey, str],
    address: str,
) -> Element:
    """The ``meta`` of the minutes; ``sections`` are the ids of the sections in the file."""
    told = [voting for number, vote in enumerate(votes, 1) if (voting := _voting(number, vote, sections)) is not None]
    analysis = [element("analysis", element("parliamentary", *told), source=_SOURCE)] if told else []
    references = element("references", *_references(meeting, votes, people, address), source=_SOURCE)
    return element("meta", _identification(meeting, address), *analysis, references)


def person_reference(person_id: str) -> str:
    """What a person is called in the file."""
    return f"person_{person_id}"


def role_reference(role: str) -> str:
    """What a role is called in the file."""
    return f"roll_{role}"


def _identification(meeting: HeldMeeting, address: str) -> Element:
    work = f"/akn/se/debate/protokoll/{slug(meeting.organisation) or 'okand'}/{meeting.day.isoformat()}/{meeting.id}"
    expression = f"{work}/swe@"
    levels = {
        "Work": (work, [element("FRBRcountry", value="se")]),
        "Expression": (expression, [element("FRBRlanguage", language="swe")]),
        "Manifestation": (f"{expression}.xml", [element("FRBRformat", value="application/akn+xml")]),
    }
    made = (
        element(f"FRBR{level}", *_properties(meeting, uri, address if level == "Work" else ""), *more)
        for level, (uri, more) in levels.items()
    )
    return element("identification", *made, source=_SOURCE)


def _properties(meeting: HeldMeeting, uri: str, address: str) -> Iterator[Element]:
    yield element("FRBRthis", value=f"{uri}/!main")
    yield element("FRBRuri", value=uri)
    if address:
        yield element("FRBRalias", value=f"{address}/mote/{meeting.id}", name="paragraf")
    yield element("FRBRdate", date=meeting.day.isoformat(), name="sammanträde")
    yield element("FRBRauthor", href="#organ")


def _voting(number: int, held: HeldVote, sections: Mapping[TreatmentKey, str]) -> Element | None:
    """The vote with its figures, in all and by party; ``None`` where no figure is told."""
    name, vote = f"vote_{number}", held.vote
    figures = ((f"#rost_{ballot}", getattr(vote, ballot)) for ballot in BALLOTS)
    counted = [(refers, count) for refers, count in figures if count is not None]
    counted += [
        (f"#rost_{ballot} #{_party_reference(party.party)}", party.count(ballot))
        for party in ballots_by_party(vote)
        if party.party
        for ballot in BALLOTS
        if party.count(ballot)
    ]
    if not counted:
        return None
    counts = [
        element("count", eId=f"{name}__count_{place}", value=str(count), refersTo=refers)
        for place, (refers, count) in enumerate(counted, 1)
    ]
    result = result_of(vote)
    where = sections.get(held.treatment.key)
    more = {**({"outcome": f"#resultat_{result}"} if result else {}), **({"href": f"#{where}"} if where else {})}
    return element("voting", *counts, eId=name, **more)


def _references(
    meeting: HeldMeeting, votes: Sequence[HeldVote], people: Sequence[tuple[Person, str]], address: str
) -> Iterator[Element]:
    yield _named("Organization", "paragraf", f"{_ONTOLOGY}/organization/se/paragraf", "Paragraf")
    owner = "/".join(filter(None, (slug(meeting.organisation), slug(meeting.body))))
    shown = ", ".join(filter(None, (meeting.body, meeting.organisation)))
    yield _named("Organization", "organ", f"{_ONTOLOGY}/organization/se/{owner}", shown)
    for id_, name in {id_: person.name for person, id_ in people}.items():
        yield _named("Person", person_reference(id_), f"{address}{person_address(id_)}", name)
    for role in dict.fromkeys(person.role for person, _ in people):
        yield _named("Role", role_reference(role), f"{_ONTOLOGY}/role/se/{role}", ROLE_WORDS[role])
    for party in _parties(votes):
        name = _party_reference(party)
        yield _named("Organization", name, f"{_ONTOLOGY}/organization/se/{name}", party)
    if votes:
        for ballot in BALLOTS:
            yield _named("Concept", f"rost_{ballot}", f"{_ONTOLOGY}/concept/vote/{ballot}", BALLOT_WORDS[ballot])
        for result, words in _RESULTS.items():
            yield _named("Concept", f"resultat_{result}", f"{_ONTOLOGY}/concept/result/{result}", words)


def _parties(votes: Iterable[HeldVote]) -> list[str]:
    """The parties that votes are told of, each once by what it is called in the file."""
    found = (party.party for held in votes for party in ballots_by_party(held.vote) if party.party)
    return list({_party_reference(party): party for party in found}.values())


def _party_reference(party: str) -> str:
    return f"parti_{slug(party) or 'utan'}"


def _named(kind: str, name: str, href: str, shown: str) -> Element:
    return element(f"TLC{kind}", eId=name, href=href, showAs=shown)
