"""Gold questions: a record is checked and made a topic, whatever kind of file it came from."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from corpus.base.types import KINDS
from eval.base.lines import Fault, Record, json_object, make_each, numbered_lines, read_text
from eval.base.types import TOPIC_KINDS, Evidence, GoldSet, Topic
from eval.measures.metrics import words
from service.base.types import Filters

MIN_QUOTE_CHARS = 40
MAX_QUOTE_CHARS = 400
UNANSWERABLE = "unanswerable"

FIELDS = frozenset(Topic.__dataclass_fields__) - {"relevant"}
FILTERS = ("organisation", "body", "kind", "from", "to", "case_number", "document_id", "decision")

_EVIDENCE_FIELDS = frozenset(Evidence.__dataclass_fields__)
_CHOICES = {"kind": KINDS, "decision": ("decided", "proposed")}


def read_gold(path: Path) -> GoldSet:
    """The questions of a file with one JSON object a line, in its order. Raises ``GoldError`` for every faulty line."""
    data, text = read_text(path)
    topics = make_each(
        path.name, numbered_lines(text), lambda line: topic_of(json_object(line)), lambda topic: topic.id
    )
    return GoldSet(path.name, hashlib.sha256(data).hexdigest(), tuple(topics.values()), tuple(topics))


def topic_of(record: Record) -> Topic:
    """The topic in a record. Raises ``Fault``."""
    _check_fields(record, FIELDS)
    topic = Topic(
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
    _check_agreement(topic)
    return topic


def _check_fields(record: Record, known: frozenset[str], inside: str = "") -> None:
    missing = sorted(known - record.keys())
    unknown = sorted(record.keys() - known)
    if missing:
        raise Fault(f"{inside}fältet «{missing[0]}» saknas")
    if unknown:
        raise Fault(f"{inside}okänt fält «{unknown[0]}»; kända: {', '.join(sorted(known))}")


def _kind(record: Record) -> str:
    kind = _text(record, "kind")
    if kind not in TOPIC_KINDS:
        raise Fault(f"okänd frågetyp «{kind}»; kända: {', '.join(TOPIC_KINDS)}")
    return kind


def _check_agreement(topic: Topic) -> None:
    if (topic.kind == UNANSWERABLE) == topic.answerable:
        raise Fault(f"«answerable» och frågetypen «{topic.kind}» säger emot varandra")
    if topic.answerable and not topic.evidence:
        raise Fault("frågan ska gå att besvara men «evidence» är tom")
    if topic.answerable and not topic.must_contain:
        raise Fault("frågan ska gå att besvara men «must_contain» är tom")
    if topic.answerable and not topic.answer.strip():
        raise Fault("frågan ska gå att besvara men «answer» är tom")
    if not topic.answerable and topic.evidence:
        raise Fault("frågan ska inte gå att besvara men «evidence» är inte tom")


def _text(record: Record, name: str, may_be_empty: bool = False) -> str:
    value = record[name]
    if not isinstance(value, str):
        raise Fault(f"«{name}» ska vara text")
    if not value.strip() and not may_be_empty:
        raise Fault(f"«{name}» är tom")
    return value


def _identifier(record: Record) -> str:
    value = _text(record, "id")
    if value.split() != [value]:
        raise Fault("«id» får inte innehålla blanksteg")
    return value


def _truth(record: Record, name: str) -> bool:
    value = record[name]
    if not isinstance(value, bool):
        raise Fault(f"«{name}» ska vara true eller false")
    return value


def _list(record: Record, name: str) -> list[Any]:
    value = record[name]
    if not isinstance(value, list):
        raise Fault(f"«{name}» ska vara en lista")
    return value


def _evidence(item: object) -> Evidence:
    if not isinstance(item, dict):
        raise Fault("varje del av «evidence» ska vara ett objekt med «file» och «quote»")
    _check_fields(item, _EVIDENCE_FIELDS, inside="i «evidence»: ")
    evidence = Evidence(file=_text(item, "file"), quote=_text(item, "quote"))
    if Path(evidence.file).name != evidence.file:
        raise Fault(f"«file» ska vara ett filnamn utan mapp, inte «{evidence.file}»")
    length = len(" ".join(evidence.quote.split()))
    if not MIN_QUOTE_CHARS <= length <= MAX_QUOTE_CHARS:
        raise Fault(f"«quote» har {length} tecken; {MIN_QUOTE_CHARS} till {MAX_QUOTE_CHARS} är tillåtna")
    if not words(evidence.quote):
        raise Fault("«quote» innehåller inga ord")
    return evidence


def _group(item: object) -> tuple[str, ...]:
    if not isinstance(item, list) or not item:
        raise Fault("varje grupp i «must_contain» ska vara en lista med minst en text")
    if not all(isinstance(string, str) and string.strip() for string in item):
        raise Fault("varje del av en grupp i «must_contain» ska vara text som inte är tom")
    return tuple(item)


def _filters(value: object) -> Filters | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Fault("«filters» ska vara null eller ett objekt")
    unknown = sorted(value.keys() - set(FILTERS))
    if unknown:
        raise Fault(f"okänt filter «{unknown[0]}»; kända: {', '.join(FILTERS)}")
    first, last = _day(value, "from"), _day(value, "to")
    if first and last and first > last:
        raise Fault("filtret «from» ligger efter «to»")
    named = {name: _filter_text(value, name) for name in FILTERS if name in value and name not in ("from", "to")}
    return Filters(date_from=first, date_to=last, **named)


def _filter_text(filters: Record, name: str) -> Any:
    value = _text(filters, name)
    if value not in _CHOICES.get(name, (value,)):
        raise Fault(f"filtret «{name}» kan inte vara «{value}»; möjliga värden: {', '.join(_CHOICES[name])}")
    return value


def _day(filters: Record, name: str) -> date | None:
    if name not in filters:
        return None
    try:
        return date.fromisoformat(_text(filters, name))
    except ValueError as error:
        raise Fault(f"filtret «{name}» ska vara ett datum som 2024-12-31") from error
