"""The figures of a recorded run as a reader meets them: named, written in Swedish, each with its interval.

Keys that are missing from a run give nothing; keys that nobody foresaw are shown under their own name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.base.errors import RunFolderError
from eval.measures.measure_names import LATENCY_NAMES, MEASURE_NAMES, MEMBER_NAMES, NOT_SHARES, REPEATED
from service.base.shares import wilson

Record = Mapping[str, Any]

_NO_BREAK = "\u00a0"
_GROUPS = {
    "by_kind": "Frågans typ",
    "by_asker": "Vem som frågar",
    "by_document_kind": "Dokumentets typ",
    "by_plan": "Svarets plan",
}
_BIN = {"confidence", "right", "n"}


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """What a run folder says: how it was made, its figures, and its rows as they were written."""

    made: Record
    metrics: Record
    rows: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A figure with the ends of its 95 % interval; ``is_share`` tells shares (0 to 1) from other figures."""

    label: str
    meaning: str
    mean: float
    low: float
    high: float
    n: int
    is_share: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """How a part of the questions went: how many had a right answer, and where the right passage stood."""

    label: str
    n: int
    right: int
    low: float
    high: float
    found: float | None

    @property
    def share(self) -> float:
        """The share of right answers."""
        return self.right / self.n


@dataclass(frozen=True, slots=True)
class Speed:
    """Response times in milliseconds: percentiles by name («p50»), and the time of each question where known."""

    label: str
    percentiles: Mapping[str, float]
    times: tuple[float, ...]


def read_recorded(folder: Path) -> RecordedRun:
    """The run that the folder holds. Raises ``RunFolderError`` when it holds none that can be read."""
    try:
        made = json.loads((folder / "run.json").read_text("utf-8"))
        metrics = json.loads((folder / "metrics.json").read_text("utf-8"))
        lines = (folder / "rows.jsonl").read_text("utf-8").split("\n")
        return RecordedRun(made, metrics, tuple(json.loads(line) for line in lines if line))
    except OSError as error:
        raise RunFolderError(f"{folder} är ingen körning som går att läsa: {error.strerror}.") from error
    except ValueError as error:
        raise RunFolderError(f"{folder} är ingen körning som går att läsa: en fil är inte giltig JSON.") from error


def points(metrics: Record) -> list[Point]:
    """Every mean of the run that has an interval, those with known names first and in their order."""
    known = [name for name in MEASURE_NAMES if _is_estimate(metrics.get(name))]
    others = [name for name in metrics if name not in MEASURE_NAMES.keys() | REPEATED and _is_estimate(metrics[name])]
    return [_point(name, metrics[name]) for name in (*known, *others)]


def groups(metrics: Record, rows: Sequence[Record]) -> dict[str, list[Group]]:
    """The parts that the run was taken apart into («Frågans typ»), the best first in each."""
    given = {name: value for name, value in metrics.items() if name.startswith("by_") and isinstance(value, Mapping)}
    if "by_asker" not in given:
        given["by_asker"] = _by_asker(rows)
    parted = {name: _members(name, members) for name, members in given.items()}
    return {_GROUPS.get(name, name): members for name, members in parted.items() if len(members) > 1}


def speeds(metrics: Record, rows: Iterable[Record]) -> list[Speed]:
    """The response times of the run, answers first."""
    kept = list(rows)
    named = [*LATENCY_NAMES, *(name for name in metrics if name.endswith("_ms") and name not in LATENCY_NAMES)]
    return [
        Speed(
            LATENCY_NAMES.get(name, name),
            {key: value for key, value in metrics[name].items() if key.startswith("p")},
            tuple(row[name] for row in kept if row.get(name) is not None),
        )
        for name in named
        if isinstance(metrics.get(name), Mapping) and "p50" in metrics[name]
    ]


def reliability(metrics: Record) -> list[tuple[float, float, int]]:
    """How sure answers said they were, how often they were right, and how many; the least sure first."""
    calibration = metrics.get("calibration")
    bins = calibration.get("bins", ()) if isinstance(calibration, Mapping) else ()
    known = [each for each in bins if isinstance(each, Mapping) and each.get("n") and each.keys() >= _BIN]
    return sorted((each["confidence"], each["right"], each["n"]) for each in known)


def number(value: float, decimals: int = 0) -> str:
    """The number with a decimal comma and no-break spaces between thousands: «1 234,5»."""
    return f"{value:,.{decimals}f}".replace(",", _NO_BREAK).replace(".", ",")


def signed(value: float, decimals: int = 3) -> str:
    """The number with its sign and a decimal comma: «+0,250», «\u22120,250»."""
    sign = "+" if round(value, decimals) else ""
    return f"{round(value, decimals) or 0.0:{sign}.{decimals}f}".replace(".", ",").replace("-", "\u2212")


def percent(share: float) -> str:
    """The share in whole per cent: «62 %»."""
    return f"{number(share * 100)}{_NO_BREAK}%"


def percent_range(low: float, high: float) -> str:
    """An interval of shares: «50–72 %»."""
    return f"{number(low * 100)}–{percent(high)}"


def interval(share: float, n: int) -> str:
    """The interval of a share over ``n`` as it is shown."""
    return percent_range(*wilson(share * n, n))


def share_with_interval(share: float, n: int) -> str:
    """The share over ``n`` with its interval: «62 % (50–72 %)»."""
    return f"{percent(share)} ({interval(share, n)})"


def written_mean(measure: str, mean: float, n: int) -> tuple[str, str]:
    """A measure's mean and its interval as they are shown: shares in per cent, others with two decimals."""
    if not measure.startswith(NOT_SHARES):
        return percent(mean), interval(mean, n)
    low, high = wilson(mean * n, n)
    return number(mean, 2), f"{number(low, 2)}–{number(high, 2)}"


def written_difference(measure: str, *values: float) -> str:
    """Differences of a measure's means as they are shown: «+25 %-enheter», «\u22123 till +8 %-enheter»."""
    if measure.startswith(NOT_SHARES):
        return " till ".join(signed(value, 2) for value in values)
    return f"{' till '.join(signed(value * 100, 0) for value in values)}{_NO_BREAK}%-enheter"


def written(point: Point) -> str:
    """The figure as it is shown: shares in per cent, others with two decimals."""
    return percent(point.mean) if point.is_share else number(point.mean, 2)


def written_interval(point: Point) -> str:
    """The interval as it is shown."""
    if point.is_share:
        return percent_range(point.low, point.high)
    return f"{number(point.low, 2)}–{number(point.high, 2)}"


def _is_estimate(value: object) -> bool:
    return isinstance(value, Mapping) and {"mean", "n", "ci95"} <= value.keys()


def _point(name: str, value: Record) -> Point:
    label, meaning = MEASURE_NAMES.get(name, (name, ""))
    low, high = value["ci95"]
    is_share = not name.startswith(NOT_SHARES) and 0 <= low <= high <= 1
    return Point(label, meaning, value["mean"], low, high, value["n"], is_share)


def _by_asker(rows: Sequence[Record]) -> dict[str, Record]:
    answerable = [row for row in rows if row["answerable"] and row["right"] is not None and row.get("asker")]
    parted: dict[str, list[bool]] = {}
    for row in answerable:
        parted.setdefault(row["asker"], []).append(row["right"])
    return {asker: {"n": len(right), "answer_correct": sum(right) / len(right)} for asker, right in parted.items()}


def _members(name: str, members: Record) -> list[Group]:
    names = MEMBER_NAMES.get(name, {})
    known = [
        _group(names.get(member, member), figures)
        for member, figures in members.items()
        if isinstance(figures, Mapping) and figures.get("n") and figures.get("answer_correct") is not None
    ]
    return sorted(known, key=lambda group: (-group.share, -group.n, group.label))


def _group(label: str, figures: Record) -> Group:
    n = figures["n"]
    right = round(_mean(figures["answer_correct"]) * n)
    found = figures.get("success@5")
    return Group(label, n, right, *wilson(right, n), None if found is None else _mean(found))


def _mean(value: Any) -> float:
    """A mean, whether it is written alone or with its interval."""
    return float(value["mean"] if isinstance(value, Mapping) else value)
