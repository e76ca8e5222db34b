"""Whose a document is where it does not tell: that of the files around it, when nearly all have one owner."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.base.types import Document
from corpus.extraction.owner import is_of_joint_authority

_ENOUGH = 3
# One paper of somebody else's lies in many folders
_NEARLY_ALL = 0.9
_FIELD = "organisation"


def with_neighbours_owner(documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents, those without an owner given that of the nearest folder around them that tells one.

    A folder tells the owner that nearly all of its files share, those in the folders within it too, where at least
    three say whose they are; one whose files do not agree tells that nobody knows. The corpus folder may hold those of
    many, so that only the files right in it count there.
    """
    owners: defaultdict[PurePosixPath, Counter[str]] = defaultdict(Counter)
    for document in documents:
        if document.organisation:
            inner = PurePosixPath(document.path).parents
            for folder in inner[:-1] or inner:
                owners[folder][document.organisation] += 1
    return tuple(_with_owner(document, _told(document, owners)) for document in documents)


def without_neighbours_owner(document: Document) -> Document:
    """The document as it was read alone."""
    if (_FIELD, "neighbours") not in document.known_by:
        return document
    known = tuple(one for one in document.known_by if one[0] != _FIELD)
    return replace(document, organisation=None, known_by=known)


def _told(document: Document, owners: Mapping[PurePosixPath, Counter[str]]) -> str | None:
    """The owner that the nearest folder with enough files tells."""
    for folder in PurePosixPath(document.path).parents:
        told = owners.get(folder, Counter())
        if told.total() >= _ENOUGH:
            owner, files = told.most_common(1)[0]
            return owner if files >= _NEARLY_ALL * told.total() else None
    return None


def _with_owner(document: Document, told: str | None) -> Document:
    if document.organisation or _is_given(document) or told is None:
        return document
    if is_of_joint_authority(document.text):
        return document
    known = tuple(sorted((*document.known_by, (_FIELD, "neighbours"))))
    return replace(document, organisation=told, known_by=known)


def _is_given(document: Document) -> bool:
    """Whether somebody has said that it has no owner."""
    return (_FIELD, "given") in document.known_by
