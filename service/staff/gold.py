"""The one model of a gold question: its fields, its line of JSON, and what is wrong with a line, told in Swedish.

Staff write such questions on pages, in files or in spreadsheets; the evaluation puts them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import PurePath
from types import MappingProxyType
from typing import Any

from pydantic import TypeAdapter

from corpus.base.text import one_line
from service.base.errors import InvalidQuery
from service.base.filter_fields import filters_json, read_filters
from service.base.types import Filters

Record = Mapping[str, Any]

MIN_QUOTE_CHARS = 40
MAX_QUOTE_CHARS = 400
QUESTION_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "decision": "Beslut",
        "proposal": "Förslag",
        "vote": "Omröstning",
        "amount": "Belopp",
        "number": "Antal",
        "date": "Datum",
        "who": "Vem",
        "list": "Uppräkning",
        "indicator": "Mål och indikatorer",
        "case": "Ärendenummer",
        "history": "Ärendets gång",
        "why": "Varför",
        "cross": "Flera dokument",
        "definition": "Vad något är",
        "open": "Öppen fråga",
    }
)
UNANSWERABLE = "unanswerable"
# Only the documents to be found are judged.
DOCUMENT = "document"
KINDS = tuple(sorted((*QUESTION_KINDS, UNANSWERABLE, DOCUMENT)))
ASKERS: Mapping[str, str] = MappingProxyType(
    {"politician": "Politiker", "staff": "Tjänsteperson", "public": "Allmänhet"}
)


class GoldFault(Exception):
    """What is wrong with a gold question, in Swedish."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a source file that a right answer stands on."""

    file: str
    quote: str


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question, and what is right to find and answer.

    ``must_contain`` holds groups of strings: a right answer has one string of each group.
    ``filters`` are those that the asker would have set, ``None`` when none.
    """

    id: str
    question: str
    kind: str
    asker: str = ""
    answerable: bool = True
    evidence: tuple[Evidence, ...] = ()
    answer: str = ""
    must_contain: tuple[tuple[str, ...], ...] = ()
    filters: Filters | None = None
    note: str = ""


FIELDS = frozenset(field.name for field in fields(GoldQuestion))
_LINE = TypeAdapter(GoldQuestion)
_EVIDENCE_FIELDS = frozenset(field.name for field in fields(Evidence))


def record_of(question: GoldQuestion) -> dict[str, Any]:
    """The question as one line of JSON has it."""
    filters = filters_json(question.filters) if question.filters else {}
    return {**_LINE.dump_python(question, mode="json"), "filters": filters or None}


def lacking(answer: str, must_contain: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """The groups that the answer has no string of; case and white space do not count."""
    plain = one_line(answer).lower()
    return [group for group in must_contain if not any(one_line(string).lower() in plain for string in group)]


def read_gold_question(record: Record) -> GoldQuestion:
    """The question in a record. Raises ``GoldFault``."""
    _check_fields(record, FIELDS)
    question = GoldQuestion(
        id=_identifier(record),
        question=_text(record, "question"),
        kind=_kind(record),
        asker=_text(record, "asker"),
        answerable=_truth(record, "answerable"),
        evidence=tuple(_evidence(item) for item in _list(record, "evidence")),
        answer=_text(record, "answer", may_be_empty=True),
        must_contain=tuple(_group(item) for item in _list(record, "must_contain")),
        filters=_filters(record["filters"]),
        note=_text(record, "note", may_be_empty=True),
    )
    _check_agreement(question)
    return question


def _check_fields(record: Record, known: frozenset[str], inside: str = "") -> None:
    missing = sorted(known - record.keys())
    unknown = sorted(record.keys() - known)
    if missing:
        raise GoldFault(f"{inside}fältet «{missing[0]}» saknas")
    if unknown:
        raise GoldFault(f"{inside}okänt fält «{unknown[0]}»; kända: {', '.join(sorted(known))}")


def _kind(record: Record) -> str:
    kind = _text(record, "kind")
    if kind not in KINDS:
        raise GoldFault(f"okänd frågetyp «{kind}»; kända: {', '.join(KINDS)}")
    return kind


def _check_agreement(question: GoldQuestion) -> None:
    if (question.kind == UNANSWERABLE) == question.answerable:
        raise GoldFault(f"«answerable» och frågetypen «{question.kind}» säger emot varandra")
    if question.answerable and not question.evidence:
        raise GoldFault("frågan ska gå att besvara men «evidence» är tom")
    if question.answerable and not question.must_contain:
        raise GoldFault("frågan ska gå att besvara men «must_contain» är tom")
    if question.answerable and not question.answer.strip():
        raise GoldFault("frågan ska gå att besvara men «answer» är tom")
    if not question.answerable and question.evidence:
        raise GoldFault("frågan ska inte gå att besvara men «evidence» är inte tom")


def _text(record: Record, name: str, may_be_empty: bool = False) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise GoldFault(f"«{name}» ska vara text")
    if not value.strip() and not may_be_empty:
        raise GoldFault(f"«{name}» är tom")
    return value


def _identifier(record: Record) -> str:
    value = _text(record, "id")
    if value.split() != [value]:
        raise GoldFault("«id» får inte innehålla blanksteg")
    return value


def _truth(record: Record, name: str) -> bool:
    value = record[name]
    if not isinstance(value, bool):
        raise GoldFault(f"«{name}» ska vara true eller false")
    return value


def _list(record: Record, name: str) -> list[Any]:
    value = record[name]
    if not isinstance(value, list):
        raise GoldFault(f"«{name}» ska vara en lista")
    return value


def _evidence(item: object) -> Evidence:
    if not isinstance(item, dict):
        raise GoldFault("varje del av «evidence» ska vara ett objekt med «file» och «quote»")
    _check_fields(item, _EVIDENCE_FIELDS, inside="i «evidence»: ")
    evidence = Evidence(file=_text(item, "file"), quote=_text(item, "quote"))
    if PurePath(evidence.file).name != evidence.file:
        raise GoldFault(f"«file» ska vara ett filnamn utan mapp, inte «{evidence.file}»")
    length = len(one_line(evidence.quote))
    if not MIN_QUOTE_CHARS <= length <= MAX_QUOTE_CHARS:
        raise GoldFault(f"«quote» har {length} tecken; {MIN_QUOTE_CHARS} till {MAX_QUOTE_CHARS} är tillåtna")
    if not re.search(r"[^\W_]", evidence.quote):
        raise GoldFault("«quote» innehåller inga ord")
    return evidence


def _group(item: object) -> tuple[str, ...]:
    if not isinstance(item, list) or not item:
        raise GoldFault("varje grupp i «must_contain» ska vara en lista med minst en text")
    if not all(isinstance(string, str) and string.strip() for string in item):
        raise GoldFault("varje del av en grupp i «must_contain» ska vara text som inte är tom")
    return tuple(item)


def _filters(value: object) -> Filters | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise GoldFault("«filters» ska vara null eller ett objekt")
    try:
        return read_filters(value)
    except InvalidQuery as error:
        raise GoldFault(f"i «filters»: {error}") from error
