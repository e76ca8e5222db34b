"""The encoder as a graph: the BERT layers of ``bert_graph`` and the mean over the tokens.

The output is ``mean`` (rows, size).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from indexer.bert_graph import Floats, GraphShape, GraphWriter, Weights

# Of these matrices the input is evened: it comes from a normalisation and has a few columns far above the others.
_EVENED = ("attention.self", "intermediate.dense")
# How much of the difference between columns is moved into the matrix: half of it, as SmoothQuant does.
_MOVED = 0.5
_LEAST = 1e-3


def encoder_graph(weights: Weights, shape: GraphShape, largest: Mapping[str, Floats] | None = None) -> bytes:
    """The graph of an encoder as it is written to disk: of floats, or of 8-bit integers when ``largest`` is given.

    ``largest`` has the largest value that each column of a matrix's input takes, as ``largest_graph`` measures it.
    Raises ``KeyError`` for a weight that is missing.
    """
    evened = {name: _factors(weights, name, values) for name, values in (largest or {}).items()}
    writer = GraphWriter(weights, shape, quantised=largest is not None, evened=evened)
    writer.node("ReduceMean", writer.encoded(""), name="mean", axes=[1], keepdims=0)
    return writer.serialised("encoder", _inputs(weights), {"mean": ["rows", _size(weights)]})


def largest_graph(weights: Weights, shape: GraphShape) -> bytes:
    """A graph that measures: by matrix, the largest magnitude of each column of what it is multiplied with."""
    writer = GraphWriter(weights, shape, quantised=False)
    writer.encoded("")
    wanted = [name for name in writer.met if name.endswith(_EVENED)]
    for name in wanted:
        writer.node("ReduceMax", writer.node("Abs", writer.met[name]), name=name, axes=[0, 1], keepdims=0)
    return writer.serialised("largest", _inputs(weights), {name: [_size(weights)] for name in wanted})


def _factors(weights: Weights, name: str, largest: Floats) -> Floats:
    """What a matrix's columns are multiplied by, 1 on average."""
    matrices = [weights[f"{name}.{role}.weight"] for role in ("query", "key", "value")] if name.endswith("self") else []
    columns = np.abs(np.concatenate(matrices or [weights[f"{name}.weight"]])).max(axis=0)
    factors = np.maximum(largest, _LEAST) ** _MOVED / np.maximum(columns, _LEAST) ** (1 - _MOVED)
    return np.asarray(factors / factors.mean(), dtype=np.float32)


def _inputs(weights: Weights) -> dict[str, list[int | str]]:
    return {"embedded": ["rows", "tokens", _size(weights)]}


def _size(weights: Weights) -> int:
    return len(weights["embeddings.LayerNorm.weight"])
