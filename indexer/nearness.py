"""What is nearly the same: words, and what two rows of words have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA, LCSseq


def nearest_word(word: str, others: Iterable[str], most: int) -> str | None:
    """The first of the words that fewest letters tell from it, at most so many."""
    found = process.extractOne(word, others, scorer=OSA.distance, score_cutoff=most)
    return found[0] if found else None


def nearest_words(word: str, others: Sequence[str], most: int) -> list[str]:
    """All of the words that fewest letters tell from it, at most so many."""
    near = process.extract(word, others, scorer=OSA.distance, score_cutoff=most, limit=None)
    best = min((distance for _, distance, _ in near), default=0)
    return [other for other, distance, _ in near if distance == best]


def runs_in_common(some: Sequence[str], others: Sequence[str]) -> list[tuple[int, int, int]]:
    """The longest sequence that both rows hold, as runs: where each begins in the one and the other, and how long."""
    blocks = LCSseq.opcodes(some, others).as_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]
