"""Which document an id means over time: it comes from the file's path, earlier ids stay, and none is given to another.

A link to a document must never come to show another meeting, whatever files are added, moved or taken away.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.base.types import Document
from corpus.extraction.metadata import document_slug

_Tell = Callable[[Document], str]


def with_lasting_ids(
    documents: Sequence[Document], before: Sequence[Document], gone: Mapping[str, str]
) -> tuple[tuple[Document, ...], dict[str, str]]:
    """The documents with their ids and aliases, and the marks of ids whose files are gone, each with its path's.

    ``before`` and ``gone`` are what the index held until now. Marks are digests: what was taken out leaves no name.
    """
    owned, left = _owned(documents, before)
    names = ((name, document.path) for document in left for name in (document.id, *document.aliases))
    gone = {**gone, **{mark(name): mark(path) for name, path in names}}
    for position, document in enumerate(documents):
        possible = (short_id(document), document.id)
        owned[position] |= {name for name in possible if gone.get(mark(name)) == mark(document.path)}
    taken = {name: position for position, owned_names in owned.items() for name in owned_names}
    given = set(map(mark, taken))
    gone = {name: path for name, path in gone.items() if name not in given}
    ids = [_own_id(document, position, taken, gone) for position, document in enumerate(documents)]
    short, own = Counter(map(short_id, documents)), set(ids)
    lasting = []
    for position, document in enumerate(documents):
        name = short_id(document)
        is_free = (
            short[name] == 1 and mark(name) not in gone and name not in own and taken.get(name, position) == position
        )
        aliases = owned[position] | ({name} if is_free else set())
        named = (ids[position], tuple(sorted(aliases - {ids[position]})))
        is_named_so = named == (document.id, document.aliases)
        lasting.append(document if is_named_so else replace(document, id=named[0], aliases=named[1]))
    return tuple(lasting), gone


def gone_from(documents: Sequence[Document], before: Sequence[Document]) -> tuple[Document, ...]:
    """The earlier documents that none of the documents is, wherever it lies now."""
    return tuple(_owned(documents, before)[1])


def mark(name: str) -> str:
    """What tells a name from others and does not tell what it was."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def short_id(document: Document) -> str:
    """The id that the document's file name alone gives; several files may share it."""
    return document_slug(PurePosixPath(document.path or document.source_file).stem)


def candidates(documents: Iterable[Document], name: str) -> tuple[Document, ...]:
    """The documents that an id may mean which is none's own: those whose file name gives it."""
    return tuple(document for document in documents if short_id(document) == name)


def _owned(
    documents: Sequence[Document], before: Sequence[Document]
) -> tuple[defaultdict[int, set[str]], list[Document]]:
    """The ids that each document has had, by its position, and the earlier documents that are gone.

    A file is the same one when it lies where it lay, else when its content is the same, else when it lies there in
    another format, else, for an index that knew no paths, when it alone has its name.
    """
    left = dict(enumerate(before))
    owned: defaultdict[int, set[str]] = defaultdict(set)
    for is_sure, of_document, of_earlier in _SAME:
        alike: dict[str, deque[int]] = defaultdict(deque)
        for place, earlier in left.items():
            if (known := of_earlier(earlier)) is not None:
                alike[known].append(place)
        for position, document in enumerate(documents):
            found = alike.get(of_document(document)) if position not in owned else None
            if found and (is_sure or len(found) == 1):
                same = left.pop(found.popleft())
                owned[position] = {same.id, *same.aliases}
    return owned, list(left.values())


def _path(document: Document) -> str:
    return document.path


def _content(document: Document) -> str:
    return document.sha256


def _without_suffix(document: Document) -> str:
    return str(PurePosixPath(document.path).with_suffix("")) if document.path else ""


def _name(document: Document) -> str:
    return document.source_file


def _where_known(tell: _Tell) -> Callable[[Document], str | None]:
    """What tells an earlier document of which it is known where it lay."""
    return lambda earlier: tell(earlier) if earlier.path else None


# What tells a file, of several alike whether the first is meant, and what tells an earlier one
_SAME: tuple[tuple[bool, _Tell, Callable[[Document], str | None]], ...] = (
    (True, _path, _where_known(_path)),
    (True, _content, _content),
    (False, _without_suffix, _where_known(_without_suffix)),
    (False, _name, lambda earlier: None if earlier.path else _name(earlier)),
)


def _own_id(document: Document, position: int, taken: Mapping[str, int], gone: Mapping[str, str]) -> str:
    """The id from its path; with a digest behind it where that id has meant another file."""
    if taken.get(document.id, position) == position and mark(document.id) not in gone:
        return document.id
    return f"{document.id}-{mark(document.path)[:6]}"
