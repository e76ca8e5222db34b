"""The JSON of searches and answers."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Self

from fastapi.sse import ServerSentEvent
from pydantic import AfterValidator, AliasChoices, Field, ValidationInfo, field_validator, model_validator

from corpus.base.types import DecisionStatus, Kind
from corpus.vocabulary.spoken import Deed, Thing
from service.api.formats.web_annotation.selectors import MAX_CHARS, TargetJson
from service.api.records import DocumentJson, SectionJson
from service.api.shapes import Shape, fields_of
from service.api.votes import VoteJson, vote_fields
from service.base.filter_fields import FiltersJson
from service.base.types import Answer, AnswerStatus, Citation, Facets, Maker, QuotedVote
from service.generation.written_answer import Event, Replaced, SentenceReady

Confidence = Annotated[float, AfterValidator(lambda probability: round(probability, 3))]
Milliseconds = Annotated[float, AfterValidator(lambda took_ms: round(took_ms, 1))]


def _if_any(*names: str) -> Any:
    """A list that is left out when it is empty, and the names it is read by."""
    return Field(default_factory=list, exclude_if=lambda values: not values, validation_alias=AliasChoices(*names))


class HitJson(Shape):
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


class CitationJson(Shape):
    """A passage that an answer stands on, the words it was built from, and their place as it lasts (``target``)."""

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
    target: TargetJson | None = None

    @model_validator(mode="before")
    @classmethod
    def _with_target(cls, told: Any, info: ValidationInfo) -> Any:
        if not isinstance(told, Citation) or not told.document.text:
            return told
        end = min(told.quote_end, told.quote_start + MAX_CHARS)
        address = (info.context or {}).get("address", "")
        return {**fields_of(told), "target": TargetJson.of(told.document, told.quote_start, end, address)}


class SentenceJson(Shape):
    """A sentence of an answer and the citations it stands on."""

    text: str
    citations: list[int]


class FacetValueJson(Shape):
    """A value and how many of the passages found have it."""

    value: str
    count: int


class FacetsJson(Shape):
    """Where all passages found come from."""

    organisation: list[FacetValueJson]
    body: list[FacetValueJson]
    kind: list[FacetValueJson]
    year: list[FacetValueJson]


class ChangedWordJson(Shape):
    """A word as it was typed and as it was read."""

    typed: str
    read: str


class UnderstoodJson(Shape):
    """What the question was read as; only what there is. What it names comes first but shuts nothing out."""

    organisation: list[str] = _if_any("organisations", "organisation")
    body: list[str] = _if_any("bodies", "body")
    kind: list[Kind] = _if_any("kinds", "kind")
    days: list[datetime.date] = _if_any("days")
    years: list[int] = _if_any("years")
    months: list[int] = _if_any("months")
    set_right: list[ChangedWordJson] = _if_any("spelling_corrections", "set_right")
    in_full: list[ChangedWordJson] = _if_any("expanded_abbreviations", "in_full")
    phrases: list[str] = _if_any("phrases")
    asks_for: str | None = Field(default=None, exclude_if=lambda value: value is None)
    things: list[Thing] = _if_any("things")
    deeds: list[Deed] = _if_any("deeds")
    parties: list[str] = _if_any("parties")
    topic: list[str] = _if_any("topic")
    in_part: bool = Field(default=False, exclude_if=lambda value: not value)
    period: tuple[datetime.date, datetime.date] | None = Field(default=None, exclude_if=lambda value: value is None)

    @field_validator("set_right", "in_full", mode="before")
    @classmethod
    def _by_name(cls, words: Sequence[Any]) -> list[Any]:
        return [{"typed": word[0], "read": word[1]} if isinstance(word, tuple) else word for word in words]


class QuotedVoteJson(VoteJson):
    """A vote whose words an answer quotes, and the number of the citation."""

    citation: int


class SearchJson(Shape):
    """The answer to a search. Other services that are evaluated may not tell what has a value here."""

    query: str
    total: int
    hits: list[HitJson]
    facets: FacetsJson = Field(default_factory=lambda: FacetsJson.model_validate(Facets()))
    filters_applied: FiltersJson
    understood: UnderstoodJson = Field(default_factory=UnderstoodJson)
    snapshot: str
    took_ms: Milliseconds


class MatterInShortJson(Shape):
    """A matter, what it has come to, and where to read on about it."""

    heading: str
    case_number: str | None
    state: str | None
    url: str


class AnswerJson(Shape):
    """The answer to a question, or why it was refused."""

    question: str
    status: AnswerStatus
    reason: str | None
    answer: str = Field(validation_alias=AliasChoices("text", "answer"))
    sentences: list[SentenceJson]
    citations: list[CitationJson]
    related: list[HitJson]
    total: int = 0
    facets: FacetsJson = Field(default_factory=lambda: FacetsJson.model_validate(Facets()))
    filters_applied: FiltersJson
    understood: UnderstoodJson = Field(default_factory=UnderstoodJson)
    snapshot: str
    took_ms: Milliseconds
    understood_question: str | None
    made_by: Maker
    plan: str | None = None
    reason_code: str | None = None
    confidence: Confidence | None = None
    sure: bool = False
    listed: list[str] = _if_any("listed")
    votes: list[QuotedVoteJson] = _if_any("votes")
    next_questions: list[str] = _if_any("next_questions")
    matters: list[MatterInShortJson] = _if_any("matters")

    @classmethod
    def of(cls, answer: Answer, address: str) -> Self:
        """The answer, whose lasting places begin with the address of the service."""
        return cls.model_validate(answer, context={"address": address})

    @field_validator("votes", mode="before")
    @classmethod
    def _in_their_words(cls, votes: Sequence[Any]) -> list[Any]:
        return [
            {**vote_fields(each.document, each.vote), "citation": each.citation}
            if isinstance(each, QuotedVote)
            else each
            for each in votes
        ]


def answer_event(event: Event, address: str) -> ServerSentEvent:
    """A step of an answer that is streamed: ``sentence``, ``replaced`` or ``answer``."""
    match event:
        case SentenceReady(sentence):
            name, data = "sentence", SentenceJson.model_validate(sentence).model_dump()
        case Replaced():
            name, data = "replaced", {}
        case _:
            name, data = "answer", AnswerJson.of(event, address).model_dump(mode="json")
    return ServerSentEvent(event=name, data=data)
