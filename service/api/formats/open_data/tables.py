"""The data sets: what each holds, its columns, and its rows, which are the shapes of the API."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from service.api.matters import CaseJson
from service.api.meetings import HeldVoteJson, MeetingSummaryJson
from service.api.records import DocumentJson, WholeDecisionJson
from service.base.types import Filters
from service.engine.engine import Engine
from service.register.decisions import DecisionQuery
from service.register.meetings import MeetingQuery
from service.register.votes import VoteQuery

PARQUET = "application/vnd.apache.parquet"
# More than any register holds.
_ALL = 10_000_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its value stands in the JSON, what kind it is, and what it says, in Swedish.

    A place is the names on the way there («document.body»), of a list the number («headings.0.last»).
    """

    name: str
    path: str
    kind: Literal["string", "integer", "date", "boolean"]
    words: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A data set: a row for each thing of one kind."""

    name: str
    title: str
    words: str
    columns: tuple[Column, ...]
    shapes: Callable[[Engine], Iterable[BaseModel]]


def json_lines(table: Table, engine: Engine, address: str) -> Iterator[str]:
    """Each thing whole, as the API gives it, one a line."""
    for told in _told(table, engine, address):
        yield json.dumps(told, ensure_ascii=False) + "\n"


def values(table: Table, engine: Engine, address: str) -> Iterator[list[Any]]:
    """Of each thing the values of the columns, as the JSON has them; lists of words in one."""
    for told in _told(table, engine, address):
        yield [_value(told, column.path) for column in table.columns]


def csv_lines(table: Table, engine: Engine, address: str) -> Iterator[str]:
    """The header, then each thing as a row of the columns."""
    yield _line(column.name for column in table.columns)
    yield from map(_line, values(table, engine, address))


def _told(table: Table, engine: Engine, address: str) -> Iterator[dict[str, Any]]:
    for shape in table.shapes(engine):
        told = shape.model_dump(mode="json")
        if "url" in told:
            told["url"] = f"{address}{told['url']}"
        yield told


def _line(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(["" if cell is None else cell for cell in cells])
    return written.getvalue()


def _value(told: Any, path: str) -> Any:
    for step in path.split("."):
        if not told:
            return None
        told = told[int(step)] if isinstance(told, list) else told[step]
    return " / ".join(told) if isinstance(told, list) else told


def _decisions(engine: Engine) -> Iterator[BaseModel]:
    return (WholeDecisionJson.of(ruling) for ruling in engine.decisions(DecisionQuery(limit=_ALL))[1])


def _votes(engine: Engine) -> Iterator[BaseModel]:
    return (HeldVoteJson.of(vote) for vote in engine.votes(VoteQuery(limit=_ALL))[1])


def _meetings(engine: Engine) -> Iterator[BaseModel]:
    return map(MeetingSummaryJson.model_validate, engine.meetings(MeetingQuery(limit=_ALL))[1])


def _matters(engine: Engine) -> Iterator[BaseModel]:
    return map(CaseJson.of, engine.cases())


def _documents(engine: Engine) -> Iterator[BaseModel]:
    return map(DocumentJson.model_validate, engine.documents(Filters(), _ALL, 0)[1])


_ID = Column("id", "id", "string", "Unikt och varaktigt id.", is_required=True)
_ORGANISATION, _BODY = "Kommunen, regionen eller förbundet.", "Organet som sammanträdde."
_PLACE = (
    Column("document_id", "document.id", "string", "Handlingens id.", is_required=True),
    Column("organisation", "document.organisation", "string", _ORGANISATION),
    Column("body", "document.body", "string", _BODY),
    Column("section", "section.number", "string", "Paragrafen i protokollet."),
    Column("heading", "section.heading", "string", "Ärendets rubrik."),
    Column("case_number", "section.case_number", "string", "Ärendenumret (diarienumret)."),
)
_URL = Column("url", "url", "string", "Sidan som visar stället.", is_required=True)
_COUNTS = "Där det inte står är rutan tom."

TABLES = {
    table.name: table
    for table in (
        Table(
            "decisions",
            "Beslut och förslag",
            "Vad organen har beslutat eller föreslagit, med utfall.",
            (
                *(_ID, Column("date", "date", "date", "Sammanträdets dag."), *_PLACE),
                Column("status", "status", "string", "decided, proposed eller information.", is_required=True),
                Column("outcome", "outcome", "string", "Vad beslutet gick ut på.", is_required=True),
                Column("deciding_body", "deciding_body", "string", "Organet som beslutar."),
                *(Column("text", "text", "string", "Beslutets ord."), _URL),
            ),
            _decisions,
        ),
        Table(
            "votes",
            "Omröstningar",
            "Varje omröstning med sina siffror. JSON Lines har också hur partier och personer röstade.",
            (
                *(_ID, Column("date", "date", "date", "Sammanträdets dag."), *_PLACE),
                Column("meeting", "meeting", "string", "Sammanträdets id."),
                *(
                    Column(name, name, "integer", f"Antal {words}. {_COUNTS}")
                    for name, words in (
                        ("yes", "ja"),
                        ("no", "nej"),
                        ("abstained", "som avstod"),
                        ("absent", "frånvarande"),
                    )
                ),
                Column("yes_means", "yes_means", "string", "Vad ja betydde."),
                Column("no_means", "no_means", "string", "Vad nej betydde."),
                *(Column("result", "result", "string", "Vad som vann: yes, no eller tied."), _URL),
            ),
            _votes,
        ),
        Table(
            "meetings",
            "Sammanträden",
            "Sammanträden som handlingarna berättar om, och vad de kom fram till.",
            (
                *(_ID, Column("date", "date", "date", "Sammanträdets dag.", is_required=True)),
                Column("organisation", "organisation", "string", _ORGANISATION),
                Column("body", "body", "string", _BODY, is_required=True),
                Column("matters", "overview.matters", "integer", "Antal ärenden."),
                Column("settled", "overview.settled", "integer", "Antal ärenden som avgjordes."),
                Column("votes", "overview.votes", "integer", "Antal omröstningar."),
                Column("reservations", "overview.reservations", "integer", "Antal reservationer."),
            ),
            _meetings,
        ),
        Table(
            "matters",
            "Ärenden",
            "Varje ärende som har ett nummer, och var det står. JSON Lines har hela dess gång.",
            (
                Column("id", "case_number", "string", "Ärendenumret (diarienumret).", is_required=True),
                Column("organisation", "headings.0.organisation", "string", _ORGANISATION),
                Column("heading", "heading", "string", "Ärendets rubrik."),
                Column("several_matters", "several_matters", "boolean", "Om numret används för flera ärenden."),
                Column("first", "headings.0.first", "date", "Dagen då ärendet först behandlades."),
                Column("last", "headings.0.last", "date", "Dagen då ärendet senast behandlades."),
                Column(
                    "latest_decision", "latest.id", "string", "Id för beslutet som gäller, eller senaste förslaget."
                ),
                Column("status", "latest.status", "string", "decided, proposed eller information."),
                Column("outcome", "latest.outcome", "string", "Vad det beslutet gick ut på."),
                Column("deciding_body", "latest.deciding_body", "string", "Organet som beslutar."),
                Column("url", "url", "string", "Sidan om ärendet.", is_required=True),
            ),
            _matters,
        ),
        Table(
            "documents",
            "Handlingar",
            "Handlingarna som allt annat är läst ur.",
            (
                *(_ID, Column("title", "title", "string", "Handlingens titel.", is_required=True)),
                Column("organisation", "organisation", "string", _ORGANISATION),
                Column("body", "body", "string", _BODY),
                Column("kind", "kind", "string", "Slag av handling.", is_required=True),
                Column("date", "date", "date", "Handlingens dag."),
                Column("source_url", "source_url", "string", "Varifrån handlingen hämtats."),
            ),
            _documents,
        ),
    )
}
