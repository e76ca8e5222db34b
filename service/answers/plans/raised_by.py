"""Who raised a matter: whose motion, interpellation or proposal it is, and what became of it."""

from __future__ import annotations

from corpus.base.types import Actor, Span
from service.answers.evidence.decisions import Step, decision_step, stepped
from service.answers.evidence.matter_at_hand import at, first_with, treatments_asked_of
from service.answers.phrasing.matters import matter_name
from service.answers.plan import Found, Needs, Plan, Reply, drafted
from service.base.text import listed
from service.question.question import Question
from service.register.acts import actors
from service.register.decisions import Treatment
from service.register.records import Records

_ROOM = 330


def _answer(question: Question, found: Found, records: Records) -> Reply | None:
    told = first_with(treatments_asked_of(question, found.best, records), lambda one: actors(one, "raised"))
    name = matter_name(told[0].heading, whose=False) if told else None
    if told is None or name is None:
        return None
    treatment, people = told
    place = at(treatment, found.best)
    decision = decision_step(treatment, _ROOM)
    raised = f"{name[0].upper()}{name[1:]} kom från {listed([_words(each) for each in people])}."
    steps = [*([decision] if decision else []), Step(treatment, _heading(treatment), "", raised)]
    return drafted([stepped(place, step, found.collection) for step in steps], found.rules.max_chars)


def _heading(treatment: Treatment) -> Span:
    """Where the heading stands, or the beginning of the section."""
    document, section = treatment.document, treatment.section
    start = document.text.find(treatment.heading, section.start, section.end)
    first = section.blocks[0] if section.blocks else section
    return Span(start, start + len(treatment.heading)) if start >= 0 else Span(first.start, first.end)


def _words(actor: Actor) -> str:
    if actor.name is None:
        return str(actor.party)
    return f"{actor.name} ({actor.party})" if actor.party else actor.name


PLAN = Plan(
    "raised_by",
    lambda question: question.asks_who_raised,
    _answer,
    asked="who raised a matter: «Vem motionerade om …?»",
    data="the heading of the matter, its decision",
    says="what became of it, and who they are",
    needs=Needs.MATTER,
)
