"""What every rival is given: passages, their vectors, and how a question becomes a vector."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.encoder import Vectors, encoder_of
from indexer.settings import IndexSettings

PASSAGES = "passages.jsonl"
VECTORS = "vectors.npy"
# So many of each list are put together, and so many are wanted.
DEPTH, WANTED = 100, 20

Embed = Callable[[str], Vectors]
# The ids of the documents found, best first, each passage by itself.
Search = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Given:
    """Passages in order: the document that each is of, its title and text, and its vector, shape (n, dimensions)."""

    ids: list[str]
    texts: list[str]
    vectors: Vectors


def read_given(folder: Path) -> Given:
    """What ``material.py`` has put in the folder."""
    passages = [json.loads(line) for line in (folder / PASSAGES).read_text("utf-8").splitlines()]
    texts = [f"{each['title']}\n{each['text']}" for each in passages]
    return Given([each["id"] for each in passages], texts, np.load(folder / VECTORS))


def embedding(pytorch: bool) -> Embed:
    """The bundled encoder for questions, run by PyTorch or as the exported graph."""
    return encoder_of(IndexSettings(pytorch=pytorch)).encode_query
