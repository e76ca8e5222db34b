"""What a line says that opens a matter, in any of the ways in which minutes write it: «§ 98 …», «KF § 98», «98 § …».

Other words before the number are a form of their own, which counts where the document repeats it: «Ärende § 98»,
«14.5.2024 § 98», «KS 2024-118 § 98». Where a line names the §§ of all bodies that had the matter («KSAU § 40 KS § 52»),
the document's own is that of the body that stands at most of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from corpus.vocabulary.bodies import BODY_ENDING
from corpus.vocabulary.case_numbers import lone_case_number
from corpus.vocabulary.dates import MONTH_NAME

# What stands before the number, or where: a document has one form, and keeps to it. These are known; in any other a
# document's own words stand before the sign.
FORMS = ("§", "KF §", "1 §")
NUMBER_LAST = "… §"
LISTED = "• §"

# A reference in a text or a list, not a heading: «Personalsektionen 20.2.2023, 6 §»
_UNENDED = re.compile(r"[,;:.\d(]$|\b(?:kap|enligt|och|i)$")


class Opening(NamedTuple):
    """The number of a matter, the letter behind it, the rest of the line, and the form that the line has."""

    number: int
    letter: str
    rest: str
    form: str


_NUMBER = r"(?P<number>\d{1,4})(?!\d)(?:\s?(?P<letter>[a-h])(?![\wåäö.)]))?"
# «§ 45/24», «§ 45/2024» and «§ 2024:45» name the year too; «§§ 43–45» are treated together.
_YEAR = r"(?:/(?:19|20)?\d{2}(?!\d))?"
_YEAR_FIRST = r"(?:(?:19|20)\d{2}[:/](?=\d))?"
# «§ 98», «Paragraf 98», «Paragraf: § 98»
_SIGN = r"(?:(?:(?i:paragraf)\s*:\s*)?§|(?i:paragraf)\b(?!\s*:?\s*§)\s*:?)"
# KF, Ks, KS-AU, BUN/AU, Bun
_SHORT_BODY = r"[A-ZÅÄÖ](?:[A-ZÅÄÖ/-]{1,7}|[a-zåäö]{1,3})"
_NO_BODY = r"(?:Bilaga|Enl|Enligt|Jfr|Kap|Punkt|Se)\b"
_SIGN_FIRST = re.compile(
    rf"^(?P<mark>[•–-]\s+)?(?:(?P<body>(?!{_NO_BODY}){_SHORT_BODY}|[\w-]+{BODY_ENDING})\s+)?"
    rf"(?:{_SIGN}\s*{_YEAR_FIRST}{_NUMBER}{_YEAR}(?!\s*(?:[§,]|och\b|[–-]\s?(?:§\s?)?\d))|§§\s*(?P<first>\d{{1,4}})\s*(?:[–-]|och)\s*\d{{1,4}})"
    r"\s*[.:–-]*\s*(?P<rest>.*)$"
)
_OF_BODY = rf"(?!{_NO_BODY})({_SHORT_BODY})\s*§\s*\d{{1,4}}{_YEAR}(?!\d)[,;]?"
_OF_BODIES = re.compile(rf"^(?:{_OF_BODY}(?:\s+|$)){{2,}}")
_ONE_OF_THEM = re.compile(_OF_BODY)
_NUMBER_FIRST = re.compile(rf"^(?P<mark>[•–-]\s+)?{_NUMBER}\s*§(?!§)\s*[.:–-]*\s*(?P<rest>.*)$")
# The document's own words before the sign: few, and none that ends a sentence
_OWN_WORDS = re.compile(
    rf"^(?P<before>[A-ZÅÄÖ\d][^§.:;!?]{{0,30}}(?:\d[.:]\d[^§;!?]{{0,30}})?)\s+(?:§\s*{_NUMBER}{_YEAR}|(?P<first>\d{{1,4}})\s*§)"
    r"(?!\s*(?:[§,]|och\b|[–-]\s?\d))\s*[.:–-]*\s*(?P<rest>.*)$"
)
_FIGURES = re.compile(r"\d+")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}")
_NUMBER_LAST = re.compile(r"^(?P<rest>[A-ZÅÄÖ].{2,160}?)\s+(?:§\s*(?P<first>\d{1,4})|(?P<number>\d{1,4})\s*§)$")
# A reference goes on with a day, or in the middle of a sentence: «§ 187, 2016-12-06», «§ 51 (2021-06-03)»; «§ 6 utgår.»
# is none
_REFERENCE = re.compile(
    rf"(?!utg(?:år|ick)\b)[a-zåäö),;/]|\(?(?:(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}(?!\d)|\d{{1,2}}\s+(?:{MONTH_NAME})\b)"
)


def holds_sign(text: str) -> bool:
    """Whether ``text`` holds a sign of a matter: «§», or the word for it."""
    return "§" in text or text[:8].lower() == "paragraf"


def names_day(form: str) -> bool:
    """Whether the words of a form tell a day: «Kommunstyrelsen 10.3.2025 §»."""
    return _DAY.search(form) is not None


def body_at_most(texts: Iterable[str]) -> str | None:
    """The letters of the body whose §§ stand on most lines, where lines name those of several; none where none does."""
    counted: Counter[str] = Counter()
    several = False
    for text in texts:
        row = _OF_BODIES.match(text) or _ONE_OF_THEM.match(text) if "§" in text else None
        if row:
            letters = dict.fromkeys(match[1] for match in _ONE_OF_THEM.finditer(row.group()))
            several = several or len(letters) > 1
            counted.update(letters.keys())
    return counted.most_common(1)[0][0] if several else None


def read_opening(text: str, body: str | None = None) -> Opening | None:
    """What ``text`` says if it can open a matter; ``None`` for any other line.

    Of the §§ of several bodies it is that of ``body``, by its letters, else the first.
    """
    if not holds_sign(text):
        return None
    if body and (row := _OF_BODIES.match(text)):
        own = next((one for one in _ONE_OF_THEM.finditer(row.group()) if one[1] == body), None)
        text = f"{own.group() if own else row.group()} {text[row.end() :]}"
    if match := _SIGN_FIRST.match(text):
        form = "KF §" if match["body"] else "§"
    elif match := _NUMBER_FIRST.match(text):
        form = "1 §"
    else:
        return _number_last(text) or _behind_own_words(text)
    groups = match.groupdict()
    number = int(groups["number"] or groups["first"])
    rest = groups["rest"]
    if not number or _REFERENCE.match(rest):
        return None
    return Opening(number, groups["letter"] or "", _tidy(rest), LISTED if groups["mark"] else form)


def _number_last(text: str) -> Opening | None:
    match = _NUMBER_LAST.match(text)
    number = int(match["number"] or match["first"]) if match else 0
    if not match or not number or _UNENDED.search(match["rest"]) or _DAY.search(match["rest"]):
        return None
    return Opening(number, "", match["rest"], NUMBER_LAST)


def _behind_own_words(text: str) -> Opening | None:
    """An opening whose form is the words before the sign, a day among them as it stands and other figures apart.

    A case number among them is the matter's own, so it stays.
    """
    match = _OWN_WORDS.match(text)
    if match is None or not (number := int(match["number"] or match["first"])) or _REFERENCE.match(match["rest"]):
        return None
    before = match["before"].strip()
    form = before if _DAY.search(before) else _FIGURES.sub("9", before)
    number_before = lone_case_number(before)
    rest = f"{before} {match['rest']}".strip() if number_before else match["rest"]
    return Opening(number, match["letter"] or "", _tidy(rest), f"{form} §")


def _tidy(rest: str) -> str:
    """What follows a number without the bars that part columns."""
    return rest.replace("\t", " ").strip(" |")
