"""Metadata read from a document's own words and its file name. What is not there is ``None``."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date

from corpus.dates import find_dates
from corpus.first_page import head_dates
from corpus.types import Kind

_HEAD_CHARS = 1500
_TOP_CHARS = 200
_DATE_CHARS = 400
# «Varje kommun» names none
_NO_NAME = r"(?!(?:Alla|Annan|Berörd|Denna|Egen|En|Er|Hela|Ingen|Någon|Per|Respektive|Samma|Varje|Vår)\s)"
_ORGANISATION = re.compile(
    r"\b(Region\s+(?:Jämtland\s+Härjedalen|Västra\s+Götaland|[A-ZÅÄÖ][a-zåäö]{3,}(?:\s+läns?)?)"
    r"|Västra\s+Götalandsregionen"
    rf"|(?:(?:Lilla|Nya|Norra|Stora|Södra|Upplands|Västra|Östra)\s+)?{_NO_NAME}[A-ZÅÄÖ][a-zåäö]+\s+(?:[Kk]ommun|[Ss]tad)s?)\b"
)
_BODY = re.compile(
    r"\b((?:[A-ZÅÄÖa-zåäö]+-\s?och\s+)?[A-ZÅÄÖa-zåäö]+(?:nämnden|styrelsen|utskottet|fullmäktige|beredningen)"
    r"|(?:[Gg]emensamma|[Kk]ommunala|[Rr]egionala|[Ss]ociala|[Tt]ekniska)\s+[a-zåäö]*(?:nämnden|utskottet|beredningen)"
    r"|Nämnden\s+för\s+(?!att\b|de[nt]?\b|en\b|ett\b|sin\b)[A-ZÅÄÖa-zåäö]+(?:\s+och\s+[a-zåäö]+)?)\b"
)
_DECIDES = re.compile(rf"{_BODY.pattern}\s+(?:har\s+)?(?:beslut(?:ar|at|ade)|föreslår|tillstyrker)")
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("summary", re.compile(r"\bsammanfattning\b", re.IGNORECASE)),
    ("minutes", re.compile(r"\b(?:sammanträdes)?protokoll(?:sutdrag)?\b", re.IGNORECASE)),
    ("plan", re.compile(r"\b(?:nämnd|verksamhets|region|mål-?\s*och\s+resurs)plan\b|\bbudget\b", re.IGNORECASE)),
    # These have §§ of their own
    ("other", re.compile(r"\b(?:\w*reglemente|\w+sordning|\w*stadgar?|\w*föreskrifter)\b", re.IGNORECASE)),
)
# Further down in a text «Sammanfattning» is more often a chapter
_KINDS_IN_TEXT = (("summary", re.compile(r"\bsammanfattning\s+(?:av|från)\b", re.IGNORECASE)), *_KINDS[1:])
_FILE_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?!\d)")
_YEAR = re.compile(r"\b20\d{2}\b")
_MIN_MATTERS = 3
_MAX_TITLE = 120


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document besides its text."""

    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: date | None
    source_url: str | None = None


def infer_metadata(file_stem: str, text: str, headings: tuple[str, ...], matters: int) -> Metadata:
    """The metadata that the file's name and words tell; ``matters`` is the number of § headings found."""
    head = text[:_HEAD_CHARS]
    title_line = next((line.strip() for line in head.splitlines() if line.strip()), file_stem)
    body = _body(head, text)
    kind = _kind(file_stem, title_line, head, matters)
    day = _date(file_stem, head, kind) if kind != "plan" else None
    heading = headings[0] if headings else title_line if len(title_line) <= _MAX_TITLE else file_stem
    title = _title(kind, body, day, heading, head[:_TOP_CHARS])
    return Metadata(title, _organisation(text), body, kind, day)


def document_slug(name: str) -> str:
    """A lower-case identifier of letters a–z, digits and dashes, made from a file name's stem."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "dokument"


def _organisation(text: str) -> str | None:
    head = _ORGANISATION.search(text[:_HEAD_CHARS])
    if head:
        return _tidy_name(head.group(1))
    found = Counter(_tidy_name(match.group(1)) for match in _ORGANISATION.finditer(text))
    return found.most_common(1)[0][0] if found else None


def _body(head: str, text: str) -> str | None:
    """The body named at the very top, else the one that decides most often, else the first one named."""
    top = _BODY.search(head[:_TOP_CHARS])
    if top:
        return _capitalised(top.group(1))
    deciding = Counter(_capitalised(match.group(1)) for match in _DECIDES.finditer(text))
    if deciding:
        return deciding.most_common(1)[0][0]
    first = _BODY.search(head)
    return _capitalised(first.group(1)) if first else None


def _kind(stem: str, title_line: str, head: str, matters: int) -> Kind:
    name = re.sub(r"[-_.]", " ", stem)
    for place in (title_line, name):
        for kind, pattern in _KINDS:
            if pattern.search(place):
                return kind
    if matters >= _MIN_MATTERS:
        return "minutes"
    return next((kind for kind, pattern in _KINDS_IN_TEXT if pattern.search(head[:300])), "other")


def _date(stem: str, head: str, kind: Kind) -> date | None:
    """The first day of the meeting, or the date at the top, else the one in the file's name, else one in the head."""
    meeting = kind in ("minutes", "summary")
    match = _FILE_DATE.search(stem)
    in_name = find_dates("-".join(match.groups())) if match else ()
    at_top = head_dates(head) if meeting else find_dates(head[:_DATE_CHARS])
    return next(iter((*at_top, *in_name, *(find_dates(head) if meeting else ()))), None)


def _title(kind: Kind, body: str | None, day: date | None, heading: str, top: str) -> str:
    in_title = f"{body[0].lower()}{body[1:]}" if body else None
    if kind == "minutes" and in_title:
        return " ".join(["Protokoll", in_title, *([day.isoformat()] if day else [])])
    if kind == "plan":
        year = _YEAR.search(top)
        with_year = f"{heading} {year.group()}" if year and not _YEAR.search(heading) else heading
        return f"{with_year}, {in_title}" if in_title and in_title not in with_year.lower() else with_year
    return heading


def _tidy_name(name: str) -> str:
    """The name as it stands alone: no genitive («Region Västerbottens vision»), «Stad» with a capital."""
    words = name.split()
    if words[0] == "Region" or words[-1].lower() in ("kommuns", "stads"):
        words[-1] = words[-1].removesuffix("s")
    return " ".join("Stad" if word == "stad" else word for word in words)


def _capitalised(name: str) -> str:
    return re.sub(r"\s+", " ", name[0].upper() + name[1:]).replace("-och ", "- och ")
