"""The reader as a graph: its weights, written as an ONNX model of BERT layers and the scores on top.

The graph is written here operator by operator instead of being traced: the fused operators of ONNX Runtime can then be
named, and PyTorch is not needed to make it. It knows no mask: passages of different lengths are given one by one and
side by side, which without the filling and the masked attention took a third less time than all in one array. Inputs,
of any number of rows, tokens and units:

    embedded (rows, tokens, size)   word, position and type embeddings, added up
    question (rows, tokens)         weights of the question's tokens, which sum to 1
    units    (rows, units, tokens)  weights of each unit's tokens, which sum to 1

Outputs: null (rows,) and scores (rows, units), as logits. This module owns onnx.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]

_OPSET = 17
_FUSED = "com.microsoft"
# The newest form that every supported version of the runtime reads
_IR_VERSION = 9
_TINY = 1e-8


@dataclass(frozen=True, slots=True)
class GraphShape:
    """The sizes of the encoder that the weights do not tell by themselves."""

    layers: int
    heads: int
    epsilon: float


def graph_bytes(weights: Weights, shape: GraphShape, *, quantised: bool) -> bytes:
    """The graph of a reader as it is written to disk.

    ``quantised`` keeps the large matrices as 8-bit integers. Raises ``KeyError`` for a weight that is missing.
    """
    writer = _Writer(weights, shape, quantised)
    writer.write_scores(writer.write_encoder())
    size = len(weights["pq.weight"])
    inputs: dict[str, list[int | str]] = {
        "embedded": ["rows", "tokens", size],
        "question": ["rows", "tokens"],
        "units": ["rows", "units", "tokens"],
    }
    outputs: dict[str, list[int | str]] = {"null": ["rows"], "scores": ["rows", "units"]}
    graph = helper.make_graph(writer.nodes, "reader", _described(inputs), _described(outputs), writer.constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="paragraf")
    return bytes(model.SerializeToString())


def quantise(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A matrix as 8-bit integers and the scale of each row: integers · scale is the matrix, nearly."""
    scales = np.maximum(np.abs(matrix).max(axis=1), _TINY) / 127
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


class _Writer:
    """Collects the nodes and constants of a reader's graph; methods give the name of what they compute."""

    def __init__(self, weights: Weights, shape: GraphShape, quantised: bool) -> None:
        self._weights, self._shape, self._quantised = weights, shape, quantised
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def write_encoder(self) -> str:
        """The last hidden states, shape (rows, tokens, size)."""
        hidden = self._normalised("embedded", "bert.embeddings.LayerNorm")
        for number in range(self._shape.layers):
            hidden = self._layer(f"bert.encoder.layer.{number}", hidden)
        return hidden

    def write_scores(self, hidden: str) -> None:
        """The outputs: of the units, the scaled cosine with the question and a linear term; null of the first token."""
        asked = self._node("MatMul", self._node("Unsqueeze", "question", self._constant(np.array([1]))), hidden)
        pooled = self._node("MatMul", "units", hidden)
        question = self._node("MatMul", asked, self._constant(self._weights["pq.weight"].T))
        units = self._node("MatMul", pooled, self._constant(self._weights["pu.weight"].T))
        products = self._node("Mul", question, units)
        dots = self._node("ReduceSum", products, self._constant(np.array([2])), keepdims=0)
        cosine = self._node("Div", dots, self._node("Mul", self._length(question), self._length(units)))
        scaled = self._node("Mul", cosine, self._constant(self._weights["scale"]))
        self._node("Add", scaled, self._linear("unit", pooled), name="scores")
        first = self._node("Gather", hidden, self._constant(np.array(0)), axis=1)
        level = self._constant(self._weights["scale"] * self._weights["level"])
        self._node("Add", self._linear("null", first), level, name="null")

    def _layer(self, prefix: str, hidden: str) -> str:
        asked = [f"{prefix}.attention.self.{role}" for role in ("query", "key", "value")]
        matrix, bias = (np.concatenate([self._weights[f"{name}.{of}"] for name in asked]) for of in ("weight", "bias"))
        parts = self._parts(self._product(hidden, matrix, bias), len(asked))
        attended = self._node("MultiHeadAttention", *parts, domain=_FUSED, num_heads=self._shape.heads)
        hidden = self._joined(f"{prefix}.attention.output", attended, hidden)
        inner = self._node("Gelu", self._dense(f"{prefix}.intermediate.dense", hidden), domain=_FUSED)
        return self._joined(f"{prefix}.output", inner, hidden)

    def _joined(self, prefix: str, values: str, before: str) -> str:
        """The values through a matrix, added to what was before and normalised.

        The fused operator for sum and norm took ten times as long as these two.
        """
        added = self._node("Add", self._dense(f"{prefix}.dense", values), before)
        return self._normalised(added, f"{prefix}.LayerNorm")

    def _normalised(self, values: str, name: str) -> str:
        constants = [self._constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self._node("LayerNormalization", values, *constants, axis=-1, epsilon=self._shape.epsilon)

    def _dense(self, name: str, values: str) -> str:
        return self._product(values, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _product(self, values: str, matrix: Floats, bias: Floats) -> str:
        if not self._quantised:
            product = self._node("MatMul", values, self._constant(matrix.T))
            return self._node("Add", product, self._constant(bias))
        # The operator takes one scale for all values. Each token's are brought to −1…1 first, which is a scale of its
        # own: else the few very large ones cost all others their precision.
        largest = self._node("ReduceMax", self._node("Abs", values), axes=[-1], keepdims=1)
        within = self._node("Div", values, self._node("Max", largest, self._constant(_TINY)))
        integers, scales = quantise(matrix)
        constants = [self._constant(each) for each in (integers.T, scales, np.zeros(len(scales), dtype=np.int8))]
        product = self._node("DynamicQuantizeMatMul", within, *constants, domain=_FUSED)
        return self._node("Add", self._node("Mul", product, largest), self._constant(bias))

    def _length(self, values: str) -> str:
        return self._node("Max", self._node("ReduceL2", values, axes=[2], keepdims=0), self._constant(_TINY))

    def _linear(self, name: str, values: str) -> str:
        """The values' product with a vector, and a number added."""
        product = self._node("MatMul", values, self._constant(self._weights[f"{name}.weight"][0]))
        return self._node("Add", product, self._constant(self._weights[f"{name}.bias"]))

    def _constant(self, value: NDArray[Any] | np.float32 | float) -> str:
        array = np.asarray(value, dtype=np.float32) if isinstance(value, float) else np.asarray(value)
        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def _node(self, operator: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:
        output = name or f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def _parts(self, values: str, count: int) -> list[str]:
        """The values cut along the last axis into equal parts."""
        outputs = [f"value{len(self.nodes)}_{part}" for part in range(count)]
        self.nodes.append(helper.make_node("Split", [values], outputs, axis=-1))
        return outputs


def _described(shapes: Mapping[str, Sequence[int | str]]) -> list[onnx.ValueInfoProto]:
    return [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)) for name, shape in shapes.items()]
