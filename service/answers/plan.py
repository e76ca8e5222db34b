"""What plans and guards are: ways to answer a question, and reasons not to, as data that can be listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from indexer.null_distribution import NullDistribution
from service.answers.confidence import Calibration, Signs, signs_of
from service.answers.evidence.unit_scoring import Rules, fitting
from service.answers.phrasing.sentences import cited
from service.answers.selected_unit import PassageSource, SelectedUnit
from service.base.types import Citation, Filters, ReasonCode, Sentence
from service.question.intent import Intent
from service.question.question import Question
from service.register.library import Library
from service.register.records import Records
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate


class DocumentSource(PassageSource, Protocol):
    """What answering asks of a store besides the candidates."""

    @property
    def library(self) -> Library: ...

    @property
    def null_distribution(self) -> NullDistribution: ...

    def idf(self, tokens: Sequence[str]) -> Mapping[str, float]: ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not answered: a stable code, and the Swedish sentence for it."""

    code: ReasonCode
    reason: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The sentences and citations of an answer that is still to be verified.

    ``missing`` says why a part of the question is not answered, ``is_complete`` that all that should be said had room.
    ``listed`` are the ids of all decisions that a list or count is of, also of those that had no room.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    missing: Refusal | None = None
    is_complete: bool = True
    listed: tuple[str, ...] = ()


Reply = Draft | Refusal


def no_reply(_question: str, _filters: Filters, _room: int) -> Reply:
    """For what is found without a way to ask for more: a part has no parts of its own. Raises ``LookupError``."""
    raise LookupError("nothing more can be asked from here")


@dataclass(frozen=True)
class Found:
    """What was found for a question: passages, best first, within the filters.

    ``reply_to`` answers a part of the question from passages of its own, in so many characters; ``today`` is the day
    on which it is asked. ``goes_on`` says that it is of the matter that an answer before it cites, ``names_heading``
    that the passages are those of the one matter that the question names by its heading.
    """

    question: Question
    passages: Sequence[Ranked]
    collection: DocumentSource
    calibration: Calibration
    rules: Rules = field(default_factory=Rules)
    filters: Filters = field(default_factory=Filters)
    reply_to: Callable[[str, Filters, int], Reply] = no_reply
    today: date = field(default_factory=date.today)
    goes_on: bool = False
    names_heading: bool = False

    @property
    def best(self) -> Candidate:
        """The best passage."""
        return self.passages[0].candidate

    @cached_property
    def selected_units(self) -> tuple[SelectedUnit, ...]:
        """The units of the best passages, each with how well it fits."""
        ranked, idf = self.passages[: self.rules.passages], self.collection.idf(self.question.tokens)
        return tuple(fitting(self.question, ranked, idf, self.rules))

    @cached_property
    def first_unit(self) -> SelectedUnit | None:
        """The unit that fits best; ``None`` when the passages have no units."""
        return max(self.selected_units, key=lambda selected: selected.fit, default=None)

    @property
    def signs(self) -> Signs | None:
        """What shows of the unit that fits best; ``None`` when there is none."""
        everyday = self.collection.null_distribution
        first, units = self.first_unit, self.selected_units
        return signs_of(self.question, first, units, self.passages, everyday) if first else None

    @property
    def is_of_the_matter(self) -> bool:
        """Whether it is more likely than not the matter asked about, so that what is missing there can be told."""
        return self.is_of_a_matter and self.confidence(Needs.MATTER) >= 0.5

    @property
    def is_of_a_matter(self) -> bool:
        """Whether a matter is named, by the question or the answer before it, or one that holds a role is asked for."""
        return self.goes_on or self.question.names_a_matter or bool(self.question.role.roles)

    def confidence(self, needs: Needs) -> float:
        """The probability that an answer is right that a plan with such needs gives."""
        match needs:
            case Needs.REGISTER | Needs.CALENDAR:
                return self.calibration.of_register
            case Needs.MATTER if self.names_heading:
                return self.calibration.of_register
            case Needs.MATTER:
                return self.calibration.of_matter.probability(self.signs) if self.signs else 0.0
            case _:
                return self.calibration.of_text.probability(self.signs) if self.signs else 0.0


class Needs(StrEnum):
    """What a plan answers from: the register of decisions, the days that bodies have decided to meet, answers to the
    question's parts, what is recorded of the matter that the best passage stands in, or the words of the passages."""

    REGISTER = "register"
    CALENDAR = "calendar"
    PARTS = "parts"
    MATTER = "matter"
    PASSAGES = "passages"


# What needs passages, and so is held back by guards.
OF_PASSAGES = (Needs.MATTER, Needs.PASSAGES)


Applies = Callable[[Question], bool]
Answers = Callable[[Question, Found, Records], Reply | None]


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to answer. ``applies`` looks at the question alone; ``answer`` gives ``None`` when the next may try.

    ``asked``, ``data`` and ``says`` are its row in the documentation.
    """

    name: str
    applies: Applies
    answer: Answers
    asked: str
    data: str
    says: str
    needs: Needs = Needs.PASSAGES


def asking_for(*intents: Intent) -> Applies:
    """That a question may ask for one of these."""
    return lambda question: question.asks_for(*intents)


@dataclass(frozen=True, slots=True)
class Guard:
    """A reason not to answer by plans that need something of ``of``; ``refuses`` says when, for the documentation."""

    code: ReasonCode
    refuses: str
    check: Callable[[Question, Found], Refusal | None]
    of: Collection[Needs] = OF_PASSAGES


def drafted(said: Sequence[SelectedUnit], room: int) -> Draft | None:
    """What was chosen as a draft, as far as there is room; ``None`` when nothing can be said."""
    pairs = list(cited(said, room))
    if not pairs:
        return None
    sentences, citations = zip(*pairs, strict=True)
    return Draft(sentences, citations)
