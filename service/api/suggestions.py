"""The JSON of what may be meant while somebody types."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from service.api.endpoints import PROBLEM_RESPONSES, CurrentEngine, single_parameters
from service.api.shapes import Shape
from service.base.fields import Text
from service.base.links import case_address, meetings_address, passage_url, person_address, question_address
from service.register.suggestions import MAX_TYPED_CHARS, MOST, Sort, Suggestion

router = APIRouter(responses=PROBLEM_RESPONSES, dependencies=[single_parameters])


class SuggestionsParameters(BaseModel):
    """What is typed so far, and how much may be suggested."""

    model_config = ConfigDict(extra="forbid")

    q: Text = Field(max_length=MAX_TYPED_CHARS)
    limit: int = Field(default=MOST, ge=1, le=20)


class SuggestionJson(Shape):
    """Something that may be meant: of which sort, its words, what tells it from others, and its page."""

    sort: Sort
    text: str
    note: str
    url: str

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """The suggestion with the page that it leads to."""
        return cls(sort=suggestion.sort, text=suggestion.text, note=suggestion.note, url=_address(suggestion))


class SuggestionsJson(Shape):
    """What may be meant, the likeliest first."""

    suggestions: list[SuggestionJson]


@router.get("/api/v1/suggestions", summary="Förslag medan någon skriver")
def suggest(parameters: Annotated[SuggestionsParameters, Query()], engine: CurrentEngine) -> SuggestionsJson:
    """Questions, matters, bodies and elected people that may be meant by what is typed so far."""
    found = engine.suggest(parameters.q, parameters.limit)
    return SuggestionsJson(suggestions=[SuggestionJson.of(each) for each in found])


def _address(suggestion: Suggestion) -> str:
    match suggestion.sort:
        case "body":
            return meetings_address(suggestion.target, suggestion.note)
        case "person":
            return person_address(suggestion.target)
    treatment = suggestion.treatment
    if treatment is None:
        return question_address(suggestion.target)
    if treatment.section.case_number:
        return case_address(treatment.section.case_number)
    first = treatment.section.blocks[0] if treatment.section.blocks else treatment.section
    return passage_url(treatment.document, first.start, first.end)
