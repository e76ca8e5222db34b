"""The training data: questions on passages, read into examples, and which passages are held back to judge with."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.base.types import Span
from corpus.structure.sentences import split_sentences
from eval.base.errors import EvalError
from indexer.reader_inputs import ReaderPassage, locate_units

QUESTIONS = "questions.jsonl.gz"
PASSAGES = "passages.jsonl.gz"
MORE_PASSAGES = "more-passages.jsonl.gz"
SQUAD = "squad-v2-sv-dev.json.gz"
# Questions of the project's own on passages of the data that had none: tables, members, plans, summaries.
MORE_QUESTIONS = Path(__file__).resolve().parent / "questions-more.jsonl.gz"
# Those written last: in the words of people who have not seen the document.
OWN_WORDS_QUESTIONS = Path(__file__).resolve().parent / "questions-own-words.jsonl.gz"
DATA_FILES = (QUESTIONS, PASSAGES, MORE_PASSAGES, SQUAD)
# The domain that was written last. Its held passages are drawn apart, so that those of the first domains stay the same.
LATER_SOURCE = "kommun"

_HELD_SHARE = 12
_LEAST_HELD = 20


@dataclass(frozen=True, slots=True)
class Example:
    """A question put to a passage: the places of the units that answer it, none when the passage does not tell.

    ``negative`` tells that the passage is of another matter than the one the question was written on.
    """

    question: str
    passage: ReaderPassage
    right: tuple[int, ...]
    source: str
    passage_id: str
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the training data with its name and domain."""

    id: str
    source: str
    shown: ReaderPassage


@dataclass(frozen=True, slots=True)
class Split:
    """Examples to train with and examples on held passages to judge with."""

    train: tuple[Example, ...]
    held: tuple[Example, ...]


def read_passages(folder: Path) -> tuple[Passage, ...]:
    """Every passage of the data, those with questions first; a passage that stands twice counts once."""
    found: dict[str, Passage] = {}
    for name in (PASSAGES, MORE_PASSAGES):
        for row in _rows(folder / name):
            passage = _passage(row)
            found.setdefault(passage.id, passage)
    return tuple(found.values())


def read_examples(folder: Path, passages: Sequence[Passage]) -> tuple[Example, ...]:
    """The written questions in file order, but for those of which no answering unit is found in the text."""
    by_id = {passage.id: passage for passage in passages}
    return tuple(example for row in _rows(folder / QUESTIONS) if (example := _example(row, by_id)) is not None)


def read_more_examples(passages: Sequence[Passage], questions: Path = MORE_QUESTIONS) -> tuple[Example, ...]:
    """The project's own questions on those of the passages that they were written on; none of them is ever held."""
    by_id = {passage.id: passage for passage in passages}
    rows = (row for row in _rows(questions) if row["passage"] in by_id)
    return tuple(example for row in rows if (example := _example(row, by_id)) is not None)


def read_squad(folder: Path) -> tuple[Example, ...]:
    """The questions of the Swedish SQuAD, sentences as units."""
    with gzip.open(_existing(folder / SQUAD), "rt", encoding="utf-8") as file:
        content = json.load(file)
    articles = content["data"] if isinstance(content, dict) else content
    return tuple(
        example
        for article in articles
        for paragraph in article["paragraphs"]
        for example in _squad_examples(article.get("title", "").replace("_", " "), paragraph)
    )


def split_examples(examples: Sequence[Example]) -> Split:
    """The examples parted by passage: a twelfth of the passages of the first domains is held, and of the later one.

    The draw is fixed and not the training's seed: weights of an earlier training have not seen these passages either.
    """
    rng = random.Random(0)  # noqa: S311
    held: set[str] = set()
    for later, least in ((False, _LEAST_HELD), (True, 0)):
        names = sorted({each.passage_id for each in examples if (each.source == LATER_SOURCE) == later})
        rng.shuffle(names)
        held.update(names[: max(least, len(names) // _HELD_SHARE)])
    return Split(
        tuple(each for each in examples if each.passage_id not in held),
        tuple(each for each in examples if each.passage_id in held),
    )


def _passage(row: Mapping[str, Any]) -> Passage:
    spans = locate_units(row["text"], [(unit["k"], unit["t"]) for unit in row["units"]])
    return Passage(row["id"], row["src"], ReaderPassage(row["context"], row["text"], spans))


def _example(row: Mapping[str, Any], passages: Mapping[str, Passage]) -> Example | None:
    passage = passages[row["passage"]]
    spans = passage.shown.spans
    if any(not 0 <= place < len(spans) for place in row["units"]):
        return None
    right = tuple(place for place in row["units"] if spans[place] is not None)
    if row["units"] and not right:
        return None
    return Example(row["question"], passage.shown, right, passage.source, passage.id)


def _squad_examples(title: str, paragraph: Mapping[str, Any]) -> Iterator[Example]:
    text = paragraph["context"]
    spans = tuple(split_sentences(text))
    passage = ReaderPassage(title, text, spans)
    for asked in paragraph["qas"]:
        impossible = bool(asked.get("is_impossible"))
        right = () if impossible else _holding(spans, [answer["answer_start"] for answer in asked["answers"]])
        if right or impossible:
            yield Example(asked["question"], passage, right, "squad", title)


def _holding(spans: Sequence[Span], places: Sequence[int]) -> tuple[int, ...]:
    """The spans that hold one of the places."""
    return tuple(i for i, span in enumerate(spans) if any(span.start <= place < span.end for place in places))


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(_existing(path), "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise EvalError(f"Träningsdata saknas: {path}. Ange mappen som har {', '.join(DATA_FILES)} med --data.")
    return path
