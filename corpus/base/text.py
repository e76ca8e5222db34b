"""Text as every room writes it."""

from __future__ import annotations

import unicodedata

_ASCII_ONLY = ("ascii", "ignore")


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and none around it."""
    return " ".join(text.split())


def folded(text: str) -> str:
    """The text in small letters without dots and accents: «Övertorneå» is «overtornea»."""
    return unicodedata.normalize("NFKD", text.lower()).encode(*_ASCII_ONLY).decode()
