"""Places in documents by W3C Web Annotation: a source, the words with what stands around them, the position."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, unquote, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from corpus.base.types import Document
from service.api.formats.web_annotation.finding import Quote
from service.api.shapes import Shape
from service.base.errors import InvalidQuery
from service.base.fields import WHOLE_CHARACTERS, Name

LD_JSON = "application/ld+json"
MAX_CHARS = 5000
_AROUND = 48
_MOST_SELECTORS = 10

Words = Annotated[str, StringConstraints(min_length=1, max_length=MAX_CHARS), WHOLE_CHARACTERS]
Around = Annotated[str, StringConstraints(max_length=1000), WHOLE_CHARACTERS]
Offset = Annotated[int, Field(ge=0)]


class QuoteSelectorJson(Shape):
    """The words, and what stands before and after them."""

    type: Literal["TextQuoteSelector"] = "TextQuoteSelector"
    exact: Words
    prefix: Around = ""
    suffix: Around = ""


class PositionSelectorJson(Shape):
    """The half-open place in the text of the document."""

    type: Literal["TextPositionSelector"] = "TextPositionSelector"
    start: Offset
    end: Offset


class TargetJson(Shape):
    """A place in a document as a ``SpecificResource``; its ``id`` is an address that finds it again."""

    context: Literal["http://www.w3.org/ns/anno.jsonld"] = Field(
        default="http://www.w3.org/ns/anno.jsonld", alias="@context"
    )
    id: str
    type: Literal["SpecificResource"] = "SpecificResource"
    source: str
    selector: tuple[QuoteSelectorJson, PositionSelectorJson]

    @classmethod
    def of(cls, document: Document, start: int, end: int, address: str) -> Self:
        """The place in the document. Raises ``InvalidQuery`` where there is no such place."""
        text = document.text
        if not start < end <= len(text):
            raise InvalidQuery(f"start, end: handlingen har {len(text)} tecken; stycket finns inte.")
        if end - start > MAX_CHARS:
            raise InvalidQuery(f"start, end: stycket får ha högst {MAX_CHARS} tecken.")
        words = QuoteSelectorJson(
            exact=text[start:end], prefix=text[max(0, start - _AROUND) : start], suffix=text[end : end + _AROUND]
        )
        fields = {"document": document.id, **words.model_dump(exclude={"type"}), "start": start}
        return cls(
            id=f"{address}/api/v1/resolve?{urlencode(fields, quote_via=quote)}",
            source=f"{address}/dokument/{quote(document.id)}",
            selector=(words, PositionSelectorJson(start=start, end=end)),
        )


class WantedFields(BaseModel):
    """A place to find again, as it stands in an address."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: Name = Field(description="Dokumentets id, eller ett som det har haft.")
    exact: Words = Field(description="Orden som de stod.")
    prefix: Around = Field(default="", description="Det som stod före.")
    suffix: Around = Field(default="", description="Det som stod efter.")
    start: Offset | None = Field(default=None, description="Tecknet där de började.")

    def to_quote(self) -> Quote:
        """The words with what stood around them."""
        return Quote(self.exact, self.prefix, self.suffix, self.start)


class WantedTarget(BaseModel):
    """A place to find again, as an annotation or its target has it; what else such a thing tells is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    source: Annotated[str, StringConstraints(min_length=1, max_length=2000), WHOLE_CHARACTERS]
    selector: Annotated[tuple[QuoteSelectorJson | PositionSelectorJson, ...], Field(max_length=_MOST_SELECTORS)]

    @model_validator(mode="before")
    @classmethod
    def _target_of_annotation(cls, told: Any) -> Any:
        return told["target"] if isinstance(told, dict) and isinstance(told.get("target"), dict) else told

    @field_validator("selector", mode="before")
    @classmethod
    def _several(cls, told: Any) -> Any:
        return [told] if isinstance(told, dict) else told

    def to_fields(self) -> WantedFields:
        """The same as an address has it. Raises ``InvalidQuery`` without the words."""
        quotes = [each for each in self.selector if isinstance(each, QuoteSelectorJson)]
        starts = [each.start for each in self.selector if isinstance(each, PositionSelectorJson)]
        if not quotes:
            raise InvalidQuery("selector: ett TextQuoteSelector med orden behövs.")
        words = quotes[0].model_dump(exclude={"type"})
        return WantedFields(document=_document_id(self.source), start=starts[0] if starts else None, **words)


def _document_id(source: str) -> str:
    name = unquote(urlsplit(source).path.rstrip("/").rpartition("/")[2])
    if not name:
        raise InvalidQuery("source: ska vara adressen till en handling.")
    return name[:300]
