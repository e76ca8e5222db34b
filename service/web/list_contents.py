"""What a list of decisions holds, and what it is called in words: the same on its page, in files, feeds and mails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from corpus.base.types import KINDS, OUTCOMES
from corpus.vocabulary.dates import written_date
from corpus.vocabulary.labels import KIND_WORDS, STATUS_WORDS
from service.base.errors import InvalidQuery
from service.engine.engine import Engine
from service.register.decisions import DecisionQuery, Ruling
from service.web.display_text import ACT_WORDS, MATTER_KIND_WORDS, outcome_words
from service.web.listing import LABELS, Listing

# What can be chosen for a field, besides what is held: the code and its words.
CHOICES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "kind": tuple((kind, KIND_WORDS[kind]) for kind in KINDS),
    "outcome": tuple((outcome, outcome_words(outcome)) for outcome in OUTCOMES),
    "matter_kind": tuple(MATTER_KIND_WORDS.items()),
    "act": tuple(ACT_WORDS.items()),
    "hide_tabled": (("true", "ja"),),
    "decision": (("decided", STATUS_WORDS["decided"]), ("proposed", STATUS_WORDS["proposed"])),
}


def decisions(engine: Engine, listing: Listing, query: DecisionQuery) -> tuple[int, tuple[Ruling, ...]]:
    """What fits a query of the listing: of an answer's list only what it lists. Raises as ``Engine.decisions``."""
    if not listing.question:
        return engine.decisions(query)
    listed = engine.listed(listing.question, replace(query.filters, decision=None, case_number=None), listing.without)
    if listed is None:
        raise InvalidQuery(f"«{listing.question}» läses inte som en fråga efter en lista eller ett antal.")
    return engine.decisions(replace(query, among=listed))


def asked_words(listing: Listing) -> dict[str, str]:
    """What is filled in, in words: the label of each field and its value."""
    return {**({"Svar på": listing.question} if listing.question else {}), **field_words(listing.fields)}


def field_words(fields: Mapping[str, str]) -> dict[str, str]:
    """The label of each field and its value in words."""
    return {LABELS[name]: value_words(name, value) for name, value in fields.items() if name in LABELS}


def value_words(name: str, value: str) -> str:
    """The value of a field in words."""
    return dict(CHOICES.get(name, ())).get(value, value)


def list_title(listing: Listing) -> str:
    """What the list is called: «Beslut: Region Exempel, Styrelsen»."""
    asked = what_is_asked(listing)
    return f"Beslut: {asked}" if asked else "Alla beslut"


def what_is_asked(listing: Listing) -> str:
    """What is filled in, on one line, days as words: «Styrelsen, 19 juni 2024»; empty where nothing is."""
    days = {name: _day(listing.fields[name]) for name in ("from", "to") if name in listing.fields}
    if days.get("from") == days.get("to"):
        times = list(days.values())[:1]
    else:
        times = [f"{words} {days[name]}" for name, words in (("from", "från"), ("to", "till")) if name in days]
    others = replace(listing, fields={name: value for name, value in listing.fields.items() if name not in days})
    tabled = {LABELS["hide_tabled"]: "utan bordlagt"} if listing.value("hide_tabled") else {}
    words = {**asked_words(others), **tabled}
    return ", ".join([*words.values(), " ".join(times)]).removesuffix(", ")


def _day(typed: str) -> str:
    """The day in words; what is none as it was typed."""
    try:
        return written_date(date.fromisoformat(typed))
    except ValueError:
        return typed
