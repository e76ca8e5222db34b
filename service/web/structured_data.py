"""What a page tells search engines of its subject, in the words of schema.org (JSON-LD)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from corpus.base.text import one_line
from corpus.base.types import Decision
from corpus.vocabulary.dates import written_date
from service.api.formats.open_data.tables import Table
from service.base.links import case_address
from service.base.settings import ServiceSettings
from service.register.cases import Case, Strand
from service.register.meetings import HeldMeeting

_CONTEXT = "https://schema.org"
# What would end the element that holds the data, or begin another.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
_FORMS = {"decided": "Beslut", "proposed": "Förslag"}


def meeting_data(meeting: HeldMeeting, address: str) -> str:
    """The meeting as an event, under the address of the service."""
    page = f"{address}/mote/{meeting.id}"
    places = [each.meeting.place for each in meeting.telling if each.meeting and each.meeting.place]
    return _written(
        {
            "@type": "Event",
            "@id": page,
            "url": page,
            "name": f"{meeting.body} den {written_date(meeting.day)}",
            "startDate": meeting.day.isoformat(),
            "inLanguage": "sv",
            "location": _named("Place", places[0]) if places else None,
            "organizer": _body(meeting.body, meeting.organisation),
            "subjectOf": [
                {
                    "@type": "DigitalDocument",
                    "name": one_line(document.title),
                    "url": f"{address}/dokument/{document.id}",
                }
                for document in meeting.documents
            ],
        }
    )


def case_data(case: Case, address: str) -> str | None:
    """What was decided in the matter, or proposed while nothing is decided; ``None`` where neither is held."""
    page = f"{address}{case_address(case.case_number)}"
    told = [
        _legislation(strand, strand.latest.decision, case.case_number, page) for strand in case.strands if strand.latest
    ]
    return _written({"@graph": told}) if told else None


def data_sets_data(tables: Iterable[Table], settings: ServiceSettings, address: str) -> str:
    """The data sets, each with the files that it can be had in."""
    told = (
        {
            "@type": "Dataset",
            "name": table.title,
            "description": table.words,
            "url": f"{address}/om#data",
            "inLanguage": "sv",
            "license": settings.licence,
            "publisher": _named("GovernmentOrganization", settings.publisher),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": form,
                    "contentUrl": f"{address}/datasets/{table.name}.{ending}",
                }
                for ending, form in (("csv", "text/csv"), ("jsonl", "application/x-ndjson"))
            ],
        }
        for table in tables
    )
    return _written({"@graph": list(told)})


def _legislation(strand: Strand, decision: Decision, number: str, page: str) -> dict[str, Any]:
    is_decided = decision.status == "decided"
    return {
        "@type": "Legislation",
        "url": page,
        "name": one_line(strand.heading),
        "inLanguage": "sv",
        "legislationIdentifier": number,
        "legislationType": _FORMS.get(decision.status),
        "legislationDate": decision.date.isoformat() if decision.date and is_decided else None,
        "legislationPassedBy": _body(decision.deciding_body, strand.organisation) if is_decided else None,
        "legislationJurisdiction": _named("AdministrativeArea", strand.organisation),
    }


def _body(body: str | None, organisation: str | None) -> dict[str, Any] | None:
    told = _named("GovernmentOrganization", body)
    whole = _named("GovernmentOrganization", organisation)
    return {**told, "parentOrganization": whole} if told else whole


def _named(kind: str, name: str | None) -> dict[str, Any] | None:
    return {"@type": kind, "name": one_line(name)} if name else None


def _written(told: dict[str, Any]) -> str:
    """The JSON without what is not known, safe inside an element of a page."""
    return json.dumps(_known({"@context": _CONTEXT, **told}), ensure_ascii=False).translate(_ESCAPES)


def _known(told: Any) -> Any:
    if isinstance(told, list):
        return [_known(each) for each in told]
    return {name: _known(value) for name, value in told.items() if value} if isinstance(told, dict) else told
