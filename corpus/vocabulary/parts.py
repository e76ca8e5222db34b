"""Lines of minutes that frame what stands under them: the names of parts (Beslut, Yrkanden …) and fields."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.vocabulary.bodies import BODY_ENDING, BODY_ENDING_GENITIVE, QUALIFIER
from corpus.vocabulary.dates import MONTH_NAME

PARTS = (
    "Beslut",
    "Förslag till beslut",
    "Ärendebeskrivning",
    "Ärendet",
    "Sammanfattning",
    "Sammanfattning av ärendet",
    "Bakgrund",
    "Förvaltningens bedömning",
    "Samlad bedömning",
    "Bedömning",
    "Beslutsunderlag",
    "Underlag",
    "Handling",
    "Handlingar",
    "Beredning",
    "Överläggningar",
    "Överläggning",
    "Tidigare behandling",
    "Yrkande",
    "Yrkanden",
    "Propositionsordning",
    "Proposition",
    "Beslutsgång",
    "Omröstning",
    "Votering",
    "Reservation",
    "Reservationer",
    "Särskilt yttrande",
    "Protokollsanteckning",
    "Protokollsanteckningar",
    "Noteras till protokollet",
    "Jäv",
    "Justering",
    "Deltar ej",
    "Information",
    "Delgivningar",
    "Delges",
    "Expedieras",
    "Protokollsutdrag skickas till",
    "Beslutet skickas till",
    "Ekonomiska konsekvenser",
    "Ekonomiska ramar",
)
# What other systems print for the same part
_OTHER_NAMES = {
    "Ärendets behandling": "Beredning",
    "Ärendets gång": "Beredning",
    "Behandling": "Beredning",
    "Förvaltningens yttrande": "Förvaltningens bedömning",
    "Beslutsordning": "Beslutsgång",
    "Omröstningsresultat": "Omröstning",
    "Voteringsresultat": "Omröstning",
    "Voteringslista": "Omröstning",
    "Expedieras till": "Expedieras",
    "Beslutet expedieras till": "Expedieras",
    "Beslutet delges": "Delges",
    "Beslutet sänds till": "Beslutet skickas till",
    "Anteckning": "Protokollsanteckning",
    "Förslag till beslut på sammanträdet": "Yrkanden",
    "Förslag till beslut på mötet": "Yrkanden",
    "Ledamöternas förslag till beslut": "Yrkanden",
    "Ledamöternas förslag": "Yrkanden",
    "Beslutet": "Beslut",
    "Tidigare beslut": "Tidigare behandling",
    "Tidigare beslut i ärendet": "Tidigare behandling",
    "Ärendets tidigare behandling": "Tidigare behandling",
}
# These can be what a whole matter is called.
TITLES = frozenset({"Information", "Delgivningar", "Justering", "Överläggningar"})
_PARTS = {name.lower(): part for name, part in [*((part, part) for part in PARTS), *_OTHER_NAMES.items()]}
# «Kommunstyrelsens beslut», «Arbetsutskottets förslag till beslut»
_WHOSE_PART = re.compile(
    rf"^(?:(?:[A-ZÅÄÖ][a-zåäö]+-\s+och\s+)?(?:{QUALIFIER}\s+)?\w*(?:{BODY_ENDING_GENITIVE}|kontorets"
    r"|förvaltningens|ordförandens|sektionens|direktionens|revisionens|presidiets))\s+"
    r"(?:(?P<beslut>beslut)|förslag(?:\s+till\s+\w+)?)$",
    re.IGNORECASE,
)
# A colon says that a line leads on, whoever it names: «Personalsektionens beslut:», «Stadsdirektör Eks förslag:»
_LEADING_PART = re.compile(
    r"^(?!(?:Av|Bifall|Efter|Enligt|I|Med|På|Som|Till|Utan)\b)[A-ZÅÄÖ][^.:,;!?]{2,60}s\s+"
    r"(?:(?P<beslut>beslut)|förslag(?:\s+till\s+beslut)?):$|^(?:Förslag):$"
)
# «Förslag till beslut i kommunfullmäktige», also together with the heading above it: «Beslut Förslag till beslut i …»
_PROPOSAL_TO = re.compile(
    rf"^(?:Beslut:?\s+)?förslag\s+till\s+(?:beslut\s+(?:i|till|för)\s+)?[\w-]*{BODY_ENDING}$", re.IGNORECASE
)
# What stands in capitals before the name of a part: «NÄMNDENS BEHANDLING 2019-11-19 Nämndens beslut»
_IN_CAPITALS = re.compile(r"^[A-ZÅÄÖ][A-ZÅÄÖ\d .,-]{8,}\s(?=[A-ZÅÄÖ][a-zåäö])")
_INLINE = re.compile(
    r"^((?:Förslag till )?[Bb]eslut:|[A-ZÅÄÖ][\w -]{3,60}s (?:beslut|förslag(?: till beslut)?):)\s+(\S.*)$"
)
# «Omröstning – huvudvotering», «Huvudvotering», «Votering 2»
_VOTING = re.compile(r"^(?:(?:omröstning|votering)\b[^.:!?]{0,50}|\w{3,15}votering)$", re.IGNORECASE)
# A line that heads the account of one treatment: «Personalsektionen 20.2.2023, 6 §», «Nämnden den 3 maj 2024 § 12»
_ACCOUNT = re.compile(
    r"[A-ZÅÄÖ][^.:;§\d]{2,60}?\s+(?:den\s+)?"
    rf"(?:[\d.]{{5,10}}|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}\s+(?:{MONTH_NAME})\s+\d{{4}})"
    r"\s*,?\s*(?:§\s*\d{1,4}|\d{1,4}\s*§)\W*"
)
# A body and a day, and nothing else
_BODY_AND_DAY = re.compile(
    rf"[\w, -]*{BODY_ENDING}\s+(?:den\s+)?"
    rf"(?:\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|(?:19|20)\d\d-\d\d-\d\d|\d{{1,2}}\s+(?:{MONTH_NAME})\s+\d{{4}})",
    re.IGNORECASE,
)
_MAX_PART = 120
_FIELD = re.compile(
    r"^(?:ärende?ansvarig|handläggare|föredragande|tid|plats|datum|ordförande|sekreterare|justerare)\s*:\s*\S.*$"
    r"|^(?:diarie ?nummer|diarie ?nr|ärendenummer|ärendenr|ärendebeteckning|d\.?nr)\b.{0,60}$",
    re.IGNORECASE,
)
_FIELD_OPENS = frozenset("ÄäDd")


@lru_cache(maxsize=1024)  # the same short lines come back all through a roll call
def part_of(text: str) -> str | None:
    """The part that the line ``text`` is the heading of, by the name it has in ``PARTS``."""
    if text[:1].islower():  # the last word of a wrapped line: «i enlighet med nämndens / beslut»
        return None
    name = text.rstrip(": ")
    lowered = name.lower()
    if lowered in _PARTS:
        return _PARTS[lowered]
    if "voter" in lowered or lowered.startswith("omröst"):
        return "Omröstning" if _VOTING.match(name) else None
    if text[1:2].isupper() and (capitals := _IN_CAPITALS.match(text)):
        return part_of(text[capitals.end() :])
    return _decided_or_proposed(text) if "beslut" in lowered or "förslag" in lowered else None


def _decided_or_proposed(text: str) -> str | None:
    """The part that holds what somebody decided or proposed: «Nämndens beslut», «Förslag till beslut i …»."""
    name = text[:_MAX_PART].rstrip(": ")
    if _PROPOSAL_TO.match(name):
        return "Förslag till beslut"
    whose = _WHOSE_PART.match(name) or _LEADING_PART.match(text[:_MAX_PART].rstrip())
    if whose:
        return "Beslut" if whose["beslut"] else "Förslag till beslut"
    return None


def heads_account(text: str) -> bool:
    """Whether the line ``text`` is the heading of what one body did on one day, in a matter that quotes several."""
    if len(text) > _MAX_PART:
        return False
    return _ACCOUNT.fullmatch(text) is not None if "§" in text else _BODY_AND_DAY.fullmatch(text) is not None


def part_and_words(text: str) -> tuple[str, str] | None:
    """The name of a part and what stands behind it on its line: «Beslut: Planen antas.»"""
    match = _INLINE.match(text)
    return (match.group(1), match.group(2)) if match and part_of(match.group(1)) else None


def is_field(text: str) -> bool:
    """Whether the line ``text`` is a field with its value: «Handläggare: …», «Diarienummer …»."""
    return (":" in text or text[:1] in _FIELD_OPENS) and _FIELD.match(text) is not None
