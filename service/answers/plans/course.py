"""The course of a matter: how it went, how often it was put off, and what was decided in the end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.base.types import Decision, Document, Span, Vote
from corpus.structure.sentences import split_sentences
from indexer.tokens import fold, index_tokens
from service.answers.plans.positions import vote_figures
from service.register.decisions import Ruling, Treatment
from service.register.in_force import decision_in_force, is_tabled, later_decision, main_decision

_TURNS = re.compile(
    r"\b(?:gick|gatt|var|varit|ar) turerna\b|\bturerna (?:i|om|kring|runt|bakom)\b"
    r"|\bvad har (?:hant|skett|gjorts)\b|\bhur har\b.*\b(?:gatt|behandlats|hanterats)\b"
    r"|\bhistorik\w*|\btill slut\b|\b(?:gick|gatt|fick)\b.*\bigenom\b|\bvand(?:or|orna|an)\b|\bslutade\b"
)
_BALLOT = re.compile(r"\w*(?:votering|omrostning)\w*")
# What only takes note or closes an errand says nothing of the matter.
_FORMALITY = re.compile(r"\b(?:antecknas|besvara[dt]|fullgjor[dt]a?|till handlingarna)\b[.,;]?\s*$")
_HOW_OFTEN = re.compile(
    r"\bhur (?:manga ganger|ofta)\b.*\b(?:(?:skots?|skjut\w*)\b.*\bupp\b|uppsk[jo]\w*|bordla\w*|vila(?:de|r|t|nde)?\b)"
)
_YEAR = re.compile(r"\b20\d{2}\b")
_ROOM = 900
_MOST = 330
_SHORT_VOTE, _LONGEST_VOTE = 120, 1000
# As much of the words of two decisions in common says that they are one
_SAME = 0.8
# What stands around a step, and around who said it: the mark of a proposal and the citation, the day
_AROUND, _DAY = len("förslag, inte beslut –  [10] "), len(",  den 30 september 2024: ")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to tell: where it stands, a word that is said before it, and what is said in its stead if anything."""

    treatment: Treatment
    span: Span
    note: str = ""
    said: str = ""


def asks_for_course(question: str, bodies: int = 0) -> bool:
    """Whether a question asks how a matter went from one treatment to the next; ``bodies`` is how many it names."""
    folded = fold(question)
    if _HOW_OFTEN.search(folded):
        return True
    return not _BALLOT.search(folded) and (bodies > 1 or _TURNS.search(folded) is not None)


def course_of(question: str, treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """What to tell of a matter's treatments, oldest first: how often it was put off, or its decisions and last vote."""
    if _HOW_OFTEN.search(fold(question)):
        return _times_put_off(question, treatments)
    ruling = decision_in_force(treatments)
    kept = ruling.treatment if ruling else None
    settling = [treatment for treatment in treatments if treatment.decisions and not is_tabled(treatment)]
    told = _telling(settling, kept) if len(settling) > 2 else settling
    figures = [_vote_step(told[-1], vote) for vote in _votes(told[-1:])[-1:]]
    votes = [step for step in figures if step.span.end - step.span.start <= _LONGEST_VOTE]
    if len(told) < 2 and not votes:
        return ()
    room = min(_MOST, _ROOM // max(1, len(told)) - 80)
    steps = [step for treatment in told if (step := decision_step(treatment, room))]
    return _that_fit([*steps, *votes], kept or told[-1])


def later_step(place: Treatment, treatments: Sequence[Treatment]) -> Step | None:
    """The decision in force, or the last one that put the matter off, where it was made after ``place``."""
    later = later_decision(place, treatments)
    return _step(later, _ROOM // 2) if later else None


def decision_step(treatment: Treatment, room: int) -> Step | None:
    """The decision that says what became of the matter there, or as much of it as there is room for."""
    main = main_decision(treatment.decisions)
    return _step(Ruling(treatment, main), room) if main else None


def _step(ruling: Ruling, room: int) -> Step:
    return Step(ruling.treatment, _short(ruling.treatment.document, ruling.decision, room))


def _telling(settling: Sequence[Treatment], kept: Treatment | None) -> list[Treatment]:
    """The treatments but for those that propose what the next one decided."""
    words = [frozenset(index_tokens(" ".join(_items(treatment)))) for treatment in settling]
    same = [len(own & after) >= _SAME * len(own | after) for own, after in pairwise(words)]
    return [one for one, again in zip(settling, [*same, False], strict=False) if one is kept or not again]


def _items(treatment: Treatment) -> list[str]:
    return [item for decision in treatment.decisions for item in decision.items]


def _vote_step(treatment: Treatment, vote: Vote) -> Step:
    """The figures of a vote as they stand there, or in short where they stand among many words."""
    span = vote_figures(treatment.document, vote)
    opens = treatment.document.text.startswith("Omröst", span.start) and span.end - span.start <= _SHORT_VOTE
    told = opens or vote.yes is None or vote.no is None
    return Step(treatment, span, said="" if told else f"Omröstningen slutade med {vote.yes} ja mot {vote.no} nej.")


def _that_fit(steps: Sequence[Step], kept: Treatment) -> tuple[Step, ...]:
    """The steps an answer has room for: the longest ones give way, but not those of the treatment that settled it."""
    left = list(steps)
    while _length(left) > _ROOM and (others := [step for step in left if step.treatment is not kept]):
        left.remove(max(others, key=lambda step: step.span.end - step.span.start))
    return tuple(left)


def _length(steps: Sequence[Step]) -> int:
    """How long an answer of the steps is, at the most: who said it stands once for each document."""
    documents = {step.treatment.document.id: step.treatment.document for step in steps}.values()
    said_by = sum(len(document.organisation or "") + len(document.body or document.title) for document in documents)
    said = sum((len(step.said) or step.span.end - step.span.start) + _AROUND for step in steps)
    return said + said_by + len(documents) * _DAY


def _votes(treatments: Sequence[Treatment]) -> list[Vote]:
    return [vote for treatment in treatments if treatment.matter for vote in treatment.matter.votes]


def _short(document: Document, decision: Decision, room: int) -> Span:
    """The decision, or what there is room for: whole clauses from the first that says something, or a sentence."""
    if decision.end - decision.start <= room:
        return Span(decision.start, decision.end)
    items = list(_placed(document, decision))
    first = next((place for place, item in enumerate(items) if not _is_formality(document, item)), 0)
    start = decision.start if first == 0 else items[first].start
    fitting = [item.end for item in items[first:] if item.end - start <= room]
    if fitting:
        return Span(start, fitting[-1])
    start = items[first].start if items else decision.start
    sentence = next(split_sentences(document.text[start : decision.end]))
    return Span(start + sentence.start, start + sentence.end)


def _placed(document: Document, decision: Decision) -> Iterator[Span]:
    """Where each clause of a decision stands."""
    end = decision.start
    for item in decision.items:
        start = document.text.find(item, end, decision.end)
        if start >= 0:
            end = start + len(item)
            yield Span(start, end)


def _is_formality(document: Document, item: Span) -> bool:
    return _FORMALITY.search(fold(document.text[item.start : item.end])) is not None


def _times_put_off(question: str, treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """How often the matter was tabled in the years named, and the words of the minutes that tell of most of it."""
    years = {int(year) for year in _YEAR.findall(question)}
    days = {
        treatment.document.date: None for treatment in treatments if treatment.document.date and is_tabled(treatment)
    }
    tellers = []
    for treatment in treatments:
        earlier = [one for one in (treatment.matter.earlier if treatment.matter else ()) if one.outcome == "tabled"]
        days |= {one.date: None for one in earlier}
        if earlier and earlier[-1].end - earlier[0].start <= _MOST:
            tellers.append((len(earlier), Step(treatment, Span(earlier[0].start, earlier[-1].end))))
    counted = [day for day in days if not years or day.year in years]
    if not counted or not tellers:
        return ()
    times = f"Ärendet bordlades {len(counted)} gånger" if len(counted) > 1 else "Ärendet bordlades 1 gång"
    step = max(tellers, key=lambda teller: teller[0])[1]
    return (Step(step.treatment, step.span, f"{times}:"),)
