"""Figures over time drawn as lines: years from left to right, each line told apart by its dashes and its mark.

Lengths are in pixels of the drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 560, 220
MOST_LINES = 4
_LEFT, _RIGHT, _TOP, _BOTTOM = 12, 12, 28, 26


@dataclass(frozen=True, slots=True)
class Dot:
    """A figure in the drawing, with its words."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one measure, which of the four looks it has, and the way from figure to figure."""

    name: str
    look: int
    dots: tuple[Dot, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All that is drawn: lines, the years with their places, and where nought is, when it is in sight."""

    lines: tuple[Line, ...]
    years: tuple[tuple[int, float], ...]
    nought: float | None


def draw_lines(lines: Mapping[str, Mapping[int, tuple[Decimal, str]]]) -> Chart | None:
    """The drawing of the first lines that have more than one year: by name, of each year the number and its words.

    ``None`` when there is none.
    """
    drawn = {name: dict(sorted(points.items())) for name, points in lines.items() if len(points) > 1}
    names = list(drawn)[:MOST_LINES]
    years = sorted({year for name in names for year in drawn[name]})
    if not names:
        return None
    numbers = [number for name in names for number, _ in drawn[name].values()]
    low, high = min(*numbers, Decimal(0)), max(*numbers, Decimal(0))
    span = high - low or Decimal(1)

    def across(year: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * (year - years[0]) / (years[-1] - years[0]), 1)

    def down(number: Decimal) -> float:
        return round(_TOP + float((high - number) / span) * (HEIGHT - _TOP - _BOTTOM), 1)

    def line(look: int, name: str) -> Line:
        dots = tuple(Dot(across(year), down(number), words) for year, (number, words) in drawn[name].items())
        return Line(name, look, dots, _path(dots))

    return Chart(
        tuple(line(look, name) for look, name in enumerate(names, 1)),
        tuple((year, across(year)) for year in years),
        down(Decimal(0)),
    )


def _path(dots: Sequence[Dot]) -> str:
    return "M" + "L".join(f"{dot.x} {dot.y}" for dot in dots)
