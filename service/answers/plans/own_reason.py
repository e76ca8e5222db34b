"""Why a party or a person wanted or did something, by what they had written in the minutes."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.base.types import Span
from corpus.structure.sentences import split_sentences
from service.answers.evidence.matter_at_hand import at, is_placed, treatments_named
from service.answers.named_matter import best_named
from service.answers.plan import Found, Needs, Plan, Reply, drafted
from service.answers.selected_unit import select_span
from service.base.filters import passes
from service.question.intent import Intent
from service.question.question import Question
from service.register.matters import meeting_order
from service.register.own_words import OwnWords
from service.register.records import Records

_ROOM = 600


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    told = map(records.own_words.__getitem__, best_named(question, records.own_words.with_word))
    asked = [own for own in told if passes(own.treatment.document, found.filters) and _is_asked_for(question, own)]
    if not asked:
        return None
    newest = max(asked, key=lambda own: meeting_order(own.treatment))
    place = at(newest.treatment, found.best)
    return drafted([select_span(place, _in_short(newest), found.collection)], found.rules.max_chars)


def _is_asked_for(question: Question, own: OwnWords) -> bool:
    """Whether they are the words of somebody named, of the body and the time that are named."""
    actors = frozenset(own.statement.actors)
    named = question.actors(actors, acting=True)
    is_theirs = bool(named) and named.is_one_of(actors)
    return is_theirs and (not is_placed(question) or bool(treatments_named(question, [own.treatment])))


def _in_short(own: OwnWords) -> Span:
    """As many of its sentences as there is room for, the first at least."""
    start, text = own.statement.start, own.treatment.document.text
    ends = [start + sentence.end for sentence in split_sentences(text[start : own.statement.end])]
    return Span(start, max(_fitting(ends, start), default=ends[0]))


def _fitting(ends: list[int], start: int) -> Iterator[int]:
    return (end for end in ends if end - start <= _ROOM)


PLAN = Plan(
    "own_reason",
    lambda question: question.surely_asks_for(Intent.WHY) and question.names_a_matter and not question.in_part,
    _answer,
    asked="why a party or a person wanted or did something: «Varför deltog inte M i beslutet om …?»",
    data="reservations and notes in their own words, of any matter",
    says="their own words, the newest where there are several",
    needs=Needs.REGISTER,
)
