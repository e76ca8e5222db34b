"""A service over two documents made by hand: what it must answer can be seen at a glance."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from fastapi.testclient import TestClient

from corpus.base.types import Block, Decision, Document, Matter, Meeting, Person, Section
from indexer.errors import NoSnapshot
from service.app import create_app
from service.base.errors import DocumentNotFound, InvalidQuery, UnknownFilterValue
from service.base.settings import ServiceSettings
from service.base.types import Answer, Aspect, Citation, Facets, Filters, Hit, Query, ReasonCode, SearchResult, Sentence
from service.engine.engine import Engine
from service.question.follow_ups import Turn
from service.register.decisions import DecisionQuery, Ruling
from service.register.library import Holdings
from service.register.records import Records
from service.retrieval.facets import count_facets

DECIDED = "Styrelsen beslutar att säga upp avtalet om <b>busstrafik</b>."
PROPOSED = "Utskottet föreslår att nämnden beslutar att bygga tolv cykelställ."
HEADER = ("Mål", "Utfall 2023", "Mål 2025")


def _section(start: int, section: Section, *pieces: tuple[str, str]) -> tuple[str, Section]:
    """The text of the pieces (kind, text), one a line, and the section with its blocks in place."""
    text, blocks, columns = "", [], ()
    for kind, piece in pieces:
        begin = start + len(text)
        cells = tuple(piece.split("\t")) if kind == "row" else ()
        if cells and not cells[0]:
            cells = (blocks[-1].cells[0], *cells[1:])
        blocks.append(Block(kind, begin, begin + len(piece), columns=columns if cells else (), cells=cells))
        columns = columns or cells
        text += f"{piece}\n"
    return text, replace(section, start=start, end=start + len(text) - 1, blocks=tuple(blocks))


def _document(document: Document, *parts: tuple[Section, tuple[tuple[str, str], ...]]) -> Document:
    text, sections = "", []
    for section, pieces in parts:
        more, placed = _section(len(text), section, *pieces)
        text += more
        sections.append(placed)
    return replace(document, text=text, sections=tuple(sections))


MINUTES = _document(
    Document(
        *("protokoll-1", "Protokoll & bilagor", "Region Exempel", "Styrelsen", "minutes", date(2024, 12, 17)),
        *("protokoll-1.txt", "https://exempel.se/protokoll-1", "0" * 64, "", ()),
    ),
    (
        Section("s1", ("Uppsägning av avtalet",), "§ 98", "24RS17", 0, 0),
        (
            ("heading", "§ 98 Uppsägning av avtalet"),
            ("field", "Diarienummer: 24RS17"),
            ("heading", "Beslut"),
            ("paragraph", DECIDED),
        ),
    ),
    (
        Section("s2", ("Förslag om cyklar",), "§ 99", None, 0, 0),
        (("heading", "§ 99 Förslag om cyklar"), ("paragraph", PROPOSED), ("item", "- ställ"), ("item", "- tak")),
    ),
)
PLAN = _document(
    Document(
        *("plan-1", "Plan för vården", "Region Exempel", "Vårdnämnden", "plan", None),
        *("plan-1.txt", "javascript:alert(1)", "1" * 64, "", ()),
    ),
    (Section("s1", ("Mål",), "1", None, 0, 0), (("heading", "1 Mål"),)),
    (
        Section("s2", ("Mål", "Väntetider"), "1.1", None, 0, 0),
        (
            ("heading", "1.1 Väntetider"),
            ("row", "\t".join(HEADER)),
            ("row", "Kortare väntetider\t71 %\t72 %"),
            ("row", "\t31 %\t29 %"),
        ),
    ),
)


MINUTES = replace(
    MINUTES,
    meeting=Meeting(
        (date(2024, 12, 17),), "09.00", None, (Person("Pia Lundin", "SJVP", "adjuster", "Justerare", 0, 4),)
    ),
    matters=(Matter("s1", ("24RS17",), recipients=("Trafikbolaget",)), Matter("s2")),
    decisions=(
        Decision(
            *("d1", "s1", "decided", "approved", "Styrelsen", date(2024, 12, 17)),
            *((DECIDED,), MINUTES.text.index(DECIDED), MINUTES.text.index(DECIDED) + len(DECIDED)),
        ),
        Decision(
            *("d2", "s2", "proposed", "recommended", "Nämnden", date(2024, 12, 17)),
            *((PROPOSED,), MINUTES.text.index(PROPOSED), MINUTES.text.index(PROPOSED) + len(PROPOSED), "approved"),
        ),
    ),
)


class TinyEngine(Engine):
    """Finds the paragraphs and rows that hold every word of the query; answers with the first of them."""

    snapshot = "tiny-1"
    created = "2025-01-01T00:00:00+00:00"
    unread_files = ()
    records = Records((MINUTES, PLAN))

    def __init__(self) -> None:
        self._documents = (MINUTES, PLAN)

    def search(self, query: Query) -> SearchResult:
        self._check_question(query.text, query.filters)
        hits = self._hits(query.text, query.filters)
        wanted = hits[query.offset : query.offset + query.limit]
        return SearchResult(query.text, len(hits), wanted, query.filters, self.snapshot, 1.25, _facets(hits))

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        limit: int = 5,
        conversation: tuple[Turn, ...] = (),
        without: Collection[Aspect] = (),
    ) -> Answer:
        self._check_question(question, filters)
        self.conversation = conversation
        hits = self._hits(question, filters)
        if not hits:
            related = self._hits("", filters)[:limit]
            reason = "Handlingarna säger inget om det."
            facets = _facets(related)
            return Answer(
                *(question, "not_in_documents", reason, (), (), related, filters, self.snapshot, 1.25),
                *(len(related), facets),
                reason_code=ReasonCode.NOTHING_FOUND,
            )
        first, status = hits[0], "proposed" if PROPOSED in hits[0].passage else "decided"
        citation = Citation(
            *(1, first.passage, first.document, first.section, first.start, first.end, first.page, first.url),
            *(first.document.text[first.start : first.end], first.start, first.end, status),
        )
        sentences = (Sentence(first.passage, (1,)),)
        return Answer(
            *(question, "answered", None, sentences, (citation,), hits[1 : 1 + limit]),
            *(filters, self.snapshot, 1.25, len(hits), _facets(hits)),
            plan="decision",
        )

    def documents(self, filters: Filters, limit: int, offset: int) -> tuple[int, tuple[Document, ...]]:
        found = tuple(document for document in self._documents if _passes(document, filters))
        return len(found), found[offset : offset + limit]

    def document(self, document_id: str) -> Document:
        for document in self._documents:
            if document.id == document_id:
                return document
        raise DocumentNotFound(f"Dokumentet {document_id} finns inte.")

    def decisions(self, query: DecisionQuery) -> tuple[int, tuple[Ruling, ...]]:
        self._check(query.filters)
        return self.records.register.find(query)

    def holdings(self) -> Holdings:
        return Holdings(("Region Exempel",), ("Styrelsen", "Vårdnämnden"), ("minutes", "plan"))

    def _check_question(self, text: str, filters: Filters) -> None:
        if text == "krascha":
            raise RuntimeError("hemlig intern detalj")
        if not text.strip():
            raise InvalidQuery("Skriv en fråga.")
        if len(text) > 1000:
            raise InvalidQuery("Frågan är för lång.")
        self._check(filters)

    def _check(self, filters: Filters) -> None:
        if filters.organisation not in (None, "Region Exempel"):
            raise UnknownFilterValue(f"Organisationen {filters.organisation} finns inte.")

    def _hits(self, text: str, filters: Filters) -> tuple[Hit, ...]:
        words = text.lower().rstrip("?").split()
        found = [
            (document, section, block)
            for document in self._documents
            if _passes(document, filters)
            for section in document.sections
            for block in section.blocks
            if block.kind in ("paragraph", "row") and block.cells != HEADER
            if all(word in document.text[block.start : block.end].lower() for word in words)
        ]
        return tuple(_hit(rank, *found_at, words) for rank, found_at in enumerate(found, start=1))


def _facets(hits: tuple[Hit, ...]) -> Facets:
    return count_facets(hit.document for hit in hits)


def _passes(document: Document, filters: Filters) -> bool:
    return filters.body in (None, document.body) and filters.kind in (None, document.kind)


def _hit(rank: int, document: Document, section: Section, block: Block, words: list[str]) -> Hit:
    passage = document.text[block.start : block.end]
    if block.cells:
        passage = "; ".join(f"{name}: {cell}" for name, cell in zip(block.columns, block.cells, strict=True))
    begin = passage.lower().find(words[0]) if words else -1
    highlights = ((begin, begin + len(words[0])),) if begin >= 0 else ()
    url = f"/dokument/{document.id}?markera={block.start}-{block.end}#markering"
    return Hit(rank, 1 / rank, passage, document, section, block.start, block.end, None, highlights, url)


class TinySource:
    """Gives the tiny engine, or says that there is none."""

    def __init__(self, engine: Engine | None) -> None:
        self._engine = engine
        self.running = False
        self.fault: str | None = None

    def start(self) -> None:
        self.running = True

    def stop(self) -> None:
        self.running = False

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            raise NoSnapshot("Det finns inget index i /hemlig/mapp.")
        return self._engine


@contextmanager
def running_client(source: TinySource, **settings: int) -> Iterator[TestClient]:
    """A client of a running application over the source."""
    with TestClient(create_app(ServiceSettings(**settings), source)) as client:
        yield client
