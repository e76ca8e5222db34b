"""What kind of answer a question asks for, told by Swedish question words."""

from __future__ import annotations

import re
from typing import Literal

Expectation = Literal["amount", "date", "who", "decision", "identifier", "list", "why", "open"]

_NUMBER = (
    r"(?:hur\s+(?:mycket|många|manga|stor[at]?|hög[at]?|lång[at]?|dyr[at]?|fort|ofta)"
    r"|vad\s+kosta\w*|kostnad\w*|pris\w*|belopp\w*|andel\w*|antal\w*|procent)"
)
_PATTERNS: tuple[tuple[Expectation, re.Pattern[str]], ...] = (
    (
        "identifier",
        re.compile(r"\b(?:diarienummer|diarienr|dnr|ärendenummer|arendenummer|vilken\s+paragraf|paragraf\s+och)\b"),
    ),
    ("why", re.compile(r"\b(?:varför|varfor|hur\s+kommer\s+det\s+sig|av\s+vilken\s+anledning|vad\s+är\s+skälet)\b")),
    (
        "who",
        re.compile(r"\b(?:vem|vems|handläggare|handlagger|handlägger|ordförande|reservera\w*|justera\w*|yrka\w*)\b"),
    ),
    (
        "date",
        re.compile(
            r"^(?:när|nar)\b|\b(?:när|nar)\s+(?:ska|är|ar|blir|tar|börjar|öppnar|kan)\b|\b(?:vilken|vilka)\s+(?:dag|dagar|datum|månad|vecka|tid)|\bvilket\s+datum|\bdatum\b|\bsista\s+dag"
        ),
    ),
    ("amount", re.compile(rf"\b{_NUMBER}\b")),
    (
        "decision",
        re.compile(
            r"\b(?:beslut\w*|bestäm\w*|bestam\w*|godkän\w*|godkan\w*|antog\w*|antag\w*|avslog\w*|avslag|bifall\w*|biföll\w*|föresl\w*|foresl\w*|hur\s+gick|vad\s+(?:blev|hände|hander|händer))\b|^(?:får|fick|ska|blir|blev|har|kan|kommer|gick|deltog|reserverade|sa|sade)\b"
        ),
    ),
    ("list", re.compile(r"\b(?:vilka|lista|räkna\s+upp|samtliga)\b")),
)

_FIGURE = re.compile(r"\d")
_DAY = re.compile(
    r"\d{4}-\d{2}(?:-\d{2})?|\b(?:\d{1,2}\s+)?(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober"
    r"|november|december)\b|\bkvartal\w*|\bvecka\s+\d|\b\d+\s+(?:dagar|månader|veckor|år)\b|\b(?:19|20)\d{2}\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b[A-ZÅÄÖÉ][a-zåäöéü]+(?:[- ][A-ZÅÄÖÉ][a-zåäöéü]+)+|\([A-ZÅÄÖ]{1,4}\)")


def expected_answer(question: str) -> Expectation:
    """The kind of answer that the question's words ask for; «open» when they do not tell."""
    lowered = question.lower()
    return next((kind for kind, pattern in _PATTERNS if pattern.search(lowered)), "open")


def can_answer(expectation: Expectation, text: str) -> bool:
    """Whether a statement holds what the expectation needs: a figure, a day, a person."""
    match expectation:
        case "amount":
            return _FIGURE.search(text) is not None
        case "date":
            return _DAY.search(text) is not None
        case "who":
            return _PERSON.search(text) is not None
        case _:
            return True
