"""Headings that a document's own list of contents names: often nothing else tells them from lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

# «2.11.1 Husdjur	13», «Syfte ......... 6», «Syfte 6»
_ENTRY = re.compile(r"^(?P<title>.*[^\W\d_].*?)(?:\t|(?:\s?\.){3,}|\s)\s*(?P<page>\d{1,3})$")
_NUMBER = re.compile(r"^(\d{1,2}(?:\.\d{1,2}){0,4})(?:\.(?!\d)\s*|\s+)")
_NAME = re.compile(r"^innehåll(?:sförteckning)?:?$", re.IGNORECASE)
_MOST_CHARS = 160
# Fewer lines that end in a number are a table; and most of what a list of contents names comes again below it.
_FEWEST = 4
_MOSTLY = 0.6
# How many entries may be missing below before the next that is found
_SKIPPED = 5


class Entry(NamedTuple):
    """An entry of a list of contents: the lines that it stands on, from and up to, its title and its page."""

    start: int
    end: int
    title: str
    page: int


class Contents(NamedTuple):
    """The places of the lines of lists of contents, and the level, from 1, of each line that is a heading by them."""

    lines: frozenset[int]
    levels: Mapping[int, int]


def listed_headings(texts: Sequence[str]) -> Contents:
    """What the lists of contents among the lines are and name."""
    lines: set[int] = set()
    levels: dict[int, int] = {}
    for entries in _lists(texts):
        end = entries[-1].end
        titles = [_key(entry.title) for entry in entries], [_bare(entry.title) for entry in entries]
        found = max((_found(texts, end, each) for each in titles), key=len)
        comes_again = len(found) >= max(_FEWEST, _MOSTLY * len(entries))
        name = _name_above(texts, entries[0].start)
        if not comes_again and name is None:
            continue
        if comes_again:
            levels |= {line: _level(entries[place].title) for line, place in found.items()}
        lines.update(range(entries[0].start if name is None else name, end))
    return Contents(frozenset(lines), levels)


def _lists(texts: Sequence[str]) -> Iterator[list[Entry]]:
    """Runs of entries whose pages do not fall, with no more than the first line of the next one in between.

    Below «Innehåll» that line may be one that nothing tells to be its first.
    """
    run: list[Entry] = []
    between = 0
    for entry in _entries(texts):
        if run and (entry.page < run[-1].page or sum(map(bool, texts[run[-1].end : entry.start])) > between):
            if len(run) >= _FEWEST:
                yield run
            run = []
        if not run:
            between = int(_name_above(texts, entry.start) is not None)
        run.append(entry)
    if len(run) >= _FEWEST:
        yield run


def _entries(texts: Sequence[str]) -> Iterator[Entry]:
    """Lines that end in a number, each with the line before it where that is the beginning of its title."""
    for index, text in enumerate(texts):
        match = _ENTRY.match(text) if len(text) <= _MOST_CHARS and text[-1:].isdigit() else None
        if match is None or text.startswith("§"):
            continue
        before = texts[index - 1] if index else ""
        goes_on = before and not _ENTRY.match(before) and _NUMBER.match(before) and not _NUMBER.match(text)
        title = f"{before} {match['title']}" if goes_on else match["title"]
        yield Entry(index - bool(goes_on), index + 1, title, int(match["page"]))


def _found(texts: Sequence[str], start: int, titles: Sequence[str]) -> dict[int, int]:
    """The lines from ``start`` on that are titles, in their order, each with the place of its title."""
    found: dict[int, int] = {}
    coming = 0
    for index in range(start, len(texts)):
        if _can_be_heading(texts[index]) and (key := _key(texts[index])):
            near = titles[coming : coming + _SKIPPED]
            if key in near:
                found[index] = coming + near.index(key)
                coming = found[index] + 1
    return found


def _can_be_heading(text: str) -> bool:
    return len(text) <= _MOST_CHARS and text[-1:] not in (".", ",") and not text[:1].islower()


def _bare(title: str) -> str:
    """A title without its number, which a word processor shows beside a heading and does not write in it."""
    return _key(_NUMBER.sub("", title))


def _key(title: str) -> str:
    return " ".join(title.split()).rstrip(" .:").casefold()


def _level(title: str) -> int:
    number = _NUMBER.match(title)
    return number[1].count(".") + 1 if number else 1


def _name_above(texts: Sequence[str], start: int) -> int | None:
    """The place of the line «Innehåll» above a list."""
    above = next((index for index in range(start - 1, max(-1, start - 4), -1) if texts[index]), None)
    return above if above is not None and _NAME.match(texts[above]) else None
