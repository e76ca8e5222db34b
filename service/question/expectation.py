"""What kind of answer a question asks for, told by Swedish question words, and what can be one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Literal

from corpus.extraction.votes import VOTING_PARTS
from indexer.tokens import fold
from indexer.types import Unit

Expectation = Literal[
    "cost", "amount", "date", "who", "vote", "decision", "identifier", "list", "why", "definition", "open"
]

# Tried in this order against the question in lower case without å, ä and ö.
_ASKS: tuple[tuple[Expectation, re.Pattern[str]], ...] = (
    (
        "decision",
        re.compile(
            r"^(?:hur gick(?: det)?|vad blev|vad hande med|vad (?:beslut|beslot|bestam)\w*)\b"
            # The day of a decision is the meeting's, and it is told with the decision.
            r"|^nar (?:(?:fattades|togs)\b.*\bbeslut|(?:besluta|beslots|bestamde|antog|godkand|avslogs|bifoll|bordlad))"
            r"|\bvad (?:tyck|anse|ansag|vill|sag|sa)\w*"
            r" (?:\w*(?:namnden|styrelsen|fullmaktige|utskottet)|ks|kf)\b"
        ),
    ),
    ("identifier", re.compile(r"\b(?:(?:diarie|arende)(?:nummer|numret|nr)|dnr|vilken paragraf)\b")),
    (
        "why",
        re.compile(r"\b(?:varfor|hur kommer det sig|av vilken anledning|(?:vilka|vad) (?:ar|var) (?:skal|orsak)\w*)\b"),
    ),
    (
        "vote",
        re.compile(
            # «kyrkan» and «styrka» are no motions.
            r"\b(?:reserv(?:era|ation)\w*|\w*(?<!k)(?<!st)yrka\w*|deltog|avst[ao][rd]|rost(?:a|er|et|ning)\w*|votering\w*|omrostning\w*)\b"
        ),
    ),
    (
        "who",
        re.compile(
            r"\b(?:vem|vems)\b|\bvad het(?:er|te)\b.*\b\w+(?:ar|or|ist|chef|rad|man|bas|ombud)(?:e|en|n|et|nen)?\b"
            r"|^(?!.*\b(?:vad|hur|nar|varfor)\b).*\b(?:handlagga\w*|handlagger|ordforande|justera\w*)\b"
        ),
    ),
    (
        "date",
        re.compile(
            r"^nar\b|\bnar (?:ska|ar|blir|tar|borjar|oppnar|kan|sker)\b|\bdatum\b|\bvilket ar\b|\bsista dag"
            r"|\b(?:vilken|vilka) (?:dag|dagar|datum|manad|vecka|tid)\b"
        ),
    ),
    (
        "cost",
        re.compile(
            r"\bkosta[rt]?\b|\bhur mycket pengar\b|\bhur manga (?:kronor|miljoner|tusenlappar)\b"
            r"|\b(?:vilken|hur (?:stor|hog)) \w*lon\b|\btjanar\b"
            r"|\bhur dyr\w*|\b\w*(?:kostnad|pris|avgift|belopp|utgift)(?:en|et|er|erna)?s?\b"
        ),
    ),
    (
        "amount",
        re.compile(
            r"\bhur (?:mycket|mkt|manga|stor[at]?|hog[at]?|lang[at]?|lange|brett?|djupt?|tungt?|gamm(?:al|la)|ofta|fort"
            r"|snabbt|snart|tidigt)\b|\b(?:andel|antal)\w*\b|\bprocent\b"
        ),
    ),
    (
        "decision",
        re.compile(
            r"\b(?:beslut|beslot|bestam|godkan|antag|avslog|avslag|bifall|bifoll|foresl)\w*|\banto[gs]\w*"
            r"|\bhur gick\b|\bvad (?:blev|hande|hander|sa|sade)\b"
            r"|^(?:ar|var|blir|blev|har|hade|far|fick|kan|kunde|ska|skulle|vill|ville|maste|bor|borde|gar|gick|kommer|kom|deltog|sager|sa|sade)\b"
        ),
    ),
    ("list", re.compile(r"\b(?:vilka|lista|rakna upp|samtliga)\b")),
    (
        "definition",
        re.compile(r"^vad (?:betyder|innebar|menas med|star \w+ for)\b|^vad ar (?:(?:en|ett|det|den) )?[\w-]+[?. ]*$"),
    ),
)

_MONTH = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_DAY = re.compile(
    rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|\b(?:{_MONTH})\b|\bkvartal\w*|\bvecka\s+\d|\b\d+\s+(?:dagar|månader|veckor|år)\b"
    r"|\b(?:19|20)\d{2}\b|\bkl(?:\.|ockan)?\s*\d",
    re.IGNORECASE,
)
# Figures that count nothing: dates, years, clock times, laws, § and case numbers, annexes, the numbers of a list.
_NO_QUANTITY = re.compile(
    rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b(?:den\s+)?\d{{1,2}}\s+(?:{_MONTH})\b|\b(?:19|20)\d{{2}}:\d+"
    r"|\b(?:19|20)\d{2}\b(?:\s?[–-]\s?(?:19|20)?\d{2}\b)?|\bkl\.?\s*\d+[.:]\d+|§§?\s*\d+|\b\d+\s*(?:§|kap\b)"
    r"|\b\d{2}[A-ZÅÄÖ]{2,6}\d+\b|\b(?-i:[A-ZÅÄÖ]{2,6})[ /-]?(?:19|20)\d{2}-\d+"
    r"|\b(?:bilaga|punkt|nr|nummer|mål|steg)\s+\d+\b|\b\d{6,}\b(?!\s*[\w%])|^\s*\d{1,2}[.)]\s",
    re.IGNORECASE | re.MULTILINE,
)
_FIGURE = re.compile(
    r"\d|\b(?:två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|ett\s+(?:hundra|tusen))\b", re.IGNORECASE
)
_MONEY = re.compile(r"\d[\d\s.,]*\s*(?:miljoner|miljarder|mnkr|mdkr|mkr|tkr|kronor|kr\b|procent|%)", re.IGNORECASE)
# A row has its unit in the heading of the table.
_ROW_FIGURE = re.compile(r":\s+[-–]?\d")
_PERSON = re.compile(r"\b[A-ZÅÄÖÉ][a-zåäöéü]+(?:[- ][A-ZÅÄÖÉ][a-zåäöéü]*)+|\([A-ZÅÄÖ]{1,4}\)")
_SMALL_WORDS = frozenset(
    "via den det de en ett för från i på av om till med hos under enligt efter vid inom utifrån samt och".split()  # noqa: SIM905
)
_VOTE = re.compile(r"r(?:ö|o)st|reserv|yrk|votering|avst(?:å|o)|delta|bifall|avslag|anteckning", re.IGNORECASE)
_CAUSE = re.compile(
    r"\b(?:därför|eftersom|på\s+grund\s+av|med\s+anledning\s+av|till\s+följd\s+av|beror?|medför\w*|orsak\w*|skäl\w*|hindra\w*)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:är\s+(?:en|ett|den|det)|innebär|betyder|avser|definieras|kallas|står\s+för|menas)\b|\([A-ZÅÄÖ]{2,}\)"
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")

# Years and days that tell when something else was: papers, prices, an earlier treatment.
_NO_DAY = re.compile(
    r"\b(?:19|20)\d{2}\s+nr\s+\d+|\b(?:19|20)\d{2}\s+års\s+(?:pris|pennin)\w*|\bden\s+\d{1,2}\s+\w+\s+20\d{2},\s+§"
    r"|\b\w*(?:budget|plan|program)\w*\s+(?:för\s+)?20\d{2}(?:\s?[–-]\s?(?:20)?\d{2})?\b",
    re.IGNORECASE,
)
_NEEDS = {"cost": _MONEY, "vote": _VOTE}


def expected_answer(question: str) -> Expectation:
    """The kind of answer that the question's words ask for; «open» when they do not tell."""
    folded = fold(question)
    return next((kind for kind, pattern in _ASKS if pattern.search(folded)), "open")


def can_answer(expectation: Expectation, unit: Unit, question: str) -> bool:
    """Whether a unit holds what the expectation needs: money, a figure, a day, a person, a vote.

    A row of a table must also hold the years that the question names, for a cell that is empty tells nothing.
    """
    if unit.kind == "row" and not set(_YEAR.findall(question)) <= set(_YEAR.findall(unit.text)):
        return False
    if expectation in ("amount", "cost", "date") and unit.part in VOTING_PARTS:
        return False  # the figures of a vote measure nothing else
    if expectation == "cost" and unit.kind == "row" and _ROW_FIGURE.search(unit.text):
        return True
    held = _HELD.get(expectation)
    if held is not None:
        return held(unit.text)
    needed = _NEEDS.get(expectation)
    return needed is None or needed.search(unit.text) is not None


# A question looks through the units of some two hundred passages, many of them those of the question before.
_kept = lru_cache(maxsize=50_000)


@_kept
def _holds_quantity(text: str) -> bool:
    """Whether a figure that counts something stands in the text."""
    return _FIGURE.search(text) is not None and _FIGURE.search(_NO_QUANTITY.sub(" ", text)) is not None


@_kept
def _holds_day(text: str) -> bool:
    """Whether the text tells when something is, was or will be."""
    return _DAY.search(_NO_DAY.sub(" ", text)) is not None


@_kept
def _holds_person(text: str) -> bool:
    """Whether somebody is named: letters of a party, or words with capitals of which the first is no small word."""
    return any(match[0].split()[0].lower() not in _SMALL_WORDS for match in _PERSON.finditer(text))


_HELD: Mapping[Expectation, Callable[[str], bool]] = {
    "amount": _holds_quantity,
    "date": _holds_day,
    "who": _holds_person,
}


def defines(text: str) -> bool:
    """Whether a statement says what something is or stands for."""
    return _DEFINES.search(text) is not None


def gives_cause(text: str) -> bool:
    """Whether a statement gives a cause."""
    return _CAUSE.search(text) is not None
