"""The forms that gold questions are made in: the passages that can be marked, and what was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from corpus.base.types import Document, Section
from service.api.problems import Problem
from service.base.errors import DocumentNotFound, InvalidQuery
from service.base.types import Filters, Query
from service.engine.engine import Engine
from service.staff.gold_drafts import GoldDraft, Marked
from service.staff.places import Place, places, section_at
from service.web.question_form import read_form

# So many passages are found by the search, so many places are shown at a time, and so many of both can be marked.
PASSAGES = 10
PLACES = 10
MOST_OFFERED = 40

_OFFSETS = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_ADDRESS = re.compile(r"(?:.*/dokument/)?([^/?#\s]+)(?:[?#].*)?")
_ALL = 1_000_000


@dataclass(frozen=True, slots=True)
class OfferedPassage:
    """A passage that can be marked: its number in the form, where it stands, and the words in its text field.

    ``is_sought`` tells a place that was looked for in the documents from what the search found.
    """

    number: int
    document: Document
    section: Section
    start: int
    end: int
    words: str
    is_marked: bool
    is_sought: bool = False

    @property
    def url(self) -> str:
        """The address of the passage in its document."""
        return f"/dokument/{self.document.id}?markera={self.start}-{self.end}#markering"

    @property
    def span(self) -> tuple[str, int, int]:
        """Where it stands, to tell it from others."""
        return self.document.id, self.start, self.end


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of looking for words: how many places there are, and which of them are shown, counted from 1."""

    words: str
    total: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms as they were filled in: the fields by name, and the passages; ``None`` when nothing was asked.

    ``is_second`` tells a second reading, of which the question and its filters are given; ``problem`` is why it was not
    taken as it is, and ``wrong`` what is wrong with it, by field.
    """

    fields: Mapping[str, str]
    offered_passages: tuple[OfferedPassage, ...] | None = None
    sought: Sought | None = None
    is_second: bool = False
    problem: Problem | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)

    def refused(self, problem: Problem, wrong: Mapping[str, str] | None = None) -> Filled:
        """The same form, with what is wrong with it."""
        return replace(self, problem=problem, wrong=wrong or {})

    def __getitem__(self, name: str) -> str:
        """The field as it was written, empty when it was not."""
        return self.fields.get(name, "")

    @property
    def filters(self) -> Mapping[str, str]:
        """The filters by the names of the contract, empty where nothing is restricted."""
        return read_form(self.fields).fields

    @property
    def found(self) -> list[OfferedPassage]:
        """The passages that the search found."""
        return [offered for offered in self.offered_passages or () if not offered.is_sought]

    @property
    def sought_passages(self) -> list[OfferedPassage]:
        """The places that were looked for."""
        return [offered for offered in self.offered_passages or () if offered.is_sought]


def found_passages(engine: Engine, fields: Mapping[str, str]) -> tuple[OfferedPassage, ...]:
    """The passages that the search finds for the question. Raises ``InvalidQuery``."""
    form = read_form(fields)
    found = engine.search(Query(form.question, form.filters, PASSAGES))
    return tuple(
        _offered(number, Place(hit.document, hit.start, hit.end), hit.section)
        for number, hit in enumerate(found.hits, 1)
    )


def sent_passages(engine: Engine, fields: Mapping[str, str]) -> Iterator[OfferedPassage]:
    """The passages that a form came back with. Raises ``DocumentNotFound`` when one is no longer held."""
    for number in range(1, MOST_OFFERED + 1):
        offsets = _OFFSETS.fullmatch(fields.get(f"plats-{number}", ""))
        if offsets:
            document = engine.document(fields.get(f"dokument-{number}", ""))
            start, end = int(offsets[1]), int(offsets[2])
            yield OfferedPassage(
                *(number, document, section_at(document, start), start, end, fields.get(f"ord-{number}", "")),
                is_marked=f"ratt-{number}" in fields,
                is_sought=f"letad-{number}" in fields,
            )


def with_sought(engine: Engine, filled: Filled) -> Filled:
    """The forms with the places where the words of «leta» stand; of places looked for before only marked ones stay.

    Raises ``InvalidQuery``.
    """
    words = filled["leta"]
    if not words.strip():
        raise InvalidQuery("Skriv eller klistra in de ord som du vill leta efter.")
    kept = [each for each in filled.offered_passages or () if each.is_marked or not each.is_sought]
    known = {each.span for each in kept}
    standing = places(_looked_in(engine, filled["leta-i"]), words)
    offset = int(filled["fran"]) if filled["fran"].isdecimal() else 0
    shown = standing[offset : offset + min(PLACES, MOST_OFFERED - len(kept))]
    new = [each for each in shown if (each.document.id, each.start, each.end) not in known]
    offered = [*kept, *(_offered(0, place, section_at(place.document, place.start), sought=True) for place in new)]
    numbered = tuple(replace(each, number=number) for number, each in enumerate(offered, 1))
    return replace(
        filled, offered_passages=numbered, sought=Sought(words, len(standing), offset + 1, offset + len(shown))
    )


def draft_of(filled: Filled) -> GoldDraft:
    """What was filled in as a gold question. Raises ``InvalidQuery``."""
    return GoldDraft(
        id=filled["id"],
        question=filled["fraga"],
        kind=filled["typ"],
        asker=filled["fragare"],
        answerable={"ja": True, "nej": False}.get(filled["besvarbar"]),
        marked=[
            Marked(f"ord-{offered.number}", offered.document, offered.words)
            for offered in filled.offered_passages or ()
            if offered.is_marked
        ],
        answer=filled["svar"],
        must_contain=filled["krav"],
        filters=read_form(filled.fields).filters,
        note=filled["anmarkning"],
    )


def _looked_in(engine: Engine, written: str) -> Sequence[Document]:
    """The document with that id or address, or all, newest first. Raises ``InvalidQuery``."""
    if not written.strip():
        return engine.documents(Filters(), _ALL, 0)[1]
    named = _ADDRESS.fullmatch(written.strip())
    try:
        return [engine.document(named[1] if named else written)]
    except DocumentNotFound as error:
        raise InvalidQuery(f"{error} Klistra in adressen till handlingens sida, eller lämna fältet tomt.") from error


def _offered(number: int, place: Place, section: Section, *, sought: bool = False) -> OfferedPassage:
    words = place.document.text[place.start : place.end]
    return OfferedPassage(number, place.document, section, place.start, place.end, words, False, sought)
