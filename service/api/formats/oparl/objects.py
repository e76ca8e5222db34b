"""The objects of OParl, each made from the register: the system, the organisations, and all that is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service.api.formats.memory.recorder import Thing
from service.api.formats.oparl.addresses import PREFIX, SCHEMA, Json, body_address, body_name, given, list_address, own
from service.api.formats.oparl.proceedings import Proceedings
from service.api.formats.oparl.terms import term, terms
from service.base.settings import ServiceSettings
from service.engine.engine import Engine

LISTS = {
    "organization": "organization",
    "person": "person",
    "meeting": "meeting",
    "paper": "paper",
    "agendaItem": "agendaitem",
    "consultation": "consultation",
    "file": "file",
    "locationList": "location",
    "legislativeTermList": "term",
    "membership": "membership",
}


def things(engine: Engine, settings: ServiceSettings) -> Iterator[Thing]:
    """Every object with its list and its name there."""
    yield "system", "", _system(settings)
    made = Proceedings(engine)
    for organisation in made.organisations:
        yield "body", body_name(organisation), _body(organisation, made.days[organisation], settings)
    for organisation, kind, name, told in made.all():
        yield f"{body_name(organisation)}/{kind}", name, given(told)


def _system(settings: ServiceSettings) -> Json:
    return given(
        {
            "id": own(PREFIX),
            "type": f"{SCHEMA}/System",
            "oparlVersion": f"{SCHEMA}/",
            "body": own(f"{PREFIX}/body"),
            "name": settings.operator or settings.publisher or "Paragraf",
            "license": settings.licence,
            "contactName": settings.operator or settings.publisher,
            "website": own("/"),
        }
    )


def _body(organisation: str | None, days: list[date], settings: ServiceSettings) -> Json:
    held = [term(organisation, first, last) for first, last in terms(days)]
    return given(
        {
            "id": body_address(organisation),
            "type": f"{SCHEMA}/Body",
            "system": own(PREFIX),
            "name": organisation or "Handlingar utan känd organisation",
            "license": settings.licence,
            "legislativeTerm": held,
            **{field: list_address(organisation, kind) for field, kind in LISTS.items()},
            "web": own("/handlingar"),
        }
    ) | {"legislativeTerm": held}
