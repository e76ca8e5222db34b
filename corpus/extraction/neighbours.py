"""Whose a document is where it does not tell: that of the other files of its folder, when they all have one owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.base.types import Document
from corpus.extraction.owner import is_of_joint_authority

_ENOUGH = 3
_FIELD = "organisation"


def with_neighbours_owner(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, those without an owner given that of at least three others in their folder that all share it."""
    owners: defaultdict[PurePosixPath, list[str | None]] = defaultdict(list)
    for document in documents:
        owners[_folder(document)].append(document.organisation)
    return tuple(_with_owner(document, owners[_folder(document)]) for document in documents)


def without_neighbours_owner(document: Document) -> Document:
    """The document as it was read alone."""
    if (_FIELD, "neighbours") not in document.known_by:
        return document
    known = tuple(one for one in document.known_by if one[0] != _FIELD)
    return replace(document, organisation=None, known_by=known)


def _folder(document: Document) -> PurePosixPath:
    return PurePosixPath(document.path).parent


def _with_owner(document: Document, owners: Sequence[str | None]) -> Document:
    told = [owner for owner in owners if owner]
    if document.organisation or _is_given(document) or len(told) < _ENOUGH or len(set(told)) > 1:
        return document
    if is_of_joint_authority(document.text):
        return document
    known = tuple(sorted((*document.known_by, (_FIELD, "neighbours"))))
    return replace(document, organisation=told[0], known_by=known)


def _is_given(document: Document) -> bool:
    """Whether somebody has said that it has no owner."""
    return (_FIELD, "given") in document.known_by
