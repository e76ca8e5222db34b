"""A document for reading: its text with its structure, in parts where it is long, and the ways on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from corpus.base.types import Document, Section
from corpus.vocabulary.dates import written_date
from service.api.endpoints import CurrentEngine
from service.api.entrance.own_address import site_address
from service.api.problems import Problem, problem_of
from service.base.errors import InvalidQuery, ServiceError, SeveralDocuments
from service.base.links import meetings_address, section_keys
from service.base.types import Hit, Query
from service.engine.engine import Engine
from service.web import document_layout
from service.web.display_text import known_words
from service.web.document_parts import DocumentPart, part_at, part_of_section, parts_of, whole
from service.web.document_search import MOST_PLACES, Place, find_places
from service.web.hit_groups import badges
from service.web.marked_text import TextRange
from service.web.pages import render
from service.web.paging import page_number
from service.web.question_form import QuestionForm, read_form
from service.web.references import people_present

_MARKED = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
WHOLE = "alla"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What was found before and after the place that is shown, among how many."""

    rank: int
    total: int
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A document as it is read: in parts, the one that is shown, and what was asked and looked for on the way.

    ``keys`` has what each section is called in addresses, ``shown`` is the whole document where that is wanted.
    """

    document: Document
    keys: Mapping[str, str]
    form: QuestionForm
    sought: str
    parts: tuple[DocumentPart, ...]
    shown: DocumentPart

    @property
    def is_whole(self) -> bool:
        """Whether all of the document is shown."""
        return len(self.parts) == 1 or self.shown not in self.parts

    @property
    def kept(self) -> Mapping[str, str]:
        """What addresses within the document keep: the question that led here."""
        return self.form.kept if self.form.asked else {}

    def part_address(self, part: int | str, anchor: str = "text") -> str:
        """The address of another part, or of the whole document."""
        return self._address({"del": str(part)}, anchor)

    def section_address(self, section: Section) -> str:
        """Where a section is read: further down on this page, or in another part."""
        key = self.keys[section.id]
        return f"#{key}" if section.id in self.shown.begun else self._address({"avsnitt": key}, key)

    def place_address(self, place: Place) -> str:
        """Where a place that was looked for is read, marked."""
        return self._address({"sok": self.sought, "markera": f"{place.start}-{place.end}"}, "markering")

    @property
    def places_address(self) -> str:
        """The list of all places that hold what is looked for."""
        return self._address({"sok": self.sought}, "stallen")

    def _address(self, fields: Mapping[str, str], anchor: str) -> str:
        return f"/dokument/{self.document.id}?{urlencode({**self.kept, **fields})}#{anchor}"


@router.get("/dokument/{document_id}")
def document(document_id: str, request: Request, engine: CurrentEngine) -> Response:
    """A document for reading; ``markera=START-END`` marks that stretch of its text, ``sok`` looks for words in it.

    ``avsnitt`` and ``del`` choose the part that is shown. With ``fraga`` in the address it leads back to the answer,
    with ``traff`` also to the hits before and after.
    """
    try:
        shown = engine.document(document_id)
    except SeveralDocuments as error:
        return render("document_several.html", problem_of(error), documents=error.documents)
    asked = request.query_params
    marked = _read_marked_range(asked.get("markera", ""), shown)
    form, sought = read_form(asked), asked.get("sok", "").strip()
    places, fault = _places(shown, sought)
    view = _view(shown, form, sought, asked, marked)
    rank = page_number(asked.get("traff", "0"))
    return render(
        "document.html",
        fault,
        document=shown,
        above=_above(engine, shown),
        view=view,
        sections=document_layout.lay_out(shown, view.shown.pieces, marked),
        places=places,
        most_places=MOST_PLACES,
        among=_among(view, places, marked),
        badges=badges,
        site=site_address(request),
        figures=engine.records.figures,
        people=people_present(shown),
        known=known_words(shown),
        marked=marked,
        marked_page=_page(shown, marked),
        form=form,
        neighbours=_neighbours(engine, form, rank) if form.asked and "traff" in asked else None,
    )


def _view(
    document: Document, form: QuestionForm, sought: str, asked: Mapping[str, str], marked: TextRange | None
) -> DocumentView:
    """The document with the part that has the marked words or the section, or the number, else the first."""
    parts, keys = parts_of(document), section_keys(document)
    by_key = {key: id_ for id_, key in keys.items()}
    wanted = asked.get("del", "")
    number = min(page_number(wanted), len(parts))
    shown = (
        part_at(parts, marked[0])
        if marked
        else whole(document)
        if wanted == WHOLE
        else part_of_section(parts, by_key.get(asked.get("avsnitt", ""))) or parts[number - 1]
    )
    return DocumentView(document, keys, form, sought, parts, shown)


def _places(document: Document, sought: str) -> tuple[tuple[Place, ...], Problem | None]:
    """What is found of what is looked for, or what is wrong with it."""
    try:
        return find_places(document, sought) if sought else (), None
    except InvalidQuery:
        return (), problem_of(InvalidQuery("Skriv ett ord eller ett tal att söka efter i handlingen."))


def _among(view: DocumentView, places: tuple[Place, ...], marked: TextRange | None) -> Neighbours | None:
    """The places before and after the marked one, where that is one of those looked for."""
    at = next((at for at, place in enumerate(places) if (place.start, place.end) == marked), None)
    if at is None:
        return None
    before, after = (places[at - 1] if at else None), (places[at + 1] if at + 1 < len(places) else None)
    return Neighbours(
        at + 1,
        len(places),
        view.place_address(before) if before else None,
        view.place_address(after) if after else None,
    )


def _above(engine: Engine, document: Document) -> list[tuple[str, str]]:
    """The pages above it, the nearest last: its meeting and its body's, else all that is held."""
    meeting = engine.records.meetings.ids.get(document.id)
    if meeting is None or document.body is None or document.date is None:
        return [("/handlingar", "Handlingar")]
    body = (meetings_address(document.body, document.organisation), document.body)
    return [("/moten", "Sammanträden"), body, (f"/mote/{meeting}", written_date(document.date))]


def _neighbours(engine: Engine, form: QuestionForm, rank: int) -> Neighbours | None:
    """The hits around a rank; ``None`` when the question cannot be used or the rank is not held."""
    try:
        first = max(rank - 1, 1)
        found = engine.search(Query(form.question, form.filters, 3, first - 1, form.without, form.hit_order))
    except ServiceError:
        return None
    around = {hit.rank: hit for hit in found.hits}
    if rank not in around:
        return None
    return Neighbours(
        rank, found.total, _hit_address(form, around.get(rank - 1)), _hit_address(form, around.get(rank + 1))
    )


def _hit_address(form: QuestionForm, hit: Hit | None) -> str | None:
    return form.in_document(hit.url, hit.rank) if hit else None


def _read_marked_range(written: str, document: Document) -> TextRange | None:
    """The stretch to mark, or ``None`` when what is written is none within the text."""
    match = _MARKED.fullmatch(written)
    if not match:
        return None
    start, end = int(match[1]), int(match[2])
    return (start, end) if start < end <= len(document.text) else None


def _page(document: Document, marked: TextRange | None) -> int | None:
    """The page of the original that the marked stretch begins on, where there are pages."""
    if marked is None:
        return None
    blocks = [block for section in document.sections for block in section.blocks if block.start <= marked[0]]
    return blocks[-1].page if blocks else None
