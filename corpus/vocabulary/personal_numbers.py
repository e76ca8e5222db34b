"""Personal identity numbers (personnummer) and coordination numbers (samordningsnummer), found and masked.

A number is one when its birth date exists and its check digit is right. Digits that could as well be something
else (a telephone number, a time stamp) need words beside them that say what they are.
"""

from __future__ import annotations

import re
from datetime import date

# Characters that do not show can stand inside a number; cleaning takes them out later.
_HIDDEN = "[\u00ad\u200b-\u200d\u2060\ufeff*]{0,2}"
_DIGIT = f"[0-9]{_HIDDEN}"
_DASH = r"[-+\u2010-\u2015\u2212]"
_CANDIDATE = re.compile(
    rf"(?<![\w/])(?<!\w[-:.,/])(?P<century>(?:18|19|20){_HIDDEN})?"
    rf"(?P<day>(?:{_DIGIT}){{6}})(?P<mark>[ \t]?{_DASH}\s?|[ \t\u00a0\u202f])?(?P<last>(?:{_DIGIT}){{3}}[0-9])"
    r"(?![\w/]|[-:.,][0-9])"
)
# Most texts hold nothing like it, and this is soon seen
_LONG_NUMBER = re.compile(rf"[0-9]{_HIDDEN}[0-9]{_HIDDEN}[-+ \t\u00a0\u202f\u2010-\u2015\u22120-9]\s?(?:{_DIGIT}){{3}}")
_CALLED = re.compile(
    r"\b(?:person(?:nummer|nr)|pers\.?\s?nr|p\.?\s?nr|pnr|samordnings(?:nummer|nr)|födelse(?:nummer|data|datum)|född)"
    r"\W{0,5}(?:\w+\W{1,3}){0,4}$",
    re.IGNORECASE,
)
_CALLED_OTHERWISE = re.compile(
    r"\b(?:dnr|diarie\w*|ärende(?:nummer|nr)\w*|tel\w*|tfn|mobil\w*|fax|bankgiro|plusgiro|postgiro|bg|pg|ocr|iban"
    r"|faktura\w*|konto\w*|referens\w*|avtals?(?:nummer|nr)|beställnings(?:nummer|nr)|version|kl)\W{0,4}$",
    re.IGNORECASE,
)
_CONTEXT = 60


def mask_personal_numbers(text: str) -> str:
    """The text with every digit of a personal identity or coordination number as «X»; its length stays the same."""
    return _CANDIDATE.sub(_masked, text) if _LONG_NUMBER.search(text) else text


def _masked(match: re.Match[str]) -> str:
    shown = match.group()
    before = match.string[max(0, match.start() - _CONTEXT) : match.start()]
    if not _is_personal(re.sub(r"[^0-9]", "", shown)) or not _is_meant(match, before):
        return shown
    return re.sub("[0-9]", "X", shown)


def _is_meant(match: re.Match[str], before: str) -> bool:
    """Whether its shape or the words before it say that it is a person's number."""
    if _CALLED.search(before):
        return True
    mark = (match.group("mark") or "").strip()
    in_figures_of_twelve = match.group("century") is not None and match.group("mark") is None
    return (bool(mark) or in_figures_of_twelve) and not _CALLED_OTHERWISE.search(before)


def _is_personal(digits: str) -> bool:
    """Whether ten or twelve digits hold a birth date and its check digit; a coordination number adds 60 to the day."""
    century, ten = digits[:-10], digits[-10:]
    year, month, day = int(ten[:2]), int(ten[2:4]), int(ten[4:6])
    # Without a century 2000 stands for all: every fourth year is a leap year from 1901 to 2099
    return _is_date(int(century or 20) * 100 + year, month, day - 60 if day > 60 else day) and _has_check_digit(ten)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_check_digit(digits: str) -> bool:
    """Whether the digits satisfy the Luhn algorithm (ISO/IEC 7812-1, annex B): doubled from the left, every other."""
    doubled = (int(digit) * (2 - index % 2) for index, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0
