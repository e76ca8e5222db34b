"""The bodies that documents are held of: how a name in running text is matched to one, and who stands above whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from corpus.base.types import Document
from service.base.names import name_key

# «Hälso- och sjukvårsutskottet» is a slip of the pen; «Fastighetsnämnden» is not «Stadsfastighetsnämnden».
_SAME_NAME = 0.93
_RANKS = ("fullmäktige", "styrelsen", "nämnden", "utskottet")


class Bodies:
    """The bodies of each organisation whose documents are held."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._names: dict[str, dict[str, str]] = defaultdict(dict)
        for document in documents:
            if document.body:
                self._names[name_key(document.organisation)].setdefault(name_key(document.body), document.body)
        self._matched: dict[tuple[str, str], str | None] = {}

    def indexed_name(self, organisation: str | None, name: str) -> str | None:
        """The body that ``name`` stands for as its documents write it, or ``None`` when none of it are held."""
        key = name_key(organisation), name_key(name)
        if key not in self._matched:
            names = self._names[key[0]]
            near = get_close_matches(key[1], names, n=1, cutoff=_SAME_NAME)
            self._matched[key] = names[near[0]] if near else None
        return self._matched[key]


@lru_cache(maxsize=1_000)
def body_rank(body: str | None) -> int:
    """How high a body stands: fullmäktige 4, styrelse 3, nämnd 2, utskott 1, others 0."""
    name = (body or "").lower()
    return next((len(_RANKS) - position for position, ending in enumerate(_RANKS) if ending in name), 0)
