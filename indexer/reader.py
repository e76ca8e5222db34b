"""The reader: which units of a passage answer a question, and whether the passage tells at all.

Its folder holds the weights that were taught; word embeddings and tokenizer are the bundled encoder's:

    config.json          sizes, digests of the weights and of the encoder's files, how it was trained
    reader.safetensors   the weights in half precision
    README.md            the model card

The graph that is run is made from them once and kept in the cache.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from indexer.bundled_model import ensure_bundled_model
from indexer.errors import ModelError
from indexer.files import sha256_of
from indexer.graph_session import Embeddings, Floats, Session, kept_session, read_embeddings, read_layers
from indexer.model_folder import WEIGHTS_NAME, recorded_digests
from indexer.reader_inputs import ReaderInputs, ReaderPassage, encode_windows, read_tokenizer

FORMAT_VERSION = 1
CONFIG_NAME = "config.json"
READER_WEIGHTS_NAME = "reader.safetensors"
CARD_NAME = "README.md"
BUNDLED_READER = Path(__file__).resolve().parent / "reader_model"
# What of the encoder the reader uses: another file of one of these names is another encoder.
ENCODER_FILES = (WEIGHTS_NAME, "tokenizer.json")

# Raised when the graph is written in another way, so that kept ones are made anew.
_GRAPH_VERSION = 1
_REMEDY = "Hämta programmet på nytt, eller lär upp en läsare med: paragraf eval train-reader"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader makes of a passage, as logits: «the passage does not tell», and each unit as an answer.

    A unit that was not read has −∞.
    """

    null: float
    units: tuple[float, ...]

    @property
    def best(self) -> int | None:
        """The place of the unit that answers best, the first of equals; ``None`` when none was read."""
        best = int(np.argmax(self.units)) if self.units else None
        return best if best is not None and np.isfinite(self.units[best]) else None

    @property
    def odds(self) -> float:
        """Log odds that the passage tells: all units together against «does not tell»."""
        return float(np.logaddexp.reduce(self.units)) - self.null if self.units else -np.inf


class Reader(Protocol):
    """Reads passages for a question."""

    @property
    def digest(self) -> str: ...

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> tuple[Reading, ...]: ...


@dataclass(frozen=True, slots=True)
class ReaderConfig:
    """What a reader's folder says of itself."""

    layers: int
    heads: int
    epsilon: float
    max_tokens: int
    encoder: Mapping[str, str]
    weights: str
    training: Mapping[str, Any]


class GraphReader:
    """A ``Reader`` over an exported graph; safe to use from several threads."""

    def __init__(
        self, session: Session, tokenizer: Tokenizer, embeddings: Embeddings, digest: str, threads: int
    ) -> None:
        self._session, self._tokenizer, self._embeddings, self._digest = session, tokenizer, embeddings, digest
        self._tokenizing = threading.Lock()
        # Each passage on a core of its own: side by side they take less than one after the other on all cores.
        self._workers = ThreadPoolExecutor(threads, thread_name_prefix="reader")

    @property
    def digest(self) -> str:
        """SHA-256 of the weights; what was calibrated with a reader names it."""
        return self._digest

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> tuple[Reading, ...]:
        """A reading of each passage, in their order."""
        with self._tokenizing:
            windows = [encode_windows(self._tokenizer, question, passage) for passage in passages]
        rows = {(place, part): row for place, of in enumerate(windows) for part, (row, _) in enumerate(of)}
        # The longest first, so that no core is left alone with one at the end.
        longest_first = sorted(rows, key=lambda at: -rows[at].tokens.size)
        jobs = {at: self._workers.submit(self._scores, rows[at]) for at in longest_first}
        return tuple(
            _joined(len(passage.spans), [(*jobs[place, part].result(), places) for part, (_, places) in enumerate(of)])
            for place, (passage, of) in enumerate(zip(passages, windows, strict=True))
        )

    def _scores(self, inputs: ReaderInputs) -> tuple[float, Floats]:
        """The logits of one row: «does not tell», and each unit, −∞ for those without tokens."""
        given = {
            "embedded": self._embeddings.of(inputs.tokens),
            "question": inputs.question,
            "units": inputs.units,
        }
        null, scores = self._session.run(["null", "scores"], given)
        return float(null[0]), np.where(inputs.read[0], scores[0], -np.inf)


def open_reader(
    folder: Path, cache_dir: Path, *, threads: int | None = None, bundled: Path | None = None
) -> GraphReader:
    """The reader of a folder over the bundled encoder, on ``threads`` cores (all there are).

    ``bundled`` is the folder of the bundled encoder where it has been checked already. Raises ``ModelError`` (in
    Swedish) when something is missing, damaged, or does not belong together.
    """
    config = read_config(folder)
    weights = folder / READER_WEIGHTS_NAME
    _check_weights(weights, config)
    encoder = bundled or ensure_bundled_model(cache_dir)
    _check_encoder(encoder, config, folder)
    session, _ = kept_session(
        cache_dir,
        f"reader-{FORMAT_VERSION}.{_GRAPH_VERSION}-{config.weights[:16]}",
        lambda exactness: _make_graph(weights, encoder, config, quantised=exactness == "int8"),
    )
    return GraphReader(
        session,
        read_tokenizer(encoder, config.max_tokens),
        read_embeddings(encoder),
        config.weights,
        threads or len(os.sched_getaffinity(0)),
    )


def read_config(folder: Path) -> ReaderConfig:
    """What the folder's config.json says. Raises ``ModelError``."""
    path = folder / CONFIG_NAME
    try:
        content = json.loads(path.read_text("utf-8"))
        if content["format_version"] != FORMAT_VERSION:
            raise ModelError(f"Läsaren i {folder} har en annan version än programmet. {_REMEDY}")
        return ReaderConfig(
            int(content["layers"]),
            int(content["heads"]),
            float(content["layer_norm_eps"]),
            int(content["max_tokens"]),
            {str(name): str(digest) for name, digest in content["encoder"].items()},
            str(content["weights"]),
            dict(content["training"]),
        )
    except FileNotFoundError as error:
        raise ModelError(f"Läsaren saknas: {path} finns inte. {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"Läsarens inställningar i {path} går inte att läsa: {error!r}. {_REMEDY}") from error


def write_config(folder: Path, config: ReaderConfig) -> None:
    """Write a folder's config.json."""
    content = {
        "format_version": FORMAT_VERSION,
        "layers": config.layers,
        "heads": config.heads,
        "layer_norm_eps": config.epsilon,
        "max_tokens": config.max_tokens,
        "encoder": dict(config.encoder),
        "weights": config.weights,
        "training": dict(config.training),
    }
    (folder / CONFIG_NAME).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def encoder_digests(encoder: Path) -> dict[str, str]:
    """The digests of the encoder's files that a reader uses, as recorded when its folder was made."""
    recorded = recorded_digests(encoder)
    return {name: recorded[name] for name in ENCODER_FILES if name in recorded}


def _check_weights(path: Path, config: ReaderConfig) -> None:
    try:
        digest = sha256_of(path)
    except FileNotFoundError as error:
        raise ModelError(f"Läsarens vikter saknas: {path} finns inte. {_REMEDY}") from error
    except OSError as error:
        raise ModelError(f"Läsarens vikter {path} går inte att läsa: {error}. {_REMEDY}") from error
    if digest != config.weights:
        raise ModelError(f"Läsarens vikter {path} är skadade: de har inte det innehåll som sparades. {_REMEDY}")


def _check_encoder(encoder: Path, config: ReaderConfig, folder: Path) -> None:
    if encoder_digests(encoder) != config.encoder:
        raise ModelError(
            f"Läsaren i {folder} hör till en annan språkmodell än den medföljande i {encoder}. "
            "Lär upp en läsare för den med: paragraf eval train-reader"
        )


def _make_graph(weights: Path, encoder: Path, config: ReaderConfig, *, quantised: bool) -> bytes:
    """The graph as it is written to disk."""
    # The library that writes graphs is needed once in the life of a cache.
    from indexer.bert_graph import GraphShape  # noqa: PLC0415
    from indexer.reader_graph import reader_graph  # noqa: PLC0415

    shape = GraphShape(config.layers, config.heads, config.epsilon)
    try:
        return reader_graph(_all_weights(weights, encoder), shape, quantised=quantised)
    except KeyError as error:
        raise ModelError(f"Läsarens vikter {weights} är inte hela: {error} saknas. {_REMEDY}") from error


def _all_weights(weights: Path, encoder: Path) -> dict[str, Floats]:
    """The reader's own weights and what of the encoder's lies in the graph, float32."""
    norms = (f"embeddings.LayerNorm.{part}" for part in ("weight", "bias"))
    shared = read_layers(encoder)
    own = {name: np.asarray(value, dtype=np.float32) for name, value in load_file(weights).items()}
    return own | {f"bert.{name}": shared[name] for name in norms}


def _joined(units: int, windows: Sequence[tuple[float, Floats, tuple[int, ...]]]) -> Reading:
    """The reading of a passage from those of its windows: null, units, and the places that count there.

    The first window's null stands for all; a later window's units are moved by how its own differs.
    """
    null = windows[0][0]
    scores = [-np.inf] * units
    for own_null, own_scores, places in windows:
        for place in places:
            scores[place] = float(own_scores[place]) - own_null + null
    return Reading(null, tuple(scores))
