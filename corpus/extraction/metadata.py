"""Metadata read from a document's own words and its file name. What is not there is ``None``."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Kind
from corpus.extraction.first_page import has_attendance, head_dates
from corpus.vocabulary.bodies import BODY_ENDING, FIRST_HALF, KINDS_OF_BODY, QUALIFIER, body_name
from corpus.vocabulary.dates import find_dates

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
    rf"\b({FIRST_HALF}[A-ZÅÄÖa-zåäö]+{BODY_ENDING}"
    rf"|{QUALIFIER}\s+[a-zåäö]*(?:nämnden|utskottet|beredningen)"
    r"|Nämnden\s+för\s+(?!att\b|de[nt]?\b|en\b|ett\b|sin\b)[A-ZÅÄÖa-zåäö]+(?:\s+och\s+[a-zåäö]+)?)\b"
)
# A line of the first page that is a body's name as a whole («Socialnämnden Nordost», «Stadsrevisionen»)
_OF_BODY = rf"(?:{'|'.join(KINDS_OF_BODY)}|direktionen|revisionen|revisorerna|presidiet|rådet)"
_BODY_LINE = re.compile(
    rf"(?:(?!för\b)[\w-]+,? (?:och |samt )?){{0,4}}\w*{_OF_BODY}"
    r"(?: (?:för [\w, -]{3,60}|norra|södra|östra|västra|[A-ZÅÄÖ]\w+))?"
    r"|(?:[\w-]+ (?:och )?){0,2}\w*(?:nämndens|styrelsens|fullmäktiges) (?:[\w-]+ (?:och )?){0,2}"
    r"\w*(?:utskott|beredning|presidium)"
    r"|(?:\w+ )?\w*nämnd (?:för [\w, -]{3,60}|[A-ZÅÄÖ]\w+)",
    re.IGNORECASE,
)
_NO_BODY_LINE = re.compile(
    r"\b(?:till|från|av|om|att|som|den|det|har|är|ska|vid|på|beslut\w*|ärende\w*|handling\w*|uppdrag\w*|utse\w*|val|mål"
    r"|plan|budget|ledamöter|ersättare|ordförande)\b",
    re.IGNORECASE,
)
# What stands beside the name on its line
_BESIDE_BODY = re.compile(
    r"^(?:(?:sammanträdes)?protokoll|sammanträde|kallelse|styrelsemöte|möte)\b(?: (?:från|för|med|i|nr \d+))?\s*"
    r"|[,.]?\s*\b(?:sammanträdes\w*|protokoll\w*|möte\w*|datum|tid|plats|nr|verksamhetsplan|delårsrapport|årsrapport"
    r"|20\d\d).*$|\s+den\s+\d.*$|\s+i$",
    re.IGNORECASE,
)
_BODY_LINES = 15
_MAX_BODY_LINE = 120
_JOINT_ORGANISATION = re.compile(
    r"(?:(?:Kommun|Samordnings|Kommunal|Gymnasie)förbundet|Räddningstjänsten) [A-ZÅÄÖ]\w+|[A-ZÅÄÖ]\w+ kommunalförbund\b"
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
_NO_TITLE = re.compile(
    r"^(?:innehåll(?:sförteckning)?$|till\s|sida\b|handling\s|dnr\b|diarie|\W*\d*\W*$)|[:;,]$", re.IGNORECASE
)
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
    head = _in_small_letters(text[:_HEAD_CHARS])
    title_line = next((line.strip() for line in head.splitlines() if line.strip()), file_stem)
    body = _body(head, text)
    kind = _kind(file_stem, title_line, head, matters)
    day = _date(file_stem, head, kind) if kind != "plan" else None
    organisation = _organisation(head, text)
    title = _title(kind, body, day, _heading(kind, headings, head, file_stem), head)
    return Metadata(title, organisation, body, kind, day)


def document_slug(name: str) -> str:
    """A lower-case identifier of letters a–z, digits and dashes, made from a file name's stem."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "dokument"


def _in_small_letters(head: str) -> str:
    """The head with the lines that stand in capitals as they would be written otherwise («Region Norrland»)."""
    return "\n".join(_sentence_case(line) if line.isupper() else line for line in head.split("\n"))


def _sentence_case(line: str) -> str:
    words = line.lower().split(" ")
    names = "region" in words or words[-1].rstrip("s") in ("kommun", "stad")
    if not names:
        return line[:1] + line[1:].lower()
    return " ".join(word if word.rstrip("s") in ("kommun", "stad", "län") else word.capitalize() for word in words)


def _organisation(head: str, text: str) -> str | None:
    named = _ORGANISATION.search(head)
    if named:
        return _tidy_name(named.group(1))
    joint = next((match for line in _top_lines(head) if (match := _JOINT_ORGANISATION.match(line))), None)
    if joint:
        return joint.group()
    found = Counter(_tidy_name(match.group(1)) for match in _ORGANISATION.finditer(text))
    return found.most_common(1)[0][0] if found else None


def _body(head: str, text: str) -> str | None:
    """The body whose name is a line of the top, or stands there, else the one that decides most often, or the first."""
    line = next((name for line in _top_lines(head) if (name := _body_of_line(line))), None)
    if line:
        return body_name(line)
    top = _BODY.search(head[:_TOP_CHARS])
    if top:
        return body_name(top.group(1))
    deciding = Counter(body_name(match.group(1)) for match in _DECIDES.finditer(text))
    if deciding:
        return deciding.most_common(1)[0][0]
    first = _BODY.search(head)
    return body_name(first.group(1)) if first else None


def _top_lines(head: str) -> list[str]:
    """The first lines of the first page that hold something."""
    lines = (line.strip() for line in head.split("\n"))
    return [line for line in lines if line][:_BODY_LINES]


def _body_of_line(line: str) -> str | None:
    """The body whose name the line is, the organisation and the kind of document beside it apart."""
    if len(line) > _MAX_BODY_LINE:
        return None
    name = _JOINT_ORGANISATION.sub("", _ORGANISATION.sub("", line)).strip()
    for _ in range(2):  # «Protokoll Sammanträde med …»
        name = _BESIDE_BODY.sub("", name).strip(" ,:–-")
    return name if _BODY_LINE.fullmatch(name) and not _NO_BODY_LINE.search(name) else None


def _kind(stem: str, title_line: str, head: str, matters: int) -> Kind:
    name = re.sub(r"[-_.]", " ", stem)
    for text in (title_line, name):
        for kind, pattern in _KINDS:
            if pattern.search(text):
                return kind
    if matters >= _MIN_MATTERS or has_attendance(head):
        return "minutes"
    return next((kind for kind, pattern in _KINDS_IN_TEXT if pattern.search(head[:300])), "other")


def _date(stem: str, head: str, kind: Kind) -> date | None:
    """The first day of the meeting, or the date at the top, else the one in the file's name, else one in the head."""
    meeting = kind in ("minutes", "summary")
    match = _FILE_DATE.search(stem)
    in_name = find_dates("-".join(match.groups())) if match else ()
    at_top = head_dates(head) if meeting else find_dates(head[:_DATE_CHARS])
    return next(iter((*at_top, *in_name, *(find_dates(head) if meeting else ()))), None)


def _title(kind: Kind, whose: str | None, day: date | None, heading: str, head: str) -> str:
    in_title = f"{whose[0].lower()}{whose[1:]}" if whose else None
    if kind == "minutes":
        return " ".join(["Protokoll", *([in_title] if in_title else []), *([day.isoformat()] if day else [])])
    if kind == "plan":
        year = _YEAR.search(head[:_TOP_CHARS])
        with_year = f"{heading} {year.group()}" if year and not _YEAR.search(heading) else heading
        return f"{with_year}, {in_title}" if in_title and in_title not in with_year.lower() else with_year
    return heading


def _heading(kind: Kind, headings: Sequence[str], head: str, stem: str) -> str:
    """The words that name the document: the first heading or line that is no body's name and no list of contents."""
    lines = [line for line in _top_lines(head) if len(line) <= _MAX_TITLE]
    if kind == "plan":
        plan = dict(_KINDS)["plan"]
        headings = [line for line in (*headings[:1], *lines) if plan.search(line)] or headings
    first = (*headings[:_BODY_LINES], *lines) if kind != "other" else (*lines, *headings)
    named = (line for line in first if not _NO_TITLE.search(line) and not _is_name(line))
    return next(named, stem)


def _is_name(line: str) -> bool:
    """Whether the line holds the name of a body or an organisation, and nothing more."""
    return _body_of_line(line) == line or _ORGANISATION.fullmatch(line) is not None


def _tidy_name(name: str) -> str:
    """The name as it stands alone: no genitive («Region Västerbottens vision»), «Stad» with a capital."""
    words = name.split()
    if words[0] == "Region" or words[-1].lower() in ("kommuns", "stads"):
        words[-1] = words[-1].removesuffix("s")
    return " ".join("Stad" if word == "stad" else word for word in words)
