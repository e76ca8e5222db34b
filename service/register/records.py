"""What documents hold as data, put together once for a collection: decisions, matters and coverage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property

from corpus.base.types import Document
from corpus.vocabulary.case_numbers import find_paragraph_numbers
from indexer.lookup import Lookup, TableLookup
from indexer.tables import Tables
from service.register.calendar import Calendar
from service.register.cases import Cases
from service.register.copies import told_once
from service.register.coverage import Coverage, measure_coverage
from service.register.decisions import Treatment, TreatmentKey, treatments
from service.register.example_questions import example_questions
from service.register.figures import Figures
from service.register.headings import Headings
from service.register.in_force import Standing, standings
from service.register.library import Library, LoadedLibrary
from service.register.matters import MatterIndex
from service.register.meetings import Meetings
from service.register.own_words import AllOwnWords
from service.register.people import People
from service.register.references import References
from service.register.register import Register
from service.register.short_links import ShortLinks
from service.register.suggestions import Suggestions, suggestions
from service.register.votes import Votes

_MOST_EXAMPLES = 30


class Records:
    """The data in the documents of one collection; each part is made when it is first asked for."""

    def __init__(self, documents: Sequence[Document], lookup: Lookup | None = None) -> None:
        self.documents = documents
        self._told_lookup = lookup

    def prepare(self) -> None:
        """Make every part that questions are answered from now, so that none has to wait for it."""
        _ = self.register, self.cases, self.standings, self.by_document
        _ = self.meetings, self.votes, self.people, self.calendar, self.figures, self.headings, self.own_words

    def prepare_pages(self) -> None:
        """Make now what only pages ask for: what is suggested, short addresses, coverage."""
        _ = self.suggestions, self.short_links, self.coverage

    @cached_property
    def register(self) -> Register:
        """All decisions."""
        return Register(self._told_once, self.matters)

    @cached_property
    def cases(self) -> Cases:
        """All matters that have a case number."""
        return Cases(self._told_once, self.matters, References(self._told_once), self.lookup)

    @cached_property
    def matters(self) -> MatterIndex:
        """All matters: which treatments belong together."""
        return MatterIndex.of(self.treatments, self._references)

    @cached_property
    def headings(self) -> Headings:
        """The words that matters are called by."""
        return Headings(self.matters, self.lookup)

    @cached_property
    def own_words(self) -> AllOwnWords:
        """What parties and people had written in minutes in their own words."""
        return AllOwnWords(self._told_once)

    @cached_property
    def standings(self) -> dict[TreatmentKey, Standing]:
        """How each treatment with a decision stands in its matter."""
        return standings(self.matters)

    @cached_property
    def meetings(self) -> Meetings:
        """All meetings that minutes and summaries tell of."""
        return Meetings(self.by_document, self.matters)

    @cached_property
    def calendar(self) -> Calendar:
        """The days on which bodies have decided to meet."""
        return Calendar(self._told_once)

    @cached_property
    def votes(self) -> Votes:
        """All votes."""
        return Votes(self._told_once, self.meetings.ids)

    @cached_property
    def _told_once(self) -> tuple[Treatment, ...]:
        """The treatments, each § of a meeting once."""
        return told_once(self.treatments)

    @cached_property
    def people(self) -> People:
        """All elected people that minutes name."""
        return People(self.meetings.newest_first, self._told_once, self.matters)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions that show what can be asked."""
        return example_questions(self.register.newest_first, _MOST_EXAMPLES)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What may be meant while somebody types."""
        bodies = ((each.organisation, each.body) for each in self.documents if each.body)
        return suggestions(self.examples, bodies, self.people.all, self.matters.matters, self.lookup)

    @cached_property
    def figures(self) -> Figures:
        """The rows of figures that several documents give."""
        return Figures(self.documents)

    @cached_property
    def short_links(self) -> ShortLinks:
        """What short addresses lead to."""
        return ShortLinks(self.documents, self.cases.numbers)

    @cached_property
    def _references(self) -> References:
        return References(self.treatments)

    @cached_property
    def coverage(self) -> Coverage:
        """What is held and what is missing."""
        return measure_coverage(self.treatments)

    @cached_property
    def lookup(self) -> Lookup:
        """What is looked up over all documents."""
        return self._told_lookup or TableLookup(Tables.of(self.documents).ask)

    @property
    def abbreviations(self) -> Iterator[tuple[str, str | None]]:
        """The abbreviations in the texts, in indexed order, with what each is short for where it is told."""
        places = {document.id: place for place, document in enumerate(self.documents)}
        told = sorted(self.lookup.abbreviations(), key=lambda row: places[row[0]])
        return ((letters, name) for _, letters, name in told)

    @cached_property
    def library(self) -> Library:
        """The documents."""
        return LoadedLibrary(self.documents)

    def treatments_of(self, document: Document) -> Sequence[Treatment]:
        """The sections of a document with the data that stand in them, in reading order."""
        return self.by_document.get(document.id, ())

    def numbered(self, paragraphs: Set[str]) -> Iterator[Treatment]:
        """The sections that have one of the numbers («§ 98»), of several that stand in one heading too, in indexed
        order."""
        for treatment in self.treatments:
            if not paragraphs.isdisjoint(find_paragraph_numbers(treatment.section.number or "")):
                yield treatment

    @cached_property
    def treatments(self) -> tuple[Treatment, ...]:
        """All sections with the data that stand in them."""
        return tuple(treatment for document in self.documents for treatment in treatments(document))

    @cached_property
    def by_document(self) -> Mapping[str, Sequence[Treatment]]:
        """The sections of each document, by its id."""
        found: dict[str, list[Treatment]] = defaultdict(list)
        for treatment in self.treatments:
            found[treatment.document.id].append(treatment)
        return found
