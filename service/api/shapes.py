"""What the JSON of all parts is made with: shapes read from dataclasses, and words in their place in a document."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from corpus.base.types import Document
from service.base.links import passage_url


class Stretch(Protocol):
    """What stands somewhere in a document."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Shape(BaseModel):
    """A part of an answer in JSON, read from an object or from the JSON of another service."""

    model_config = ConfigDict(from_attributes=True, frozen=True, serialize_by_alias=True)


class ActorJson(Shape):
    """A person with a party, or a party group without a name."""

    name: str | None
    party: str | None


class WordsJson(Shape):
    """Words that stand verbatim in the document, their half-open place, and the page that shows them marked."""

    text: str
    start: int
    end: int
    url: str


def fields_of(read: Any) -> dict[str, Any]:
    """The fields of a dataclass by their names, as they are."""
    return {field.name: getattr(read, field.name) for field in fields(read)}


def words_of(document: Document, span: Stretch) -> dict[str, Any]:
    """The words of a span, as ``WordsJson`` has them."""
    start, end = span.start, span.end
    return {"text": document.text[start:end], "start": start, "end": end, "url": passage_url(document, start, end)}
