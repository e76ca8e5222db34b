"""What every encoder does alike, whatever computes its vectors: it has a name, and reads long texts in windows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from indexer.windows import CHARS_PER_TOKEN, Vectors, later_windows, windowed_vectors


class WindowedEncoder(ABC):
    """The part of an ``Encoder`` that does not depend on what computes."""

    def __init__(self, name: str, fingerprint: str, max_tokens: int) -> None:
        self._name = name
        self._fingerprint = fingerprint
        self._max_tokens = max_tokens
        self._max_chars = CHARS_PER_TOKEN * max_tokens

    @property
    def name(self) -> str:
        """The name the model was asked for by."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """What the weights, tokenizer and configuration are told by."""
        return self._fingerprint

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (texts, dimensions); one that exceeds the limit is read in windows."""
        return windowed_vectors(texts, self._encode, self._later_windows)

    @abstractmethod
    def _encode(self, texts: Sequence[str]) -> tuple[Vectors, list[int]]:
        """The vectors of passages, each cut at the limit, and the places of those that reach it."""

    @abstractmethod
    def _around(self) -> int:
        """How many tokens every passage is given besides its own."""

    @abstractmethod
    def _count(self, texts: list[str]) -> list[int]:
        """How many tokens each text has of its own."""

    def _reaches(self, tokens: int, text: str) -> bool:
        return tokens >= self._max_tokens or len(text) > self._max_chars

    def _later_windows(self, text: str) -> list[str]:
        return later_windows(text, self._max_tokens, self._around(), self._count)
