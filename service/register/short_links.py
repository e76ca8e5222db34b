"""What short addresses lead to: documents, their sections, and matters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.base.types import Document
from service.base.links import case_address, section_keys, short_case_address, short_code


class ShortLinks:
    """The address behind each short one of a collection; made once for it."""

    def __init__(self, documents: Sequence[Document], case_numbers: Iterable[str]) -> None:
        self._addresses = {_code(short_case_address(number)): case_address(number) for number in case_numbers}
        for document in documents:
            keys = section_keys(document)
            for name in (document.id, *document.aliases):
                self._addresses[short_code(name)] = f"/dokument/{document.id}"
                for section in document.sections:
                    key = keys[section.id]
                    self._addresses[short_code(name, key)] = f"/dokument/{document.id}?avsnitt={key}#{key}"

    def address(self, code: str) -> str | None:
        """The address of the page; ``None`` when no short one is written so."""
        return self._addresses.get(code.lower())


def _code(address: str) -> str:
    return address.rpartition("/")[2]
