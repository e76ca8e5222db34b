"""Personal identity numbers (personnummer), coordination numbers (samordningsnummer) and those that stand in for them
until a person has one (a letter in place of a digit), found and masked; Finland's personal identity codes too.

A number is one when its birth date exists and its check digit is right. Digits that could as well be something
else (a telephone number, a time stamp) need words beside them that say what they are.
"""

from __future__ import annotations

import re
from datetime import date

# Characters that do not show can stand inside a number; cleaning takes them out later.
_HIDDEN = "[\u00ad\u200b-\u200d\u2060\ufeff*]{0,2}"
_DIGIT = f"[0-9]{_HIDDEN}"
_DASH = r"[-+_\u2010-\u2015\u2212\ufe63\uff0d]"
_SPACE = "[ \t\u00a0\u202f\u2009]"
# By itself, or run together with a word or what it is called: «akt121212-1212», «pnr191212121212», «T20121212-2392»
_BEGINS = r"(?:(?<!\w)|(?<=[a-zåäö]{2})|(?<=\bT)(?<!-T))"
_END = r"(?!\w|-\s*[0-9]|[.,][0-9]{1,2}(?![0-9]))"
_TWO = f"(?:{_DIGIT}){{2}}"
_CANDIDATE = re.compile(
    rf"(?=[0-9]){_BEGINS}(?P<century>(?:18|19|20){_HIDDEN})?{_TWO}(?P<parted>[-. ]?){_TWO}(?P=parted){_TWO}"
    rf"(?P<mark>{_SPACE}?{_DASH}\s?|{_SPACE})?(?:{_DIGIT}|[A-Z]{_HIDDEN}){_TWO}[0-9]{_END}"
)
_FINNISH = re.compile(rf"(?<![\w/-])(?P<day>[0-9]{{6}})[-+A-FU-Y](?P<last>[0-9]{{3}})(?P<check>[0-9A-FHJ-NPR-Y]){_END}")
_FINNISH_CHECKS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# Figures set apart from each other, and those that schools give until a person has a number
_SPACED = re.compile(r"(?=[0-9] )(?<!\w)(?:[0-9] ){5,7}[0-9](?P<mark> ?[-+] ?| )(?:[0-9] ){3}[0-9](?!\w)")
_OF_SCHOOLS = re.compile(r"(?<!\w)(?P<day>(?:(?:19|20)[0-9]{2}|[0-9]{2})[0-9]{4})[- ]?TF[0-9]{2}(?!\w)")
# Most texts hold nothing like it, and this is soon seen
_LONG_NUMBER = re.compile(
    rf"[0-9]{_HIDDEN}[-+\s\u00a0\u2009\u202f\u2010-\u2015\u2212\ufe63\uff0dA-Y0-9_]{{1,3}}(?:{_DIGIT}){{2}}[0-9A-Y]"
)
_CALLED = re.compile(
    r"\b(?:person-?(?:num+e?r\w*|nr|beteckning\w*)|pers\.?\s?nr|p[-.]?\s?nr|samordnings-?(?:num+e?r\w*|nr)"
    r"|födelse(?:nummer|data|datum)|född)\W{0,5}(?:\w+\W{1,3}){0,4}$",
    re.IGNORECASE,
)
_CALLED_BEHIND = re.compile(r"\s?\((?:person|samordnings)nummer", re.IGNORECASE)
_CALLED_OTHERWISE = re.compile(
    r"\b(?:dnr|diarie\w*|ärende(?:nummer|nr)\w*|tel\w*|tfn|mobil\w*|fax|bankgiro|plusgiro|postgiro|bg|pg|ocr|iban"
    r"|faktura\w*|konto\w*|referens\w*|avtals?(?:nummer|nr)|beställnings(?:nummer|nr)|version|kl)\W{0,4}$",
    re.IGNORECASE,
)
# What a number hangs on to: another number of the same kind, or a word («KS/850709-…» is a case)
_HUNG_ON = re.compile(r"\w[-+/]$")
_AFTER_ANOTHER = re.compile(r"[0-9]{6}[-+ ]?[0-9A-Z][0-9]{3}[-+/]$")
_ADDRESS = re.compile(r"(?:://|www\.)\S*$")
_CONTEXT = 60
# What parts the words of a file's name
_PARTS_NAME = re.compile(r"_|(?<=[^\W\d_])[-+](?=\d)")


def mask_personal_numbers(text: str) -> str:
    """The text with every digit of a personal identity or coordination number as «X»; its length stays the same."""
    text = _SPACED.sub(_masked_spaced, text)
    if "TF" in text:
        text = _OF_SCHOOLS.sub(_masked_of_schools, text)
    if not _LONG_NUMBER.search(text):
        return text
    return _FINNISH.sub(_masked_finnish, _CANDIDATE.sub(_masked, text))


def mask_in_path(path: str) -> str:
    """The path of a file with the numbers in its names masked, whatever signs part the words of a name."""
    return "/".join(map(_masked_name, path.split("/")))


def _masked_name(name: str) -> str:
    masked = mask_personal_numbers(_PARTS_NAME.sub(" ", name))
    return "".join(sign if sign == "X" else own for sign, own in zip(masked, name, strict=True))


def _masked(match: re.Match[str]) -> str:
    shown = match.group()
    before = _before(match)
    if not _is_free(before) or not _is_meant(match, before):
        return shown
    return re.sub("[0-9A-Z]", "X", shown)


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _CONTEXT) : match.start()]


def _is_free(before: str) -> bool:
    """Whether a number stands by itself, and is no part of an address or of a case number."""
    if _ADDRESS.search(before):
        return False
    return not _HUNG_ON.search(before) or bool(_AFTER_ANOTHER.search(before) or _CALLED.search(before[:-1]))


def _is_meant(match: re.Match[str], before: str) -> bool:
    """Whether its digits, its shape and the words before it say that it is a person's number."""
    digits = re.sub(r"[^0-9A-Z]", "", match.group())
    if not _is_birth_date(digits):
        return False
    right, certain = _has_check_digit(digits[-10:]), _has_own_shape(match)
    if _CALLED.search(before) or _CALLED_BEHIND.match(match.string, match.end()):
        return right or certain
    return right and certain and not _CALLED_OTHERWISE.search(before)


def _has_own_shape(match: re.Match[str]) -> bool:
    """Whether it is written as hardly anything else is: with a dash, or with its century."""
    mark = match.group("mark") or ""
    dashed = bool(mark.strip())
    if match.group("parted"):  # «2024-01-15 – 2024» is a time
        return dashed and mark == mark.strip()
    return dashed or match.group("century") is not None


def _is_birth_date(digits: str) -> bool:
    """Whether ten or twelve digits begin with a day; a coordination number adds 60 to it."""
    century, ten = digits[:-10], digits[-10:]
    year, month, day = int(ten[:2]), int(ten[2:4]), int(ten[4:6])
    # Without a century 2000 stands for all: every fourth year is a leap year from 1901 to 2099
    return _is_date(int(century or 20) * 100 + year, month, day - 60 if day > 60 else day)


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _has_check_digit(digits: str) -> bool:
    """Whether the digits satisfy the Luhn algorithm (ISO/IEC 7812-1, annex B): doubled from the left, every other.

    A letter counts as 1.
    """
    figures = (int(digit) if digit.isdigit() else 1 for digit in digits)
    doubled = (figure * (2 - index % 2) for index, figure in enumerate(figures))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _masked_spaced(match: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", match.group())
    named = bool(match.group("mark").strip()) or _CALLED.search(_before(match)) is not None
    if len(digits) not in (10, 12) or not named or not _is_birth_date(digits) or not _has_check_digit(digits[-10:]):
        return match.group()
    return re.sub("[0-9]", "X", match.group())


def _masked_of_schools(match: re.Match[str]) -> str:
    return re.sub("[0-9]", "X", match.group()) if _is_birth_date(f"{match.group('day')}0000") else match.group()


def _masked_finnish(match: re.Match[str]) -> str:
    day, last, check = match.group("day"), match.group("last"), match.group("check")
    right = _FINNISH_CHECKS[int(day + last) % len(_FINNISH_CHECKS)] == check
    meant = check.isalpha() or _CALLED.search(_before(match)) is not None
    if not right or not meant or not _is_date(2000 + int(day[4:]), int(day[2:4]), int(day[:2])):
        return match.group()
    return re.sub("[0-9A-Z]", "X", match.group())
