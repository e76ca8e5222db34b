"""The matter that a question is about, as data: its treatments, and those of the body and the time it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from corpus.base.types import Section
from indexer.tokens import index_tokens
from indexer.word_forms import forms_of, tokens_of
from service.answers.phrasing.matters import matter_name
from service.answers.selected_unit import PassageSource, SelectedUnit, in_section
from service.base.filters import passes
from service.base.types import Filters
from service.question.named import fits_body, fits_organisation
from service.question.question import Question
from service.question.telling_words import tells_matter
from service.register.body_index import body_rank
from service.register.decisions import Treatment
from service.register.in_force import decision_in_force
from service.register.records import Records
from service.retrieval.store import Candidate

Held = TypeVar("Held")


def treatments_asked_of(question: Question, found: Candidate, records: Records) -> tuple[Treatment, ...]:
    """The treatments of the matter that a passage stands in, what is asked of first.

    Where the question names a body, a time or a § these are the ones of it, if there are any. The one that settled
    the matter comes first, then those of the highest body, the newest first.
    """
    treatments = records.matters.treatments(found.document, found.section)
    named = treatments_named(question, treatments) if is_placed(question) else []
    ruling = decision_in_force(named or treatments)
    settled = ruling.treatment.key if ruling else None
    return tuple(sorted(named or treatments, key=lambda one: _order(one, settled), reverse=True))


def treatments_named(question: Question, treatments: Sequence[Treatment]) -> list[Treatment]:
    """Those of a matter's treatments that are of the body, the time and the § that the question names."""
    return [one for one in treatments if _is_named(question, one)]


def candidate_with(
    question: Question, passages: Sequence[Candidate], records: Records, what: Callable[[Treatment], Sequence[Held]]
) -> Candidate:
    """The passage whose matter's heading holds most of the question's words, of a few.

    Of two that hold as many it is the one whose matter holds what is asked for, then the one of the higher body, then
    the newest.
    """

    def order(one: Candidate) -> tuple[int, bool, int, date]:
        holds = first_with(treatments_asked_of(question, one, records), what) is not None
        day = one.document.date or date.min
        return words_in_heading(question, one.section), holds, body_rank(one.document.body), day

    return max(passages, key=order)


def newest_named(question: Question, passages: Sequence[Candidate]) -> Candidate:
    """The passage whose heading holds most of the question's words, of a few; the newest of several that do."""
    return max(passages, key=lambda one: (words_in_heading(question, one.section), one.document.date or date.min))


def names_matter(question: Question, treatment: Treatment) -> bool:
    """Whether the question says a word of the matter's heading."""
    return words_in_heading(question, treatment.section) > 0


def words_in_heading(question: Question, section: Section) -> int:
    """How many of the question's words the heading of a matter holds."""
    heading = section.heading[-1] if section.heading else ""
    about = matter_name(heading, whose=False) or heading
    return len(frozenset(question.whole_word_tokens) & frozenset(index_tokens(about)))


def shares_no_word(question: Question, heading: str) -> bool:
    """Whether a heading holds none of the words that tell what the question is about; false where it has no such."""
    own, telling = tokens_of(heading), [word for said in question.topic for word in said.split() if tells_matter(word)]
    return bool(telling) and not any(forms_of(word) & own for word in telling)


def is_placed(question: Question) -> bool:
    """Whether the question names a body, a time or a §, so that one treatment of the matter may be meant."""
    return question.names_a_meeting or bool(question.paragraphs or question.dates)


def first_with(
    treatments: Sequence[Treatment], what: Callable[[Treatment], Sequence[Held]]
) -> tuple[Treatment, Sequence[Held]] | None:
    """The first of the treatments that holds something of what is asked for, with that."""
    return next(((one, held) for one in treatments if (held := what(one))), None)


def treatments_numbered(question: Question, records: Records, filters: Filters) -> list[Treatment]:
    """The treatments with a § that is named, of the body and the time that are named too."""
    numbered = records.numbered(question.paragraphs)
    return [one for one in numbered if one.heading and _is_of_what_is_named(question, one, filters)]


def _is_of_what_is_named(question: Question, treatment: Treatment, filters: Filters) -> bool:
    document, named = treatment.document, question.context
    if not document.date or not passes(document, filters):
        return False
    of_time = document.date in question.dates if question.dates else named.spans(document.date)
    return of_time and fits_body(named, document) >= 0 and fits_organisation(named, document) >= 0


def at(treatment: Treatment, found: Candidate) -> Candidate:
    """The candidate as if it had been found in the treatment."""
    return in_section(found, treatment.document, treatment.section)


def placed(first: SelectedUnit, treatment: Treatment, collection: PassageSource) -> SelectedUnit:
    """A choice as if it stood in the treatment, where that has passages."""
    passages = collection.matter(treatment.document.id, treatment.section.id)
    return replace(first, candidate=at(treatment, first.candidate), passage=passages[0]) if passages else first


def _is_named(question: Question, treatment: Treatment) -> bool:
    document, named = treatment.document, question.context
    if fits_body(named, document) < 0 or (question.paragraphs and treatment.section.number not in question.paragraphs):
        return False
    if question.dates:
        return document.date in question.dates
    day = document.date
    return day is not None and named.spans(day)


def _order(treatment: Treatment, settled: tuple[str, str] | None) -> tuple[bool, int, date, int]:
    document = treatment.document
    return (
        treatment.key == settled,
        body_rank(document.body),
        document.date or date.min,
        -treatment.section.start,
    )
