"""What political bodies are called: the kinds of body, in the definite form that minutes write them in.

From kommunallagen (2017:725), chapters 3 and 5–6: fullmäktige, styrelse, nämnder, utskott and beredningar.
"""

from __future__ import annotations

import re

# Highest first.
KINDS_OF_BODY = ("fullmäktige", "styrelsen", "nämnden", "utskottet", "beredningen")
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
