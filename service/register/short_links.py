"""What short addresses lead to: documents, their sections, and matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from corpus.base.types import Document
from service.base.links import case_address, section_keys, short_case_address, short_code

_WHOLE = -1


class ShortLinks:
    """The address behind each short one of a collection; made once for it."""

    def __init__(self, documents: Sequence[Document], case_numbers: Iterable[str]) -> None:
        self._documents = documents
        self._cases = {_code(short_case_address(number)): case_address(number) for number in case_numbers}
        codes, places = [], []
        for code, place in _codes(documents):
            codes.append(code)
            places.append(place)
        written = np.array(codes, "S")
        order = np.argsort(written, kind="stable")
        self._codes, self._places = written[order], np.array(places, np.int32).reshape(-1, 2)[order]

    def address(self, code: str) -> str | None:
        """The address of the page; ``None`` when no short one is written so."""
        written = code.lower().encode("utf-8", "surrogatepass")
        last = int(np.searchsorted(self._codes, np.array(written), "right")) - 1 if len(self._codes) else -1
        if last < 0 or self._codes[last] != written:
            return self._cases.get(code.lower())
        place, section = self._places[last].tolist()
        document = self._documents[place]
        if section == _WHOLE:
            return f"/dokument/{document.id}"
        key = section_keys(document)[document.sections[section].id]
        return f"/dokument/{document.id}?avsnitt={key}#{key}"


def _codes(documents: Sequence[Document]) -> Iterator[tuple[str, tuple[int, int]]]:
    """The letters of each document and section, by every id that it has had, with their places."""
    for place, document in enumerate(documents):
        keys = section_keys(document)
        for name in (document.id, *document.aliases):
            yield short_code(name), (place, _WHOLE)
            for number, section in enumerate(document.sections):
                yield short_code(name, keys[section.id]), (place, number)


def _code(address: str) -> str:
    return address.rpartition("/")[2]
