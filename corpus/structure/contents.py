"""The lists of contents of minutes, which name the matters before they come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.structure.cleaning import Line
from corpus.structure.openings import Opening, read_opening
from corpus.vocabulary.case_numbers import leading_case_number
from corpus.vocabulary.parts import part_of

# An entry of a list of contents, the lines that it was broken into and its number of page
_ENTRY_LINES = 4
_MOSTLY = 0.8
# «Informationsärenden 4» in a list of contents of which the rest was read as something else
_PAGE_BEHIND = re.compile(r"(.*[^\W\d].*?)\s+\d{1,4}$")
_ONLY_PAGE = re.compile(r"\d{1,4}")


class Candidate:
    """A line that can open a matter: its place, what it says, the text before it, whether it was cut off that."""

    __slots__ = ("before", "cut_off", "index", "opening")

    def __init__(self, index: int, opening: Opening, before: str, *, cut_off: bool) -> None:
        self.index, self.opening, self.before, self.cut_off = index, opening, before, cut_off

    @property
    def number(self) -> int:
        """The number of the matter."""
        return self.opening.number


def listed_matters(flat: Sequence[Line], candidates: Sequence[Candidate]) -> Iterator[tuple[int, int]]:
    """The stretches of lines that list the matters: their numbers rise close together, and come again further on."""
    last = {one.number: place for place, one in enumerate(candidates)}
    at = 0
    while at < len(candidates):
        end = at + 1
        while end < len(candidates) and _goes_on(flat, candidates[end - 1], candidates[end]):
            end += 1
        listed = candidates[at:end]
        if len(listed) > 1 and sum(last[one.number] >= end for one in listed) >= _MOSTLY * len(listed):
            yield listed[0].index, _end_of_entry(flat, listed[-1].index)
        elif len(listed) == 1 and (entry := _entry_with_page(flat, listed[0])):
            again = candidates[last[listed[0].number]]
            if again is not listed[0] and entry[0] == _heading_begins(flat, again):
                yield listed[0].index, entry[1]
        at = end


def _entry_with_page(flat: Sequence[Line], one: Candidate) -> tuple[str, int] | None:
    """The heading of an entry that a number of page stands behind or below, or nothing at all; where the entry ends."""
    if entry := _PAGE_BEHIND.match(one.opening.rest):
        return entry[1], one.index + 1
    filled = (index for index in range(one.index + 1, len(flat)) if flat[index].text)
    below = next(filled, one.index)
    if _ONLY_PAGE.fullmatch(flat[below].text):
        return one.opening.rest, below + 1
    # The page has gone with the other entries: nothing stands between it and its matter
    opening = read_opening(flat[below].text) if below > one.index else None
    return (one.opening.rest, below) if opening and opening.number == one.number else None


def _heading_begins(flat: Sequence[Line], one: Candidate) -> str:
    """The first line of the heading behind a number, on its own line or below it."""
    below = (line.text for line in flat[one.index + 1 :] if line.text)
    return one.opening.rest or next(below, "")


def _goes_on(flat: Sequence[Line], one: Candidate, other: Candidate) -> bool:
    """Whether a list of contents can go on from one entry to the other."""
    between = [line.text for line in flat[one.index + 1 : other.index] if line.text]
    return other.number > one.number and len(between) <= _ENTRY_LINES and not any(map(part_of, between))


def _end_of_entry(flat: Sequence[Line], index: int) -> int:
    """Where the last entry of a list ends: at the next blank line behind its words."""
    end = index + 1
    opening = read_opening(flat[index].text)
    if opening and not any(map(str.isalpha, leading_case_number(opening.rest)[1])):
        while end < len(flat) and not flat[end].text:
            end += 1
    while end < len(flat) and flat[end].text and end - index <= _ENTRY_LINES and not read_opening(flat[end].text):
        end += 1
    return end
