"""Case numbers and § numbers, found as written and compared in a normalised form."""

from __future__ import annotations

import re

# 23HSN2705 · RS 2023-01234 · KS/2024:17 · SLK-2024-00521 · SLK-2024-00009:27
# A space inside one is only trusted behind capitals: «RS 2023-01234», not «åren 2024-2027».
_LETTERED = (
    r"\d{2}[A-ZÅÄÖ]{2,6}\d{1,6}"
    r"|(?:(?-i:[A-ZÅÄÖ]{2,6} )|[A-ZÅÄÖ]{2,6}[/-]?)(?:19|20)\d{2}[-:/]\d{1,6}(?:[:-]\d{1,4})?"
)
# 0420/23 and 2023/114 are only case numbers behind a label
_BARE = r"\d{1,6}[/-]\d{2,6}(?:[-:]\d{1,6})?"
_LABEL = r"(?:diarienummer|diarienr|ärendenummer|ärendenr|dnr)"

# Inquiries, statutes and standards are numbered in the same way
_SERIES = r"(?:SOU|SFS|SOSFS|HSLF|AFS|BFS|NFS|DS|ISO)\b"
_CASE_NUMBER = re.compile(rf"(?<![\w/-])(?!{_SERIES})(?:{_LETTERED})(?![\w/])", re.IGNORECASE)
# Documents write them in capitals. A long text is gone through much faster from the figures: behind two figures
# stand capitals, before a year capitals and what parts them.
_FROM_FIGURES = re.compile(r"\d{2}(?:[A-ZÅÄÖ]{2,6}\d{1,6}|\d{2}[-:/]\d{1,6}(?:[:-]\d{1,4})?)(?![\w/])")
_CAPITALS_BEFORE = re.compile(rf"(?<![\w/-])(?!{_SERIES})[A-ZÅÄÖ]{{2,6}}[ /-]?$")
_APART = re.compile(r"[\w/-]")
_MOST_BEFORE = 8
_LABELLED = re.compile(rf"\b{_LABEL}\s*(?:[:.]\s*)?({_LETTERED}|{_BARE})(?!\w)", re.IGNORECASE)
# Behind a label at the start of a heading any word with a figure is one («SLK:16342»), and there may be none.
_LEADING = re.compile(
    rf"^(?:{_LABEL}\s*(?:[:.]\s*)?(?:({_LETTERED}|{_BARE}|[^\s,]*\d[^\s,]*)(?!\w)|$)"
    rf"|({_LETTERED}|\d{{3,6}}/\d{{2,4}})(?!\w))[,.:]?\s*(.*)$",
    re.IGNORECASE,
)
# «98 §» too, but not «5 kap. 67 §» or «67 § kommunallagen»
_PARAGRAPH = re.compile(
    r"(?:§|\bparagraf(?:en)?\b)\s*(\d{1,4})\b"
    r"|(?<!kap\. )(?<!kap )\b(\d{1,4})\s*§(?!§|\s*\d|\s*\w*(?:lag|balk|förordning))",
    re.IGNORECASE,
)


# What is left of a normalised number when the last part, its own number within the matter, is taken off.
_PARENT = re.compile(r"(\d{2}[A-ZÅÄÖ]{2,6}\d{1,6}|[A-ZÅÄÖ]{2,6}(?:19|20)\d{2}-\d{1,6}|\d{1,6}-\d{2,6})-\d{1,6}")


def find_case_numbers(text: str) -> tuple[str, ...]:
    """The case numbers in ``text`` as written, in order, each once."""
    found = [(match.start(), match.group()) for match in _CASE_NUMBER.finditer(text)]
    found += [(match.start(1), match.group(1)) for match in _LABELLED.finditer(text)]
    return tuple(dict.fromkeys(number for _, number in sorted(found)))


def case_numbers_in_capitals(text: str) -> tuple[str, ...]:
    """The case numbers in a long text as written, in order, each once; only those that are written in capitals."""
    found: dict[str, None] = {}
    for match in _FROM_FIGURES.finditer(text):
        if match.group()[2].isalpha():
            if _APART.search(text, max(0, match.start() - 1), match.start()) is None:
                found[match.group()] = None
        elif match.group()[:2] in ("19", "20") and (
            before := _CAPITALS_BEFORE.search(text, max(0, match.start() - _MOST_BEFORE), match.start())
        ):
            found[before.group() + match.group()] = None
    if any(label in text for label in ("dnr", "Dnr", "DNR", "iarien")):
        found |= {match.group(1): None for match in _LABELLED.finditer(text)}
    return tuple(found)


def labelled_case_number(text: str) -> str | None:
    """The case number behind «Diarienummer», «Ärendenummer» or «Dnr» in ``text``, as written."""
    match = _LABELLED.search(text)
    return match.group(1) if match else None


def leading_case_number(text: str) -> tuple[str | None, str]:
    """The case number that ``text`` opens with, labelled or bare, and what follows it."""
    match = _LEADING.match(text)
    return (match.group(1) or match.group(2), match.group(3)) if match else (None, text)


def normalise_case_number(number: str) -> str:
    """The form in which case numbers are compared: capitals and digits, runs of separators as one dash.

    A separator between letters and digits does not count: «RS 2023-01234» equals «RS2023-01234».
    """
    compact = re.sub(r"[\s:/-]+", "-", number.strip().upper())
    return re.sub(r"(?<=[A-ZÅÄÖ])-(?=\d)|(?<=\d)-(?=[A-ZÅÄÖ])", "", compact)


def parent_case_number(normalised: str) -> str | None:
    """The matter that a sub-number belongs to, both normalised: «SLK2024-00009» of «SLK2024-00009-27»."""
    match = _PARENT.fullmatch(normalised)
    return match.group(1) if match else None


def find_paragraph_numbers(text: str) -> tuple[str, ...]:
    """The § numbers named in ``text`` as «§ 98», in order, each once."""
    numbers = (match.group(1) or match.group(2) for match in _PARAGRAPH.finditer(text))
    return tuple(dict.fromkeys(f"§ {int(number)}" for number in numbers))
