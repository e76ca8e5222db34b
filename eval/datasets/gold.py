"""Files of gold questions, one JSON object a line; a record becomes a topic whatever kind of file it came from."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from pathlib import Path

from eval.base.json_lines import Fault, Record, json_object, make_each, numbered_lines, read_text
from eval.base.types import GoldSet, Topic
from service.staff.gold import GoldFault, read_gold_question


def read_gold(path: Path) -> GoldSet:
    """The questions of a file with one JSON object a line, in its order. Raises ``GoldError`` for every faulty line."""
    data, text = read_text(path)
    topics = make_each(
        path.name, numbered_lines(text), lambda line: topic_of(json_object(line)), lambda topic: topic.id
    )
    return GoldSet(path.name, hashlib.sha256(data).hexdigest(), tuple(topics.values()), tuple(topics))


def topic_of(record: Record) -> Topic:
    """The topic in a record. Raises ``Fault``."""
    try:
        question = read_gold_question(record)
    except GoldFault as fault:
        raise Fault(str(fault)) from fault
    return Topic(**{field.name: getattr(question, field.name) for field in fields(question)})
