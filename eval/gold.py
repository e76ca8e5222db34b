"""Reads gold questions: one JSON object a line, every fault told with file, line and reason."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corpus.types import KINDS
from eval.errors import GoldError
from eval.metrics import words
from eval.types import Evidence, GoldSet, Topic
from service.types import Filters

MIN_QUOTE_CHARS = 40
MAX_QUOTE_CHARS = 400

Record = Mapping[str, Any]

_FIELDS = frozenset(Topic.__dataclass_fields__)
_EVIDENCE_FIELDS = frozenset(Evidence.__dataclass_fields__)
_FILTERS = ("organisation", "body", "kind", "from", "to", "case_number", "document_id", "decision")
_CHOICES = {"kind": KINDS, "decision": ("decided", "proposed")}


class _Fault(Exception):
    """What is wrong with one line."""


def read_gold(path: Path) -> GoldSet:
    """The questions of the file in its order. Raises ``GoldError`` that lists every faulty line."""
    data, text = _read(path)
    topics: list[Topic] = []
    faults: list[str] = []
    lines_of: dict[str, int] = {}
    for number, line in _lines(text):
        try:
            topic = _topic(_parse(line))
            if topic.id in lines_of:
                raise _Fault(f"id «{topic.id}» finns redan på rad {lines_of[topic.id]}")
        except _Fault as fault:
            faults.append(f"{path.name}, rad {number}: {fault}")
            continue
        lines_of[topic.id] = number
        topics.append(topic)
    if not topics and not faults:
        faults.append(f"{path.name}: filen innehåller inga frågor")
    if faults:
        raise GoldError("\n".join(faults))
    return GoldSet(path.name, hashlib.sha256(data).hexdigest(), tuple(topics))


def _read(path: Path) -> tuple[bytes, str]:
    try:
        data = path.read_bytes()
        return data, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise GoldError(f"{path.name}, rad {line}: texten är inte UTF-8; spara om filen som UTF-8") from error
    except FileNotFoundError as error:
        raise GoldError(f"Frågefilen {path} finns inte.") from error
    except OSError as error:
        raise GoldError(f"Frågefilen {path} går inte att läsa: {error.strerror}") from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # Only a line feed ends a line: JSON strings may hold other line separators of Unicode.
    return ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _parse(line: str) -> Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise _Fault(f"raden är inte giltig JSON ({error})") from error
    if not isinstance(record, dict):
        raise _Fault("raden är inte ett JSON-objekt")
    return record


def _topic(record: Record) -> Topic:
    _check_fields(record, _FIELDS)
    topic = Topic(
        id=_identifier(record),
        question=_text(record, "question"),
        kind=_text(record, "kind"),
        asker=_text(record, "asker"),
        answerable=_truth(record, "answerable"),
        evidence=tuple(_evidence(item) for item in _list(record, "evidence")),
        answer=_text(record, "answer", may_be_empty=True),
        must_contain=tuple(_group(item) for item in _list(record, "must_contain")),
        filters=_filters(record["filters"]),
        note=_text(record, "note", may_be_empty=True),
    )
    _check_agreement(topic)
    return topic


def _check_fields(record: Record, known: frozenset[str], inside: str = "") -> None:
    missing = sorted(known - record.keys())
    unknown = sorted(record.keys() - known)
    if missing:
        raise _Fault(f"{inside}fältet «{missing[0]}» saknas")
    if unknown:
        raise _Fault(f"{inside}okänt fält «{unknown[0]}»; kända: {', '.join(sorted(known))}")


def _check_agreement(topic: Topic) -> None:
    if topic.answerable and not topic.evidence:
        raise _Fault("frågan ska gå att besvara men «evidence» är tom")
    if topic.answerable and not topic.must_contain:
        raise _Fault("frågan ska gå att besvara men «must_contain» är tom")
    if topic.answerable and not topic.answer.strip():
        raise _Fault("frågan ska gå att besvara men «answer» är tom")
    if not topic.answerable and topic.evidence:
        raise _Fault("frågan ska inte gå att besvara men «evidence» är inte tom")


def _text(record: Record, name: str, may_be_empty: bool = False) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise _Fault(f"«{name}» ska vara text")
    if not value.strip() and not may_be_empty:
        raise _Fault(f"«{name}» är tom")
    return value


def _identifier(record: Record) -> str:
    value = _text(record, "id")
    if value.split() != [value]:
        raise _Fault("«id» får inte innehålla blanksteg")
    return value


def _truth(record: Record, name: str) -> bool:
    value = record[name]
    if not isinstance(value, bool):
        raise _Fault(f"«{name}» ska vara true eller false")
    return value


def _list(record: Record, name: str) -> list[Any]:
    value = record[name]
    if not isinstance(value, list):
        raise _Fault(f"«{name}» ska vara en lista")
    return value


def _evidence(item: object) -> Evidence:
    if not isinstance(item, dict):
        raise _Fault("varje del av «evidence» ska vara ett objekt med «file» och «quote»")
    _check_fields(item, _EVIDENCE_FIELDS, inside="i «evidence»: ")
    evidence = Evidence(file=_text(item, "file"), quote=_text(item, "quote"))
    if Path(evidence.file).name != evidence.file:
        raise _Fault(f"«file» ska vara ett filnamn utan mapp, inte «{evidence.file}»")
    length = len(" ".join(evidence.quote.split()))
    if not MIN_QUOTE_CHARS <= length <= MAX_QUOTE_CHARS:
        raise _Fault(f"«quote» har {length} tecken; {MIN_QUOTE_CHARS} till {MAX_QUOTE_CHARS} är tillåtna")
    if not words(evidence.quote):
        raise _Fault("«quote» innehåller inga ord")
    return evidence


def _group(item: object) -> tuple[str, ...]:
    if not isinstance(item, list) or not item:
        raise _Fault("varje grupp i «must_contain» ska vara en lista med minst en text")
    if not all(isinstance(string, str) and string.strip() for string in item):
        raise _Fault("varje del av en grupp i «must_contain» ska vara text som inte är tom")
    return tuple(item)


def _filters(value: object) -> Filters | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise _Fault("«filters» ska vara null eller ett objekt")
    unknown = sorted(value.keys() - set(_FILTERS))
    if unknown:
        raise _Fault(f"okänt filter «{unknown[0]}»; kända: {', '.join(_FILTERS)}")
    first, last = _day(value, "from"), _day(value, "to")
    if first and last and first > last:
        raise _Fault("filtret «from» ligger efter «to»")
    named = {name: _filter_text(value, name) for name in _FILTERS if name in value and name not in ("from", "to")}
    return Filters(date_from=first, date_to=last, **named)


def _filter_text(filters: Record, name: str) -> Any:
    value = _text(filters, name)
    if value not in _CHOICES.get(name, (value,)):
        raise _Fault(f"filtret «{name}» kan inte vara «{value}»; möjliga värden: {', '.join(_CHOICES[name])}")
    return value


def _day(filters: Record, name: str) -> date | None:
    if name not in filters:
        return None
    try:
        return date.fromisoformat(_text(filters, name))
    except ValueError as error:
        raise _Fault(f"filtret «{name}» ska vara ett datum som 2024-12-31") from error
