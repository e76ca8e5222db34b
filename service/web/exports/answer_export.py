"""An answer as it is taken along: what was asked, what was answered, when, from what, and the sources in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.text import one_line
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import KIND_WORDS
from corpus.vocabulary.personal_numbers import mask_personal_numbers
from service.base.text import listed, location_words, origin_words, section_title
from service.base.types import Answer, Citation
from service.web.display_text import VoteTable, vote_table
from service.web.hit_groups import citation_badge
from service.web.question_form import QuestionForm
from service.web.references import source_reference

WRITTEN_BY = "Skrivet av en språkmodell, varje mening kontrollerad mot källan."
CAUTION = "Svaret är sammansatt av ord ur handlingarna. Läs källan innan du använder det."


@dataclass(frozen=True, slots=True)
class Source:
    """A source as it is written out: its number and title, whose and when it is, what else is known of it, its words,
    what they do, how to refer to it, and the address of its place."""

    number: int
    title: str
    place: str
    facts: tuple[str, ...]
    quote: str
    status: str | None
    reference: str
    address: str

    @property
    def heading(self) -> str:
        """What stands over it."""
        return f"[{self.number}] {self.title}"

    @property
    def about(self) -> str:
        """What is known of it, on one line."""
        return " · ".join(filter(None, (self.place, self.status, *self.facts)))


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
class ExportedMatter:
    """A matter that the answer leads to: its heading, what it has come to, and the address of its page."""

    heading: str
    state: str
    address: str


@dataclass(frozen=True, slots=True)
class ExportedAnswer:
    """An answer or refusal in words alone, with all that the page tells of it.

    ``notice`` says which sources are proposals, ``listed`` where the whole list stands that the answer is of, ``made``
    when it was made and from which snapshot; ``address`` is that of the page.
    """

    heading: str
    question: str
    limits: str | None
    sentences: tuple[str, ...]
    reason: str | None
    sources: tuple[Source, ...]
    made: str
    address: str
    notice: str | None = None
    listed: tuple[str, str] | None = None
    earlier: tuple[str, ...] = ()
    votes: tuple[ExportedVote, ...] = ()
    matters: tuple[ExportedMatter, ...] = ()
    matters_heading: str = ""

    @property
    def above(self) -> tuple[str, ...]:
        """What stands between the question and the answer."""
        earlier = f"Tidigare i samtalet: {' · '.join(self.earlier)}" if self.earlier else None
        limits = f"Avgränsning: {self.limits}" if self.limits else None
        return tuple(filter(None, (earlier, limits)))

    @property
    def below(self) -> tuple[str, ...]:
        """What is to be known of the answer."""
        return tuple(filter(None, (self.notice, self.reason)))


def certainty_words(answer: Answer) -> str:
    """How sure the answer is, in Swedish."""
    return "säkert" if answer.sure else "troligt, läs källan"


def proposals_notice(citations: Sequence[Citation]) -> str | None:
    """Which of the sources only propose something; nothing where none does."""
    numbers = [str(each.number) for each in citations if each.decision_status == "proposed"]
    if not numbers:
        return None
    if len(numbers) == 1:
        return f"Källa {numbers[0]} är ett förslag, inte ett beslut."
    return f"Källorna {listed(numbers)} är förslag, inte beslut."


def matters_words(answer: Answer) -> str:
    """What stands over the matters that the answer, or the refusal, leads to."""
    is_one = len(answer.matters) == 1
    if answer.sentences:
        return "Mer om ärendet" if is_one else "Mer om ärendena"
    return "Närmaste ärende" if is_one else "Närmaste ärenden"


def list_words(answer: Answer) -> str:
    """What the link to the whole list says that the answer is of."""
    count = len(answer.listed)
    return f"Visa {'det' if count == 1 else f'alla {count}'} i en lista"


def export_answer(answer: Answer, form: QuestionForm, site: str, day: date) -> ExportedAnswer:
    """The answer to the form as it is taken along on that day, personal numbers in the questions masked.

    ``site`` is where the service is reached, without a last slash.
    """
    limits = form.chips
    whole = form.alone(answer.understood_question)
    return ExportedAnswer(
        f"Svar ({certainty_words(answer)})" if answer.sentences else "Inget svar i handlingarna",
        mask_personal_numbers(answer.understood_question or answer.question),
        "; ".join(f"{chip.label}: {chip.value}" for chip in limits) or None,
        tuple(f"{each.text} {' '.join(f'[{number}]' for number in each.citations)}" for each in answer.sentences),
        answer.reason and mask_personal_numbers(answer.reason),
        tuple(_source(citation, site) for citation in answer.citations),
        f"Hämtat den {written_date(day)} ur inläsning {answer.snapshot}.",
        f"{site}{form.address(hits_only=False)}",
        proposals_notice(answer.citations),
        (list_words(answer), f"{site}{whole.list_address}") if answer.listed else None,
        tuple(mask_personal_numbers(turn.question) for turn in form.conversation),
        tuple(
            ExportedVote(each.citation, location_words(each.document, each.section), vote_table(each.vote))
            for each in answer.votes
        ),
        tuple(ExportedMatter(each.heading, each.state or "", f"{site}{each.url}") for each in answer.matters),
        matters_words(answer) if answer.matters else "",
    )


def as_text(exported: ExportedAnswer) -> str:
    """The answer as plain text, to paste anywhere."""
    parts = [
        f"Fråga: {exported.question}",
        *exported.above,
        f"{exported.heading}: {' '.join(exported.sentences)}" if exported.sentences else f"{exported.heading}.",
        *(_vote_text(vote) for vote in exported.votes),
        *exported.below,
        f"{exported.matters_heading}:" if exported.matters else None,
        *("\n".join(filter(None, (each.heading, each.state, each.address))) for each in exported.matters),
        "Källor:" if exported.sources else None,
        *(_source_text(source) for source in exported.sources),
        f"{exported.listed[0]}: {exported.listed[1]}" if exported.listed else None,
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
    badge, document, section = citation_badge(citation), citation.document, citation.section
    facts = (
        KIND_WORDS[document.kind],
        f"sida {citation.page}" if citation.page else None,
        f"Ärende {section.case_number}" if section.case_number else None,
    )
    return Source(
        citation.number,
        section_title(section),
        origin_words(document) or document.title,
        tuple(filter(None, facts)),
        one_line(citation.quote),
        badge.words if badge else None,
        source_reference(site, document, section),
        f"{site}{citation.url}",
    )


def _source_text(source: Source) -> str:
    return f"{source.heading}\n{source.about}\n”{source.quote}”\n{source.reference}"
