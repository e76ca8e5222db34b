"""Heads and feet of pages in running text: what stands again and again beside the numbers of the pages.

A page shows itself by a number («3 (12)», «Sid 3 (12)», «… | 3», a number alone that rises) or by a form feed. The
first of each head stays, since it may name whose document it is; numbers go with what stands beside them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple

from corpus.vocabulary.case_numbers import lone_case_number
from corpus.vocabulary.parts import part_of

_COUNT = r"(?:sid(?:a|an)?\.?\s*:?\s*)?(\d{1,4})\s?(?:[\[(]\s?(\d{1,4})\s?[\])]|(?:/|av)\s?(\d{1,4}))"
# «Sida 3» says no total; «se sida 3» is no head
_ONLY_NUMBER = r"(?<!\bpå)(?<!\bse)\s+sid(?:a|an)?\.?\s*:?\s*(\d{1,4})$"
_COUNTED = re.compile(rf"^{_COUNT}(?:\s|$)|(?:^|\s){_COUNT}$|{_ONLY_NUMBER}", re.IGNORECASE)
_BEHIND_BAR = re.compile(r"(?<=\S)\s*\|\s*(\d{1,4})$")
_ENDS = frozenset("0123456789])")
_ALONE = re.compile(r"\d{1,4}")
_ITEM = re.compile(r"[•▪◦‣·–*-]\s|\d{1,2}[.)]\s|[a-zåäö][.)]\s")
# What browsers print at the edges of pages: when it was printed beside the title, and the address
_PRINTED = re.compile(
    r"(?:19|20)\d{2}-\d{2}-\d{2},? \d{2}:\d{2}(?:[\t ].*)?|(?:.*\t)?https?://\S+(?:[\t ]\d+\s?(?:/|av)\s?\d+)?"
    r"|\d+ av \d+\t(?:19|20)\d{2}-\d{2}-\d{2},? \d{2}:\d{2}"
)
_NEAR = 3
_LEAST, _LEAST_SHARE, _OFTEN = 2, 0.4, 5
_SEVERAL = 3
_LONGEST, _MOST_WORDS = 120, 10
# As many pages as no document has: «KS 45/2024» is a case number
_MOST_PAGES = 1_500
_RUNNING = re.compile(r"^[a-zåäö]|[a-zåäö]\. [A-ZÅÄÖ]|[a-zåäö]\.$")


class _Mark(NamedTuple):
    """A line that shows where a page begins or ends: the words beside its number, the number, and of how many."""

    rest: str
    number: int | None = None
    total: int | None = None


def page_heads(texts: Sequence[str], pages: Sequence[int | None]) -> Set[int]:
    """The places of heads and feet of pages among the lines, but for the first of each."""
    marks = dict(_marks(texts, pages))
    printed = {at for at in _edges(texts, pages) if _PRINTED.fullmatch(texts[at])} | _barred(texts)
    if len(marks) < _LEAST:
        return printed
    near = {mark: list(_near(texts, mark)) for mark in marks}
    times = Counter(text for mark in marks for text in {texts[at] for at in near[mark]})
    least = max(_LEAST, _LEAST_SHARE * len(marks))
    heads = {text for text, count in times.items() if count >= least and _may_be_head(text, often=count >= _OFTEN)}
    counted = _counted(marks.values())
    first: dict[str, int] = {}
    found = _in_sequence(marks)
    for at, mark in marks.items():
        beside = [place for place in near[at] if texts[place] in heads]
        found.update(place for place in beside if first.setdefault(texts[place], place) != place)
        if mark.rest in counted:
            found.update({at} - {first.setdefault(mark.rest, at)})
        elif beside and mark.number is not None and not mark.rest:
            found.add(at)
    return found | printed


def _barred(texts: Sequence[str]) -> Set[int]:
    """The lines that begin with the same words before a bar, as a title stands before the chapter; not the first."""
    found: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if " |" in text and len(text) <= _LONGEST and "\t" not in text:
            found.setdefault(text.partition(" |")[0], []).append(at)
    return {at for title, places in found.items() if title and len(places) >= _SEVERAL for at in places[1:]}


def _edges(texts: Sequence[str], pages: Sequence[int | None]) -> Iterator[int]:
    """The places of the first and the last line of each page that the file itself parts."""
    filled = [at for at, text in enumerate(texts) if text and pages[at] is not None]
    for place, at in enumerate(filled):
        before, after = filled[place - 1 : place], filled[place + 1 : place + 2]
        if not (before and after) or pages[before[0]] != pages[at] or pages[after[0]] != pages[at]:
            yield at


def _in_sequence(marks: Mapping[int, _Mark]) -> set[int]:
    """The lines that are the number of a page of so many, where each page has one: «1/2», «2/2»."""
    alone = [(at, mark.number, mark.total) for at, mark in marks.items() if mark.total and not mark.rest]
    numbers = [number for _, number, _ in alone]
    whole = alone and numbers == list(range(1, (alone[0][2] or 0) + 1)) and len({total for _, _, total in alone}) == 1
    return {at for at, _, _ in alone} if whole and len(alone) >= _LEAST else set()


def _counted(marks: Iterable[_Mark]) -> Set[str]:
    """The words that stand beside the numbers of several pages of as many."""
    by_words: dict[str, set[tuple[int | None, int | None]]] = {}
    for mark in marks:
        by_words.setdefault(mark.rest, set()).add((mark.number, mark.total))
    return {
        rest
        for rest, told in by_words.items()
        if rest and len(told) >= _LEAST and len({total for _, total in told}) == 1 and (None, None) not in told
    }


def _marks(texts: Sequence[str], pages: Sequence[int | None]) -> Iterator[tuple[int, _Mark]]:
    """The lines that show where a page begins or ends, by their place."""
    rising = _rising(texts)
    page = None
    for at, text in enumerate(texts):
        if not text:
            continue
        may = len(text) <= _LONGEST and (text[-1] in _ENDS or text[0] in _ENDS or text[:3].lower() == "sid")
        match = _COUNTED.search(text) or _BEHIND_BAR.search(text) if may else None
        figures = [int(figure) for figure in match.groups() if figure] if match else []
        if match and "\t" not in text and (len(figures) == 1 or 0 < figures[0] <= figures[1] < _MOST_PAGES):
            rest = (text[: match.start()] + text[match.end() :]).strip(" |")
            yield at, _Mark(rest, figures[0], figures[1] if len(figures) > 1 else None)
        elif at in rising:
            yield at, _Mark("", int(text))
        elif pages[at] is not None and pages[at] != page:
            yield at, _Mark("")
        page = pages[at]


def _rising(texts: Sequence[str]) -> Set[int]:
    """The lines that are a number alone, one more than the one before them or less than the one behind."""
    alone = [(at, int(text)) for at, text in enumerate(texts) if text.isdigit() and _ALONE.fullmatch(text)]
    alone = [(at, number) for at, number in alone if texts[at + 1 : at + 2] != ["§"]]
    found = set()
    for (at, number), (behind, following) in pairwise(alone):
        if following == number + 1 and behind - at > _NEAR:
            found |= {at, behind}
    return found


def _near(texts: Sequence[str], mark: int) -> Iterator[int]:
    """The lines next to a mark, so many in both directions, blank ones apart; the line itself where a page begins."""
    if not _ALONE.fullmatch(texts[mark]):
        yield mark
    for step in (-1, 1):
        at, left = mark + step, _NEAR
        while 0 <= at < len(texts) and left:
            if texts[at]:
                yield at
                left -= 1
            at += step


def _may_be_head(text: str, *, often: bool) -> bool:
    """Whether a line that comes back may be a head: no running text, part, item, row, matter or number.

    A sentence that comes back on page after page is a head too: «Översiktsplanen. Antagen 2017-04-20.»
    """
    return (
        len(text) <= _LONGEST
        and len(text.split()) <= _MOST_WORDS
        and (often or not _RUNNING.search(text))
        and any(map(str.isalnum, text))
        and "\t" not in text
        and not text.startswith(("§", "#"))
        and part_of(text) is None
        and lone_case_number(text) is None
        and not _ITEM.match(text)
    )
