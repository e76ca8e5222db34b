"""Where the minutes say that a matter, or one before it, was treated: day, § and body."""

from __future__ import annotations

import re
from datetime import date

from corpus.base.types import Block, EarlierTreatment, Outcome, Section
from corpus.vocabulary.bodies import BODY_ENDING, FIRST_HALF, body_name
from corpus.vocabulary.dates import MONTH_NAME, MONTHS

# Here a day alone tells of an earlier treatment; elsewhere only a day with a §.
HISTORY_PARTS = frozenset({"Tidigare behandling", "Beredning"})
_DAY = (
    r"(?:(?P<iso>(?:19|20)\d{2}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})\s+(?P<month>{MONTH_NAME})\s+(?P<year>(?:19|20)\d{{2}}))"
)
_TREATED = re.compile(
    rf"{_DAY}(?:\s*[–—-]+\s*\d{{1,2}})?(?:\s*,?\s*(?:§|paragraf)\s*(?P<number>\d{{1,4}}))?", re.IGNORECASE
)
_NUMBER_FIRST = re.compile(rf"§\s*(?P<number>\d{{1,4}}),?\s+(?:den\s+)?{_DAY}", re.IGNORECASE)
_BODY = re.compile(rf"({FIRST_HALF}[A-ZÅÄÖa-zåäö]*{BODY_ENDING})s?\b")
_FATES: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    ("tabled", re.compile(r"\bbordlag|\bbordlade|\bbordlägg", re.IGNORECASE)),
    ("referred_back", re.compile(r"\båterremi|\båterförvis", re.IGNORECASE)),
    ("rejected", re.compile(r"\bavslog|\bavslagi", re.IGNORECASE)),
    ("approved", re.compile(r"\bfastställ|\bantog|\bantagen|\bgodkän|\bbeslut", re.IGNORECASE)),
)
_BEFORE = 90
# What one sentence says of a body does not hold for the next: «Återremitterat från … § 25. Bordlagt den …»
_SENTENCE_END = re.compile(r"[.;]\s+(?=[A-ZÅÄÖ])")


def read_earlier(text: str, section: Section, body: str | None) -> tuple[EarlierTreatment, ...]:
    """The earlier treatments that a matter refers to, in reading order, each day and § once.

    Where no body is named, «Bordlagt den …» was treated by ``body`` itself.
    """
    found: dict[tuple[date, str | None], EarlierTreatment] = {}
    for block in section.blocks:
        if block.kind in ("heading", "row"):
            continue
        for earlier in _in_block(text, block, body):
            found.setdefault((earlier.date, earlier.number), earlier)
    return tuple(found.values())


def _in_block(text: str, block: Block, own: str | None) -> list[EarlierTreatment]:
    words = text[block.start : block.end]
    history = block.part in HISTORY_PARTS
    if not history and "§" not in words:
        return []
    matches = [*_TREATED.finditer(words), *(() if history else _NUMBER_FIRST.finditer(words))]
    found = []
    for match in sorted(matches, key=re.Match.start):
        day = _day(match)
        number = match.group("number")
        if day is None or not (number or history):
            continue
        before = _SENTENCE_END.split(words[max(0, match.start() - _BEFORE) : match.start()])[-1]
        named = _BODY.findall(before)
        body = body_name(named[-1]) if named else (own if block.part == "Tidigare behandling" else None)
        fate = (
            next((outcome for outcome, pattern in _FATES if pattern.search(words[: match.start()])), None)
            if history
            else None
        )
        found.append(
            EarlierTreatment(
                day,
                f"§ {int(number)}" if number else None,
                body,
                fate,
                block.start + match.start(),
                block.start + match.end(),
            )
        )
    return found


def _day(match: re.Match[str]) -> date | None:
    try:
        if match.group("iso"):
            return date.fromisoformat(match.group("iso"))
        return date(int(match.group("year")), MONTHS.index(match.group("month").lower()) + 1, int(match.group("day")))
    except ValueError:
        return None
