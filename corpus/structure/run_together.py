"""Surnames that lost the hyphen at the end of a line: «Eva SundénAndersson (D)» is «Eva Sundén-Andersson (D)»."""

from __future__ import annotations

import re

# A first name may be written so («AnnaSara»), and so may short openings («McDonald»): only a surname before the party
# that is named behind it, of two halves that are names.
_SURNAME = re.compile(r"(?<=[a-zåäöéü] )([A-ZÅÄÖ][a-zåäöéü]{3,30})([A-ZÅÄÖ][a-zåäöéü]{3,30})(?=\s\([A-ZÅÄÖ]{1,3}\))")


def with_hyphens_back(text: str) -> str:
    """The text with these names hyphenated wherever they stand."""
    found = {match[0]: f"{match[1]}-{match[2]}" for match in _SURNAME.finditer(text)}
    for together, parted in found.items():
        text = re.sub(rf"\b{together}\b", parted, text)
    return text
