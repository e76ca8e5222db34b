"""An answer as it is taken along: what was asked, what was answered, when, from what, and the sources in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.text import one_line
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.personal_numbers import mask_personal_numbers
from service.base.types import Answer, Citation
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
class ExportedAnswer:
    """An answer or refusal in words alone; ``made`` tells when and from which snapshot."""

    heading: str
    question: str
    limits: str | None
    sentences: tuple[str, ...]
    reason: str | None
    sources: tuple[Source, ...]
    made: str


def certainty_words(answer: Answer) -> str:
    """How sure the answer is, in Swedish."""
    return "säkert" if answer.sure else "troligt, läs källan"


def export_answer(answer: Answer, limits: Sequence[Chip], site: str, day: date) -> ExportedAnswer:
    """The answer as it is taken along on that day, personal numbers in the question masked.

    ``site`` is where the service is reached, without a last slash.
    """
    return ExportedAnswer(
        f"Svar ({certainty_words(answer)})" if answer.sentences else "Inget svar i handlingarna",
        mask_personal_numbers(answer.question),
        "; ".join(f"{chip.label}: {chip.value}" for chip in limits) or None,
        tuple(f"{each.text} {' '.join(f'[{number}]' for number in each.citations)}" for each in answer.sentences),
        answer.reason and mask_personal_numbers(answer.reason),
        tuple(_source(citation, site) for citation in answer.citations),
        f"Hämtat den {written_date(day)} ur inläsning {answer.snapshot}.",
    )


def as_text(exported: ExportedAnswer) -> str:
    """The answer as plain text, to paste anywhere."""
    parts = [
        f"Fråga: {exported.question}",
        f"Avgränsning: {exported.limits}" if exported.limits else None,
        f"{exported.heading}: {' '.join(exported.sentences)}" if exported.sentences else f"{exported.heading}.",
        exported.reason,
        "Källor:" if exported.sources else None,
        *(_source_text(source) for source in exported.sources),
        f"{exported.made} {CAUTION}",
    ]
    return "\n\n".join(part for part in parts if part)


def _source(citation: Citation, site: str) -> Source:
    badge = citation_badge(citation)
    page = f", sida {citation.page}" if citation.page else ""
    return Source(
        citation.number,
        f"{reference_words(citation.document, citation.section)}{page}",
        one_line(citation.quote),
        badge.words if badge else None,
        f"{site}{citation.url}",
    )


def _source_text(source: Source) -> str:
    status = f" ({source.status})" if source.status else ""
    return f"[{source.number}] {source.reference}{status}\n”{source.quote}”\n{source.address}"
