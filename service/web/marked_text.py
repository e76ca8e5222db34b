"""Text with marked stretches: a whole text, a quote in its passage, the best stretch of a hit.

Pure functions; pages and command line show the same words. Spans are half-open, in characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.base.types import Section
from service.base.text import section_title
from service.base.types import Citation, Hit

TextRange = tuple[int, int]

_EXCERPT_CHARS = 360
_LEAD_CHARS = 80
_AROUND_CHARS = 240
_HEADING_LINES = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, marked or not; the first marked one of a page carries the anchor."""

    text: str
    marked: bool = False
    anchor: bool = False


Segments = tuple[Segment, ...]


def mark(text: str, spans: Iterable[TextRange]) -> Segments:
    """The whole text in segments, those inside a span marked; spans may overlap and reach outside the text."""
    segments, position = [], 0
    for start, end in _merged(spans, len(text)):
        segments += [Segment(text[position:start]), Segment(text[start:end], marked=True)]
        position = end
    segments.append(Segment(text[position:]))
    return tuple(segment for segment in segments if segment.text)


def _merged(spans: Iterable[TextRange], length: int) -> list[TextRange]:
    merged: list[TextRange] = []
    for start, end in sorted((max(start, 0), min(end, length)) for start, end in spans):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def mark_quote(citation: Citation) -> Segments:
    """The quoted words marked in what stands around them in the passage; all of it, unmarked, when they are not there.

    A passage shows table cells beside their column names, so a quoted row is looked for cell by cell.
    """
    spans, position = [], 0
    for piece in re.split(r"[\t\n]+", citation.quote):
        found = _find_words(piece, citation.passage, position)
        if found is None:
            return mark(citation.passage, ())
        spans.append(found)
        position = found[1]
    return _window(citation.passage, spans)


def _window(text: str, spans: Sequence[TextRange]) -> Segments:
    """The text from a little before the first span to a little after the last, the spans marked."""
    start, end = _word_start(text, max(0, spans[0][0] - _AROUND_CHARS)), _word_end(text, spans[-1][1] + _AROUND_CHARS)
    # A few words more are better than a sign that a few words are left out.
    start, end = (0 if start < _LEAD_CHARS else start), (len(text) if end > len(text) - _LEAD_CHARS else end)
    inside = mark(text[start:end], [(first - start, last - start) for first, last in spans])
    before, after = (Segment("… "),) if start else (), (Segment(" …"),) if end < len(text) else ()
    return (*before, *inside, *after)


def _find_words(words: str, text: str, position: int) -> TextRange | None:
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.compile(rf"(?<!\w){pattern}(?!\w)").search(text, position)
    return found.span() if found else None


def mark_excerpt(hit: Hit, max_chars: int = _EXCERPT_CHARS) -> Segments:
    """The stretch of a hit's passage that holds most of its highlights, these marked; its heading is left out."""
    passage, shift = _without_heading(hit)
    return mark_best(
        passage, [(start - shift, end - shift) for start, end in hit.highlights if start >= shift], max_chars
    )


def mark_best(text: str, spans: Sequence[TextRange], max_chars: int) -> Segments:
    """The stretch of a text that holds most of the spans, these marked; all of a text that is no longer than that."""
    if len(text) <= max_chars:
        return mark(text, spans)
    start = _best_start(spans, max_chars - _LEAD_CHARS)
    start = _word_start(text, max(0, min(start - _LEAD_CHARS, len(text) - max_chars)))
    end = _word_end(text, start + max_chars)
    inside = mark(text[start:end], [(first - start, last - start) for first, last in spans])
    before = (Segment("… "),) if start else ()
    return (*before, *inside, *((Segment(" …"),) if end < len(text) else ()))


def _without_heading(hit: Hit) -> tuple[str, int]:
    """The passage after the lines of the section's heading, which stands over it anyway, and how much was left out."""
    passage = hit.passage
    for _ in range(_HEADING_LINES):
        line, _, rest = passage.partition("\n")
        if not rest.strip() or not _repeats_heading(line, hit.section):
            break
        passage = rest.lstrip()
    return passage, len(hit.passage) - len(passage)


def _repeats_heading(line: str, section: Section) -> bool:
    """Whether a line says § , heading or case number again, with at most a word to name it («Ärendenummer»)."""
    shown = {*section_title(section).split(), *(section.case_number or "").split()}
    words = set(line.split())
    return bool(words & shown) and len(words - shown) <= 1


def _best_start(highlights: Sequence[TextRange], width: int) -> int:
    """Where the window of ``width`` characters begins that holds most highlights; the first of equals."""
    starts = [start for start, _ in highlights]
    return max(starts, key=lambda start: sum(start <= other < start + width for other in starts), default=0)


def _word_start(text: str, position: int) -> int:
    space = text.rfind(" ", 0, position) if position else -1
    return space + 1


def _word_end(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    space = text.rfind(" ", 0, position + 1)
    return space if space > 0 else position
