"""The JSON of what is held and what is known to be missing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field, field_validator

from corpus.base.types import Kind
from service.api.matters import PlaceJson
from service.api.shapes import Shape, fields_of
from service.base.types import UnreadFile
from service.register.coverage import Coverage, MissingMeeting, MissingNumbers
from service.register.decisions import Treatment

Kinds = Annotated[dict[Kind, int], BeforeValidator(dict)]


class MonthJson(Shape):
    """How many documents there are of a month («2024-12»)."""

    month: str
    documents: int


class BodyCoverageJson(Shape):
    """What is held of one body."""

    organisation: str | None
    body: str | None
    documents: int
    sections: int
    decisions: int
    kinds: Kinds
    first: datetime.date | None
    last: datetime.date | None
    months: list[MonthJson]

    @field_validator("months", mode="before")
    @classmethod
    def _by_name(cls, months: Iterable[tuple[str, int]]) -> list[MonthJson]:
        return [MonthJson(month=month, documents=count) for month, count in months]


class NumberPlaceJson(Shape):
    """A section beside a gap among the §§."""

    number: str | None
    date: datetime.date | None
    document_id: str
    url: str

    @classmethod
    def of(cls, treatment: Treatment) -> Self:
        """Where the section begins."""
        place = PlaceJson.of_section(treatment)
        return cls(number=place.section.number, date=place.document.date, document_id=place.document.id, url=place.url)


class MissingNumbersBriefJson(Shape):
    """A run of §§ that no document holds."""

    organisation: str | None
    body: str
    year: int
    first: str = Field(serialization_alias="from")
    last: str = Field(serialization_alias="to")
    count: int


class MissingNumbersJson(MissingNumbersBriefJson):
    """A run of §§ that no document holds, and the sections held right before and after it."""

    after: NumberPlaceJson
    before: NumberPlaceJson

    @classmethod
    def of(cls, missing: MissingNumbers) -> Self:
        """The run with its ends as they are written."""
        return cls(
            organisation=missing.organisation,
            body=missing.body,
            year=missing.year,
            first=f"§ {missing.first}",
            last=f"§ {missing.last}",
            count=missing.last - missing.first + 1,
            after=NumberPlaceJson.of(missing.after),
            before=NumberPlaceJson.of(missing.before),
        )


class UntoldNumbersJson(Shape):
    """A body and year whose §§ cannot be checked, and why, in Swedish."""

    organisation: str | None
    body: str
    year: int
    reason: str


class MissingMeetingJson(Shape):
    """A meeting that is referred to and not held; ``planned`` when it was only announced."""

    organisation: str | None
    body: str
    body_held: bool = Field(validation_alias=AliasChoices("body_indexed", "body_held"))
    date: datetime.date = Field(validation_alias="day")
    times: int
    planned: bool
    example: PlaceJson

    @classmethod
    def of(cls, missing: MissingMeeting) -> Self:
        """The meeting with the newest reference to it."""
        return cls.model_validate({**fields_of(missing), "example": PlaceJson.of(missing.source, missing)})


class UnreadFileJson(Shape):
    """A file of the collection that could not be read, or with ``partly`` only in part, and why, in Swedish."""

    path: str
    reason: str
    partly: bool


class CoverageJson(Shape):
    """What is held and what is known to be missing."""

    documents: int
    sections: int
    decisions: int
    kinds: Kinds
    first: datetime.date | None
    last: datetime.date | None
    undated: int
    bodies: list[BodyCoverageJson]
    missing_numbers: list[MissingNumbersJson]
    unchecked_numbers: list[UntoldNumbersJson] = Field(
        validation_alias=AliasChoices("unlisted_numbers", "untold_numbers")
    )
    missing_meetings: list[MissingMeetingJson]
    unread_files: list[UnreadFileJson]
    snapshot: str

    @classmethod
    def of(cls, coverage: Coverage, unread_files: Iterable[UnreadFile], snapshot: str) -> Self:
        """The coverage of a snapshot."""
        return cls.model_validate(
            {
                **fields_of(coverage),
                "missing_numbers": [MissingNumbersJson.of(each) for each in coverage.missing_numbers],
                "missing_meetings": [MissingMeetingJson.of(each) for each in coverage.missing_meetings],
                "unread_files": list(unread_files),
                "snapshot": snapshot,
            }
        )
