"""Plots as SVG to stand inside a page: text is text, colours are the page's own, nothing is fetched or run.

Drawn about as wide as a phone, so that the text is still large enough there. The plot is an image with one
line that says what it shows; the figures stand in a table beside it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import escape
from math import floor
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.reports.figures import Group, Point, Speed, number, percent, written, written_interval

_WIDTH = 5.0
_ROW = 0.5
_FONT_SIZE = 9.5
_QUARTERS = (0, 0.25, 0.5, 0.75, 1)
# Colours that stand for names in the page's stylesheet, where light and dark are told apart.
_INK, _QUIET, _LINE, _ACCENT, _SECOND, _PAPER = (f"#0{n}0{n}0{n}" for n in range(1, 7))
_NAMES = {_PAPER: "paper", _INK: "ink", _QUIET: "quiet", _LINE: "line", _ACCENT: "accent", _SECOND: "warning"}
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "paragraf",
    "font.size": _FONT_SIZE,
    "text.color": _INK,
    "axes.edgecolor": _LINE,
    "axes.labelcolor": _QUIET,
    "xtick.color": _QUIET,
    "ytick.color": _QUIET,
    "grid.color": _LINE,
    "grid.linewidth": 0.7,
}
# Keeps lines of the grid from running through words.
_BEHIND = {"facecolor": _PAPER, "edgecolor": "none", "pad": 1.2}
_NO_METADATA = dict.fromkeys(("Creator", "Date", "Format", "Type"))


@mpl.rc_context(_SETTINGS)
def points_plot(name: str, points: Sequence[Point]) -> str:
    """Shares with their intervals, one line each."""
    rows = [(p.label, f"{written(p)} ({written_interval(p)})", p.mean, p.low, p.high) for p in points]
    return _shares(name, "Mått med 95-procentiga intervall", rows)


@mpl.rc_context(_SETTINGS)
def groups_plot(name: str, title: str, members: Sequence[Group]) -> str:
    """The share of right answers in each group, with its interval."""
    rows = [
        (m.label, f"{m.right} av {m.n} rätt ({percent(m.low)[:-2]}–{percent(m.high)})", m.share, m.low, m.high)
        for m in members
    ]
    return _shares(name, f"Andel rätta svar: {title}", rows)


@mpl.rc_context(_SETTINGS)
def counts_plot(name: str, counts: Sequence[tuple[str, int]]) -> str:
    """How many there are of each, as bars."""
    figure, axes = _figure(len(counts))
    for row, (label, count) in enumerate(counts):
        _label(axes, row, label, number(count))
        axes.barh(row + 0.18, count, height=0.3, color=_ACCENT)
    most = max(count for _, count in counts)
    axes.set_xlim(0, most)
    axes.set_xticks([])
    return _svg(figure, name, "Antal frågor som gick fel vid varje steg")


@mpl.rc_context(_SETTINGS)
def speeds_plot(name: str, speeds: Sequence[Speed]) -> str:
    """How large a share of the questions had been answered after how long."""
    figure = Figure(figsize=(_WIDTH, 2.6))
    axes = figure.add_subplot()
    for speed, colour, style in zip(speeds, (_ACCENT, _SECOND), ("-", "--"), strict=False):
        times = sorted(speed.times)
        fractions = [position / len(times) for position in range(1, len(times) + 1)]
        axes.step([0, *times], [0, *fractions], where="post", color=colour, linestyle=style, label=speed.label)
    axes.set_ylim(0, 1.02)
    # Times are kept in tenths of a millisecond, so all of them can be 0.
    axes.set_xlim(0, max(1.0, *(max(speed.times) for speed in speeds)) * 1.05)
    axes.set_yticks(_QUARTERS, [percent(tick) for tick in _QUARTERS])
    axes.xaxis.set_major_formatter(lambda value, _: number(value))
    axes.set_xlabel("millisekunder")
    axes.grid(visible=True)
    axes.legend(loc="lower right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, name, "Andel frågor som har fått svar efter så lång tid")


@mpl.rc_context(_SETTINGS)
def reliability_plot(name: str, bins: Sequence[tuple[float, float, int]]) -> str:
    """How often answers were right (second) beside how sure they were said to be (first)."""
    figure = Figure(figsize=(_WIDTH, 3.4))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color=_QUIET, linestyle=":", linewidth=1)
    axes.plot([sure for sure, _, _ in bins], [right for _, right, _ in bins], color=_ACCENT, marker="o")
    # Sureness often differs little: the axis begins at the tenth below the least sure answers.
    first = min(0.9, floor(min(sure for sure, _, _ in bins) * 10) / 10)
    steps = [first + (1 - first) * step / 4 for step in range(5)]
    axes.set_xticks(steps, [percent(step) for step in steps])
    axes.set_yticks(_QUARTERS, [percent(tick) for tick in _QUARTERS])
    axes.set_xlim(first, 1 + (1 - first) * 0.04)
    axes.set_ylim(0, 1.04)
    axes.set_xlabel("så säkert sade sig svaret vara")
    axes.set_ylabel("så ofta var det rätt")
    axes.grid(visible=True)
    axes.spines[["top", "right"]].set_visible(False)
    return _svg(figure, name, "Hur säkra svaren sade sig vara, mot hur ofta de var rätt")


def _shares(name: str, title: str, rows: Sequence[tuple[str, str, float, float, float]]) -> str:
    figure, axes = _figure(len(rows))
    axes.set_xlim(0, 1)
    axes.set_xticks(_QUARTERS, [percent(tick) for tick in _QUARTERS])
    axes.grid(visible=True, axis="x")
    for row, (label, value, mean, low, high) in enumerate(rows):
        _label(axes, row, label, value)
        axes.plot([low, high], [row + 0.16] * 2, color=_ACCENT, linewidth=2.2, clip_on=False)
        axes.plot([mean], [row + 0.16], color=_ACCENT, marker="o", markersize=7, clip_on=False)
    return _svg(figure, name, title)


def _figure(rows: int) -> tuple[Figure, Axes]:
    """An empty plot with room for that many labelled rows, the first at the top."""
    figure = Figure(figsize=(_WIDTH, 0.4 + _ROW * rows))
    axes = figure.add_subplot()
    axes.set_ylim(rows - 0.55, -0.55)
    axes.set_yticks([])
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    axes.set_axisbelow(True)
    return figure, axes


def _label(axes: Axes, row: int, label: str, value: str) -> None:
    """The name above its line on the left, and the figure on the right."""
    across = axes.get_yaxis_transform()
    axes.text(0, row - 0.04, label, ha="left", va="bottom", transform=across, bbox=_BEHIND)
    axes.text(1, row - 0.04, value, ha="right", va="bottom", transform=across, bbox=_BEHIND)


def _svg(figure: Figure, name: str, title: str) -> str:
    """The figure as an SVG element; ids begin with ``name`` so that several can stand in one page."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", transparent=True, bbox_inches="tight", pad_inches=0.06, metadata=_NO_METADATA)
    drawn = buffer.getvalue()
    return _as_element(drawn[drawn.index("<svg") :], name, title)


def _as_element(drawn: str, name: str, title: str) -> str:
    box = re.search(r'viewBox="([^"]*)"', drawn)
    drawn = re.sub(r"<svg[^>]*>", "", drawn, count=1)
    drawn = re.sub(r"<style.*?</style>|<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    # Only what is referred to needs an id; the others would be the same in every plot.
    used = set(re.findall(r'(?:href="#|url\(#)([^")]+)', drawn))
    drawn = re.sub(r' id="([^"]*)"', lambda found: f' id="{name}-{found[1]}"' if found[1] in used else "", drawn)
    drawn = re.sub(r'xlink:href="#', f'href="#{name}-', drawn).replace("url(#", f"url(#{name}-")
    drawn = re.sub(r"font-family: [^;\"]*;? ?", "", drawn)
    for colour, variable in _NAMES.items():
        drawn = drawn.replace(colour, f"var(--{variable})")
    view_box = box[1] if box else ""
    return f'<svg class="plot" viewBox="{view_box}" role="img" aria-label="{escape(title)}">{drawn}'
