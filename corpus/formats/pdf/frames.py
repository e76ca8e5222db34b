"""Ruled lines on a page that hang together and may hold a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.formats.pdf.page import Piece, Rule

NEAR = 3.0
_MIN_COLUMN_RULE = 6.0
_MAX_RULES = 3_000


@dataclass(frozen=True, slots=True)
class Frame:
    """Ruled lines that hang together. ``columns`` and ``bands`` are the places of its lines, rising."""

    level: tuple[Rule, ...]
    upright: tuple[Rule, ...]
    columns: tuple[float, ...]
    bands: tuple[float, ...]

    @property
    def is_table(self) -> bool:
        """Whether its lines alone make cells: more than one row and more than one column."""
        return len(self.columns) > 2 and len(self.bands) > 2

    def holds(self, word: Piece) -> bool:
        """Whether the word stands inside the frame."""
        middle = (word.left + word.right) / 2
        across = self.columns[0] - NEAR <= middle <= self.columns[-1] + NEAR
        return across and self.bands[0] - NEAR <= word.middle <= self.bands[-1] + NEAR


def find_frames(rules: Sequence[Rule]) -> list[Frame]:
    """The frames that the ruled lines of a page make up and that may hold a table."""
    if len(rules) > _MAX_RULES:
        return []
    level = _merged((rule for rule in rules if rule.level), level=True)
    upright = _merged((rule for rule in rules if not rule.level), level=False)
    frames = [_frame(group) for group in _connected([*level, *upright])]
    return [frame for frame in frames if frame is not None]


def _merged(rules: Iterable[Rule], *, level: bool) -> list[Rule]:
    """The lines with pieces of one and the same line put together."""
    merged: list[Rule] = []
    along = (lambda rule: (rule.bottom, rule.left)) if level else (lambda rule: (rule.left, rule.bottom))
    for rule in sorted(rules, key=along):
        for index in range(len(merged) - 1, max(-1, len(merged) - 40), -1):
            if _continues(merged[index], rule, level=level):
                merged[index] = _union(merged[index], rule)
                break
        else:
            merged.append(rule)
    return merged


def _continues(one: Rule, other: Rule, *, level: bool) -> bool:
    if level:
        return abs(one.bottom - other.bottom) <= 2 and other.left <= one.right + NEAR and one.left <= other.right + NEAR
    return abs(one.left - other.left) <= 2 and other.bottom <= one.top + NEAR and one.bottom <= other.top + NEAR


def _union(one: Rule, other: Rule) -> Rule:
    low, high = min(one.bottom, other.bottom), max(one.top, other.top)
    return Rule(min(one.left, other.left), low, max(one.right, other.right), high)


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of lines that touch; level lines that touch nothing go with those that begin and end where they do."""
    groups = _grouped(rules, _touch)
    alone = [group[0] for group in groups if len(group) == 1 and group[0].level]
    return [group for group in groups if len(group) > 1] + _grouped(alone, _same_ends)


def _grouped(rules: Iterable[Rule], related: Callable[[Rule, Rule], bool]) -> list[list[Rule]]:
    groups: list[list[Rule]] = []
    for rule in rules:
        near, far = list[list[Rule]](), list[list[Rule]]()
        for group in groups:
            (near if any(related(rule, other) for other in group) else far).append(group)
        groups = [*far, [rule, *(other for group in near for other in group)]]
    return groups


def _touch(one: Rule, other: Rule) -> bool:
    across = one.left <= other.right + NEAR and other.left <= one.right + NEAR
    return across and one.bottom <= other.top + NEAR and other.bottom <= one.top + NEAR


def _same_ends(one: Rule, other: Rule) -> bool:
    return abs(one.left - other.left) <= NEAR and abs(one.right - other.right) <= NEAR


def _frame(rules: Sequence[Rule]) -> Frame | None:
    level = tuple(rule for rule in rules if rule.level)
    upright = tuple(rule for rule in rules if not rule.level and rule.top - rule.bottom >= _MIN_COLUMN_RULE)
    if len(level) < 2 or (not upright and len(level) < 3):
        return None
    edges = [end for rule in level for end in (rule.left, rule.right)]
    columns = distinct([*((rule.left + rule.right) / 2 for rule in upright), min(edges), max(edges)])
    bands = distinct((rule.bottom + rule.top) / 2 for rule in level)
    return Frame(level, upright, columns, bands) if len(columns) > 1 and len(bands) > 1 else None


def distinct(values: Iterable[float]) -> tuple[float, ...]:
    """The values in rising order, those that lie near each other as one."""
    positions: list[float] = []
    for value in sorted(values):
        if not positions or value - positions[-1] > NEAR:
            positions.append(value)
    return tuple(positions)
