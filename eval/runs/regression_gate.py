"""Whether a run is worse than a recorded baseline: a drop counts when chance does not explain it.

A measure is worse when its mean over the same questions has fallen by more than the tolerance, and when the
whole interval of the paired difference lies on the losing side. The interval is wide enough for all measures to
be looked at together (Bonferroni), so that a run that is as good as the baseline is let through.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.base.errors import CompareError
from eval.measures.metrics import LOWER_IS_BETTER, MEASURES
from eval.runs.comparison import PAIRED_MEASURES, Comparison, compare_values, values_by_measure
from eval.runs.run_folder import StoredRun
from indexer.files import replace_file

FORMAT_VERSION = 1
TOLERANCE = 0.01

_ALARM_RATE = 0.05
# Every run that was made like the baseline has values for these.
_ALWAYS_MEASURED = ("mrr@10", "answer_correct")

Measured = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The comparison of each measure with the baseline, and those of them that are worse."""

    comparisons: tuple[Comparison, ...]
    worse: tuple[Comparison, ...]


def record_baseline(run: StoredRun, path: Path) -> None:
    """Write the run's values as the baseline. Raises ``CompareError``."""
    values = values_by_measure(run.rows)
    record = {
        "format_version": FORMAT_VERSION,
        **{name: run.made[name] for name in ("created", "commit", "questions", "snapshot", "model", "with_filters")},
        "metrics": {name: run.metrics[name] for name in MEASURES},
        "values": {name: values[name] for name in PAIRED_MEASURES},
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, f"{json.dumps(record, ensure_ascii=False, indent=1)}\n".encode())
    except OSError as error:
        raise CompareError(f"Baslinjen går inte att spara i {path}: {error.strerror}") from error


def check_against(run: StoredRun, path: Path, tolerance: float = TOLERANCE) -> Verdict:
    """The run against the baseline in the file. Raises ``CompareError`` when they cannot be compared."""
    baseline = _read_baseline(path)
    for name, label in (("questions", "frågor"), ("with_filters", "filter")):
        if _identity(baseline[name]) != _identity(run.made[name]):
            raise CompareError(f"Baslinjen {path} gäller andra {label} än körningen. Spela in en ny med --record.")
    return judge(baseline["values"], values_by_measure(run.rows), tolerance)


def judge(before: Measured, after: Measured, tolerance: float = TOLERANCE) -> Verdict:
    """Every measure of the baseline beside that of a run. Raises ``CompareError`` when one is missing."""
    for name in _ALWAYS_MEASURED:
        if before.get(name) and not after.get(name):
            raise CompareError(f"Körningen saknar {name}, som baslinjen har. Är den gjord på samma sätt?")
    measured = sum(bool(before.get(name)) for name in PAIRED_MEASURES)
    comparisons = tuple(compare_values(before, after, confidence=1 - 2 * _ALARM_RATE / max(measured, 1)))
    return Verdict(comparisons, tuple(each for each in comparisons if is_worse(each, tolerance)))


def is_worse(comparison: Comparison, tolerance: float) -> bool:
    """Whether the loss is larger than the tolerance and the whole interval of the difference is a loss."""
    if comparison.measure in LOWER_IS_BETTER:
        return comparison.difference > tolerance and comparison.low > 0
    return comparison.difference < -tolerance and comparison.high < 0


def _read_baseline(path: Path) -> dict[str, Any]:
    try:
        baseline: dict[str, Any] = json.loads(path.read_text("utf-8"))
        readable = baseline["format_version"] == FORMAT_VERSION and isinstance(baseline["values"], dict)
    except FileNotFoundError as error:
        raise CompareError(f"Baslinjen {path} finns inte. Spela in en med --record.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CompareError(f"{path} är ingen baslinje.") from error
    if not readable:
        raise CompareError(f"{path} är ingen baslinje som det här programmet kan läsa. Spela in en ny med --record.")
    return baseline


def _identity(made: Any) -> Any:
    return made["sha256"] if isinstance(made, dict) else made
