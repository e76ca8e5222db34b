"""What a line says that opens a matter, in any of the ways in which minutes write it: «§ 98 …», «KF § 98», «98 § …»."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from corpus.vocabulary.bodies import BODY_ENDING
from corpus.vocabulary.dates import MONTH_NAME

# What stands before the number, or where: a document has one form, and keeps to it.
Form = Literal["§", "KF §", "1 §", "• §", "… §"]

# A reference in a text or a list, not a heading: «Personalsektionen 20.2.2023, 6 §»
_UNENDED = re.compile(r"[,;:.\d(]$|\b(?:kap|enligt|och|i)$")


class Opening(NamedTuple):
    """The number of a matter, the letter behind it, the rest of the line, and the form that the line has."""

    number: int
    letter: str
    rest: str
    form: Form


_NUMBER = r"(?P<number>\d{1,4})(?!\d)(?:\s?(?P<letter>[a-h])(?![\wåäö.)]))?"
# «§ 45/24» and «§ 45/2024» name the year too; «§§ 43–45» are treated together.
_YEAR = r"(?:/(?:19|20)?\d{2}(?!\d))?"
# KF, Ks, KS-AU, BUN/AU, Bun
_SHORT_BODY = r"[A-ZÅÄÖ](?:[A-ZÅÄÖ/-]{1,7}|[a-zåäö]{1,3})"
_NO_BODY = r"(?:Bilaga|Enl|Enligt|Jfr|Kap|Punkt|Se)\b"
_SIGN_FIRST = re.compile(
    rf"^(?P<mark>[•–-]\s+)?(?:(?P<body>(?!{_NO_BODY}){_SHORT_BODY}|[\w-]+{BODY_ENDING})\s+)?"
    rf"(?:§\s*{_NUMBER}{_YEAR}(?!\s*(?:[§,]|och\b|[–-]\s?\d))|§§\s*(?P<first>\d{{1,4}})\s*(?:[–-]|och)\s*\d{{1,4}})"
    r"\s*[.:–-]*\s*(?P<rest>.*)$"
)
_NUMBER_FIRST = re.compile(rf"^(?P<mark>[•–-]\s+)?{_NUMBER}\s*§(?!§)\s*[.:–-]*\s*(?P<rest>.*)$")
_NUMBER_LAST = re.compile(r"^(?P<rest>[A-ZÅÄÖ].{2,160}?)\s+(?:§\s*(?P<first>\d{1,4})|(?P<number>\d{1,4})\s*§)$")
# A reference goes on with a day, or in the middle of a sentence: «§ 187, 2016-12-06», «§ 51 (2021-06-03)»
_REFERENCE = re.compile(rf"[a-zåäö),;/]|\(?(?:(?:19|20)\d{{2}}-\d{{2}}-\d{{2}}(?!\d)|\d{{1,2}}\s+(?:{MONTH_NAME})\b)")


def read_opening(text: str) -> Opening | None:
    """What ``text`` says if it can open a matter; ``None`` for any other line."""
    if "§" not in text:
        return None
    if match := _SIGN_FIRST.match(text):
        form: Form = "KF §" if match["body"] else "§"
    elif match := _NUMBER_FIRST.match(text):
        form = "1 §"
    elif match := _NUMBER_LAST.match(text):
        number = int(match["number"] or match["first"])
        return Opening(number, "", match["rest"], "… §") if number and not _UNENDED.search(match["rest"]) else None
    else:
        return None
    groups = match.groupdict()
    number = int(groups["number"] or groups["first"])
    rest = groups["rest"]
    if not number or _REFERENCE.match(rest):
        return None
    return Opening(number, groups["letter"] or "", rest.replace("\t", " "), "• §" if groups["mark"] else form)
