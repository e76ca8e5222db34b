"""Text as it is told again in another file: letters and digits alone, in small letters, and digests of stretches.

How a text is broken into lines and pages, hyphenated, spaced and set makes no difference.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# How many letters and digits a window has: enough to be of one text, few enough to stand between two page breaks.
WINDOW = 24
_DIGEST_BYTES = 12


@dataclass(frozen=True, slots=True)
class Stream:
    """The letters and digits of a text, where each of them stands in it, and where words begin in the stream."""

    signs: str
    places: tuple[int, ...]
    starts: tuple[int, ...]

    def windows(self, size: int = WINDOW) -> Iterator[tuple[int, str]]:
        """The digest of so many signs from each word's start on, with the place in the stream."""
        for start in self.starts:
            if start + size <= len(self.signs):
                yield start, digest_of(self.signs[start : start + size])

    def between(self, start: int, end: int) -> str:
        """The signs that stand between two places of the text."""
        return "".join(sign for sign, place in zip(self.signs, self.places, strict=True) if start <= place < end)


def stream_of(text: str) -> Stream:
    """The stream of the text."""
    signs: list[str] = []
    places: list[int] = []
    starts: list[int] = []
    inside = False
    for place, written in enumerate(text):
        if not written.isalnum():
            inside = False
            continue
        if not inside:
            starts.append(len(signs))
            inside = True
        for sign in unicodedata.normalize("NFKC", written).lower():
            if sign.isalnum():
                signs.append(sign)
                places.append(place)
    return Stream("".join(signs), tuple(places), tuple(starts))


def digest_of(signs: str) -> str:
    """What tells the signs from others and does not tell what they are."""
    return hashlib.blake2b(signs.encode(), digest_size=_DIGEST_BYTES).hexdigest()
