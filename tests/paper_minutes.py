"""Minutes of a few lines, read as any file is: for tests of what is put together from many documents."""

from __future__ import annotations

from datetime import date

from corpus.base.types import Document, Kind
from corpus.extraction.metadata import Metadata
from corpus.loading.corpus_folder import parse_document
from service.register.decisions import Treatment, treatments

ORGANISATION = "Region Norrland"
BOARD, COUNCIL, COMMITTEE = "Regionstyrelsen", "Regionfullmäktige", "Arbetsutskottet"


def minutes(body: str, day: str, text: str, kind: Kind = "minutes", organisation: str = ORGANISATION) -> Document:
    """The minutes of a body from one day; the id is both («regionstyrelsen-2024-01-10»)."""
    name = f"{body.lower()}-{day}"
    metadata = Metadata(f"Protokoll {body} {day}", organisation, body, kind, date.fromisoformat(day), None)
    return parse_document(name, f"{name}.txt", text, "0" * 64, metadata)


def matter(number: int, heading: str, decision: str, case_number: str | None = None, earlier: str = "") -> str:
    """The text of one matter: § and heading, case number, decision, earlier treatment."""
    case = f"Diarienummer: {case_number}\n\n" if case_number else ""
    history = f"\n\nTidigare behandling\n\n{earlier}" if earlier else ""
    return f"§ {number} {heading}\n\n{case}Beslut\n\n{decision}{history}\n\n"


def indexed(*documents: Document) -> tuple[Treatment, ...]:
    """All sections of the documents."""
    return tuple(treatment for document in documents for treatment in treatments(document))
