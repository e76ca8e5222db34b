"""The report of a run: one HTML file that needs nothing beside it, for people who decide things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.vocabulary.dates import written_date
from eval.base.errors import RunFolderError
from eval.reports import figures, plots
from eval.reports.failure_stages import STAGES, Stage, stage_of
from eval.reports.figures import Group, Record, RecordedRun, Speed
from eval.reports.pages import make_page, write_page
from eval.reports.tried import Tried, tried
from eval.reports.verdict import count_stages, verdict

REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Lost:
    """The questions that were lost at one stage."""

    stage: Stage
    questions: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class Parted:
    """The questions taken apart in one way, with a plot."""

    title: str
    members: tuple[Group, ...]
    plot: str


def write_report(folder: Path) -> Path:
    """Writes ``report.html`` into a run's folder and gives its path. Raises ``RunFolderError``."""
    return write_page(make_report(figures.read_recorded(folder)), folder / REPORT)


def make_report(run: RecordedRun) -> str:
    """The report as HTML. Raises ``RunFolderError`` when a row lacks what every run has."""
    try:
        return make_page("report.html", _values(run))
    except (KeyError, TypeError) as error:
        raise RunFolderError(f"Körningen går inte att göra en rapport av: {error} saknas.") from error


def lost_questions(rows: Sequence[Record]) -> list[Lost]:
    """The questions that went wrong by the stage they were lost at, in the order of the stages."""
    parted: dict[Stage, list[Tried]] = {stage: [] for stage in STAGES}
    for row in rows:
        stage = stage_of(row)
        if stage:
            parted[stage].append(tried(row))
    return [Lost(stage, tuple(questions)) for stage, questions in parted.items() if questions]


def right_questions(rows: Sequence[Record]) -> dict[str, list[Tried]]:
    """The questions that went right by their kind («Beslut»), in the order of the kinds' names."""
    parted: dict[str, list[Tried]] = {}
    for question in (tried(row) for row in rows if row["right"]):
        parted.setdefault(question.kind, []).append(question)
    return dict(sorted(parted.items()))


def _values(run: RecordedRun) -> dict[str, Any]:
    points = figures.points(run.metrics)
    speeds = figures.speeds(run.metrics, run.rows)
    stages = count_stages(run.rows)
    timed = [speed for speed in speeds if speed.times]
    bins = figures.reliability(run.metrics)
    return {
        "verdict": verdict(run),
        "made": _made(run.made),
        "points": points,
        "points_plot": plots.points_plot("matt", points) if points else "",
        "parted": _parted(run),
        "stages": stages,
        "stages_plot": plots.counts_plot("steg", [(stage.name, count) for stage, count in stages]) if stages else "",
        "speeds": speeds,
        "percentiles": _percentiles(speeds),
        "speeds_plot": plots.speeds_plot("tid", timed) if timed else "",
        "bins": bins,
        "bins_plot": plots.reliability_plot("sakerhet", bins) if bins else "",
        "lost": lost_questions(run.rows),
        "right": right_questions(run.rows),
    }


def _parted(run: RecordedRun) -> list[Parted]:
    parted = figures.groups(run.metrics, run.rows).items()
    return [
        Parted(title, tuple(members), plots.groups_plot(f"del{position}", title, members))
        for position, (title, members) in enumerate(parted, 1)
    ]


def _made(made: Record) -> dict[str, str]:
    """How the run was made, by the words it is shown under; what the run does not say is left out."""
    questions: Mapping[str, Any] = made.get("questions") or {}
    provenance = {
        "Gjord": _moment(made["created"]) if made.get("created") else "",
        "Frågor": f"{questions['topics']} ur {questions['file']}" if questions else "",
        "Frågefilens kontrollsumma": str(questions.get("sha256", ""))[:12],
        "Filter": "de som står vid frågorna" if made.get("with_filters") else "inga",
        "Inläsning": str(made.get("snapshot") or ""),
        "Prövad tjänst": "" if made.get("target") in (None, "process") else str(made["target"]),
        "Programmets version": str(made.get("commit") or "")[:12],
        "Modell": str(made.get("model") or ""),
        "Inställningarnas kontrollsumma": str(made.get("settings_digest") or "")[:12],
    }
    return {name: value for name, value in provenance.items() if value}


def _moment(written: str) -> str:
    moment = datetime.fromisoformat(written)
    return f"{written_date(moment.date())} kl. {moment:%H.%M} {moment:%Z}".strip()


def _percentiles(speeds: Sequence[Speed]) -> list[str]:
    names = {name for speed in speeds for name in speed.percentiles if name[1:].isdigit()}
    return sorted(names, key=lambda name: int(name[1:]))
