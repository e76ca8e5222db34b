"""Documents and passages of a snapshot whose texts stay on the disk until they are read."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, overload

import numpy as np
from pydantic import TypeAdapter

from corpus.base.types import Document
from indexer.lines import Lines
from indexer.types import Passage

DOCUMENT_JSON: TypeAdapter[Document] = TypeAdapter(Document)
PASSAGE_JSON: TypeAdapter[Passage] = TypeAdapter(Passage)
_TEXT_JSON: TypeAdapter[str] = TypeAdapter(str)

# What was read last is read again: an answer comes back to its documents and passages many times.
_TEXTS_KEPT, _PASSAGES_KEPT = 64, 1024
# Quotation marks within a text stand behind a backslash, so neither can stand there.
_BEFORE_TEXT, _BEHIND_TEXT = b',"text":', b',"sections":'


class StoredDocument(Document):
    """A document in memory but for its text. Another made from it by ``replace`` has all in memory."""

    __slots__ = ("_place", "_texts")

    _texts: Texts
    _place: int

    def __new__(cls, *values: Any, **named: Any) -> Any:
        """A document of these fields, in memory."""
        return Document(*values, **named)

    @property
    def text(self) -> str:
        """The text, read now."""
        return self._texts.read(self._place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and all(getattr(self, name) == getattr(other, name) for name in _NAMES)

    def __hash__(self) -> int:
        return hash((self.id, self.sha256))


_NAMES = tuple(field.name for field in fields(Document))
_KEPT = tuple(name for name in _NAMES if name != "text")


def with_head(document: Document, **changes: Any) -> Document:
    """The document with other metadata; a text that lies on the disk stays there."""
    if not isinstance(document, StoredDocument):
        return replace(document, **changes)
    return _stored({name: changes.get(name, getattr(document, name)) for name in _KEPT}, document)


class Texts:
    """The texts of the documents in a file, by the places of their lines."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._spans = np.zeros((len(lines), 2), np.int64)
        self.read = lru_cache(_TEXTS_KEPT)(self._read)

    def stored(self, place: int) -> StoredDocument:
        """The document at a place. Raises ``ValueError`` where its line is not as it is written."""
        line = self._lines.line(place)
        start = line.index(_BEFORE_TEXT) + len(_BEFORE_TEXT)
        end = line.index(_BEHIND_TEXT, start)
        document = DOCUMENT_JSON.validate_json(line[:start] + b'""' + line[end:])
        self._spans[place] = start, end
        self._spans[place] += self._lines.start(place)
        return _stored({name: getattr(document, name) for name in _KEPT}, (self, place))

    def _read(self, place: int) -> str:
        return _TEXT_JSON.validate_json(self._lines.part(*self._spans[place].tolist()))


def stored_documents(lines: Lines) -> tuple[Document, ...]:
    """The documents of the lines, their texts on the disk. Raises ``ValueError``."""
    texts = Texts(lines)
    return tuple(texts.stored(place) for place in range(len(lines)))


def _stored(kept: dict[str, Any], text_of: StoredDocument | tuple[Texts, int]) -> StoredDocument:
    made: StoredDocument = object.__new__(StoredDocument)
    texts, place = text_of if isinstance(text_of, tuple) else (text_of._texts, text_of._place)
    for name, value in {**kept, "_texts": texts, "_place": place}.items():
        object.__setattr__(made, name, value)
    return made


def passage_line(passage: Passage) -> bytes:
    """A passage as its line in the file has it."""
    return PASSAGE_JSON.dump_json(passage) + b"\n"


class PassagesByPlace(Sequence[Passage], ABC):
    """Passages that are each read when they are wanted, by their place."""

    @abstractmethod
    def _at(self, place: int) -> Passage: ...

    @overload
    def __getitem__(self, place: int) -> Passage: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Passage]: ...

    def __getitem__(self, place: int | slice) -> Passage | Sequence[Passage]:
        places = range(len(self))[place]
        return self._at(places) if isinstance(places, int) else tuple(map(self._at, places))


class StoredPassages(PassagesByPlace):
    """The passages of a file, each read when it is wanted. Raises ``ValueError``."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._kept = lru_cache(_PASSAGES_KEPT)(self._read)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Passage]:
        return map(PASSAGE_JSON.validate_json, self._lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return id(self)

    def lines(self, start: int, count: int) -> Iterator[bytes]:
        """So many lines of the file, from that of the passage at ``start`` on, in pieces."""
        return self._lines.pieces(self._lines.start(start), self._lines.start(start + count))

    def holding(self, number: str) -> list[int]:
        """The places of the passages that may have a number, with zeros before it or without, in their text."""
        pattern = re.compile(b"%b(?<![1-9]%b)(?![0-9])" % ((re.escape(number.encode()),) * 2))
        found: list[int] = self._lines.matching(pattern).tolist()
        return found

    def _at(self, place: int) -> Passage:
        return self._kept(place)

    def _read(self, place: int) -> Passage:
        return PASSAGE_JSON.validate_json(self._lines.line(place))
