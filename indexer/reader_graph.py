"""The reader as a graph: the BERT layers of ``bert_graph`` and the scores on top.

Inputs besides ``embedded``, of any number of rows, tokens and units:

    question (rows, tokens)         weights of the question's tokens, which sum to 1
    units    (rows, units, tokens)  weights of each unit's tokens, which sum to 1

Outputs: null (rows,) and scores (rows, units), as logits.
"""

from __future__ import annotations

import numpy as np

from indexer.bert_graph import TINY, GraphShape, GraphWriter, Weights


def reader_graph(weights: Weights, shape: GraphShape, *, quantised: bool) -> bytes:
    """The graph of a reader as it is written to disk.

    ``quantised`` keeps the large matrices as 8-bit integers. Raises ``KeyError`` for a weight that is missing.
    """
    writer = _ReaderWriter(weights, shape, quantised=quantised)
    writer.write_scores(writer.encoded("bert."))
    size = len(weights["pq.weight"])
    return writer.serialised(
        "reader",
        {
            "embedded": ["rows", "tokens", size],
            "question": ["rows", "tokens"],
            "units": ["rows", "units", "tokens"],
        },
        {"null": ["rows"], "scores": ["rows", "units"]},
    )


class _ReaderWriter(GraphWriter):
    """Writes the scores of a reader too."""

    def write_scores(self, hidden: str) -> None:
        """The outputs: of the units, the scaled cosine with the question and a linear term; null of the first token."""
        asked = self.node("MatMul", self.node("Unsqueeze", "question", self.constant(np.array([1]))), hidden)
        pooled = self.node("MatMul", "units", hidden)
        question = self.node("MatMul", asked, self.constant(self._weights["pq.weight"].T))
        units = self.node("MatMul", pooled, self.constant(self._weights["pu.weight"].T))
        products = self.node("Mul", question, units)
        dots = self.node("ReduceSum", products, self.constant(np.array([2])), keepdims=0)
        cosine = self.node("Div", dots, self.node("Mul", self._length(question), self._length(units)))
        scaled = self.node("Mul", cosine, self.constant(self._weights["scale"]))
        self.node("Add", scaled, self._linear("unit", pooled), name="scores")
        first = self.node("Gather", hidden, self.constant(np.array(0)), axis=1)
        level = self.constant(self._weights["scale"] * self._weights["level"])
        self.node("Add", self._linear("null", first), level, name="null")

    def _length(self, values: str) -> str:
        return self.node("Max", self.node("ReduceL2", values, axes=[2], keepdims=0), self.constant(TINY))

    def _linear(self, name: str, values: str) -> str:
        """The values' product with a vector, and a number added."""
        product = self.node("MatMul", values, self.constant(self._weights[f"{name}.weight"][0]))
        return self.node("Add", product, self.constant(self._weights[f"{name}.bias"]))
