"""How a list with its count is told: what was counted, when, by whom, and in how many documents."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.dates import MONTHS, written_date
from corpus.parties import PARTIES
from corpus.types import Document, Request
from service.decisions import Treatment
from service.layout import listed
from service.naming import Named
from service.tally_question import Noun, Wanted
from service.telling import thousands

_LONGEST_HEADING = 130
_MOST_BODIES = 3
# One, many, and the word for none
_NOUNS: Mapping[Noun, tuple[str, str, str]] = {
    "motion": ("motion", "motioner", "ingen"),
    "interpellation": ("interpellation", "interpellationer", "ingen"),
    "citizen": ("medborgarförslag", "medborgarförslag", "inget"),
    "initiative": ("initiativärende", "initiativärenden", "inget"),
    "vote": ("omröstning", "omröstningar", "ingen"),
}
_MATTER = ("ärende", "ärenden", "inget")
_REQUEST_WORDS: Mapping[Request, str] = {
    "approve": "bifall",
    "reject": "avslag",
    "refer_back": "återremiss",
    "table": "bordläggning",
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: how many, in how many matters, how many of them in part, and over which documents."""

    total: int
    matters: int
    partly: int
    wanted: Wanted
    named: Named
    documents: tuple[Document, ...]


def statement_words(counted: Counted) -> str:
    """How many there are, of what, when and in which documents, without a full stop."""
    deed = counted.wanted.act.deed
    if deed in ("reservation", "moved"):
        said, has_body = _positions(counted), False
    elif deed == "vote" and counted.wanted.events:
        said, has_body = _votes(counted), True
    else:
        said, has_body = _acts(counted), True
    when = time_words(counted.named, counted.documents)
    partly = _partly(counted)
    return f"{' '.join(filter(None, (said, when)))}{partly}, {_basis(counted, has_body)}"


def lead_words(statement: str, shown: int, of: int, days: int) -> str:
    """The statement and how many of the list follow."""
    order = ", de senaste först" if days > 1 else ""
    if not of:
        return f"{statement}."
    if of == 1:
        return f"{statement}:" if shown else f"{statement}."
    if not shown:
        return f"{statement}."
    return f"{statement}. Här är {f'alla {of}' if shown == of else f'{shown} av {thousands(of)}'}{order}:"


def heading_words(treatment: Treatment, wanted: Wanted, *, several: bool) -> str:
    """One matter of the list: what was done, what it is called, which body where there are several, day and §."""
    document, section = treatment.document, treatment.section
    heading = textwrap.shorten(treatment.heading, _LONGEST_HEADING, placeholder=" …")
    body = f"{_small(document.body)} " if several and document.body else ""
    day = f"{'den ' if body else ''}{written_date(document.date)}" if document.date else ""
    place = ", ".join(filter(None, (f"{body}{day}", section.number)))
    done = f"{wanted.act.noun} – " if wanted.act.noun else ""
    return f"{done}{heading} ({place})."


def time_words(named: Named, documents: tuple[Document, ...]) -> str:
    """The time that was counted over as a question names it: «i maj 2024», «under 2024»."""
    if named.days:
        return f"den {listed([written_date(day) for day in sorted(named.days)])}"
    if named.months:
        months = sorted({(document.date.year, document.date.month) for document in documents if document.date})
        return f"i {listed([f'{MONTHS[month - 1]} {year}' for year, month in months])}"
    return f"under {listed([str(year) for year in sorted(named.years)])}" if named.years else ""


def _acts(counted: Counted) -> str:
    """«Kommunfullmäktige avslog 12 motioner»."""
    wanted = counted.wanted
    one, many, none = _NOUNS.get(wanted.noun, _MATTER) if wanted.noun != "vote" else _MATTER
    did = wanted.act.did
    if wanted.act.outcome == "answered" and counted.total < 2:
        did = did.replace("besvarade", "besvarat" if none == "inget" else "besvarad")
    amount = _amount(counted.total, one, many, none)
    author = f" från {_party(wanted.party)}" if wanted.party else ""
    if wanted.events and wanted.act.deed == "decision":
        amount = f"{amount} sammanlagt {thousands(counted.total)} gånger"
    return f"{_subject(counted.documents)} {did.format(amount + author + _topic(wanted))}"


def _votes(counted: Counted) -> str:
    """«Kommunfullmäktige höll 57 omröstningar, i 45 ärenden»."""
    amount = _amount(counted.total, *_NOUNS["vote"])
    within = f", i {_amount(counted.matters, *_MATTER)}{_topic(counted.wanted)}," if counted.total else ""
    return f"{_subject(counted.documents)} höll {amount}{within}"


def _positions(counted: Counted) -> str:
    """«Sverigedemokraterna reserverade sig i 7 ärenden»."""
    wanted = counted.wanted
    matters = f"{_amount(counted.total, *_MATTER)}{_topic(wanted)}"
    if wanted.act.deed == "reservation":
        if wanted.party:
            return f"{_party(wanted.party)} reserverade sig i {matters}"
        return f"Reservationer är antecknade i {matters}"
    asked = _REQUEST_WORDS[wanted.request] if wanted.request else ""
    if wanted.party:
        return f"{_party(wanted.party)} {f'yrkade {asked}' if asked else 'lade yrkanden'} i {matters}"
    return f"Yrkanden{f' om {asked}' if asked else ''} är antecknade i {matters}"


def _amount(count: int, one: str, many: str, none: str) -> str:
    return f"{none} {one}" if not count else f"{thousands(count)} {one if count == 1 else many}"


def _topic(wanted: Wanted) -> str:
    """The words looked for and where: «med «skolan» i rubriken eller beslutet»."""
    return f" med {listed([f'«{word}»' for word in wanted.words])} i rubriken eller beslutet" if wanted.words else ""


def _partly(counted: Counted) -> str:
    if not counted.partly:
        return ""
    if counted.total == 1:
        return ", till en del"
    return f", {'alla' if counted.partly == counted.total else counted.partly} av dem till en del"


def _party(letters: str | None) -> str:
    return PARTIES.get(letters or "", letters or "")


def _subject(documents: tuple[Document, ...]) -> str:
    bodies = _bodies(documents)
    return f"{bodies[:1].upper()}{bodies[1:]}"


def _bodies(documents: tuple[Document, ...]) -> str:
    names = list(dict.fromkeys(_small(document.body) for document in documents if document.body))
    return listed(names) if len(names) <= _MOST_BODIES else f"{len(names)} organ"


def _small(body: str | None) -> str:
    return f"{body[0].lower()}{body[1:]}" if body else ""


def _basis(counted: Counted, has_body: bool) -> str:
    """Over what it was counted: «enligt de 12 protokoll som finns här från den tiden»."""
    documents, named = counted.documents, counted.named
    kinds = {document.kind for document in documents}
    one, many = {"minutes": ("protokollet", "protokoll"), "summary": ("sammanfattningen", "sammanfattningar")}.get(
        kinds.pop() if len(kinds) == 1 else "other", ("dokumentet", "dokument")
    )
    days = sorted(document.date for document in documents if document.date)
    of_body = "" if has_body else f" från {_bodies(documents)}"
    if len(documents) == 1:
        return f"enligt {one}{of_body}" + ("" if named.days else f" den {written_date(days[0])}")
    if named.days or named.months or named.years:
        when = " från den dagen" if named.days else " från den tiden"
    else:
        when = f" ({_month(days[0])}–{_month(days[-1])})"
    return f"enligt de {len(documents)} {many}{of_body} som finns här{when}"


def _month(day: date) -> str:
    return written_date(day).partition(" ")[2]
