"""The files of TREC: topics and judgements that are read, run files and judgements that are written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from corpus.base.text import one_line
from eval.base.errors import GoldError
from eval.base.json_lines import Fault, make_each, numbered_lines, read_text
from eval.base.types import GoldSet, Row, Topic
from eval.measures.retrieval import judged_ranking, judgements, passage_number

Judgement = tuple[str, str, int]

_TOPIC = re.compile(r"<top>(?P<fields>.*?)(?=</top>|<top>|\Z)", re.DOTALL)
_NUMBER = re.compile(r"<num>\s*(?:Number\s*:)?\s*(?P<text>[^<]*)")
_TITLE = re.compile(r"<title>\s*(?:Topic\s*:)?\s*(?P<text>[^<]*)")


def read_trec(topics: Path, qrels: Path) -> GoldSet:
    """The topics of a file (``<top>`` elements, or a number, a tab and the question on each line) that are judged.

    Documents are judged by their id in the index. Raises ``GoldError`` for every faulty line.
    """
    data, text = read_text(topics)
    numbered = _elements(text) if "<top>" in text else numbered_lines(text)
    made = make_each(topics.name, numbered, _topic, lambda topic: topic.id)
    qrels_data, qrels_text = read_text(qrels)
    found = make_each(qrels.name, numbered_lines(qrels_text), _judgement, lambda item: f"{item[0]} {item[1]}")
    return judged_set(topics.name, hashlib.sha256(data + qrels_data).hexdigest(), made, found.values())


def judged_set(name: str, sha256: str, topics: Mapping[int, Topic], found: Iterable[Judgement]) -> GoldSet:
    """The topics (by line) that some document is relevant to, with the grades that were found for them.

    As in trec_eval the others do not count. Raises ``GoldError`` when none is left.
    """
    grades: dict[str, dict[str, int]] = {}
    for topic_id, document, grade in found:
        grades.setdefault(topic_id, {})[document] = grade
    judged = {
        line: replace(topic, relevant=grades[topic.id])
        for line, topic in topics.items()
        if any(grade > 0 for grade in grades.get(topic.id, {}).values())
    }
    if not judged:
        raise GoldError(f"{name}: ingen fråga har ett dokument som svarar på den")
    return GoldSet(name, sha256, tuple(judged.values()), tuple(judged))


def run_lines(rows: Iterable[Row], tag: str) -> list[str]:
    """What was found for each row, best first: «topic Q0 docno rank score tag»."""
    return [
        f"{row.topic.id} Q0 {passage_number(hit) if row.topic.relevant is None else hit.document_id}"
        f" {hit.rank} {hit.score} {tag}"
        for row in rows
        for hit in row.hits
    ]


def judged_lines(rows: Iterable[Row], tag: str) -> list[str]:
    """The same in the units that are judged. Scores only keep the order."""
    return [
        f"{row.topic.id} Q0 {name} {rank} {1 / rank:.6f} {tag}"
        for row in rows
        if row.topic.answerable
        for rank, name in enumerate(judged_ranking(row), 1)
    ]


def qrels_lines(rows: Iterable[Row]) -> list[str]:
    """The judgements of each row: «topic 0 docno grade»."""
    return [
        f"{row.topic.id} 0 {name} {grade}"
        for row in rows
        if row.topic.answerable
        for name, grade in judgements(row).items()
    ]


def _elements(text: str) -> Iterator[tuple[int, str]]:
    """The ``<top>`` elements, each with the number of its first line."""
    return ((text.count("\n", 0, match.start()) + 1, match["fields"]) for match in _TOPIC.finditer(text))


def _topic(given: str) -> Topic:
    number, title = _NUMBER.search(given), _TITLE.search(given)
    if number and title:
        name, question = number["text"], title["text"]
    else:
        name, tab, question = given.partition("\t")
        if not tab:
            raise Fault("raden ska ha ett nummer, en tabb och frågan, eller stå i <top> med <num> och <title>")
    name, question = name.strip(), one_line(question)
    if not question or name.split() != [name]:
        raise Fault("numret eller frågan saknas")
    return Topic(name, question, "document")


def _judgement(line: str) -> Judgement:
    fields = line.split()
    if len(fields) != 4:
        raise Fault(f"raden har {len(fields)} fält; fyra ska stå där: fråga, 0, dokument, grad")
    try:
        return fields[0], fields[2], int(fields[3])
    except ValueError as error:
        raise Fault(f"graden «{fields[3]}» är inget heltal") from error
