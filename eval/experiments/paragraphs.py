"""Collections of real paragraphs to measure speed and size over.

Vectors are hashed words and parts of words, since embedding so many takes too long on a small machine: they are of the
texts, but no model's, and say nothing of quality.
"""

from __future__ import annotations

import gzip
import itertools
import json
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.base.types import Document, Section
from indexer.dense import DenseIndex
from indexer.encoder import Vectors
from indexer.lexical import LexicalIndex
from indexer.null_distribution import NullDistribution
from indexer.passage_context import lexical_text
from indexer.snapshot import Snapshot, identified
from indexer.spelling_correction import collected_words
from indexer.tokens import index_tokens, words
from indexer.types import Passage, SnapshotManifest

_DIMENSIONS = 384


def hashed(text: str) -> Vectors:
    """The unit vector of a text, shape (384,): its words and their parts of four letters, hashed and summed."""
    numbers = np.concatenate([_numbers(word) for word in words(text)] or [np.zeros(1, np.uint32)])
    vector = np.bincount(numbers % _DIMENSIONS, 1.0 - 2.0 * (numbers >> 31), _DIMENSIONS)
    length = float(np.linalg.norm(vector))
    return (vector / length if length else np.eye(1, _DIMENSIONS)[0]).astype(np.float32)


@lru_cache(maxsize=500_000)
def _numbers(word: str) -> NDArray[np.uint32]:
    parts = (f"={word}", *(word[at : at + 4] for at in range(len(word) - 3)))
    return np.array([zlib.crc32(part.encode()) for part in parts], np.uint32)


def paragraphs_in(path: Path, count: int) -> list[dict[str, str]]:
    """The first so many paragraphs of the file, each a JSON object a line with ``doc``, ``title`` and ``text``."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in itertools.islice(lines, count)]


def snapshot_of(paragraphs: Sequence[dict[str, str]]) -> Snapshot:
    """A snapshot of the paragraphs: one passage each, without units."""
    documents: list[Document] = []
    passages: list[Passage] = []
    for name, group in itertools.groupby(paragraphs, lambda each: each["doc"]):
        document, its_passages = document_of(f"{len(documents)}-{name}", list(group))
        documents.append(document)
        passages += its_passages
    held = {document.id: document for document in documents}
    sections = {(document.id, section.id): section for document in documents for section in document.sections}
    tokens = [
        index_tokens(lexical_text(held[each.document_id], sections[each.document_id, each.section_id], each))
        for each in passages
    ]
    manifest = SnapshotManifest(
        *(5, "", f"2026-01-01T00:00:{len(passages) % 60:02}+00:00", "hashed", "0", _DIMENSIONS, "", ""),
        *(len(documents), len(passages), 0, NullDistribution(0.2, 0.1), ()),
    )
    return Snapshot(
        identified(manifest),
        tuple(documents),
        tuple(passages),
        DenseIndex.build(np.array([hashed(each.text) for each in passages])),
        DenseIndex.build(np.empty((0, _DIMENSIONS), np.float32)),
        LexicalIndex.build(tokens),
        np.zeros((len(passages), 16), np.uint8),
        tuple(collected_words(each.text for each in passages)),
    )


def document_of(name: str, paragraphs: Sequence[dict[str, str]]) -> tuple[Document, list[Passage]]:
    """A document of the paragraphs, with a section and a passage for each."""
    text, sections, passages = "", [], []
    for number, paragraph in enumerate(paragraphs):
        start, text = len(text), f"{text}{paragraph['text']}\n"
        section = Section(f"s{number}", (paragraph["title"],), None, None, start, len(text))
        sections.append(section)
        passages.append(Passage(f"{name}:{number}", name, section.id, start, len(text), paragraph["text"], (), ()))
    title = paragraphs[0]["title"]
    made = Document(name, title, None, None, "other", None, name, None, name, text, tuple(sections), path=name)
    return made, passages


def questions_in(path: Path, count: int) -> list[str]:
    """So many questions, evenly over the file, each a JSON object a line with ``text``."""
    typed = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    return typed[:: max(1, len(typed) // count)][:count]
