"""The matter that a question names by the words of its heading, found in the register and not by its passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from service.answers.evidence.matter_at_hand import is_placed, treatments_named
from service.answers.evidence.positions import everyone_in
from service.answers.plan import Found
from service.base.filters import passes
from service.question.intent import Intent
from service.question.question import Question
from service.question.telling_words import telling_share, tells_matter
from service.register.decisions import Treatment
from service.register.matter_kinds import KINDS_SAID, is_of_kind
from service.register.matters import meeting_order
from service.register.records import Records
from service.retrieval.ranking import Ranked
from service.retrieval.store import Candidate

# So much of what the question's words tell of a matter stands in its heading
_LEAST_NAMED = 0.75


def of_named_matter(found: Found, records: Records) -> Found:
    """What was found with the passages of the one matter that the question names by its heading, if there is one."""
    question = found.question
    if question.named or question.phrases or not found.passages or not question.names_a_matter:
        return found
    named = map(records.matters.matters.__getitem__, best_named(question, records.headings.with_word))
    asked_of = [_asked_of(each, found) for each in named]
    matters = _narrowed(question, [each for each in asked_of if each])
    if len(matters) != 1:
        return found
    return replace(found, passages=_passages(matters[0], found), names_heading=True)


def best_named(question: Question, with_word: Callable[[str], Mapping[int, float]]) -> list[int]:
    """What holds most of what the question's words tell, where that is enough; ``with_word`` says what holds a word."""
    shares = {word: telling_share(word) for said in question.topic for word in said.split() if tells_matter(word)}
    held: dict[int, float] = defaultdict(float)
    for word, share in shares.items():
        for number, part in with_word(word).items():
            held[number] += share * part
    enough = {number: share for number, share in held.items() if share >= _LEAST_NAMED * sum(shares.values())}
    most = max(enough.values(), default=0.0)
    return [number for number, share in enough.items() if share == most]


def _asked_of(matter: Sequence[Treatment], found: Found) -> list[Treatment]:
    """The treatments of the body and the time that are named, all where none is, oldest first."""
    passing = [one for one in matter if passes(one.document, found.filters)]
    return treatments_named(found.question, passing) if is_placed(found.question) else passing


def _narrowed(question: Question, matters: Sequence[list[Treatment]]) -> Sequence[list[Treatment]]:
    """Of several those of the kind that is said, where somebody acts who is named, and that hold what is asked for."""
    for is_meant in (_is_of_kind_said, _is_acted_in, _holds_what_is_asked):
        if len(matters) > 1:
            matters = [each for each in matters if any(is_meant(question, one) for one in each)] or matters
    if question.asks_for(Intent.OPINION) and all(any(_is_acted_in(question, one) for one in each) for each in matters):
        # What they want now is told by the newest.
        return sorted(matters, key=lambda each: meeting_order(each[-1]))[-1:]
    return matters


def _is_of_kind_said(question: Question, treatment: Treatment) -> bool:
    kinds = (kind for thing in question.ones if (kind := KINDS_SAID.get(thing)))
    return any(is_of_kind(treatment.heading, kind) for kind in kinds)


def _is_acted_in(question: Question, treatment: Treatment) -> bool:
    everyone = everyone_in(treatment.matter) if treatment.matter else frozenset()
    named = question.actors(everyone, acting=True)
    return bool(named) and named.is_one_of(everyone)


def _holds_what_is_asked(question: Question, treatment: Treatment) -> bool:
    matter = treatment.matter
    if matter is None:
        return False
    votes = question.asks_for(Intent.VOTE) and matter.votes
    return bool(votes or (question.asks_for(Intent.RESERVATION) and matter.reservations))


def _passages(treatments: Iterable[Treatment], found: Found) -> list[Ranked]:
    """The passages found that stand in the matter, or the first one of its newest treatment."""
    newest_first = sorted(treatments, key=meeting_order, reverse=True)
    keys = {one.key for one in newest_first}
    own = [each for each in found.passages if (each.candidate.document.id, each.candidate.section.id) in keys]
    return own or [Ranked(candidate, 0.0) for one in newest_first for candidate in _first_passage(one, found)][:1]


def _first_passage(treatment: Treatment, found: Found) -> list[Candidate]:
    """The first passage of a treatment as one of which nothing is known but where it stands."""
    first = found.collection.matter(treatment.document.id, treatment.section.id)[:1]
    return [
        replace(
            found.best,
            passage=passage,
            document=treatment.document,
            section=treatment.section,
            cosine=0.0,
            unit_cosines=(0.0,) * len(passage.units),
            query_coverage=0.0,
            reading=None,
        )
        for passage in first
    ]
