"""Metadata read from a document's own words and from where it lies. What is not told is ``None``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import filterfalse, takewhile
from typing import Any

from corpus.base.types import Basis, Kind
from corpus.extraction.body import body_of_line, find_body
from corpus.extraction.clues import Clues
from corpus.extraction.dating import find_day
from corpus.extraction.kind import find_kind
from corpus.extraction.owner import ORGANISATION, find_owner
from corpus.structure.wrapping import ends_open
from corpus.vocabulary.document_kinds import kinds_named
from corpus.vocabulary.parts import part_of

_TOP_CHARS = 200
_TITLE_LINES = 15
_YEAR = re.compile(r"\b20\d{2}\b")
_YEAR_LINE = re.compile(r"(?:för |år(?:et)? )?(20\d{2}(?:\s*[–-]\s*(?:20)?\d{2})?)", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"^(?:innehåll(?:sförteckning)?$|till\s|sida\b|handling\s|dnr\b|diarie|\W*\d*\W*$)|[:;,]$"
    r"|^(?:datum|handläggare|diarienr|beteckning|direktnr|sammanträdesdatum|dokumentet|dokumentansvarig|ta inte bort)\b"
    # A day, when it was changed, a page, an office
    r"|^(?:(?:reviderat|reviderad|rev|uppdaterad|antagen|upprättad)\b\W*)?\d{4}-\d\d-\d\d\b.*$|^\d+\s*[\[(/]\s*\d+[\])]?$"
    r"|^\w*(?:förvaltningen|kontoret|enheten|avdelningen)(?: \d{4}-\d\d-\d\d| dnr\b.*)?$|\tdatum\b"
    # A label or several, the end of a sentence, what the template says of a picture
    r"|^(?:ärende(?:nummer|nr)?|typ av \w+|dokumenttyp|handlingstyp|klagande|motpart|saken)\s*(?:[:\t].*)?$"
    r"|[a-zåäö]{3}\.$|^byt\b.*\bbild\b"
    # The number and the day of the one who is written to, and the own
    r"|^(?:er|ert|vår|vårt)\s\w+\s*:"
    # Somebody's place, and how to reach them
    r"|^(?:\w*ledare|\w*chef|handläggare)$|@|^(?:mobil|tel(?:efon)?)\b",
    re.IGNORECASE,
)
# A chapter, by its number or by a name that many papers have for one; what stands below it is no title.
_CHAPTER = re.compile(
    r"\d{1,2}(?:\.\d{1,2})+\.?\s+[^\W\d_]|(?:inledning|introduktion|förord|bakgrund|definitioner|syfte(?:\s.{0,40})?|sammanfattning)$",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(r"^(?:rubrik|titel|dokumentnamn|dokumenttitel)$")
# Papers that are called by a word for what they are: «Kostpolicy för Ekby», «Utvärdering av …»
_CALLED_BY_KIND: frozenset[Kind] = frozenset({"plan", "rules", "report"})
_BEHIND_NAME = re.compile(
    r"[\s,_-]*(?:\(\d+\)|(?:antagen|beslutad|reviderad|rev)\b.*|(?:19|20)\d{2}-?\d{2}-?\d{2}.*)$", re.IGNORECASE
)
_PAGE = re.compile(r"\b(?:sida?\s*)?\d{1,3}\s*(?:\(\d{1,3}\)|/\s*\d{1,3}|av \d{1,3})?$", re.IGNORECASE)
_MAX_TITLE = 120
_TELLING = 12
_SENTENCE_END = re.compile(r"[.:?]$|\b(?:är|har|ska|som)\b")
_MEETING_TITLES: Mapping[Kind, str] = {"minutes": "Protokoll", "agenda": "Kallelse", "extract": "Protokollsutdrag"}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a document besides its text; ``known_by`` says how, field by field."""

    title: str
    organisation: str | None
    body: str | None
    kind: Kind
    date: date | None
    source_url: str | None = None
    known_by: tuple[tuple[str, Basis], ...] = ()


def infer_metadata(clues: Clues, given: Mapping[str, Any], today: Callable[[], date] = date.today) -> Metadata:
    """The metadata: what is given from outside goes before what the document tells."""
    known: dict[str, Basis] = dict.fromkeys(given, "given")
    kind, known["kind"] = (given["kind"], "given") if "kind" in given else find_kind(clues)
    found: dict[str, Any] = {}
    for field, find in (
        ("organisation", lambda: find_owner(clues)),
        ("body", lambda: find_body(clues, kind)),
        ("date", lambda: find_day(clues, kind, today())),
    ):
        told = None if field in given else find()
        found[field] = given.get(field) if told is None else told[0]
        if told is not None:
            known[field] = told[1]
    title = given.get("title") or _title(kind, found["body"], found["date"], _heading(kind, clues), clues.head)
    url = given.get("source_url") or clues.fields.get("source_url") or clues.fields.get("kalla_url")
    return Metadata(title, found["organisation"], found["body"], kind, found["date"], url, tuple(sorted(known.items())))


def document_slug(name: str) -> str:
    """A lower-case identifier of letters a–z, digits and dashes, made from a file name's stem."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "dokument"


def _title(kind: Kind, whose: str | None, day: date | None, heading: str, head: str) -> str:
    in_title = f"{whose[0].lower()}{whose[1:]}" if whose else None
    if kind in _MEETING_TITLES:
        return " ".join([_MEETING_TITLES[kind], *([in_title] if in_title else []), *([day.isoformat()] if day else [])])
    if kind == "plan":
        period = "" if _YEAR.search(heading) else _period(heading, head[:_TOP_CHARS])
        with_year = f"{heading} {period}".rstrip()
        return f"{with_year}, {in_title}" if in_title and in_title not in with_year.lower() else with_year
    return heading


def _period(heading: str, top: str) -> str:
    """The year or years that stand on a line of their own at the top, right below the heading before elsewhere."""
    lines = [line.strip() for line in top.split("\n") if line.strip()]
    lines = lines[lines.index(heading) + 1 :] + lines if heading in lines else lines
    return next((match[1] for match in map(_YEAR_LINE.fullmatch, lines) if match), "")


def _heading(kind: Kind, clues: Clues) -> str:
    """The words that name the document: the first heading or line that is no body's name and no list of contents."""
    if said := next((value for label, value in clues.facts if _TITLE_LABEL.match(label)), None):
        return said
    receivers = clues.receivers.difference(clues.headings)
    own = [line for line in clues.title_lines[:_TITLE_LINES] if line not in receivers]
    lines = [line for line in _whole(own) if len(line) <= _MAX_TITLE]
    headings: Sequence[str] = _whole(clues.headings)
    if kind in _CALLED_BY_KIND:
        named = (
            line for line in (*headings[:1], *lines) if kind in kinds_named(line) and not _SENTENCE_END.search(line)
        )
        # A word alone («Strategi») is what many papers are called
        headings = tuple(sorted(named, key=_says_little)) or _called(clues, kind) or headings
    above, of_chapters = _above_chapters(lines), _above_chapters(headings[:_TITLE_LINES])
    if kind == "statement":
        above, of_chapters = (tuple(filterfalse(_says_only_kind, some)) for some in (above, of_chapters))
    first = (*of_chapters, *above) if kind in _CALLED_BY_KIND | {"summary"} else (*above, *of_chapters)
    titles = (line for line in first if not _NO_TITLE.search(line) and not _is_name(line) and _is_worded(line))
    return next(titles, clues.fields.get("title") or clues.place.stem)


def _says_little(line: str) -> bool:
    return len(line) < _TELLING and not _YEAR.search(line)


def _says_only_kind(line: str) -> bool:
    """Whether the line names what sort of letter it is, the organisation and the page beside it: «Tjänsteskrivelse»."""
    words = _PAGE.sub("", ORGANISATION.sub("", line)).strip(" ,|")
    return " " not in words and bool(kinds_named(words))


def _whole(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines, one that leads on to the next put together with it: «Detaljplan för» / «Torget»."""
    found: list[str] = []
    for line in lines:
        if found and ends_open(found[-1]) and not found[-1].endswith(","):
            found[-1] = f"{found[-1]} {line}"
        else:
            found.append(line)
    return tuple(found)


def _above_chapters(lines: Sequence[str]) -> Sequence[str]:
    """The lines that stand above the first that is the heading of a chapter."""
    return tuple(takewhile(lambda line: not _CHAPTER.match(line), lines))


def _called(clues: Clues, kind: Kind) -> tuple[str, ...]:
    """The file's name where a person has written it so that it names such a paper, without when it was adopted."""
    name = _BEHIND_NAME.sub("", clues.place.stem)
    return (name,) if " " in name and kind in kinds_named(name) else ()


def _is_worded(line: str) -> bool:
    """Whether the line is words more than figures, and no heading that any matter has."""
    figures, letters = sum(map(str.isdigit, line)), sum(map(str.isalpha, line))
    return letters > figures and part_of(line) is None


def _is_name(line: str) -> bool:
    """Whether the line holds the name of a body or an organisation, and nothing more."""
    return body_of_line(line) == line or ORGANISATION.fullmatch(line) is not None
