"""Filters as they stand in JSON and in addresses, by the names of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.base.types import KINDS, Kind
from service.base.fields import IsoDate, Name, read_fields
from service.base.types import Filters


def _none(**names: Any) -> Any:
    """A field that restricts nothing and is left out until it is filled in."""
    return Field(default=None, exclude_if=lambda value: value is None, **names)


class MeetingFields(BaseModel):
    """Restrictions on who met and when, by the names of the contract. Unknown names are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    organisation: Name | None = _none(description="Bara handlingar från den organisationen.")
    body: Name | None = _none(description="Bara handlingar från den nämnden eller styrelsen.")
    date_from: IsoDate | None = _none(alias="from", description="Tidigaste datum, skrivet som 2024-12-31.")
    date_to: IsoDate | None = _none(alias="to", description="Senaste datum, skrivet som 2024-12-31.")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError("det första datumet ska inte vara senare än det sista")
        return self


class FilterFields(MeetingFields):
    """Restrictions on what is searched, by the names of the contract. Unknown names are errors."""

    kind: Kind | None = _none(description=f"Bara handlingar av ett slag: {', '.join(KINDS)}.")
    case_number: Name | None = _none(description="Bara ärendet med det ärendenumret.")
    document_id: Name | None = _none(description="Bara handlingen med det id:t.")
    decision: Literal["decided", "proposed"] | None = _none(
        description="Bara beslut (decided) eller förslag (proposed)."
    )

    def to_filters(self) -> Filters:
        """The same restrictions as the engine takes them."""
        return Filters(**{name: getattr(self, name) for name in FilterFields.model_fields})


# What each says, by its name in the contract.
FILTER_WORDS = {field.alias or name: field.description or "" for name, field in FilterFields.model_fields.items()}
FILTERS = tuple(FILTER_WORDS)


class FiltersJson(FilterFields):
    """The filters in force; only those that restrict something."""

    model_config = ConfigDict(extra="ignore", from_attributes=True, validate_by_name=True, validate_by_alias=True)


def read_filters(fields: Mapping[str, str | None], labels: Mapping[str, str] | None = None) -> Filters:
    """The filters that the fields hold, by the names of the contract; ``None`` restricts nothing.

    Raises ``InvalidQuery``, in words that call each field by its label.
    """
    return read_fields(FilterFields, fields, labels).to_filters()


def filters_json(filters: Filters) -> dict[str, str]:
    """The filters that restrict something, by the names of the contract."""
    return FiltersJson.model_validate(filters).model_dump(mode="json")
