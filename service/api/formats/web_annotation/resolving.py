"""What has become of a place in a document: it stands there, has moved, was changed, is gone."""

from __future__ import annotations

from typing import Literal, Self

from corpus.base.types import Document, Span
from service.api.formats.web_annotation.finding import Place, context_around, found_in, verbatim_in
from service.api.formats.web_annotation.selectors import MAX_CHARS, TargetJson, WantedFields
from service.api.records import DocumentJson, SectionJson
from service.api.shapes import Shape, words_of
from service.base.errors import DocumentNotFound, SeveralDocuments
from service.base.links import page_at
from service.base.types import Filters
from service.engine.engine import Engine

Fate = Literal["exact", "moved", "changed", "removed", "document_gone"]
# So much beside a short quote, or so long a one, is another document's only if that has taken it over.
_LEAST_AROUND = 12
_LONG_QUOTE = 80
_ALL = 1_000_000

_REASONS: dict[Fate, str] = {
    "exact": "Orden står där de stod.",
    "moved": "Orden står kvar, men på ett annat ställe.",
    "changed": "Stycket finns, men är inte längre ordagrant detsamma.",
    "removed": "Handlingen finns, men orden står inte längre i den.",
    "document_gone": "Handlingen finns inte längre här.",
}
_ELSEWHERE = "Orden står nu i en annan handling."


class ResolvedJson(Shape):
    """What has become of a place, how sure that is, and where its words stand now (null where they do not)."""

    status: Fate
    confidence: float
    reason: str
    document: DocumentJson | None = None
    section: SectionJson | None = None
    start: int | None = None
    end: int | None = None
    page: int | None = None
    text: str | None = None
    url: str | None = None
    target: TargetJson | None = None
    snapshot: str

    @classmethod
    def at(cls, document: Document, place: Place, address: str, **more: object) -> Self:
        """The place where the words stand now."""
        start, end = place.start, min(place.end, place.start + MAX_CHARS)
        section = next((each for each in document.sections if each.start <= start < each.end), None)
        words = words_of(document, Span(start, end))
        return cls.model_validate(
            {
                **words,
                **more,
                "confidence": round(place.confidence, 3),
                "document": document,
                "section": section,
                "page": page_at(section, start) if section else None,
                "target": TargetJson.of(document, start, end, address),
            }
        )


def resolved(engine: Engine, wanted: WantedFields, address: str) -> ResolvedJson:
    """What has become of the place in the snapshot of the engine. Raises ``SeveralDocuments``."""
    document = _document(engine, wanted.document)
    place = found_in(document.text, wanted.to_quote()) if document else None
    if document and place:
        fate = _fate(document, wanted, place)
        more = {"status": fate, "reason": _REASONS[fate], "snapshot": engine.snapshot}
        return ResolvedJson.at(document, place, address, **more)
    other = _elsewhere(engine, wanted, document)
    if other:
        return ResolvedJson.at(*other, address, status="moved", reason=_ELSEWHERE, snapshot=engine.snapshot)
    gone: Fate = "removed" if document else "document_gone"
    return ResolvedJson(status=gone, confidence=1.0, reason=_REASONS[gone], snapshot=engine.snapshot)


def _document(engine: Engine, name: str) -> Document | None:
    try:
        return engine.document(name)
    except SeveralDocuments:
        raise
    except DocumentNotFound:
        return None


def _fate(document: Document, wanted: WantedFields, place: Place) -> Fate:
    if document.text[place.start : place.end] != wanted.exact:
        return "changed"
    return "exact" if wanted.start in (None, place.start) else "moved"


def _elsewhere(engine: Engine, wanted: WantedFields, document: Document | None) -> tuple[Document, Place] | None:
    """The only other document that holds the words, and enough of what stood around them to be theirs."""
    quote = wanted.to_quote()
    found = []
    for other in engine.documents(Filters(), _ALL, 0)[1]:
        place = verbatim_in(other.text, quote) if other is not document else None
        if place and (
            len(quote.exact) >= _LONG_QUOTE or context_around(other.text, place.start, quote) >= _LEAST_AROUND
        ):
            found.append((other, place))
    return found[0] if len(found) == 1 else None
