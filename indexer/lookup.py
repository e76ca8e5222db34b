"""What sections are found by among all: the words of their headings, and the case numbers that they name.

They are told of each document by itself and kept in tables, in the folder of a snapshot or in a database; the questions
that are put to them are the same there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from corpus.base.types import Document, Matter, Section
from corpus.vocabulary.case_numbers import find_case_numbers, normalise_case_number

# The ids of a document and a section
SectionKey = tuple[str, str]
# What a statement, whose values are named «:name», finds
Ask = Callable[[str, Mapping[str, object]], Sequence[Sequence[Any]]]
# The tables, each with its columns
TABLES: Mapping[str, tuple[str, ...]] = {
    "heading": ("id", "text"),
    "heading_word": ("word", "heading"),
    "word_token": ("token", "word"),
    "headed_section": ("document", "section", "heading"),
    "named_number": ("document", "section", "number"),
    "abbreviation": ("document", "at", "letters", "name"),
}
_OF_DOCUMENT = "JOIN document ON document.key = document"


class Lookup(Protocol):
    """Sections found among all, each once, in no order."""

    def headed(self, tokens: Collection[str]) -> Sequence[SectionKey]:
        """Those whose heading holds one of the tokens (``word_forms.tokens_of``)."""

    def naming(self, number: str) -> Sequence[SectionKey]:
        """Those that name the case number, normalised, and have another or none."""

    def words(self, tokens: Collection[str]) -> Collection[str]:
        """The words (``tokens.words``) with one of the tokens, of all headings."""

    def abbreviations(self) -> Sequence[tuple[str, str, str | None]]:
        """Each abbreviation in brackets (``abbreviations_in``), with the document, those of one in reading order."""


@dataclass(frozen=True, slots=True)
class TableLookup:
    """The lookup over tables; ``condition`` is what their documents are held to."""

    ask: Ask
    condition: str = ""

    def headed(self, tokens: Collection[str]) -> Sequence[SectionKey]:
        """As ``Lookup.headed``."""
        is_one, values = _one_of(tokens)
        headed = "word_token JOIN heading_word USING (word) JOIN headed_section USING (heading)"
        return self._found(f"{headed} {_OF_DOCUMENT} WHERE {is_one}", values) if tokens else []

    def naming(self, number: str) -> Sequence[SectionKey]:
        """As ``Lookup.naming``."""
        return self._found(f"named_number {_OF_DOCUMENT} WHERE number = :number", {"number": number})

    def words(self, tokens: Collection[str]) -> Collection[str]:
        """As ``Lookup.words``."""
        is_one, values = _one_of(tokens)
        rows = self.ask(f"SELECT DISTINCT word FROM word_token WHERE {is_one}", values) if tokens else ()  # noqa: S608
        return {word for (word,) in rows}

    def abbreviations(self) -> Sequence[tuple[str, str, str | None]]:
        """As ``Lookup.abbreviations``."""
        held = f" WHERE {self.condition}" if self.condition else ""
        rows = self.ask(
            f"SELECT document.id, letters, name FROM abbreviation {_OF_DOCUMENT}{held} ORDER BY document.key, at",  # noqa: S608
            {},
        )
        return [(document, letters, name) for document, letters, name in rows]

    def _found(self, where: str, values: Mapping[str, object]) -> Sequence[SectionKey]:
        held = f" AND {self.condition}" if self.condition else ""
        rows = self.ask(f"SELECT DISTINCT document.id, section FROM {where}{held}", values)  # noqa: S608
        return [(document, section) for document, section in rows]


def _one_of(tokens: Collection[str]) -> tuple[str, Mapping[str, str]]:
    """The condition that a token is one of these, and its values."""
    values = {f"token{at}": token for at, token in enumerate(sorted(tokens))}
    return f"token IN ({', '.join(f':{name}' for name in values)})", values


def headings_in(document: Document) -> Iterator[tuple[str, str]]:
    """What each section of a document is called, with its id."""
    return ((section.id, section.heading[-1]) for section in document.sections if section.heading)


def named_numbers(document: Document) -> Iterator[tuple[str, str]]:
    """The case numbers, normalised, that each section of a document names beside its own."""
    matters = {matter.section_id: matter for matter in document.matters}
    for section in document.sections:
        own = normalise_case_number(section.case_number) if section.case_number else None
        named = map(normalise_case_number, numbers_in(document, section, matters.get(section.id)))
        yield from ((section.id, number) for number in sorted(set(named) - {own}))


def numbers_in(document: Document, section: Section, matter: Matter | None) -> tuple[str, ...]:
    """The case numbers that a section names, as written; what has no data is looked through for them."""
    return matter.case_numbers if matter else find_case_numbers(document.text[section.start : section.end])
