"""Between our dataclasses and JSON: requests as they are checked, answers in the shapes of the contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal, Self

from fastapi.sse import ServerSentEvent
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StringConstraints,
    ValidationError,
    model_validator,
)

from corpus.base.types import DecisionStatus, Kind, Outcome
from service.api.record_schemas import DocumentJson, SectionJson, document_json, section_json
from service.api.shapes import NotRequired, TypedDict
from service.base.errors import InvalidQuery
from service.base.types import (
    Answer,
    AnswerStatus,
    Aspect,
    Citation,
    Facets,
    FacetValue,
    Filters,
    Hit,
    Maker,
    SearchResult,
    Understood,
)
from service.generation.writing import Event, Replaced, Said
from service.question.conversation import MAX_CITATIONS, MAX_TURNS, Place, Turn
from service.register.decisions import DecisionQuery

MAX_LIMIT = 100
MAX_OFFSET = 10_000
MAX_EARLIER_CHARS = 1000
MAX_FEEDBACK_CHARS = 2000
Verdict = Literal["right", "wrong", "incomplete"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "incomplete")

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_date(value: object) -> object:
    if value is None or isinstance(value, date):
        return value
    try:
        if isinstance(value, str) and _ISO_DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise ValueError("ska vara ett datum som finns, skrivet som 2024-12-31")


def _refuse_half_characters(value: str) -> str:
    # JSON can escape half of a surrogate pair; no such text can be written out again.
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("ska vara giltig text i UTF-8")
    return value


Text = Annotated[str, AfterValidator(_refuse_half_characters)]
IsoDate = Annotated[date, BeforeValidator(_read_date, json_schema_input_type=date)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_refuse_half_characters)]
Words = Annotated[
    str,
    StringConstraints(max_length=MAX_FEEDBACK_CHARS, strip_whitespace=True),
    AfterValidator(_refuse_half_characters),
]
SomeWords = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_FEEDBACK_CHARS, strip_whitespace=True),
    AfterValidator(_refuse_half_characters),
]
Earlier = Annotated[str, StringConstraints(max_length=MAX_EARLIER_CHARS), AfterValidator(_refuse_half_characters)]
Without = frozenset[Aspect]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT)]
Offset = Annotated[int, Field(ge=0, le=MAX_OFFSET)]


class FilterFields(BaseModel):
    """Restrictions on what is searched, by the names of the contract. Unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: Name | None = None
    body: Name | None = None
    kind: Kind | None = None
    date_from: IsoDate | None = Field(default=None, alias="from")
    date_to: IsoDate | None = Field(default=None, alias="to")
    case_number: Name | None = None
    document_id: Name | None = None
    decision: Literal["decided", "proposed"] | None = None

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError("det första datumet ska inte vara senare än det sista")
        return self

    def to_filters(self) -> Filters:
        """The same restrictions as the engine takes them."""
        return Filters(
            organisation=self.organisation,
            body=self.body,
            kind=self.kind,
            date_from=self.date_from,
            date_to=self.date_to,
            case_number=self.case_number,
            document_id=self.document_id,
            decision=self.decision,
        )


class SearchRequest(BaseModel):
    """A search as it is posted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: Text
    filters: FilterFields | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] = 10
    offset: Annotated[StrictInt, Field(ge=0, le=MAX_OFFSET)] = 0
    without: Without = frozenset()


class PlaceFields(BaseModel):
    """A place that an earlier answer cited."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document_id: Name
    start: Annotated[StrictInt, Field(ge=0)]


class TurnFields(BaseModel):
    """An earlier question, and the places that its answer cited."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Earlier
    citations: Annotated[tuple[PlaceFields, ...], Field(max_length=MAX_CITATIONS)] = ()

    def to_turn(self) -> Turn:
        """The same as the engine takes it."""
        return Turn(self.question, tuple(Place(place.document_id, place.start) for place in self.citations))


class AskRequest(BaseModel):
    """A question as it is posted; ``limit`` bounds the related hits, ``conversation`` is oldest first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Text
    filters: FilterFields | None = None
    limit: Annotated[StrictInt, Field(ge=1, le=MAX_LIMIT)] = 5
    conversation: Annotated[tuple[TurnFields, ...], Field(max_length=MAX_TURNS)] = ()
    without: Without = frozenset()

    def to_filters(self) -> Filters:
        """The filters as the engine takes them."""
        return self.filters.to_filters() if self.filters else Filters()

    def to_conversation(self) -> tuple[Turn, ...]:
        """The conversation as the engine takes it."""
        return tuple(turn.to_turn() for turn in self.conversation)


class FeedbackRequest(BaseModel):
    """What a reader says of an answer; ``status``, ``answer`` and ``snapshot`` are those of the answer itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: SomeWords
    verdict: Verdict
    comment: Words = ""
    filters: FilterFields | None = None
    status: AnswerStatus | None = None
    answer: Words | None = None
    snapshot: Name | None = None


class SearchParameters(FilterFields):
    """A search as it stands in an address."""

    query: Text
    limit: Limit = 10
    offset: Offset = 0


class DocumentsParameters(FilterFields):
    """A list of documents as it is asked for in an address."""

    limit: Limit = 20
    offset: Offset = 0


class DecisionsParameters(FilterFields):
    """A list of decisions as it is asked for in an address."""

    q: Name | None = None
    outcome: Outcome | None = None
    limit: Limit = 20
    offset: Offset = 0

    def to_query(self) -> DecisionQuery:
        """The same list as the engine takes it."""
        return DecisionQuery(self.q, self.outcome, self.to_filters(), self.limit, self.offset)


class NoParameters(BaseModel):
    """An address that takes no parameters."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_filters(fields: Mapping[str, str | None], labels: Mapping[str, str] | None = None) -> Filters:
    """The filters that the fields hold, by the names of the contract; ``None`` restricts nothing.

    Raises ``InvalidQuery``, in words that call each field by its label.
    """
    try:
        return FilterFields.model_validate(dict(fields)).to_filters()
    except ValidationError as error:
        raise InvalidQuery(explain(error.errors(), labels)) from error


def explain(faults: Sequence[Mapping[str, Any]], labels: Mapping[str, str] | None = None) -> str:
    """What is wrong, in Swedish, a sentence for each of the first faults that pydantic found."""
    return " ".join(_sentence(fault, labels or {}) for fault in faults[:5])


def _sentence(fault: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    if fault["type"] == "json_invalid":
        return "Innehållet är inte giltig JSON."
    place = ".".join(str(step) for step in fault["loc"])
    reason = _reason(fault["type"], fault.get("ctx") or {})
    if place:
        return f"{labels.get(place, place)[:80]}: {reason}."
    # A fault of the whole: our own words are a sentence of their own, the others say what the whole should be.
    return f"{reason[:1].upper()}{reason[1:]}." if fault["type"] == "value_error" else f"Innehållet {reason}."


_REASONS = {
    "extra_forbidden": "namnet är okänt",
    "string_type": "ska vara text",
    "string_unicode": "ska vara giltig text i UTF-8",
    "string_too_short": "ska inte vara tom",
    "string_too_long": "är för lång",
    "too_long": "har för många poster",
    "tuple_type": "ska vara en lista",
    "int_type": "ska vara ett heltal",
    "int_parsing": "ska vara ett heltal",
    "int_from_float": "ska vara ett heltal",
    "model_type": "ska vara ett JSON-objekt",
    "model_attributes_type": "ska vara ett JSON-objekt",
    "missing": "saknas",
}


def _reason(kind: str, context: Mapping[str, Any]) -> str:
    match kind:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"ska vara något av {str(context['expected']).replace(' or ', ' eller ')}"
        case "greater_than_equal":
            return f"ska vara minst {context['ge']}"
        case "less_than_equal":
            return f"ska vara högst {context['le']}"
    return _REASONS.get(kind, "har ett otillåtet värde")


class HitJson(TypedDict):
    """A passage that was found."""

    rank: int
    score: float
    passage: str
    document: DocumentJson
    section: SectionJson
    start: int
    end: int
    page: int | None
    highlights: list[list[int]]
    url: str


class CitationJson(TypedDict):
    """A passage that an answer stands on, and the words it was built from."""

    number: int
    passage: str
    document: DocumentJson
    section: SectionJson
    start: int
    end: int
    page: int | None
    url: str
    quote: str
    quote_start: int
    quote_end: int
    decision_status: DecisionStatus | None


class SentenceJson(TypedDict):
    """A sentence of an answer and the citations it stands on."""

    text: str
    citations: list[int]


FiltersJson = TypedDict(
    "FiltersJson",
    {
        "organisation": str,
        "body": str,
        "kind": Kind,
        "from": str,
        "to": str,
        "case_number": str,
        "document_id": str,
        "decision": Literal["decided", "proposed"],
    },
    total=False,
)


class FacetValueJson(TypedDict):
    """A value and how many of the passages found have it."""

    value: str
    count: int


class FacetsJson(TypedDict):
    """Where all passages found come from."""

    organisation: list[FacetValueJson]
    body: list[FacetValueJson]
    kind: list[FacetValueJson]
    year: list[FacetValueJson]


class ChangedWordJson(TypedDict):
    """A word as it was typed and as it was read."""

    typed: str
    read: str


class UnderstoodJson(TypedDict, total=False):
    """What the question was understood to name; only what there is. It comes first but shuts nothing out."""

    organisation: list[str]
    body: list[str]
    kind: list[Kind]
    days: list[str]
    years: list[int]
    months: list[int]
    set_right: list[ChangedWordJson]
    in_full: list[ChangedWordJson]
    phrases: list[str]


class SearchJson(TypedDict):
    """The answer to a search."""

    query: str
    total: int
    hits: list[HitJson]
    facets: NotRequired[FacetsJson]  # other services that are evaluated may not tell
    filters_applied: FiltersJson
    understood: NotRequired[UnderstoodJson]
    snapshot: str
    took_ms: float


class AnswerJson(TypedDict):
    """The answer to a question, or why it was refused."""

    question: str
    status: AnswerStatus
    reason: str | None
    answer: str
    sentences: list[SentenceJson]
    citations: list[CitationJson]
    related: list[HitJson]
    total: NotRequired[int]
    facets: NotRequired[FacetsJson]
    filters_applied: FiltersJson
    understood: NotRequired[UnderstoodJson]
    snapshot: str
    took_ms: float
    understood_question: str | None
    made_by: Maker


class ReadyJson(TypedDict):
    """What the service answers from; ``stale`` when a newer snapshot could not be taken up."""

    status: Literal["ready"]
    snapshot: str
    stale: bool


class FeedbackJson(TypedDict):
    """What was said of an answer is kept."""

    status: Literal["saved"]


class AliveJson(TypedDict):
    """The process is alive."""

    status: Literal["alive"]


def hit_json(hit: Hit) -> HitJson:
    """The hit with its document and section."""
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage": hit.passage,
        "document": document_json(hit.document),
        "section": section_json(hit.section),
        "start": hit.start,
        "end": hit.end,
        "page": hit.page,
        "highlights": [[start, end] for start, end in hit.highlights],
        "url": hit.url,
    }


def citation_json(citation: Citation) -> CitationJson:
    """The citation with its document and section."""
    return {
        "number": citation.number,
        "passage": citation.passage,
        "document": document_json(citation.document),
        "section": section_json(citation.section),
        "start": citation.start,
        "end": citation.end,
        "page": citation.page,
        "url": citation.url,
        "quote": citation.quote,
        "quote_start": citation.quote_start,
        "quote_end": citation.quote_end,
        "decision_status": citation.decision_status,
    }


def filters_json(filters: Filters) -> FiltersJson:
    """The filters that restrict something, by the names of the contract."""
    values = {
        "organisation": filters.organisation,
        "body": filters.body,
        "kind": filters.kind,
        "from": filters.date_from.isoformat() if filters.date_from else None,
        "to": filters.date_to.isoformat() if filters.date_to else None,
        "case_number": filters.case_number,
        "document_id": filters.document_id,
        "decision": filters.decision,
    }
    return {name: value for name, value in values.items() if value is not None}  # type: ignore[return-value]


def understood_json(understood: Understood) -> UnderstoodJson:
    """What the question was understood to name, by the names of the filters where there is one."""
    values: dict[str, list[Any]] = {
        "organisation": list(understood.organisations),
        "body": list(understood.bodies),
        "kind": list(understood.kinds),
        "days": [day.isoformat() for day in understood.days],
        "years": list(understood.years),
        "months": list(understood.months),
        "set_right": [{"typed": typed, "read": read} for typed, read in understood.set_right],
        "in_full": [{"typed": typed, "read": read} for typed, read in understood.in_full],
        "phrases": list(understood.phrases),
    }
    return {name: value for name, value in values.items() if value}  # type: ignore[return-value]


def facets_json(facets: Facets) -> FacetsJson:
    """The facets by their names, each value with its count."""
    return {
        "organisation": _values_json(facets.organisation),
        "body": _values_json(facets.body),
        "kind": _values_json(facets.kind),
        "year": _values_json(facets.year),
    }


def _values_json(values: Sequence[FacetValue]) -> list[FacetValueJson]:
    return [{"value": each.value, "count": each.count} for each in values]


def search_json(result: SearchResult) -> SearchJson:
    """The search result in the shape of the contract."""
    return {
        "query": result.query,
        "total": result.total,
        "hits": [hit_json(hit) for hit in result.hits],
        "facets": facets_json(result.facets),
        "filters_applied": filters_json(result.filters_applied),
        "understood": understood_json(result.understood),
        "snapshot": result.snapshot,
        "took_ms": round(result.took_ms, 1),
    }


def answer_json(answer: Answer) -> AnswerJson:
    """The answer or refusal in the shape of the contract."""
    return {
        "question": answer.question,
        "status": answer.status,
        "reason": answer.reason,
        "answer": answer.text,
        "sentences": [{"text": each.text, "citations": list(each.citations)} for each in answer.sentences],
        "citations": [citation_json(citation) for citation in answer.citations],
        "related": [hit_json(hit) for hit in answer.related],
        "total": answer.total,
        "facets": facets_json(answer.facets),
        "filters_applied": filters_json(answer.filters_applied),
        "understood": understood_json(answer.understood),
        "snapshot": answer.snapshot,
        "took_ms": round(answer.took_ms, 1),
        "understood_question": answer.understood_question,
        "made_by": answer.made_by,
    }


def answer_event(event: Event) -> ServerSentEvent:
    """A step of an answer that is streamed: ``sentence``, ``replaced`` or ``answer``."""
    match event:
        case Said(sentence):
            shape = {"text": sentence.text, "citations": list(sentence.citations)}
            return ServerSentEvent(event="sentence", data=shape)
        case Replaced():
            return ServerSentEvent(event="replaced", data={})
    return ServerSentEvent(event="answer", data=answer_json(event))
