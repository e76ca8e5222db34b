"""Folders in the form of BEIR: a corpus of passages, queries, and judgements of which passages answer them.

``corpus.jsonl`` (``_id`` or ``id``, ``title``, ``text``), ``queries.jsonl`` (``_id`` or ``id``, ``text``), and
``qrels.jsonl`` (``query-id``, ``corpus-id``, ``score``, or ``qid``, ``did``, ``rel``) or ``qrels/*.tsv``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.base.errors import GoldError
from eval.base.json_lines import Fault, Record, json_object, make_each, numbered_lines, read_text
from eval.base.types import GoldSet, Topic
from eval.datasets.trec import Judgement, judged_set

CORPUS = "corpus.jsonl"
QUERIES = "queries.jsonl"
QRELS = "qrels.jsonl"
TSV_PATTERN = "qrels/*.tsv"


@dataclass(frozen=True, slots=True)
class BeirDocument:
    """A passage of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class BeirSet:
    """The judged queries as topics, and the corpus, each text once, with the SHA-256 of its file."""

    gold: GoldSet
    documents: tuple[BeirDocument, ...]
    corpus_sha256: str


def is_beir(path: Path) -> bool:
    """Whether the path is a folder with a corpus and queries."""
    return (path / CORPUS).is_file() and (path / QUERIES).is_file()


def read_beir(folder: Path) -> BeirSet:
    """The set in the folder. Raises ``GoldError`` for every faulty line of a file."""
    corpus_data, corpus = read_text(folder / CORPUS)
    lines = numbered_lines(corpus)
    documents = list(make_each(CORPUS, lines, lambda line: _document(json_object(line)), lambda each: each.id).values())
    queries_data, queries = read_text(folder / QUERIES)
    topics = make_each(QUERIES, numbered_lines(queries), lambda line: _topic(json_object(line)), lambda topic: topic.id)
    known = {document.id for document in documents}, {topic.id for topic in topics.values()}
    files = _qrels_files(folder)
    first = _first_with_its_text(documents)
    found = [(query, first[name], grade) for path in files for query, name, grade in _judgements(path, *known)]
    digest = hashlib.sha256(b"".join([queries_data, *(path.read_bytes() for path in files)])).hexdigest()
    gold = judged_set(folder.resolve().name, digest, topics, found)
    kept = tuple(document for document in documents if first[document.id] == document.id)
    return BeirSet(gold, kept, hashlib.sha256(corpus_data).hexdigest())


def _first_with_its_text(documents: Sequence[BeirDocument]) -> dict[str, str]:
    """For each document the first one with the same text: to find either of two like ones is as right."""
    by_text: dict[str, str] = {}
    return {document.id: by_text.setdefault(document.text, document.id) for document in documents}


def _qrels_files(folder: Path) -> Sequence[Path]:
    """The files of judgements: ``qrels.jsonl``, else the part to test with, else every part."""
    if (folder / QRELS).is_file():
        return [folder / QRELS]
    parts = sorted(folder.glob(TSV_PATTERN))
    if not parts:
        raise GoldError(f"{folder} saknar {QRELS} eller {TSV_PATTERN}.")
    return [path for path in parts if path.stem == "test"] or parts


def _judgements(path: Path, documents: set[str], queries: set[str]) -> list[Judgement]:
    def make(line: str) -> Judgement:
        judgement = _judgement(json_object(line)) if path.suffix == ".jsonl" else _judgement(_columns(line))
        if judgement[0] not in queries:
            raise Fault(f"frågan «{judgement[0]}» finns inte i {QUERIES}")
        if judgement[1] not in documents:
            raise Fault(f"dokumentet «{judgement[1]}» finns inte i {CORPUS}")
        return judgement

    return list(make_each(path.name, _without_header(path), make, lambda item: f"{item[0]} {item[1]}").values())


def _without_header(path: Path) -> Iterator[tuple[int, str]]:
    lines = numbered_lines(read_text(path)[1])
    return ((number, line) for number, line in lines if number > 1 or not line.startswith("query-id\t"))


def _columns(line: str) -> Record:
    fields = line.rstrip("\r").split("\t")
    if len(fields) != 3:
        raise Fault(f"raden har {len(fields)} kolumner; tre ska stå där: fråga, dokument, grad")
    return dict(zip(("qid", "did", "rel"), (*fields[:2], _number(fields[2])), strict=True))


def _number(text: str) -> object:
    try:
        return int(text)
    except ValueError:
        return text


def _judgement(record: Record) -> Judgement:
    grade = _first(record, "rel", "score")
    if not isinstance(grade, int):
        raise Fault(f"graden «{grade}» är inget heltal")
    return _text(record, "qid", "query-id"), _text(record, "did", "corpus-id"), grade


def _document(record: Record) -> BeirDocument:
    title = record.get("title") or ""
    text = _first(record, "text")
    if not isinstance(title, str) or not isinstance(text, str) or not (title + text).strip():
        raise Fault("«text» ska vara text som inte är tom")
    return BeirDocument(_identifier(record), title.strip(), text)


def _topic(record: Record) -> Topic:
    return Topic(_identifier(record), _text(record, "text"), "document")


def _identifier(record: Record) -> str:
    value = _text(record, "_id", "id")
    if value.split() != [value]:
        raise Fault("id får inte innehålla blanksteg")
    return value


def _first(record: Record, *names: str) -> Any:
    for name in names:
        if name in record:
            return record[name]
    raise Fault(f"fältet «{names[0]}» saknas")


def _text(record: Record, *names: str) -> str:
    value = _first(record, *names)
    if not isinstance(value, str) or not value.strip():
        raise Fault(f"«{names[0]}» ska vara text som inte är tom")
    return value
