"""What political bodies are called: the kinds of body, in the definite form that minutes write them in.

From kommunallagen (2017:725), chapters 3, 5–6 and 9: fullmäktige, styrelse, nämnder, utskott, beredningar, and the
direktion of an association; a sektion is what a board in Finland has for an utskott.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Highest first.
KINDS_OF_BODY = ("fullmäktige", "styrelsen", "direktionen", "nämnden", "utskottet", "sektionen", "beredningen")
GENERAL_NAMES = frozenset(KINDS_OF_BODY)
# The end of a body's name, and the same in the genitive; to stand in a pattern.
BODY_ENDING = f"(?:{'|'.join(KINDS_OF_BODY)})"
BODY_ENDING_GENITIVE = f"(?:{'|'.join(f'{kind}s' for kind in KINDS_OF_BODY)})"
# «Hälso- och sjukvårdsnämnden»: the first half of a name that has two.
FIRST_HALF = r"(?:[A-ZÅÄÖa-zåäö]+-\s?och\s+)?"
# What stands before a general name: «Tekniska nämnden», «Gemensamma nämnden».
QUALIFIER = r"(?:[Gg]emensamma|[Kk]ommunala|[Rr]egionala|[Ss]ociala|[Tt]ekniska)"

_SPACE = re.compile(r"\s+")


def body_name(written: str) -> str:
    """The name with a capital and plain spaces: «hälso-och  sjukvårdsnämnden» is «Hälso- och sjukvårdsnämnden»."""
    return _SPACE.sub(" ", written[0].upper() + written[1:]).replace("-och ", "- och ")


# Bodies that every municipality or region has, by the letters that files, folders and case numbers have for them.
SHORT_NAMES: Mapping[str, str] = {
    "kf": "Kommunfullmäktige",
    "ks": "Kommunstyrelsen",
    "rf": "Regionfullmäktige",
    "rs": "Regionstyrelsen",
    "ksau": "Kommunstyrelsens arbetsutskott",
    "rsau": "Regionstyrelsens arbetsutskott",
    "kommunfullmaktige": "Kommunfullmäktige",
    "kommunstyrelsen": "Kommunstyrelsen",
    "regionfullmaktige": "Regionfullmäktige",
    "regionstyrelsen": "Regionstyrelsen",
}
_LETTERS = {body: short.upper() for short, body in SHORT_NAMES.items() if len(short) < len(body) // 2}


def short_name(body: str) -> str:
    """The letters that everybody knows the body by, «KF»; for another its name."""
    return _LETTERS.get(body, body)


# Authorities and boards of the state and of companies, which end like a body and are none
_OF_THE_STATE = re.compile(
    r"(?:l[äa]ns|social|skol|vägverks|arbetsmiljö|bolags|företags|bank|patent- och registrerings|konsument)styrelsen$"
    r"|(?:koncessions|hyres|arrende|överklagande|valprövnings|resegarantis|diskriminerings|forsknings|opinions)nämnden$"
    r"|(?:riksdags|konstitutions|justitie|utbildnings|finans|arbetsmarknads|närings)utskottet$"
    r"|^(?:brukar|förenings|elev|kår|styrelse)styrelsen$",
    re.IGNORECASE,
)


def is_of_the_state(name: str) -> bool:
    """Whether the name is that of an authority of the state, or another that no municipality or region decides by."""
    return _OF_THE_STATE.search(name) is not None


def definite_name(name: str) -> str:
    """The name in the form that minutes write it in: «Valnämnd» alone is «Valnämnden»."""
    ending = {"nämnd": "nämnden", "styrelse": "styrelsen", "beredning": "beredningen"}
    found = next((short for short in ending if name.endswith(short) and " " not in name), None)
    return name.removesuffix(found) + ending[found] if found else name
