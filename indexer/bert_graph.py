"""BERT layers as an ONNX graph, written operator by operator instead of being traced.

The fused operators of ONNX Runtime can then be named, and PyTorch is not needed. The graphs know no mask: all rows of
an array have the same number of tokens, and what has another number is given by itself, which without the filling and
the masked attention took a third less time than all in one array. The input ``embedded`` (rows, tokens, size) is the
embeddings of word, position and type, added up. This module owns onnx.
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
Shapes = Mapping[str, Sequence[int | str]]

_OPSET = 17
FUSED = "com.microsoft"
# The newest form that every supported version of the runtime reads
_IR_VERSION = 9
TINY = 1e-8


@dataclass(frozen=True, slots=True)
class GraphShape:
    """The sizes of the encoder that the weights do not tell by themselves."""

    layers: int
    heads: int
    epsilon: float


def quantise(matrix: Floats) -> tuple[NDArray[np.int8], Floats]:
    """A matrix as 8-bit integers and the scale of each row: integers · scale is the matrix, nearly."""
    scales = np.maximum(np.abs(matrix).max(axis=1), TINY) / 127
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales.astype(np.float32)


class GraphWriter:
    """Collects the nodes and constants of a graph; methods give the name of what they compute.

    ``quantised`` keeps the large matrices as 8-bit integers. ``evened`` has factors, by matrix, that the columns of its
    input are divided by and its own multiplied by: few large columns then cost the others less precision.
    """

    def __init__(
        self, weights: Weights, shape: GraphShape, *, quantised: bool, evened: Mapping[str, Floats] | None = None
    ) -> None:
        self._weights, self._shape, self._quantised, self._evened = weights, shape, quantised, evened or {}
        # The values that each matrix is multiplied with, by the matrix's name
        self.met: dict[str, str] = {}
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def serialised(self, name: str, inputs: Shapes, outputs: Shapes) -> bytes:
        """The graph as it is written to disk."""
        graph = helper.make_graph(self._nodes, name, _described(inputs), _described(outputs), self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="paragraf")
        return bytes(model.SerializeToString())

    def encoded(self, prefix: str) -> str:
        """The last hidden states, shape (rows, tokens, size); the weights' names begin with ``prefix``."""
        hidden = self._normalised("embedded", f"{prefix}embeddings.LayerNorm")
        for number in range(self._shape.layers):
            hidden = self._layer(f"{prefix}encoder.layer.{number}", hidden)
        return hidden

    def constant(self, value: NDArray[Any] | np.float32 | float) -> str:
        """A value that does not change."""
        array = np.asarray(value, dtype=np.float32) if isinstance(value, float) else np.asarray(value)
        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def node(self, operator: str, *inputs: str, name: str = "", domain: str = "", **attributes: Any) -> str:
        """What an operator makes of its inputs."""
        output = name or f"value{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def _layer(self, prefix: str, hidden: str) -> str:
        asked = [f"{prefix}.attention.self.{role}" for role in ("query", "key", "value")]
        matrix, bias = (np.concatenate([self._weights[f"{name}.{of}"] for name in asked]) for of in ("weight", "bias"))
        parts = self._parts(self._product(f"{prefix}.attention.self", hidden, matrix, bias), len(asked))
        attended = self.node("MultiHeadAttention", *parts, domain=FUSED, num_heads=self._shape.heads)
        hidden = self._joined(f"{prefix}.attention.output", attended, hidden)
        inner = self.node("Gelu", self._dense(f"{prefix}.intermediate.dense", hidden), domain=FUSED)
        return self._joined(f"{prefix}.output", inner, hidden)

    def _joined(self, prefix: str, values: str, before: str) -> str:
        """The values through a matrix, added to what was before and normalised.

        The fused operator for sum and norm took ten times as long as these two.
        """
        added = self.node("Add", self._dense(f"{prefix}.dense", values), before)
        return self._normalised(added, f"{prefix}.LayerNorm")

    def _normalised(self, values: str, name: str) -> str:
        constants = [self.constant(self._weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self.node("LayerNormalization", values, *constants, axis=-1, epsilon=self._shape.epsilon)

    def _dense(self, name: str, values: str) -> str:
        return self._product(name, values, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _product(self, name: str, values: str, matrix: Floats, bias: Floats) -> str:
        self.met[name] = values
        if not self._quantised:
            product = self.node("MatMul", values, self.constant(matrix.T))
            return self.node("Add", product, self.constant(bias))
        if name in self._evened:
            factors = self._evened[name]
            values, matrix = self.node("Mul", values, self.constant(1 / factors)), matrix * factors
        # The operator takes one scale for all values. Each token's are brought to −1…1 first, which is a scale of its
        # own: else the few very large ones cost all others their precision.
        largest = self.node("ReduceMax", self.node("Abs", values), axes=[-1], keepdims=1)
        within = self.node("Div", values, self.node("Max", largest, self.constant(TINY)))
        integers, scales = quantise(matrix)
        constants = [self.constant(each) for each in (integers.T, scales, np.zeros(len(scales), dtype=np.int8))]
        product = self.node("DynamicQuantizeMatMul", within, *constants, domain=FUSED)
        return self.node("Add", self.node("Mul", product, largest), self.constant(bias))

    def _parts(self, values: str, count: int) -> list[str]:
        """The values cut along the last axis into equal parts."""
        outputs = [f"value{len(self._nodes)}_{part}" for part in range(count)]
        self._nodes.append(helper.make_node("Split", [values], outputs, axis=-1))
        return outputs


def _described(shapes: Shapes) -> list[onnx.ValueInfoProto]:
    return [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)) for name, shape in shapes.items()]
