"""An answer as it is taken along: what was asked, what was answered, when, from what, and the sources in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.text import one_line
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.personal_numbers import mask_personal_numbers
from service.base.text import location_words
from service.base.types import Answer, Citation
from service.web.display_text import VoteTable, vote_table
from service.web.hit_groups import citation_badge
from service.web.question_form import Chip
from service.web.references import reference_words

WRITTEN_BY = "Skrivet av en språkmodell, varje mening kontrollerad mot källan."
CAUTION = "Svaret är sammansatt av ord ur handlingarna. Läs källan innan du använder det."


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it is written out: its number, where it stands, its words, what they do, and its address."""

    number: int
    reference: str
    quote: str
    status: str | None
    address: str


@dataclass(frozen=True, slots=True)
class ExportedVote:
    """A vote that the answer quotes: the number of its source, where it was held, and how the parties voted."""

    number: int
    place: str
    table: VoteTable

    @property
    def heading(self) -> str:
        """What stands over its table."""
        return f"Omröstning: {self.table.figures} [{self.number}]"

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return ("Parti", *self.table.columns, "Namn")

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The cells of each party."""
        return tuple((row.party, *map(str, row.counts), row.names) for row in self.table.rows)


@dataclass(frozen=True, slots=True)
class ExportedAnswer:
    """An answer or refusal in words alone; ``made`` tells when and from which snapshot."""

    heading: str
    question: str
    limits: str | None
    sentences: tuple[str, ...]
    reason: str | None
    sources: tuple[Source, ...]
    made: str
    votes: tuple[ExportedVote, ...] = ()


def certainty_words(answer: Answer) -> str:
    """How sure the answer is, in Swedish."""
    return "säkert" if answer.sure else "troligt, läs källan"


def export_answer(answer: Answer, limits: Sequence[Chip], site: str, day: date) -> ExportedAnswer:
    """The answer as it is taken along on that day, personal numbers in the question masked.

    ``site`` is where the service is reached, without a last slash.
    """
    return ExportedAnswer(
        f"Svar ({certainty_words(answer)})" if answer.sentences else "Inget svar i handlingarna",
        mask_personal_numbers(answer.understood_question or answer.question),
        "; ".join(f"{chip.label}: {chip.value}" for chip in limits) or None,
        tuple(f"{each.text} {' '.join(f'[{number}]' for number in each.citations)}" for each in answer.sentences),
        answer.reason and mask_personal_numbers(answer.reason),
        tuple(_source(citation, site) for citation in answer.citations),
        f"Hämtat den {written_date(day)} ur inläsning {answer.snapshot}.",
        tuple(
            ExportedVote(each.citation, location_words(each.document, each.section), vote_table(each.vote))
            for each in answer.votes
        ),
    )


def as_text(exported: ExportedAnswer) -> str:
    """The answer as plain text, to paste anywhere."""
    parts = [
        f"Fråga: {exported.question}",
        f"Avgränsning: {exported.limits}" if exported.limits else None,
        f"{exported.heading}: {' '.join(exported.sentences)}" if exported.sentences else f"{exported.heading}.",
        exported.reason,
        *(_vote_text(vote) for vote in exported.votes),
        "Källor:" if exported.sources else None,
        *(_source_text(source) for source in exported.sources),
        f"{exported.made} {CAUTION}",
    ]
    return "\n\n".join(part for part in parts if part)


def _vote_text(vote: ExportedVote) -> str:
    """The vote with a line for each party: «S: Ja 3. Ja: Anna Berg och Karl Ek»."""
    lines = [
        f"{party}: {', '.join(map(' '.join, zip(vote.table.columns, counts, strict=True)))}. {names}"
        for party, *counts, names in vote.rows
    ]
    return "\n".join((vote.heading, vote.place, vote.table.words, *lines))


def _source(citation: Citation, site: str) -> Source:
    badge = citation_badge(citation)
    section = citation.section
    heading = f"”{section.heading[-1]}”" if section.number and section.heading else None
    page = f"sida {citation.page}" if citation.page else None
    return Source(
        citation.number,
        ", ".join(filter(None, (reference_words(citation.document, section), heading, page))),
        one_line(citation.quote),
        badge.words if badge else None,
        f"{site}{citation.url}",
    )


def _source_text(source: Source) -> str:
    status = f" ({source.status})" if source.status else ""
    return f"[{source.number}] {source.reference}{status}\n”{source.quote}”\n{source.address}"
