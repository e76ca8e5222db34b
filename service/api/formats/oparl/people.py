"""Elected people, their roles and their bodies, as objects of OParl."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from corpus.base.types import Document
from corpus.vocabulary.labels import ROLE_WORDS
from service.api.formats.oparl.addresses import SCHEMA, Json, Named, body_address, given, object_address, own
from service.api.formats.plain_words import plain
from service.base.links import person_address, short_code
from service.register.meetings import slug
from service.register.people import Person


def organizations(documents: Iterable[Document], people: Sequence[Person]) -> Iterator[Named]:
    """The bodies that documents are of, and those that people are in."""
    members: dict[tuple[str | None, str], list[str]] = {}
    for person in people:
        for number, role in enumerate(person.roles, 1):
            address = object_address(person.organisation, "membership", membership_name(person, number))
            members.setdefault((person.organisation, slug(role.body)), []).append(address)
    bodies = {(each.organisation, each.body): None for each in documents if each.body}
    bodies |= {(person.organisation, role.body): None for person in people for role in person.roles}
    # A body is written in several ways; the first one names it.
    named: dict[tuple[str | None, str], str] = {}
    for organisation, body in bodies:
        named.setdefault((organisation, slug(body)), body or "")
    for (organisation, name), body in named.items():
        yield (
            organisation,
            "organization",
            name,
            {
                "id": object_address(organisation, "organization", name),
                "type": f"{SCHEMA}/Organization",
                "body": body_address(organisation),
                "name": body,
                "organizationType": "Organ",
                "membership": members.get((organisation, name), []),
            },
        )


def person_object(person: Person) -> Json:
    """The person, with the roles that documents tell of."""
    *given, family = person.name.split()
    return {
        "id": object_address(person.organisation, "person", person_name(person.id)),
        "type": f"{SCHEMA}/Person",
        "body": body_address(person.organisation),
        "name": plain(person.name),
        "givenName": " ".join(given),
        "familyName": family,
        "affix": person.party,
        "membership": list(memberships(person)),
        "web": own(person_address(person.id)),
    }


def memberships(person: Person) -> Iterator[Json]:
    """The roles of a person; documents do not tell from when to when they were held."""
    for number, role in enumerate(person.roles, 1):
        yield given(
            {
                "id": object_address(person.organisation, "membership", membership_name(person, number)),
                "type": f"{SCHEMA}/Membership",
                "person": object_address(person.organisation, "person", person_name(person.id)),
                "organization": object_address(person.organisation, "organization", slug(role.body)),
                "role": role.title or ROLE_WORDS[role.role].capitalize(),
                "votingRight": role.role != "substitute" if role.role in ("chair", "member", "substitute") else None,
            }
        )


def person_name(one_id: str) -> str:
    """What a person is called in addresses: without the name, which must not outlive its document in them."""
    return short_code("person", one_id)


def membership_name(person: Person, number: int) -> str:
    """What a role of a person is called in addresses."""
    return f"{person_name(person.id)}-{number}"
