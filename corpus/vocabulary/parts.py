"""Lines of minutes that frame what stands under them: the names of parts (Beslut, Yrkanden …) and fields."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.vocabulary.bodies import BODY_ENDING_GENITIVE

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
_PARTS = {part.lower(): part for part in PARTS}
# «Kommunstyrelsens beslut», «Arbetsutskottets förslag till beslut»
_WHOSE_PART = re.compile(
    rf"^(?:[A-ZÅÄÖ][a-zåäö]+-\s+och\s+)?\w*(?:{BODY_ENDING_GENITIVE}|kontorets"
    r"|förvaltningens|ordförandens)\s+(?:(beslut)|förslag(?:\s+till\s+\w+)?)$",
    re.IGNORECASE,
)
# «Omröstning – huvudvotering», «Huvudvotering», «Votering 2»
_VOTING = re.compile(r"^(?:(?:omröstning|votering)\b[^.:!?]{0,50}|\w{3,15}votering)$", re.IGNORECASE)
_MAX_PART = 120
_FIELD = re.compile(
    r"^(?:ärende?ansvarig|handläggare|föredragande|tid|plats|datum|ordförande|sekreterare|justerare)\s*:\s*\S.*$"
    r"|^(?:diarienummer|diarienr|ärendenummer|ärendenr|dnr)\b.{0,60}$",
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
    if "beslut" not in lowered and "förslag" not in lowered:
        return None
    whose = _WHOSE_PART.match(name[:_MAX_PART])
    if not whose:
        return None
    return "Beslut" if whose.group(1) else "Förslag till beslut"


def is_field(text: str) -> bool:
    """Whether the line ``text`` is a field with its value: «Handläggare: …», «Diarienummer …»."""
    return (":" in text or text[:1] in _FIELD_OPENS) and _FIELD.match(text) is not None
