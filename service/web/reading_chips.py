"""What a question was read as: chips that can each be taken away, and the register of what was read.

«Läst som: motioner · bifallna · 2025».
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from corpus.vocabulary.dates import MONTHS, written_date
from corpus.vocabulary.labels import DEED_WORDS, KIND_WORDS, THING_WORDS
from corpus.vocabulary.parties import PARTIES
from corpus.vocabulary.spoken import Deed, Thing
from corpus.vocabulary.times import Period
from service.base.text import listed
from service.base.types import Aspect, Understood
from service.web.display_text import ASKED_FOR_WORDS
from service.web.question_form import Chip, QuestionForm

_OF_THING: Mapping[Thing, Mapping[str, str]] = {
    "motion": {"matter_kind": "motion"},
    "interpellation": {"matter_kind": "interpellation"},
    "citizen": {"matter_kind": "citizen_proposal"},
    "initiative": {"matter_kind": "initiative"},
    "reservation": {"act": "reserved"},
    "vote": {"act": "voted"},
    "moved": {"act": "moved"},
    "decision": {"decision": "decided"},
    "matter": {},
}
_OF_DEED: Mapping[Deed, Mapping[str, str]] = {
    "answered": {"outcome": "answered"},
    "rejected": {"outcome": "rejected"},
    "granted": {"outcome": "approved"},
    "approved": {"outcome": "approved"},
    "adopted": {"outcome": "approved"},
    "fixed": {"outcome": "approved"},
    "tabled": {"outcome": "tabled"},
    "referred_back": {"outcome": "referred_back"},
    "noted": {"outcome": "noted"},
    "withdrawn": {"outcome": "withdrawn"},
    "endorsed": {"decision": "proposed"},
    "opposed": {"decision": "proposed"},
    "voted": {"act": "voted"},
    "reserved": {"act": "reserved"},
    "moved": {"act": "moved"},
    "decided": {"decision": "decided"},
    "treated": {},
    "disqualified": {"act": "abstained"},
}


def reading_chips(form: QuestionForm, read: Understood, in_full: str | None = None) -> tuple[Chip, ...]:
    """What the question was read as, each with the address of the page where it is not.

    ``in_full`` is a follow-up as it was read after the conversation.
    """
    follow_up = (Chip("", f"«{in_full}»", form.alone().changed()),) if in_full else ()
    return follow_up + tuple(
        Chip("", value, form.changed(utan=",".join(sorted({*form.without, aspect})))) for aspect, value in _read(read)
    )


def _read(read: Understood) -> Iterator[tuple[Aspect, str]]:
    many = read.things or read.deeds or read.parties or read.topic
    if not many and read.asks_for in ASKED_FOR_WORDS:
        yield "asked", ASKED_FOR_WORDS[read.asks_for]
    yield from (("thing", THING_WORDS[thing]) for thing in read.things[:1])
    yield from (("deed", DEED_WORDS[deed]) for deed in read.deeds[:1])
    if read.parties:
        yield "party", listed([PARTIES.get(letters, letters) for letters in read.parties])
    if read.topic and not read.in_part:
        yield "topic", listed([f"«{words}»" for words in read.topic])
    yield from (("organisation", name) for name in read.organisations)
    yield from (("body", name) for name in read.bodies)
    yield from (("kind", KIND_WORDS[kind].lower()) for kind in read.kinds)
    if when := _time_words(read):
        yield "time", when
    yield from (("spelling", f"«{right}» i stället för «{typed}»") for typed, right in read.spelling_corrections)


def _time_words(read: Understood) -> str:
    """The time that was read: «17 december 2024», «mars, april och maj 2025»."""
    if read.days:
        return listed([written_date(day) for day in read.days])
    if read.period:
        return Period(*read.period).written
    years = listed([str(year) for year in read.years])
    return " ".join(filter(None, (listed([MONTHS[month - 1] for month in read.months]), years)))


def register_address(read: Understood) -> str:
    """The register with what was read of a question for many matters; words that tell its topic may not have been."""
    fields: dict[str, str] = {}
    for thing in read.things[:1]:
        fields |= _OF_THING[thing]
    for deed in read.deeds[:1]:
        fields |= _OF_DEED[deed]
    if read.parties:
        fields |= {"party": read.parties[0], **({"act": "raised"} if "matter_kind" in fields else {})}
    first, last = _span(read)
    more = {
        "organisation": _only(read.organisations),
        "body": _only(read.bodies),
        "from": first.isoformat() if first else "",
        "to": last.isoformat() if last else "",
    }
    fields |= {name: value for name, value in more.items() if value}
    return f"/beslut?{urlencode(fields)}" if fields else "/beslut"


def _only(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else ""


def _span(read: Understood) -> tuple[date | None, date | None]:
    """The first and the last day of the time that was read; none where no year was."""
    if read.days:
        return min(read.days), max(read.days)
    if read.period:
        return read.period
    if not read.years:
        return None, None
    months = read.months or (1, 12)
    first, last = min(read.years), max(read.years)
    return (
        date(first, min(months), 1),
        date(last, max(months), calendar.monthrange(last, max(months))[1]),
    )
