"""The day that a document is from: the meeting's first, the decision's, or its own. A day far ahead is doubted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from corpus.base.types import Basis, Kind
from corpus.extraction.clues import ITEM, Clues
from corpus.extraction.first_page import head_dates
from corpus.vocabulary.dates import find_dates, find_day_runs, short_days

_MEETINGS: frozenset[Kind] = frozenset({"minutes", "summary", "agenda", "extract"})
_GOVERNING: frozenset[Kind] = frozenset({"rules", "plan"})
_FAR_AHEAD = timedelta(days=2 * 365)
_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?!\d)")
_FILE_DATE_LAST = re.compile(r"(?<!\d)(\d{1,2})[-_.](\d{1,2})[-_.]((?:19|20)\d{2})(?!\d)")
# «Antagen av kommunfullmäktige § 117, 2011-06-16», «Dokumentet beslutades den: 2025-06-16», «Fastställd …»
_ADOPTED = re.compile(
    r"\b(?:antag(?:en|et|na|its)|antogs|fastställ(?:d|t|da|des|ts)|beslutad(?:e|es)?|beslutat|godkänd|godkändes)\b"
    r"[^.\n]{0,80}?$",
    re.IGNORECASE,
)
_LEAD = 30
# What a report tells of, not when it was written: «Delårsrapport 1 april 2025»
_PERIOD = re.compile(r"(?:rapport|bokslut|uppföljning|redovisning)(?:\s+per)?\s+(?:den\s+)?$", re.IGNORECASE)
_DECIDED_LABEL = re.compile(
    r"^(?:datum för beslut|beslutsdatum|beslutsdag|fastställ\w*(?: datum| den)?|antag\w*(?: datum| den| av \w+)?"
    r"|(?:dokumentet )?beslutad?e?s?(?: den| datum)?)$"
)
_OWN_LABEL = re.compile(r"^(?:datum|dokumentdatum|uppdaterad|reviderad|version|dag|senast (?:uppdaterad|ändrad))\b")
# Days that are not the document's own, by the words right before them on their line
_NOT_ITS_OWN = re.compile(
    r"\b(?:påbörjad\w*|laga kraft|revideras?(?: senast)?|giltig\w*|gäller|i kraft|juster\w+|anslag\w*|tas? ned\w*"
    r"|inkom\w*|ankom\w*|senast|ersätter|tryck\w*|hämtad|fr\.?o\.?m|från och med|till och med|t\.?o\.?m|nästa"
    r"|föregående|(?<!svar )lämna[td]\w*|väck\w+|ställ\w+|beslutsprotokoll|dnr|diarienr|född\w*|per)\b[^\d]{0,40}$",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:har|hade|gav|inkom|beslut(?:ade|ar)|ska|skulle|är|var|blev|som|att)\b")
_CALLS = re.compile(
    r"(?:\b(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?(?:\s+den)?|\b(?:sammanträde|möte)\w*(?:\s+den)?|\bdatum:?|\btid:?)\s*$",
    re.IGNORECASE,
)
_BODY_BEFORE = re.compile(r"(?:fullmäktige|styrelsen|nämnden|direktionen)(?: den)?,?\s*$", re.IGNORECASE)
_FIELDS = ("datum", "date", "sammanträdesdatum", "beslutsdatum")


def find_day(clues: Clues, kind: Kind, today: date) -> tuple[date, Basis] | None:
    """The day of the document and how it is known, or none."""
    for day, basis in _candidates(clues, kind):
        if day <= today + _FAR_AHEAD:
            return day, basis
    return None


def _candidates(clues: Clues, kind: Kind) -> Iterator[tuple[date, Basis]]:
    """The days that may be the document's, the surest first."""
    if kind == "agenda":
        yield from ((day, "head") for day in _called_to(clues.head))
    if kind in _MEETINGS:
        yield from ((day, "head") for day in head_dates(clues.head))
    if kind in _GOVERNING:
        yield from ((day, "head") for day in _adoption(clues))
        if _waits_for_decision(clues):
            return
    if kind not in _MEETINGS:
        yield from ((day, "head") for day in _own(clues, kind))
    yield from ((day, "path") for day in days_in_name(clues.place.stem))
    if kind in _MEETINGS:
        yield from ((day, "path") for day in short_days(clues.place.stem))
    for folder in clues.place.folders:
        yield from ((day, "path") for day in days_in_name(folder))
    yield from ((day, "path") for field in _FIELDS for day in find_dates(clues.fields.get(field, "")))
    if kind in _MEETINGS:
        yield from ((day, "text") for day in find_dates(clues.head))


def _called_to(head: str) -> Iterator[date]:
    """The days that a summons calls to: «Sammanträde onsdagen den 12 juni 2024», «Kallelse till sammanträde …»."""
    for line in head.split("\n"):
        yield from (day for day, before in _days_with_lead(line) if _CALLS.search(before))


def days_in_name(name: str) -> Iterator[date]:
    """The days that a file's or folder's name holds: «2024-02-07», «20240207», «09_05_2023»."""
    for match in _FILE_DATE.finditer(name):
        yield from find_dates("-".join(match.groups()))
    for match in _FILE_DATE_LAST.finditer(name):
        day, month, year = match.groups()
        yield from find_dates(f"{year}-{month:>02}-{day:>02}")


def _adoption(clues: Clues) -> Iterator[date]:
    """The days that the head says the document was decided."""
    for label, value in clues.facts:
        if _DECIDED_LABEL.match(label):
            yield from find_dates(value)[:1]
    for line in clues.head.split("\n"):
        for day, before in _days_with_lead(line):
            adopted = _ADOPTED.search(before)
            if adopted and adopted.start() <= _LEAD and not ITEM.match(line) and not _NOT_ITS_OWN.search(before):
                yield day
    for line in clues.title_lines:
        for day, before in () if ITEM.match(line) else _days_with_lead(line):
            if _BODY_BEFORE.search(before) and not _TOLD.search(line):
                yield day


def _waits_for_decision(clues: Clues) -> bool:
    """Whether the head has a place for the day of the decision that is not filled in («ÅÅÅÅ-MM-DD», «2026-XX-XX»)."""
    return any(_DECIDED_LABEL.match(label) and not find_dates(value) for label, value in clues.facts)


def _own(clues: Clues, kind: Kind) -> Iterator[date]:
    """The days that stand as the document's own: behind a label, or on a short line at the top."""
    for label, value in clues.facts:
        if _OWN_LABEL.match(label):
            yield from find_dates(value)[:1]
    for line in clues.title_lines:
        if _TOLD.search(line) or line.endswith(".") or ITEM.match(line):
            continue
        for day, before in _days_with_lead(line):
            if not _NOT_ITS_OWN.search(before) and not (kind == "report" and _PERIOD.search(before)):
                yield day


def _days_with_lead(line: str) -> Iterator[tuple[date, str]]:
    """Each day on the line, with the words before it."""
    for run in find_day_runs(line):
        yield run.days[0], line[: run.start]
