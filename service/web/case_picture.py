"""A matter drawn: its bodies as lanes, what happened in order of time down them, each outcome a shape with its word.

Lengths are in pixels of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.web.display_text import Shape

MOST_EVENTS = 40

_LANE_WIDTH = 26
_ROW_HEIGHT = 27
_MARGIN = 14
_TEXT_GAP = 20
# About how wide a character of 14 pixels is, a little too much rather than too little.
_CHARACTER_WIDTH = 7.4
_MOST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Stop:
    """Something that happened: in which lane, how it is marked, the words beside it; ``is_indexed`` when it can be
    read."""

    lane: str
    shape: Shape
    words: str
    is_indexed: bool
    is_latest: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A body: a line down from its name."""

    words: str
    x: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a stop is drawn."""

    stop: Stop
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is drawn; ``route`` is the way of the matter as an SVG path, ``left_out`` the stops before the first."""

    width: int
    height: int
    text_x: int
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    route: str
    left_out: int


def draw(stops: Sequence[Stop], lanes: Sequence[str]) -> Picture:
    """The picture of the newest stops (given oldest first), the lanes from left to right as given."""
    shown = stops[-MOST_EVENTS:]
    used = [lane for lane in lanes if any(stop.lane == lane for stop in shown)]
    lane_positions = {lane: _MARGIN + position * _LANE_WIDTH for position, lane in enumerate(used)}
    first = len(used) * _ROW_HEIGHT + _MARGIN + 4
    marks = tuple(Mark(stop, lane_positions[stop.lane], first + row * _ROW_HEIGHT) for row, stop in enumerate(shown))
    bottom = first + (len(shown) - 1) * _ROW_HEIGHT
    drawn = tuple(
        Lane(_label(lane), lane_positions[lane], _MARGIN + row * _ROW_HEIGHT, bottom) for row, lane in enumerate(used)
    )
    text_x = _MARGIN + max(len(used) - 1, 0) * _LANE_WIDTH + _TEXT_GAP
    return Picture(
        _width(drawn, marks, text_x),
        bottom + _MARGIN,
        text_x,
        drawn,
        marks,
        _route(marks),
        len(stops) - len(shown),
    )


def _label(lane: str) -> str:
    return lane if len(lane) <= _MOST_LABEL else f"{lane[: _MOST_LABEL - 1].rstrip()}…"


def _width(lanes: Sequence[Lane], marks: Sequence[Mark], text_x: int) -> int:
    """As wide as the longest words need."""
    ends = [lane.x + _MARGIN + len(lane.words) * _CHARACTER_WIDTH for lane in lanes]
    ends += [text_x + len(mark.stop.words) * _CHARACTER_WIDTH for mark in marks]
    return round(max(ends, default=0)) + _MARGIN


def _route(marks: Sequence[Mark]) -> str:
    """From mark to mark: straight down a lane, in a curve to another."""
    steps = []
    for position, mark in enumerate(marks):
        before = marks[position - 1] if position else None
        if before is None:
            steps.append(f"M{mark.x} {mark.y}")
        elif before.x == mark.x:
            steps.append(f"V{mark.y}")
        else:
            middle = (before.y + mark.y) // 2
            steps.append(f"C{before.x} {middle} {mark.x} {middle} {mark.x} {mark.y}")
    return " ".join(steps)
