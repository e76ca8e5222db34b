"""Raised figures: the mark of a note is no part of the number or the word before it, the square of a metre is."""

from __future__ import annotations

import re

_NOTE = re.compile(r"^\s*[\[(]?(?:\d{1,3}|[a-z]\)|[ivx]{1,4}\)|\*{1,3}|†)[\])]?(?:\s*[,;]\s*\d{1,3}\)?)*\s*$")
# Square metres, carbon dioxide
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcdmµ]?[ms]|[CNS]?O|H)\Z")
_POWER = re.compile(r"[×·*]\s?10\Z|(?<![^\W_])[a-z]\Z")
_TEN, _LARGE_POWERS = re.compile(r"(?<!\d)10\Z"), ("6", "9")
_HOUR = re.compile(r"\bkl(?:ockan|\.)?\s?\d{1,2}\Z", re.IGNORECASE)
_MINUTES = re.compile(r"\d\d")
# The same signs as characters of their own: «250³ kronor»
_RAISED_SIGNS = "¹²³⁰⁴⁵⁶⁷⁸⁹"
_AS_FIGURES = str.maketrans(_RAISED_SIGNS, "1230456789")
# Behind a figure, its stop, or a word
_RAISED_RUN = re.compile(
    rf"(?:(?<=[\d%)])|(?<=[\d%)][,.;:])|(?<=[a-zåäö]{{4}})|(?<=[a-zåäö]{{4}}[,.;:]))[{_RAISED_SIGNS}]+(?!\w)"
)
# A note at the foot of a page: «¹ Räknat den 15 oktober.»
FOOT_NOTE = re.compile(rf"(?:[{_RAISED_SIGNS}]{{1,3}}|\d{{1,3}}(?=\s+[A-ZÅÄÖ]))\s*\S")
_CONTEXT = 20


def in_line(before: str, raised: str) -> str:
    """What raised text becomes behind ``before``: nothing when it marks a note, and else what it stands for."""
    before = before[-_CONTEXT:].rstrip("\n")
    if not before.strip():
        return f"{raised.strip()} " if raised.strip().isdigit() else raised
    if _MINUTES.fullmatch(raised) and _HOUR.search(before):
        return f".{raised}"
    if not _NOTE.match(raised) or _UNIT.search(before):
        return raised
    return f"^{raised.strip()}" if _is_power(before, raised.strip()) else ""


def without_note_signs(text: str) -> str:
    """The text without raised figures written as signs of their own behind a number or a word."""
    if not any(sign in text for sign in _RAISED_SIGNS):
        return text
    return _RAISED_RUN.sub(_kept_power, text)


def _kept_power(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    return match.group() if _is_power(before, match.group().translate(_AS_FIGURES)) else ""


def _is_power(before: str, figures: str) -> bool:
    return bool(_POWER.search(before)) or (figures in _LARGE_POWERS and bool(_TEN.search(before)))
