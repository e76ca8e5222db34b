"""Case numbers and § numbers, found as written and compared in a form that no way of writing them changes.

Systems print the same parts in many orders: whose it is (KS, Bun, SLK), a year, a running number, at times a number
within the matter («-3»). «2026.254 KS», «KS 2026-00254» and «2026/KS 0254» are one number. A class code that stands
behind («Bun/2023:118 041») is no part of it.
"""

from __future__ import annotations

import re
from collections.abc import Set

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖ"
_YEAR = r"(?:19|20)\d{2}"
_LETTERS = r"[A-ZÅÄÖ]{2,6}"
_WITHIN = r"(?:[:-]\d{1,4}(?!\.?\d))?"
# «2024-05-12» is a day
_DAY = r"-\d{2}-\d{2}(?!\d)"
# A space inside one is trusted behind capitals, «RS 2023-01234», not in «åren 2024-2027».
_JOINED = rf"(?i:{_LETTERS})"
_WITH_YEAR = (
    # RS 2023-01234 · KS/2024:17 · KU.2017.3 · SLK-2024-00009:27 · KS KF/2022:7
    rf"(?:(?!DNR)[A-ZÅÄÖ]{{2,3}}[ /](?=[A-ZÅÄÖ]{{2,3}}[ /]))?(?:{_LETTERS} |{_JOINED}[/.-]?)"
    rf"{_YEAR}(?!{_DAY})[-:/.]\d{{1,6}}{_WITHIN}"
    # 2026.254 KS · 2022.088 SN-020 · 2024/117 KS
    rf"|{_YEAR}[-:/.](?!{_YEAR})\d{{1,6}}[ /-]{_LETTERS}(?!\w)(?:-\d{{1,4}}(?!\d))?"
    # 2011/KS 0206 · 2011/KS0206
    rf"|{_YEAR}(?:[/-]{_JOINED}[ /:-]|/{_LETTERS})\d{{1,6}}"
    # KS 229/2021 · NKBY/482/01.01.01.07/2022 · KS 100/2024-008
    rf"|(?:{_LETTERS} |{_JOINED}[/-])\d{{1,6}}/(?:\d{{2}}(?:\.\d{{2}})+/)?{_YEAR}{_WITHIN}"
)
# 23HSN2705 · 2024VFN215
_WRITTEN = rf"(?:20)?\d{{2}}{_LETTERS}\d{{1,6}}|{_WITH_YEAR}"
# As people type them: «23hsn2705», «ks 2024/117», «2026.254 ks»
_WORDS = (
    r"(?:av|ca|för|från|hela|med|mot|och|om|per|till|tom|vid|år|året|åren|lag|prop|skr|dir|bet|kap|plan|jan|feb|mars|apr"
    r"|maj|juni|juli|aug|sep|sept|okt|nov|dec|d?nr)\b"
)
_ANY_LETTERS = r"[A-ZÅÄÖa-zåäö]{2,4}"
_TYPED = (
    rf"\d{{2}}[a-zåäö]{{2,6}}\d{{1,6}}|{_YEAR}\.\d{{1,6}} [a-zåäö]{{2,4}}"
    # bun 2023-118, KS 2026 / 254, nkby 482/2022, BU 24/118, ks24-118
    rf"|(?!(?i:{_WORDS})){_ANY_LETTERS}(?: ?{_YEAR}(?!{_DAY})(?:[-–:.]| ?/ ?)(?!{_YEAR}\b)\d{{1,6}}{_WITHIN}"
    rf"|[ /]\d{{1,6}}/{_YEAR}| ?\d{{2}}[/-]\d{{3,5}})"
)
# 0420/23, 2023/114 and 2024:11 are only case numbers behind a label
_BARE = (
    rf"\d{{1,6}}/{_YEAR}(?=\d(?:\.\d)+)|{_YEAR}(?!{_DAY})[-:/.]\d{{1,6}}{_WITHIN}"
    r"|\d{1,6}[/-]\d{2,6}(?:[-:]\d{1,6})?"
)
# «KS 117/24», «KS24/00117», «B 2024-000117», «2024-00391» are trusted where nothing but a case number stands
_IN_ITS_PLACE = (
    rf"{_YEAR}-0\d{{4}}(?!\d)|[A-ZÅÄÖ] {_YEAR}-\d{{4,6}}(?![\d/])"
    rf"|{_LETTERS} ?(?:\d{{2}}/\d{{1,6}}|\d{{1,6}}/\d{{2,6}})(?![\d/])"
)
# What may as well be years, shares or sums, and is no § of a year («§ 166/2025»)
_LOOSE = re.compile(
    rf"(?<![\w/.,-])(?<!§)(?<!§\s)"
    rf"(?:{_ANY_LETTERS} {_YEAR} \d{{1,6}}|{_YEAR}(?!{_DAY})[.:/-]\d{{1,6}}|\d{{1,6}}/{_YEAR})"
    r"(?![\w/]|[.,:-]\d|\s(?:kr|kronor|[tm]n?kr|mdkr|miljon\w*|procent|personer|st)\b|\s?%)"
)
_LABEL = r"(?i:diarie ?nummer|diarie ?nr|ärendenummer|ärendenr|ärendebeteckning|d\.?nr)"
_BEHIND_LABEL = rf"{_LABEL}\b\.?\s*:?\s*"
_CLASS = r"(?:\s*[.-]?\d(?:\.\d{1,2})+|(?:[ .]|\s[–-]\s)\d{3}(?!\S))?"
_END = r"(?:(?!\w)|(?=\d(?:\.\d)+))"
_OPENS, _CLOSES = r"[(\[]?", r"[)\]]?"

# Inquiries, statutes and standards are numbered in the same way
_SERIES = r"(?i:SOU|SFS|SOSFS|HSLF|AFS|BFS|NFS|DS|ISO)\b"
_CASE_NUMBER = re.compile(rf"(?<![\w/-])(?!{_SERIES})(?:{_WRITTEN}|{_TYPED})(?![\w/])")
# Documents write them in capitals. A long text is gone through much faster from what every one of them holds.
_IN_CAPITALS = re.compile(rf"(?<![\w/-])(?!{_SERIES})(?:{_WRITTEN})(?![\w/])")
_CORE = re.compile(rf"{_YEAR}|\d{{2}}{_LETTERS}\d")
_AROUND = 28
_LABELLED = re.compile(rf"\b{_BEHIND_LABEL}({_WRITTEN}|{_TYPED}|{_IN_ITS_PLACE}|{_BARE}){_END}")
# Behind a label at the start of a heading any word with a figure is one («SLK:16342»), and there may be none.
_LEADING = re.compile(
    rf"^{_OPENS}(?:{_BEHIND_LABEL}(?:({_WRITTEN}|{_IN_ITS_PLACE}|{_BARE}|[^\s,]*\d[^\s,)]*){_END}{_CLASS}|$)"
    rf"|((?!{_SERIES})(?:{_WRITTEN}|{_IN_ITS_PLACE})|\d{{3,6}}/\d{{2,4}})(?!\w){_CLASS}){_CLOSES}[,.:|]?\s*(.*)$"
)
_TRAILING = re.compile(
    rf"^(.*?)[,;:]?(?:\s+[|–—-])?\s+{_OPENS}(?:{_BEHIND_LABEL}({_WRITTEN}|{_IN_ITS_PLACE}|{_BARE})|((?!{_SERIES})(?:{_WITH_YEAR}|{_YEAR}-0\d{{4}}(?!\d))))"
    rf"{_END}{_CLASS}{_CLOSES}$"
)
_LONE = re.compile(
    rf"^{_OPENS}(?:{_BEHIND_LABEL}({_WRITTEN}|{_IN_ITS_PLACE}|{_BARE})|((?!{_SERIES})(?:{_WRITTEN}|{_IN_ITS_PLACE})))"
    rf"{_END}{_CLASS}{_CLOSES}$"
)
_MOST_TRAILING = 400
# «98 §» too, but not «5 kap. 67 §» or «67 § kommunallagen»
_PARAGRAPH = re.compile(
    r"(?:§|\bparagraf(?:en)?\b)\s*(?P<number>\d{1,4})\b(?:\s?(?P<letter>[a-h])\b)?"
    r"|(?<!kap\. )(?<!kap )\b(?P<first>\d{1,4})\s*§(?!§|\s*\d|\s*\w*(?:lag|balk|förordning))",
    re.IGNORECASE,
)

_PARTS = re.compile(r"[A-ZÅÄÖ]+|\d+")
_CLASS_WITHIN = re.compile(r"/\d{2}(?:\.\d{2})+(?=/)")
_LABEL_BEFORE = re.compile(rf"^\s*{_BEHIND_LABEL}", re.IGNORECASE)
_NO_YEAR = "40"
_IS_YEAR = re.compile(_YEAR)
_SHORT_YEAR = re.compile(rf"(?<!\d)(\d{{2}}) ?({_LETTERS}) ?(\d{{1,6}})(?!\d)")
# What is left of a normalised number when the last part, its own number within the matter, is taken off.
_PARENT = re.compile(r"([A-ZÅÄÖ]*(?:19|20)\d{2}-\d+|\d{1,6}-\d{1,6})-\d+")


def find_case_numbers(text: str) -> tuple[str, ...]:
    """The case numbers in ``text`` as written, in order, each once."""
    found = {match.span(): match.group() for match in _CASE_NUMBER.finditer(text)}
    found |= {match.span(1): match.group(1) for match in _LABELLED.finditer(text)}
    return tuple(dict.fromkeys(number for span, number in sorted(found.items()) if not _is_inside(span, found)))


def _is_inside(span: tuple[int, int], others: dict[tuple[int, int], str]) -> bool:
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in others)


def case_numbers_in_capitals(text: str) -> tuple[str, ...]:
    """The case numbers in a long text as written, in order, each once; only those that are written in capitals."""
    found: dict[int, str] = {}
    end = 0
    for core in _CORE.finditer(text):
        if core.start() < end:
            continue
        first = max(end, core.start() - _AROUND)
        for match in _IN_CAPITALS.finditer(text, first, core.end() + _AROUND):
            if match.start() <= core.start() and core.end() <= match.end() + 1:
                found[match.start()] = match.group()
                end = match.end()
    if any(label in text for label in ("dnr", "Dnr", "DNR", "iarien")):
        found |= {match.start(1): match.group(1) for match in _LABELLED.finditer(text)}
    return tuple(dict.fromkeys(number for _, number in sorted(found.items())))


def labelled_case_number(text: str) -> str | None:
    """The case number behind «Diarienummer», «Ärendenummer» or «Dnr» in ``text``, as written."""
    match = _LABELLED.search(text)
    return match.group(1) if match else None


def leading_case_number(text: str) -> tuple[str | None, str]:
    """The case number that ``text`` opens with, labelled or bare, and what follows it and its class code."""
    match = _LEADING.match(text)
    return (match.group(1) or match.group(2), match.group(3)) if match else (None, text)


def trailing_case_number(text: str) -> tuple[str | None, str]:
    """The case number that ``text`` ends with, a class code behind it apart, and what stands before it."""
    match = _TRAILING.match(text) if any(map(str.isdigit, text[-6:])) and len(text) <= _MOST_TRAILING else None
    return (match.group(2) or match.group(3), match.group(1)) if match else (None, text)


def lone_case_number(text: str) -> str | None:
    """The case number that ``text`` is, a label before and a class code behind it apart."""
    match = _LONE.match(text)
    return match.group(1) or match.group(2) if match else None


def normalise_case_number(number: str) -> str:
    """The form in which case numbers are compared: letters, year, number without leading zeros, number within it.

    Case, separators and the order of the parts do not count: «RS2023-1234» stands for «RS 2023-01234», «2023.1234 RS».
    """
    written = _CLASS_WITHIN.sub("", _LABEL_BEFORE.sub("", number).upper())
    if short := _SHORT_YEAR.search(written):
        written = written.replace(short.group(), f"{short.group(2)}20{short.group(1)}-{short.group(3)}")
    parts = _PARTS.findall(written)
    figures = [part for part in parts if part.isdigit()]
    letters = "".join(part for part in parts if not part.isdigit())
    # The year comes first, else last; without letters 12/2024 and 2024/12 may stand in different series.
    if letters and len(figures) == 2 and not any(map(_is_year, figures)):
        figures = _with_whole_year(figures)
    if letters and len(figures) > 1 and not _is_year(figures[0]) and _is_year(figures[1]):
        figures[:2] = figures[1], figures[0]
    return letters + "-".join(part.lstrip("0") or "0" for part in figures)


def year_and_number(normalised: str) -> frozenset[int]:
    """The year, by its last two digits, and the other figures of a case number, whatever letters it is written with."""
    figures = (int(part) for part in re.findall(r"\d+", normalised))
    return frozenset(figure % 100 if 1900 <= figure < 2100 else figure for figure in figures)


def _with_whole_year(figures: list[str]) -> list[str]:
    """Two figures with the year of two digits as one of four: «24/118», «117/24»; as they are where both may be it."""
    years = [len(part) == 2 and part < _NO_YEAR for part in figures]
    return (
        [f"20{part}" if is_year else part for part, is_year in zip(figures, years, strict=True)]
        if sum(years) == 1
        else figures
    )


def _is_year(figures: str) -> bool:
    return _IS_YEAR.fullmatch(figures) is not None


def parent_case_number(normalised: str) -> str | None:
    """The matter that a sub-number belongs to, both normalised: «SLK2024-9» of «SLK2024-9-27»."""
    match = _PARENT.fullmatch(normalised)
    return match.group(1) if match else None


def matching_case_numbers(number: str, known: Set[str]) -> frozenset[str]:
    """Which of the ``known`` numbers a typed one means, all normalised: itself, else its matter or its parts.

    A number typed without letters means the one that has the same figures, unless there are several; no neighbour does.
    """
    if number in known:
        return frozenset({number})
    parent = parent_case_number(number)
    if parent and parent in known:
        return frozenset({parent})
    parts = frozenset(one for one in known if parent_case_number(one) == number)
    if parts or number[:1].isalpha():
        return parts
    alike = frozenset(one for one in known if number in (one.lstrip(_ALPHABET), _parent(one).lstrip(_ALPHABET)))
    return alike if len({_parent(one) or one for one in alike}) == 1 else frozenset()


def _parent(normalised: str) -> str:
    return parent_case_number(normalised) or ""


def loosely_typed(text: str, known: Set[str]) -> dict[str, str]:
    """What ``text`` holds that could be a figure or a year, by the ``known`` number, normalised, that it means.

    «382/2023», «2026.254», «KS 2026 254»: only the number of a matter that is held, and of one alone, is meant.
    """
    found: dict[str, str] = {}
    for match in _LOOSE.finditer(text):
        number = normalise_case_number(match.group())
        first, _, last = number.partition("-")
        turned = f"{last}-{first}" if _is_year(last) else number
        meant = matching_case_numbers(number, known) or matching_case_numbers(turned, known)
        if len(meant) == 1:
            found[match.group()] = next(iter(meant))
    return found


def find_paragraph_numbers(text: str) -> tuple[str, ...]:
    """The § numbers named in ``text`` as «§ 98» or «§ 41 a», in order, each once."""
    numbers = (
        paragraph_number(int(match["number"] or match["first"]), (match["letter"] or "").lower())
        for match in _PARAGRAPH.finditer(text)
    )
    return tuple(dict.fromkeys(numbers))


def paragraph_number(number: int, letter: str = "") -> str:
    """The number of a § as it is shown and compared: «§ 98», «§ 41 a»."""
    return f"§ {number} {letter}" if letter else f"§ {number}"
