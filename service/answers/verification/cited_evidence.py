"""What a sentence stands on, and what can be wrong with it.

The quotes of its citations, and what is known of where they stand: body, day, heading, numbers, the names of a table's
columns, whether it was decided or proposed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from corpus.base.types import DecisionStatus
from corpus.vocabulary.dates import written_date
from service.base.text_features import Figure, Moment, Word, figures_of, moments_of, words_of
from service.base.types import Citation

FaultKind = Literal["uncited", "figure", "date", "identifier", "name", "negation", "outcome", "words"]
_STATUS_WORDS: Mapping[DecisionStatus | None, str] = {
    "decided": "beslut beslutade",
    "proposed": "förslag beslut\nföreslår",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a sentence that its sources do not hold, and the words for it."""

    kind: FaultKind
    words: str = ""


@dataclass(frozen=True)
class CitedEvidence:
    """What a sentence stands on: the words quoted, what is known of where they stand, and each one's status.

    ``computed`` is what was counted or concluded from the documents' data.
    """

    quotes: tuple[str, ...]
    known: tuple[str, ...] = ()
    statuses: tuple[DecisionStatus | None, ...] = ()
    computed: str = ""

    @cached_property
    def text(self) -> str:
        """All of it as one text."""
        return "\n".join((*self.quotes, *self.known, self.computed))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words."""
        return words_of(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(word.stem for word in self.words if word.stem)

    @cached_property
    def quoted_stems(self) -> frozenset[str]:
        """The stems of what is quoted and computed, without what is only known of where it stands."""
        words = words_of("\n".join((*self.quotes, self.computed)))
        return frozenset(word.stem for word in words if word.stem)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Its days."""
        return moments_of(self.text)

    @cached_property
    def figures(self) -> Counter[Figure]:
        """Its figures, and how often each stands there; the years of its days among them."""
        years = (str(moment.year) for moment in self.moments if moment.year)
        return Counter(figures_of(self.text)) + Counter(figure for year in years for figure in figures_of(year))


def evidence_of(citations: Sequence[Citation], computed: str = "") -> CitedEvidence:
    """What a sentence with these citations stands on."""
    return CitedEvidence(
        tuple(citation.quote for citation in citations),
        tuple(_known(citation) for citation in citations),
        tuple(citation.decision_status for citation in citations),
        computed,
    )


def _known(citation: Citation) -> str:
    """What is known of where a quote stands."""
    document, section = citation.document, citation.section
    days = {day for day in (document.date, *(document.meeting.dates if document.meeting else ())) if day}
    blocks = [
        block for block in section.blocks if block.start < citation.quote_end and citation.quote_start < block.end
    ]
    context = (
        *(document.organisation, document.body, document.title, section.number, section.case_number),
        *section.heading,
        *map(written_date, sorted(days)),
        *dict.fromkeys(column for block in blocks for column in block.columns),
        # An empty first cell means «as above»: what stands above is known of the row.
        *dict.fromkeys(cell for block in blocks for cell in block.cells),
        *dict.fromkeys(block.group for block in blocks),
        *dict.fromkeys(block.part for block in blocks if block.part),
        _STATUS_WORDS.get(citation.decision_status),
    )
    return "\n".join(part for part in context if part)
