"""What became of a matter, read from the words of one clause of a decision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from corpus.base.types import Decision, Outcome

_MATTER = r"(?:ärendet|ärendena|punkten|frågan|interpellationen|motionen|förslaget|skrivelsen|initiativet|yrkandet)"
# What is said no to when «inte» stands beside it
_YIELDS = (
    r"(?:bifall(?:a|er|s|es|it)?|bifölls?|anta[rs]?|antogs?|antagit|godkän(?:na|ner|ns|nes|de|des|t)|bevilja(?:r|s|des|t)?"
    r"|medge[rs]?|medgavs|tillstyrk(?:a|er|s|te))"
)
_GIVEN = r"(?:\w*lov|\w*tillstånd|\w*dispens|\w*bidrag|\w*besked|\w*stöd|samtycke|ansvarsfrihet)"
# «att inte ge dispens», «inte lämna positivt förhandsbesked»
_NOT_GIVEN = (
    r"(?:inte|ej|icke)\s+(?:ge[rs]?|gavs?|lämna[rs]?|utfärda[rs]?)\s+(?:\w+\s+){0,2}"
    rf"{_GIVEN}|{_GIVEN}\s+(?:ges|gavs|lämnas|lämnades|utfärdas)\s+(?:inte|ej)"
)
# The first kind whose words stand in the clause is its outcome; the order settles clauses with several verbs.
# The stems are looked for first: nearly every clause holds none of them.
_WORDS: tuple[tuple[Outcome, tuple[str, ...], re.Pattern[str]], ...] = (
    (
        "tabled",
        ("bordl", "skjut", "sköt", "flytt", "vilande", "nästa"),
        re.compile(
            r"^\W*bordläggning\b|\b(?:bordlägg(?:a|as|s|er)|bordlades?|bordlagt|bordläggning\s+av|förklara[rs]?\s+(?:\w+\s+)?vilande"
            r"|(?:ärendet|frågan|punkten|beslutet|behandlingen)\s+(?:(?:skjuts|sköts|skjutits)\s+upp|uppsk(?:ju|ö)ts|flytta(?:s|des)\s+(?:till|fram))"
            r"|(?:ärendet|frågan|punkten|beslutet|behandlingen)\s+(?:"
            r"(?:tas|togs|behandlas|kommer\s+att\s+(?:tas|behandlas))\s+(?:upp\s+)?(?:till\s+beslut\s+)?(?:vid|på|till|under)\s+(?:\w+\s+)?nästa)"
            r"|skjut(?:a|er)\s+upp\s+(?:ärendet|frågan|beslutet|behandlingen|punkten))\b"
        ),
    ),
    (
        "referred_back",
        ("återremi", "återförvis", "tillbaka"),
        re.compile(
            r"^\W*återremiss\b|\b(?:återremitter(?:a|as|ar|ade|ades|ats)|återremiss\s+av|återförvisa(?:r|s|des)?"
            rf"|(?:skicka|sän)\w*\s+tillbaka\s+{_MATTER}|{_MATTER}\s+(?:skickas|sänds|skickades|sändes)\s+tillbaka)\b"
        ),
    ),
    (
        "withdrawn",
        ("utg", "återt", "baka", " ur ", " från ", "avskriv"),
        re.compile(
            rf"\b{_MATTER}\s+(?:utgår|utgick|avskriv(?:s|its)|avskrevs|(?:dras|drogs|dragits|har\s+dragits)\s+(?:till)?baka|återta(?:s|ra|git)|återtogs)\b"
            r"|\b(?:utgår|utgick|lyft(?:e?s|a|er)|tas|togs|stryks|ströks)\s+(?:bort\s+)?(?:ur|från)\s+(?:dagordningen|\w*listan)\b"
        ),
    ),
    (
        "answered",
        ("besvara", "färdig", "fullgjor"),
        re.compile(
            r"\banse\w*\s+(?:\w+\s+){0,3}(?:besvara[dt]e?|färdigbehandla[dt]e?|fullgjor[dt]a?|färdigbereda?d?)\b"
            r"|\b(?:är|förklara[rs]?)\s+(?:\w+\s+)?besvara[dt]\b"
        ),
    ),
    (
        "rejected",
        ("avsl", "avstyrk", "avvis", "inte", " ej", "icke", "utan bifall"),
        re.compile(
            r"^\W*avslag\b|\b(?:avslå[rs]?|avslogs?|avslagit|avslagen|avstyrk(?:a|er|s|te)|avvisa(?:r|s|des|de)?|avslag\s+på|utan\s+bifall\w*"
            rf"|(?:inte|ej|icke)\s+{_YIELDS}|{_YIELDS}\s+(?:inte|ej|icke)|{_NOT_GIVEN})\b"
        ),
    ),
)
_APPROVES = re.compile(
    r"\b(?:godkän\w*|fastställ\w*|antas?|antar|antog|bifall\w*|bifalles|utse[rs]?|utsågs?|väl[js]er?|väljs?|välja|vald(?:e|es)|bevilja[rs]?|förklaras?"
    r"|uppdra[rs]?|upphör|upphäv\w*|översänd\w*|överlämna[rs]?|lämnas?|revidera[rs]?|bemyndiga[rs]?|bestäm(?:ma|mer|s)"
    r"|(?:får|fick|ges?|ger|gav)\s+(?:\w+[\s,]+){0,12}?(?:uppdrag|fullmakt)|medge[rs]?|avsätt\w*|anslå[rs]?|tillsätt\w*|starta[rs]?"
    r"|anställ\w*|inrätta[rs]?|avsluta[rs]?|genomför\w*|beslut(?:ar?|at|ade)|delegera[rs]?|fördela[rs]?|införs?|införa|får\s+framställas"
    r"|tillstyrk\w*|ställ\w*\s+sig\s+bakom|ansvarsfrihet|ingå[rs]?|teckna[rs]?|justera[rst]?|justerat|flytta[rs]?"
    r"|förordna[rs]?|yttrande|använd\w*|betalas?|utbetalas?|utgår|skjuts|ändra[rs]?|ersätts)\b"
)
_NOTING_STEMS = (
    "teckna",
    "anmäl",
    "handlingarna",
    "del av",
    "protokollet",
    "notera",
    "delgiven",
    "tacka",
    " emot",
    "föranle",
)
_NOTES = re.compile(
    r"\b(?:(?:an)?teckna[rs]|antecknades|anmäl(?:s|des|da)\b(?!\s+(?:till|för))|(?:lägg(?:a|as|s|er)|lades?|lagts)\b.{0,160}?\btill\s+handlingarna|(?:ta|tar|tagit)\s+del\s+av"
    r"|(?:ta|tas|tar)\s+(?:\w+\s+){0,3}till\s+protokollet|notera[rs]?|(?:tas|tar)\s+emot|(?:är\s+)?delgiven|tackar?\s+för\s+informationen"
    r"|föranle(?:der|dde|tt)\s+(?:ingen|inga|inte\s+någ\w+)\s+(?:\w+\s+)?åtgärd(?:er)?)\b",
    re.DOTALL,
)
# «Motionen remitteras till kommunstyrelsen för beredning»: the matter goes on, nothing has become of it.
_PASSES_ON = re.compile(
    r"\b(?:remitter\w+|överlämna\w*|lämna[rs]?|hänskjut\w*|skicka[rs]?|översänd\w*)\b.{0,120}?"
    r"\b(?:för|på|till)\s+(?:vidare\s+)?(?:beredning|handläggning)\b|\bremitteras\s+till\b",
    re.DOTALL,
)
_WEIGHT: tuple[Outcome, ...] = (
    *("tabled", "referred_back", "recommended", "withdrawn", "rejected", "approved", "answered", "noted"),
)
_CLAUSE_VERB = re.compile(r"^\W*(?:\d{1,2}[.)]\s+)?att\s+(?:med\s+godkännande\s+)?(\w+)")


def clause_outcome(clause: str) -> Outcome:
    """What a clause of a decision does: the strongest of the outcomes that its words name, else «approved».

    A clause that only takes note is «noted»; where it also approves, it approves.
    """
    words = clause.lower()
    if strong := _strong(words):
        return strong
    if not _takes_note(words):
        return "approved"
    verb = _CLAUSE_VERB.match(words)
    approving = _APPROVES.match(verb.group(1)) if verb else _APPROVES.search(words)
    return "approved" if approving else "noted"


def says_what_is_done(text: str) -> bool:
    """Whether ``text`` holds any verb that decides something."""
    words = text.lower()
    return _strong(words) is not None or _takes_note(words) or _APPROVES.search(words) is not None


def passes_on(clause: str) -> bool:
    """Whether a clause only passes the matter on to those who prepare it."""
    return _PASSES_ON.search(clause.lower()) is not None


def _strong(words: str) -> Outcome | None:
    for outcome, stems, pattern in _WORDS:
        if any(stem in words for stem in stems) and pattern.search(words):
            return outcome
    return None


def _takes_note(words: str) -> bool:
    return any(stem in words for stem in _NOTING_STEMS) and _NOTES.search(words) is not None


def combined(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of several clauses that only approve, answer or note: the weightiest one."""
    return min(
        outcomes, key=("rejected", "tabled", "referred_back", "withdrawn", "approved", "answered", "noted").index
    )


def matter_outcome(decisions: Sequence[Decision]) -> Outcome | None:
    """What became of a matter at one meeting: the outcome of most of its clauses; ``None`` when nothing was decided.

    Between equally many, what leaves the matter open (tabled, referred back) weighs most, then what another
    body is to decide. Nothing has become of a matter that was only passed on.
    """
    clauses: Counter[Outcome] = Counter()
    for decision in decisions:
        if decision.status != "information" or not any(map(passes_on, decision.items)):
            clauses[decision.outcome] += len(decision.items)
    return min(clauses, key=lambda outcome: (-clauses[outcome], _WEIGHT.index(outcome)), default=None)
