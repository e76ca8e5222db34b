"""The bundled model run as a graph, without PyTorch.

Texts with the same number of tokens are given together, so that nothing is filled up; each call stays on one core, and
what is to be quick is called from several threads.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Encoding, Tokenizer

from indexer.errors import ModelError
from indexer.everyday_questions import EVERYDAY_QUESTIONS
from indexer.graph_session import Embeddings, Floats, Session, kept_session, open_session, read_embeddings, read_layers
from indexer.model_folder import PROMPTS
from indexer.shared_tokenizer import tokenizer_of
from indexer.windowed_encoder import WindowedEncoder
from indexer.windows import Vectors, clean, unit_vectors

if TYPE_CHECKING:
    from indexer.bert_graph import GraphShape, Weights

# Raised when the graph is written in another way, so that kept ones are made anew.
_GRAPH_VERSION = 1
# So many fill a core; of more at once what is in between no longer stays near it.
_BATCH_TOKENS = 512


class GraphEncoder(WindowedEncoder):
    """An ``Encoder`` over a graph; safe to use from several threads."""

    def __init__(  # noqa: PLR0917  (what a model folder holds)
        self,
        session: Session,
        tokenizer: Tokenizer,
        embeddings: Embeddings,
        name: str,
        fingerprint: str,
        exactness: str,
    ) -> None:
        super().__init__(name, fingerprint, len(embeddings.positions))
        self._session, self._tokenizer, self._embeddings = session, tokenizer, embeddings
        self._exactness = exactness

    @property
    def backend(self) -> str:
        """What computes, and how exactly."""
        return f"onnxruntime {self._exactness}"

    @property
    def side_by_side(self) -> int:
        """A call for each core."""
        return len(os.sched_getaffinity(0))

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._embeddings.words.shape[1])

    def encode_query(self, text: str) -> Vectors:
        """The unit vector of a query, shape (dimensions,); what exceeds the model's limit is cut."""
        return unit_vectors(self._means(self._tokens([text], PROMPTS["query"]))).reshape(-1)

    def _encode(self, texts: Sequence[str]) -> tuple[Vectors, list[int]]:
        tokens = self._tokens(texts, PROMPTS["document"])
        lengths = enumerate(zip(texts, tokens, strict=True))
        reach = [index for index, (text, of_text) in lengths if self._reaches(len(of_text.ids), text)]
        return self._means(tokens), reach

    def _tokens(self, texts: Sequence[str], prompt: str) -> list[Encoding]:
        return list(self._tokenizer.encode_batch_fast([prompt + clean(text, self._max_chars) for text in texts]))

    def _means(self, tokens: Sequence[Encoding]) -> Vectors:
        """The mean of each text's last hidden states."""
        means = np.empty((len(tokens), self.dimensions), dtype=np.float32)
        for batch in batches([len(of_text.ids) for of_text in tokens], _BATCH_TOKENS):
            rows = np.array([tokens[index].ids for index in batch], dtype=np.int64)
            means[batch] = self._session.run(["mean"], {"embedded": self._embeddings.of(rows)})[0]
        return means

    def _around(self) -> int:
        return len(self._tokens([""], PROMPTS["document"])[0].ids)

    def _count(self, texts: list[str]) -> list[int]:
        return [len(of_text.ids) for of_text in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]


def open_graph_encoder(folder: Path, cache_dir: Path, *, name: str, fingerprint: str) -> GraphEncoder:
    """The encoder of a BERT folder with mean pooling, its graph made now if the cache has none.

    Raises ``ModelError`` (in Swedish) when it cannot be made or kept.
    """
    tokenizer = tokenizer_of(folder)
    embeddings = read_embeddings(folder)
    tokenizer.enable_truncation(len(embeddings.positions))
    session, exactness = kept_session(
        cache_dir,
        f"encoder-{_GRAPH_VERSION}-{fingerprint[:16]}",
        lambda exactness: _make_graph(folder, tokenizer, embeddings, exactness),
    )
    encoder = GraphEncoder(session, tokenizer, embeddings, name, fingerprint, exactness)
    # One text through all of it: a damaged model fails here and not in the middle of a build.
    encoder.encode_query("")
    return encoder


def batches(lengths: Sequence[int], most_tokens: int) -> Iterator[list[int]]:
    """The places of equal lengths in batches of at most so many tokens, though always one text; longest first."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    batch: list[int] = []
    for index in order:
        if batch and (lengths[index] != lengths[batch[0]] or (len(batch) + 1) * lengths[index] > most_tokens):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _make_graph(folder: Path, tokenizer: Tokenizer, embeddings: Embeddings, exactness: str) -> bytes:
    """The graph as it is written to disk."""
    # The library that writes graphs is needed once in the life of a cache.
    from indexer.bert_graph import GraphShape  # noqa: PLC0415
    from indexer.encoder_graph import encoder_graph  # noqa: PLC0415

    try:
        sizes = json.loads((folder / "config.json").read_text("utf-8"))
        shape = GraphShape(
            int(sizes["num_hidden_layers"]), int(sizes["num_attention_heads"]), float(sizes["layer_norm_eps"])
        )
        weights = read_layers(folder)
        largest = _largest(weights, shape, tokenizer, embeddings) if exactness == "int8" else None
        return encoder_graph(weights, shape, largest)
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"Språkmodellens vikter i {folder} är inte hela: {error!r}.") from error


def _largest(weights: Weights, shape: GraphShape, tokenizer: Tokenizer, embeddings: Embeddings) -> dict[str, Floats]:
    """By matrix, the largest value of each column of its input, over questions that belong to no collection."""
    from indexer.encoder_graph import largest_graph  # noqa: PLC0415

    session = open_session(largest_graph(weights, shape))
    names = [output.name for output in session.get_outputs()]
    texts = [prompt + question for question in EVERYDAY_QUESTIONS for prompt in set(PROMPTS.values())]
    tokens = (np.array([of_text.ids], dtype=np.int64) for of_text in tokenizer.encode_batch(texts))
    measured = [session.run(names, {"embedded": embeddings.of(of_text)}) for of_text in tokens]
    return {name: np.max(values, axis=0) for name, values in zip(names, zip(*measured, strict=True), strict=True)}
