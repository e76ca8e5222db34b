"""The project's own questions on documents of other owners, each put to the passage that it was written on.

The documents may not be copied: a question knows its file, how its passage opens and how the units that answer open.
Where a document is read otherwise now, both are found as far as they can be; what is not found is left out.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.base.text import one_line
from eval.base.errors import EvalError
from eval.training.examples import LATER_SOURCE, Example, Passage
from indexer.intake import read_documents
from indexer.passage_context import passage_context
from indexer.passages import passages_of_document
from indexer.reader_inputs import ReaderPassage
from indexer.settings import IndexSettings
from service.retrieval.reading import unit_spans

OWNERS_QUESTIONS = Path(__file__).resolve().parent / "questions-owners.jsonl.gz"
OWNERS_OWN_WORDS = Path(__file__).resolve().parent / "questions-owners-own-words.jsonl.gz"


@dataclass(frozen=True, slots=True)
class OwnersPassage:
    """A passage of a document as it is read and cut now: its file, and the words of each unit on one line."""

    file: str
    passage: Passage
    words: str
    units: tuple[str, ...]


def read_owners_passages(documents: Path) -> tuple[OwnersPassage, ...]:
    """Every passage of the documents in a folder, in the form that is served. Raises ``EvalError`` without it."""
    if not documents.is_dir():
        raise EvalError(f"Handlingarna som frågorna skrevs på saknas: {documents}.")
    return tuple(_passages(IndexSettings(corpus_dirs=(documents,), index_dir=documents / "none")))


def owners_examples(passages: Iterable[OwnersPassage], questions: Path = OWNERS_QUESTIONS) -> tuple[Example, ...]:
    """The questions of which the passage, and for those with an answer a unit that answers, are found."""
    of_file: dict[str, list[OwnersPassage]] = defaultdict(list)
    for passage in passages:
        of_file[passage.file].append(passage)
    with gzip.open(questions, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return tuple(example for row in rows if (example := _example(row, of_file[row["file"]])) is not None)


def _passages(settings: IndexSettings) -> Iterator[OwnersPassage]:
    for document in read_documents(settings, None).documents:
        sections = {section.id: section for section in document.sections}
        for each in passages_of_document(document, settings.passage_chars):
            context = passage_context(document, sections[each.section_id], each.parts)
            passage = Passage(each.id, LATER_SOURCE, ReaderPassage(context, each.text, unit_spans(each)))
            units = tuple(one_line(unit.text) for unit in each.units)
            yield OwnersPassage(Path(document.path).name, passage, one_line(each.text), units)


def _example(row: Mapping[str, Any], passages: Sequence[OwnersPassage]) -> Example | None:
    quotes = row["quotes"]
    found = next((each for each in passages if each.words.startswith(row["opens"])), None) or next(
        (each for each in passages if quotes and quotes[0] in each.words), None
    )
    if found is None:
        return None
    spans = found.passage.shown.spans
    right = tuple(i for i, unit in enumerate(found.units) if spans[i] and unit.startswith(tuple(quotes)))
    if quotes and not right:
        return None
    return Example(row["question"], found.passage.shown, right, found.passage.source, found.passage.id)
