"""The course of a matter: what to tell when a question asks how it went, or how often it was put off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.outcomes import matter_outcome
from corpus.sentences import split_sentences
from corpus.types import Decision, Document, Span, Vote
from indexer.tokens import fold
from service.decisions import Treatment
from service.positions import vote_figures

_TURNS = re.compile(
    r"\b(?:gick|gatt|var|varit|ar) turerna\b|\bturerna (?:i|om|kring|runt|bakom)\b"
    r"|\bvad har (?:hant|skett|gjorts)\b|\bhur har\b.*\b(?:gatt|behandlats|hanterats)\b"
    r"|\bhistorik\w*|\btill slut\b|\b(?:gick|gatt|fick)\b.*\bigenom\b"
)
_HOW_OFTEN = re.compile(
    r"\bhur (?:manga ganger|ofta)\b.*\b(?:(?:skots?|skjut\w*)\b.*\bupp\b|uppsk[jo]\w*|bordla\w*|vila(?:de|r|t|nde)?\b)"
)
_YEAR = re.compile(r"\b20\d{2}\b")
_ROOM = 900
_MOST = 330
# What stands around a step, and around who said it: the mark of a proposal and the citation, the day
_AROUND, _DAY = len("förslag, inte beslut –  [10] "), len(",  den 30 september 2024: ")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to tell: where it stands, and a word that is said before it."""

    treatment: Treatment
    span: Span
    note: str = ""


def asks_for_course(question: str) -> bool:
    """Whether a question asks how a matter went from one treatment to the next."""
    folded = fold(question)
    return bool(_TURNS.search(folded) or _HOW_OFTEN.search(folded))


def course_of(question: str, treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """What to tell of a matter's treatments, oldest first: how often it was put off, or its decisions and last vote."""
    if _HOW_OFTEN.search(fold(question)):
        return _times_put_off(question, treatments)
    told = [treatment for treatment in treatments if _settles(treatment)]
    figures = [Step(told[-1], vote_figures(told[-1].document, vote)) for vote in _votes(told[-1:])[-1:]]
    votes = [step for step in figures if step.span.end - step.span.start <= _MOST]
    if len(told) < 2 and not votes:
        return ()
    room = min(_MOST, _ROOM // max(1, len(told)) - 80)
    steps = [Step(treatment, _short(treatment.document, decision, room)) for treatment, decision in map(_main, told)]
    return _that_fit([*steps, *votes], last=len(steps) - 1)


def _that_fit(steps: list[Step], last: int) -> tuple[Step, ...]:
    """The steps an answer has room for: the longest ones before the decision that settled the matter give way."""
    while _length(steps) > _ROOM and last > 0:
        longest = max(range(last), key=lambda place: steps[place].span.end - steps[place].span.start)
        del steps[longest]
        last -= 1
    return tuple(steps)


def _length(steps: Sequence[Step]) -> int:
    """How long an answer of the steps is, at the most: who said it stands once for each document."""
    documents = {step.treatment.document.id: step.treatment.document for step in steps}.values()
    said_by = sum(len(document.organisation or "") + len(document.body or document.title) for document in documents)
    said = sum(step.span.end - step.span.start + _AROUND for step in steps)
    return said + said_by + len(documents) * _DAY


def _votes(treatments: Sequence[Treatment]) -> list[Vote]:
    return [vote for treatment in treatments if treatment.matter for vote in treatment.matter.votes]


def _settles(treatment: Treatment) -> bool:
    return matter_outcome(treatment.decisions) not in (None, "tabled")


def _main(treatment: Treatment) -> tuple[Treatment, Decision]:
    """The treatment and the decision in it that says most."""
    return treatment, max(treatment.decisions, key=lambda decision: (len(decision.items), -decision.start))


def _short(document: Document, decision: Decision, room: int) -> Span:
    """The decision, or as much of its beginning as there is room for: whole clauses, else its first sentence."""
    if decision.end - decision.start <= room:
        return Span(decision.start, decision.end)
    first = document.text.find(decision.items[0], decision.start, decision.end) if decision.items else -1
    if first >= 0:
        end = first + len(decision.items[0])
        for start in (decision.start, first):
            if end - start <= room:
                return Span(start, end)
    sentence = next(split_sentences(document.text[max(first, decision.start) : decision.end]))
    start = max(first, decision.start)
    return Span(start + sentence.start, start + sentence.end)


def _times_put_off(question: str, treatments: Sequence[Treatment]) -> tuple[Step, ...]:
    """How often the matter was tabled in the years named, and the words of the minutes that tell of most of it."""
    years = {int(year) for year in _YEAR.findall(question)}
    days = {
        treatment.document.date: None
        for treatment in treatments
        if treatment.document.date and matter_outcome(treatment.decisions) == "tabled"
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
