"""Graphs that are run: made once, kept in the cache, opened for one core a run. This module owns onnxruntime."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from indexer.errors import ModelError
from indexer.files import sha256_of
from indexer.locks import hold
from indexer.model_folder import COMPLETENESS_NAME, LOCK_TIMEOUT_S, WEIGHTS_NAME, is_whole, kept_in

Floats = NDArray[np.float32]

_GRAPH_NAME = "graph.onnx"
_RECORD_VERSION = 1
_WORDS = "embeddings.word_embeddings.weight"

logger = logging.getLogger(__name__)


class Session(Protocol):
    """A graph ready to run."""

    def run(self, outputs: Sequence[str], inputs: Mapping[str, Any]) -> Sequence[Any]: ...

    def get_outputs(self) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The encoder's tables of words, positions and types; that of the words stays on disk until a row is needed."""

    words: Floats
    positions: Floats
    types: Floats

    def of(self, tokens: NDArray[np.int64]) -> Floats:
        """The sum for each token, shape (rows, tokens, size)."""
        summed = self.words[tokens] + self.positions[: tokens.shape[1]] + self.types[0]
        return np.ascontiguousarray(summed, dtype=np.float32)


def read_embeddings(encoder: Path) -> Embeddings:
    """The tables in the weights of an encoder's folder, left on disk.

    The file begins with the length of a JSON header (8 bytes, little-endian), which says where each table lies.
    """
    path = encoder / WEIGHTS_NAME
    try:
        with path.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(size))
        return Embeddings(*(_mapped(path, header, 8 + size, name) for name in ("word", "position", "token_type")))
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"Språkmodellens vikter {path} går inte att läsa: {error!r}.") from error


def read_layers(encoder: Path) -> dict[str, Floats]:
    """The weights of an encoder's folder but for the table of words, which is by far the largest."""
    with safe_open(encoder / WEIGHTS_NAME, framework="numpy") as file:
        return {name: file.get_tensor(name) for name in file.keys() if name != _WORDS}  # noqa: SIM118  (no mapping)


def precision() -> str:
    """How exactly graphs compute here: "int8", or "float32" on a processor where 8-bit integers would overflow."""
    try:
        flags = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        flags = ""
    if "avx512_vnni" in flags or "avx_vnni" in flags:
        return "int8"
    logger.info(
        "this processor does not multiply 8-bit integers exactly: the models run with floats, at half the speed"
    )
    return "float32"


def kept_session(cache_dir: Path, name: str, make: Callable[[str], bytes]) -> tuple[Session, str]:
    """The graph of that name in the cache, ready to run, and how exactly it computes; made now if it is missing.

    ``make`` is given the exactness. Raises ``ModelError``.
    """
    exactness = precision()
    folder = cache_dir.expanduser() / "models" / f"{name}-{exactness}"
    with kept_in(folder.parent, megabytes=100):
        if not is_whole(folder):
            with hold(folder.parent / f"{folder.name}.lock", LOCK_TIMEOUT_S):
                if not is_whole(folder):
                    _write(make(exactness), folder)
    return open_session(folder / _GRAPH_NAME), exactness


def open_session(graph: Path | bytes) -> Session:
    """A graph ready to run, each run on the core that asks for it. Raises ``ModelError``."""
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # The operators are fused already, and those that are not are faster so.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    content = graph if isinstance(graph, bytes) else str(graph)
    try:
        session: Session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's errors have no common type
        where = f" Ta bort mappen {graph.parent}." if isinstance(graph, Path) else ""
        raise ModelError(f"Språkmodellens graf kan inte läsas in: {error}.{where}") from error
    return session


def _mapped(path: Path, header: Mapping[str, Any], start: int, name: str) -> Floats:
    entry = header[f"embeddings.{name}_embeddings.weight"]
    if entry["dtype"] != "F32":
        raise ValueError(entry["dtype"])
    return np.memmap(path, np.float32, "r", start + entry["data_offsets"][0], tuple(entry["shape"]))


def _write(content: bytes, folder: Path) -> None:
    """Write the graph's folder aside and give it its name."""
    aside = folder.with_name(f"{folder.name}.{uuid4().hex}")
    aside.mkdir(parents=True)
    try:
        (aside / _GRAPH_NAME).write_bytes(content)
        facts = {"size": len(content), "sha256": sha256_of(aside / _GRAPH_NAME)}
        record = {"format_version": _RECORD_VERSION, "files": {_GRAPH_NAME: facts}}
        (aside / COMPLETENESS_NAME).write_text(json.dumps(record), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
