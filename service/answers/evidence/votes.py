"""The votes of a matter as things to say: the decision, and each vote with what it meant and who voted how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.base.types import Document, Span, Vote
from corpus.structure.sentences import split_sentences
from service.answers.evidence.decisions import Step, decision_step, stepped
from service.answers.evidence.matter_at_hand import at
from service.answers.phrasing.votes import stance_words, vote_words
from service.answers.selected_unit import PassageSource, SelectedUnit
from service.question.question import Question
from service.register.decisions import Treatment
from service.register.votes import read_vote, settling_first
from service.retrieval.store import Candidate

_MOST_VOTES = 3
_ROOM_FOR_DECISION = 260


def vote_told(
    question: Question, found: Candidate, treatment: Treatment, votes: Sequence[Vote], collection: PassageSource
) -> list[SelectedUnit]:
    """What was decided where a matter was voted on, then the votes, the one that settled it first, each with how those
    who are named voted."""
    place = at(treatment, found)
    decision = decision_step(treatment, _ROOM_FOR_DECISION)
    told = settling_first(votes)[:_MOST_VOTES]
    steps = [*([decision] if decision else []), *_steps(question, treatment, told)]
    return [stepped(place, step, collection) for step in steps]


def ballots_told(question: Question, treatment: Treatment) -> list[Step]:
    """The votes in which those whom the question names voted, each with how they did."""
    votes = treatment.matter.votes if treatment.matter else ()
    return [step for step in _steps(question, treatment, votes[:_MOST_VOTES]) if step.note]


def _steps(question: Question, treatment: Treatment, votes: Sequence[Vote]) -> Iterator[Step]:
    away = [actor for one in (treatment.matter.abstaining if treatment.matter else ()) for actor in one.actors]
    for vote in votes:
        held = read_vote("", treatment, vote)
        named = question.actors([*away, *(actor for actor, _ in vote.ballots)], acting=True)
        span = vote_figures(treatment.document, vote)
        yield Step(treatment, span, stance_words(held, named, away), vote_words(held))


def vote_figures(document: Document, vote: Vote) -> Span:
    """The sentence that tells the figures of a vote, or all of it."""
    for sentence in split_sentences(document.text[vote.start : vote.end]):
        span = Span(vote.start + sentence.start, vote.start + sentence.end)
        figures = re.findall(r"\d+", document.text[span.start : span.end])
        if {str(vote.yes), str(vote.no)} <= set(figures):
            return span
    return Span(vote.start, vote.end)
