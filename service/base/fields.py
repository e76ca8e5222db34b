"""Fields that come in from outside: what they may hold, and what is wrong with them, told in Swedish."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, StringConstraints, ValidationError

from service.base.errors import InvalidQuery

Model = TypeVar("Model", bound=BaseModel)

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


WHOLE_CHARACTERS = AfterValidator(_refuse_half_characters)
Text = Annotated[str, WHOLE_CHARACTERS]
Name = Annotated[str, StringConstraints(min_length=1, max_length=300), WHOLE_CHARACTERS]
IsoDate = Annotated[date, BeforeValidator(_read_date, json_schema_input_type=date)]


def read_fields(model: type[Model], fields: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> Model:
    """The fields as the model has them. Raises ``InvalidQuery``, in words that call each field by its label."""
    try:
        return model.model_validate(dict(fields))
    except ValidationError as error:
        raise InvalidQuery(explain(error.errors(), labels)) from error


def explain(faults: Sequence[Mapping[str, Any]], labels: Mapping[str, str] | None = None) -> str:
    """What is wrong, in Swedish, a sentence for each of the first faults that pydantic found."""
    return " ".join(_sentence(fault, labels or {}) for fault in faults[:5])


def _sentence(fault: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    if fault["type"] == "json_invalid":
        return "Innehållet är inte giltig JSON."
    field = ".".join(str(step) for step in fault["loc"])
    reason = _reason(fault["type"], fault.get("ctx") or {})
    if field:
        return f"{labels.get(field, field)[:80]}: {reason}."
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
    "bool_parsing": "ska vara true eller false",
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
