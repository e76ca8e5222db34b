"""Tokenizers of a model folder: each is set for its own use, and all share one vocabulary, by far the largest part."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer


def tokenizer_of(model_folder: Path) -> Tokenizer:
    """A tokenizer of the folder, to be set as one likes: neither fills up nor cuts. Raises what the library does."""
    path = model_folder / "tokenizer.json"
    stands = path.stat()
    whole = _read(str(path), stands.st_mtime_ns, stands.st_size)
    own = Tokenizer(whole.model)
    own.normalizer, own.pre_tokenizer = whole.normalizer, whole.pre_tokenizer
    own.post_processor, own.decoder = whole.post_processor, whole.decoder
    own.add_special_tokens([token for _, token in sorted(whole.get_added_tokens_decoder().items())])
    return own


@lru_cache(maxsize=1)
def _read(path: str, modified: int, size: int) -> Tokenizer:  # noqa: ARG001  (another file has other ones)
    return Tokenizer.from_file(path)
