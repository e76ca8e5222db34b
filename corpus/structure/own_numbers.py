"""The case numbers at the §§ of one document: those that anybody would know, and those in its own shape.

A shape («9-9 9», «KS9-9») that stands at matter after matter, each time with other figures, is how the document
writes them, whatever the system that printed it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.structure.cleaning import Line
from corpus.vocabulary.case_numbers import leading_case_number, lone_case_number, trailing_case_number
from corpus.vocabulary.parts import part_of

_PIECE = r"(?:[A-ZÅÄÖ]{1,6}(?![A-ZÅÄÖ])|\d{1,8}(?!\d))"
_WRITTEN = rf"{_PIECE}(?:[/.:-]?{_PIECE}|[ ](?=\d{{4}}|[A-ZÅÄÖ]){_PIECE}){{1,5}}"
_CLASS = r"(?:[ .]\d{3}|\s*[.-]?\d(?:\.\d{1,2})+)?"
_ALONE = re.compile(rf"[(\[]?({_WRITTEN})({_CLASS})[)\]]?")
_AT_END = re.compile(rf"^(.*\w)[,;:]?(?:\s[|–—-])?\s+[(\[]?({_WRITTEN})({_CLASS})[)\]]?$")
_AT_START = re.compile(rf"[(\[]?({_WRITTEN})({_CLASS})[)\]]?[,:.]?\s+(?=[^\W\d_]{{2}})(.+)$")
_FIGURES = re.compile(r"\d+")
# Days, times, spans of years and pages are no numbers of matters
_NONE = re.compile(
    r"(?:19|20)\d{2}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})|\d{1,2}[.:]\d{2}(?:-\d{1,2}[.:]\d{2})?"
    r"|(?:19|20)?\d{2}[/-](?:19|20)\d{2}|[A-ZÅÄÖ ]+|\d+"
)
_LEAST_FIGURES = 4
_LEAST, _SHARE = 2, 0.5
_MOST_LINE = 200
_LINES_BELOW = 4


@dataclass(frozen=True, slots=True)
class OwnNumbers:
    """Tells the case number that a line is, opens with or ends with; ``shapes`` are the document's own."""

    shapes: frozenset[str] = frozenset()

    def lone(self, text: str) -> str | None:
        """The case number that ``text`` is."""
        return lone_case_number(text) or self._alone(text)

    def leading(self, text: str) -> tuple[str | None, str]:
        """The case number that ``text`` opens with, and what follows it."""
        own = self._alone(text)
        if own:
            return own, ""
        found = leading_case_number(text)
        match = _AT_START.match(text) if self.shapes and found[0] is None and len(text) <= _MOST_LINE else None
        return (match[1], match[3]) if match and _shape(*match.group(1, 2)) in self.shapes else found

    def wrapped(self, rest: str, *, goes_on: bool) -> tuple[str | None, str]:
        """The case number right of the first line of a heading that goes on below, and the words of that line."""
        return self.trailing(rest) if goes_on else (None, rest)

    def trailing(self, text: str) -> tuple[str | None, str]:
        """The case number that ``text`` ends with, and what stands before it."""
        found = trailing_case_number(text)
        match = _AT_END.match(text) if self.shapes and found[0] is None and len(text) <= _MOST_LINE else None
        return (match[2], match[1]) if match and _shape(*match.group(2, 3)) in self.shapes else found

    def _alone(self, text: str) -> str | None:
        match = _ALONE.fullmatch(text) if self.shapes else None
        return match[1] if match and _shape(*match.groups()) in self.shapes else None


def own_numbers(lines: Sequence[Line]) -> OwnNumbers:
    """How the document writes the case numbers at its §§, of which ``lines`` have the openings marked."""
    written: defaultdict[str, set[str]] = defaultdict(set)
    matters = 0
    for index, line in enumerate(lines):
        if line.opens:
            matters += 1
            for shape, number in set(_at_matter(line.opens.rest, lines[index + 1 :][:_LINES_BELOW])):
                written[shape].add(number)
    return OwnNumbers(
        frozenset(shape for shape, found in written.items() if len(found) >= max(_LEAST, _SHARE * matters))
    )


def _at_matter(rest: str, below: Iterable[Line]) -> Iterator[tuple[str, str]]:
    """What may be the case number at a matter with its shape: the rest of its line or the end of it, a line below."""
    texts = [rest]
    for line in below:
        if line.opens or part_of(line.text):
            break
        texts.append(line.text)
    for text in texts:
        for number, code in _written_in(text, beside=text is rest and len(text) <= _MOST_LINE):
            if sum(map(str.isdigit, number)) >= _LEAST_FIGURES and not _NONE.fullmatch(number):
                yield _shape(number, code), number


def _written_in(text: str, *, beside: bool) -> Iterator[tuple[str, str]]:
    """What a line is, or what stands ``beside`` the words of it, with the class code behind."""
    if match := _ALONE.fullmatch(text):
        yield match[1], match[2]
    elif beside:
        if end := _AT_END.match(text):
            yield end[2], end[3]
        if start := _AT_START.match(text):
            yield start[1], start[2]


def _shape(number: str, code: str) -> str:
    return _FIGURES.sub("9", number) + (" 9" if code else "")
