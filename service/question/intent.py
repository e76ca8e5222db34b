"""What a question asks for: one enumeration, read from Swedish question words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from service.question.positions import VOTE_NOUN, PositionWords


class Intent(StrEnum):
    """What a question may ask for.

    The first eleven say what a passage must hold to answer it; the others what the documents' data can tell.
    """

    COST = "cost"
    AMOUNT = "amount"
    DATE = "date"
    WHO = "who"
    POSITION = "position"
    DECISION = "decision"
    IDENTIFIER = "identifier"
    LIST = "list"
    WHY = "why"
    DEFINITION = "definition"
    OPEN = "open"
    COUNT = "count"
    ROLE_HOLDER = "role_holder"
    COURSE = "course"
    TIMES_PUT_OFF = "times_put_off"
    RESERVATION = "reservation"
    ABSTENTION = "abstention"
    VOTE = "vote"
    FLOOR_PROPOSAL = "floor_proposal"
    SUPPORT = "support"
    NOTE = "note"
    OPINION = "opinion"
    ENDORSEMENT = "endorsement"


# Tried in this order against the question in lower case without å, ä and ö.
_BEFORE_POSITION: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.DECISION,
        re.compile(
            r"^(?:hur gick(?: det)?|vad blev|vad hande med|vad (?:beslut|beslot|bestam)\w*)\b"
            # The day of a decision is the meeting's, and it is told with the decision.
            r"|^nar (?:(?:fattades|togs)\b.*\bbeslut|(?:besluta|beslots|bestamde|antog|godkand|avslogs|bifoll|bordlad))"
            r"|\bvad (?:tyck|anse|ansag|vill|sag|sa)\w*"
            r" (?:\w*(?:namnden|styrelsen|fullmaktige|utskottet)|ks|kf)\b"
        ),
    ),
    (
        Intent.IDENTIFIER,
        re.compile(r"\b(?:(?:diarie|arende)(?:nummer|numret|nr)|dnr|vilken paragraf)\b"),
    ),
    (
        Intent.WHY,
        re.compile(r"\b(?:varfor|hur kommer det sig|av vilken anledning|(?:vilka|vad) (?:ar|var) (?:skal|orsak)\w*)\b"),
    ),
)
_AFTER_POSITION: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        Intent.WHO,
        re.compile(
            r"\b(?:vem|vems)\b|\bvad het(?:er|te)\b.*\b\w+(?:ar|or|ist|chef|rad|man|bas|ombud)(?:e|en|n|et|nen)?\b"
            r"|^(?!.*\b(?:vad|hur|nar|varfor)\b).*\b(?:handlagga\w*|handlagger|ordforande|justera\w*)\b"
        ),
    ),
    (
        Intent.DATE,
        re.compile(
            r"^nar\b|\bnar (?:ska|ar|blir|tar|borjar|oppnar|kan|sker)\b|\bdatum\b|\bvilket ar\b|\bsista dag"
            r"|\b(?:vilken|vilka) (?:dag|dagar|datum|manad|vecka|tid)\b"
        ),
    ),
    (
        Intent.COST,
        re.compile(
            r"\bkosta[rt]?\b|\bhur mycket pengar\b|\bhur manga (?:kronor|miljoner|tusenlappar)\b"
            r"|\b(?:vilken|hur (?:stor|hog)) \w*lon\b|\btjanar\b"
            r"|\bhur dyr\w*|\b\w*(?:kostnad|pris|avgift|belopp|utgift)(?:en|et|er|erna)?s?\b"
        ),
    ),
    (
        Intent.AMOUNT,
        re.compile(
            r"\bhur (?:mycket|mkt|manga|stor[at]?|hog[at]?|lang[at]?|lange|brett?|djupt?|tungt?|gamm(?:al|la)|ofta|fort"
            r"|snabbt|snart|tidigt)\b|\b(?:andel|antal)\w*\b|\bprocent\b"
        ),
    ),
    (
        Intent.DECISION,
        re.compile(
            r"\b(?:beslut|beslot|bestam|godkan|antag|avslog|avslag|bifall|bifoll|foresl)\w*|\banto[gs]\w*"
            r"|\bhur gick\b|\bvad (?:blev|hande|hander|sa|sade)\b"
            r"|^(?:ar|var|blir|blev|har|hade|far|fick|kan|kunde|ska|skulle|vill|ville|maste|bor|borde|gar|gick|kommer|kom"
            r"|deltog|sager|sa|sade)\b"
        ),
    ),
    (Intent.LIST, re.compile(r"\b(?:vilka|lista|rakna upp|samtliga)\b")),
    (
        Intent.DEFINITION,
        re.compile(r"^vad (?:betyder|innebar|menas med|star \w+ for)\b|^vad ar (?:(?:en|ett|det|den) )?[\w-]+[?. ]*$"),
    ),
)
_TURNS = re.compile(
    r"\b(?:gick|gatt|var|varit|ar) turerna\b|\bturerna (?:i|om|kring|runt|bakom)\b"
    r"|\bvad har (?:hant|skett|gjorts)\b|\bhur har\b.*\b(?:gatt|behandlats|hanterats)\b"
    r"|\bhistorik\w*|\btill slut\b|\b(?:gick|gatt|fick)\b.*\bigenom\b|\bvand(?:or|orna|an)\b|\bslutade\b"
)
_VOTE_NOUN = re.compile(VOTE_NOUN)
_PUT_OFF = re.compile(
    r"\bhur (?:manga ganger|ofta)\b.*\b(?:(?:skots?|skjut\w*)\b.*\bupp\b|uppsk[jo]\w*|bordla\w*|vila(?:de|r|t|nde)?\b)"
)
_ENDORSED = re.compile(r"\b(?:till|av)styrk")


def read_intents(folded: str, positions: PositionWords, bodies: int) -> tuple[Intent, ...]:
    """All that a question may ask for; the last is what a passage must hold. ``bodies`` is how many it names."""
    return (*_of_the_course(folded, bodies), *_of_positions(positions), *_endorsement(folded), _held(folded, positions))


def _held(folded: str, positions: PositionWords) -> Intent:
    """What a passage must hold to answer the question; «open» when its words do not tell."""
    first = next((intent for intent, asked in _BEFORE_POSITION if asked.search(folded)), None)
    if first is None and positions.any:
        return Intent.POSITION
    return first or next((intent for intent, asked in _AFTER_POSITION if asked.search(folded)), Intent.OPEN)


def _of_the_course(folded: str, bodies: int) -> Iterator[Intent]:
    """Whether it asks how a matter went from one treatment to the next, or how often it was put off."""
    if _PUT_OFF.search(folded):
        yield Intent.TIMES_PUT_OFF
    elif not _VOTE_NOUN.search(folded) and (bodies > 1 or _TURNS.search(folded)):
        yield Intent.COURSE


def _of_positions(positions: PositionWords) -> Iterator[Intent]:
    """How people and parties took position, as far as that is asked; a reservation or a vote before what was moved."""
    if positions.reservation:
        yield Intent.RESERVATION
    elif positions.abstention:
        yield Intent.ABSTENTION
    if positions.vote:
        yield Intent.VOTE
    if positions.reservation or positions.vote:
        return
    if positions.floor_proposal:
        yield Intent.FLOOR_PROPOSAL
        return
    for asked, intent in (
        (positions.support, Intent.SUPPORT),
        (positions.note or positions.statement, Intent.NOTE),
        (positions.opinion, Intent.OPINION),
    ):
        if asked:
            yield intent


def _endorsement(folded: str) -> Iterator[Intent]:
    if _ENDORSED.search(folded):
        yield Intent.ENDORSEMENT
