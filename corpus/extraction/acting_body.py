"""Which body a sentence says does what it tells of, and whether that is the document's own."""

from __future__ import annotations

import re
from datetime import date

from corpus.vocabulary.bodies import BODY_ENDING, FIRST_HALF, GENERAL_NAMES, QUALIFIER
from corpus.vocabulary.dates import find_dates

BODY_NAME = (
    rf"{FIRST_HALF}(?:{QUALIFIER}\s+)?"
    rf"(?:[Nn]ämnden\s+för\s+[a-zåäö]+(?:\s+och\s+[a-zåäö]+)?|[A-ZÅÄÖa-zåäö]*{BODY_ENDING}"
    r"|[Nn]ämnden|[Ss]tyrelsen|[Dd]irektionen|[Ff]ullmäktige|[Uu]tskottet|[Ss]ektionen)"
)
_SUBJECT = re.compile(
    rf"^\W*({BODY_NAME})\s+(?:har\s+)?\w+|\bbeslut(?:ar|ade)\s+({BODY_NAME})\b|({BODY_NAME})\s+beslut(?:ar|ade|at)\b"
)


# «Kommunstyrelsen beslutade den 3 april 2024, § 55, att …»: before what was decided stands when
_WHEN = re.compile(
    r"\b(?:beslutade|beslöt|beslutat|godkände|fastställde|antog|avslog|biföll|utsåg|gav|återremitterade|bordlade)\b"
)
_WHAT = re.compile(r"\satt\s")
# As long as a day is at the beginning of a sentence: «den 3 september 2024»
_OPENING = 20


def tells_of_another_day(sentence: str, day: date | None) -> bool:
    """Whether a sentence tells what was decided on another day than ``day``, that of the meeting.

    It says so, or opens with that day, as an entry of a list of decisions by delegation does.
    """
    before = _WHAT.split(sentence, maxsplit=1)[0]
    if not _WHEN.search(before):
        before = before[:_OPENING] if before[:1].isdigit() else ""
    days = find_dates(before)
    return bool(days) and day not in days


def is_own(sentence: str, body: str | None) -> bool:
    """Whether the document's own body is who decides, as far as the sentence says."""
    subject = acting_body(sentence)
    if subject is None or body is None or subject.lower() in GENERAL_NAMES:
        return True
    return _same_body(subject, body)


def _same_body(one: str, other: str) -> bool:
    # The same name is spelled in two ways: «Hälsa- och sjukvårdsnämnden», «Hälso-och sjukvårdsnämnden»
    return _letters(one)[-12:] == _letters(other)[-12:]


def _letters(name: str) -> str:
    return re.sub(r"[^a-zåäö]", "", name.lower()).replace("utskottet", "utskott")


def acting_body(words: str) -> str | None:
    """The body that ``words`` have as the one that acts."""
    match = _SUBJECT.search(words)
    return next((name for name in match.groups() if name), None) if match else None
