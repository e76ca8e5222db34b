"""The encoder: texts to unit vectors, by the bundled model as a graph or by any sentence-transformers model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from indexer.bundled_model import ensure_bundled_model
from indexer.graph_encoder import open_graph_encoder
from indexer.library_encoder import digests_of, location_of, open_library_encoder
from indexer.model_folder import recorded_digests
from indexer.settings import IndexSettings
from indexer.windows import METHOD, Vectors

__all__ = ["BUNDLED", "Encoder", "Vectors", "encoder_of", "load_encoder"]

BUNDLED = "bundled"


class Encoder(Protocol):
    """Turns texts into unit vectors, float32, one row a text."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str: ...

    @property
    def backend(self) -> str:
        """What computes, and how exactly, as «onnxruntime int8»."""
        ...

    @property
    def side_by_side(self) -> int:
        """How many calls at once take no longer than one."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors: ...

    def encode_query(self, text: str) -> Vectors: ...


def encoder_of(settings: IndexSettings, model: str | None = None, bundled: Path | None = None) -> Encoder:
    """The encoder that settings name, or another ``model`` under them; raises as ``load_encoder`` does."""
    return load_encoder(
        model or settings.model,
        settings.cache_dir,
        online=settings.online,
        batch_size=settings.batch_size,
        pytorch=settings.pytorch,
        bundled=bundled,
    )


def load_encoder(
    model: str,
    cache_dir: Path,
    *,
    online: bool = False,
    batch_size: int = 32,
    pytorch: bool = False,
    bundled: Path | None = None,
) -> Encoder:
    """The encoder named ``model``: "bundled", the path of a model folder, or a name on the model hub.

    The bundled model is run as a graph unless ``pytorch`` asks for PyTorch, which runs all others. Only ``online`` lets
    the network be asked. ``bundled`` is the folder of the bundled model where it has been checked already. Raises
    ``ModelError`` (in Swedish) when there is no such model here.
    """
    if model != BUNDLED:
        location = location_of(model)
        return open_library_encoder(
            location, model, lambda folder: _fingerprint(digests_of(folder)), online=online, batch_size=batch_size
        )
    folder = bundled or ensure_bundled_model(cache_dir)
    # The folder was checked against its record just now.
    fingerprint = _fingerprint(recorded_digests(folder))
    if pytorch:
        return open_library_encoder(str(folder), model, lambda _: fingerprint, online=online, batch_size=batch_size)
    return open_graph_encoder(folder, cache_dir, name=model, fingerprint=fingerprint)


def _fingerprint(digests: Mapping[str, str]) -> str:
    """SHA-256 over the digests of weights, tokenizer and configuration, and how long texts are read."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(f"{lines}{METHOD}\n".encode()).hexdigest()
