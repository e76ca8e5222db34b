"""Two runs over the same questions as a page: which is better, in which measures, and question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.base.errors import RunFolderError
from eval.measures.measure_names import REPEATED, measure_name
from eval.measures.metrics import LOWER_IS_BETTER
from eval.reports.figures import Record, number, written_difference, written_mean
from eval.reports.pages import make_page, write_page
from eval.reports.tried import Tried, tried
from eval.reports.verdict import Verdict
from eval.runs.comparison import Comparison, compare_runs
from eval.runs.run_folder import StoredRun
from service.base.shares import ENOUGH, too_few

# Comparisons that chance makes once in twenty or more often tell nothing apart.
_CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Changed:
    """A question as both runs answered it."""

    before: Tried
    after: Tried


@dataclass(frozen=True, slots=True)
class Differing:
    """A question and the names of the measures that it went better and worse in."""

    id: str
    question: str
    better: tuple[str, ...]
    worse: tuple[str, ...]


def write_comparison(before: StoredRun, after: StoredRun, measure: str | None, path: Path) -> Path:
    """Writes the page to the file and gives its path. Raises ``CompareError`` or ``RunFolderError``."""
    return write_page(make_comparison(before, after, measure), path)


def make_comparison(before: StoredRun, after: StoredRun, measure: str | None = None) -> str:
    """The page as HTML. Raises ``CompareError`` or, when a row lacks what every run has, ``RunFolderError``."""
    compared = [each for each in compare_runs(before, after) if each.measure not in REPEATED]
    shown = chosen(compared, measure)
    try:
        values = {
            "verdict": comparison_verdict(shown),
            "measures": [(measure_name(each.measure), each) for each in compared],
            "shown": measure_name(shown.measure) if shown else "",
            "won": _changed(shown.won if shown else (), before, after),
            "lost": _changed(shown.lost if shown else (), before, after),
            "differing": differing(compared, after.rows),
            "runs": [(name, _made(run.made)) for name, run in (("Före", before), ("Efter", after))],
        }
        return make_page("comparison.html", values)
    except (KeyError, TypeError) as error:
        raise RunFolderError(f"Körningarna går inte att göra en rapport av: {error} saknas.") from error


def chosen(compared: Sequence[Comparison], measure: str | None) -> Comparison | None:
    """The comparison to tell of question by question: of the measure that was asked for, else right answers, else the
    ranking; ``None`` where the runs have none of them."""
    by_name = {each.measure: each for each in compared}
    wanted = (measure,) if measure else ("answer_correct", "mrr@10")
    return next((by_name[name] for name in wanted if name in by_name), None)


def comparison_verdict(shown: Comparison | None) -> Verdict:
    """What the comparison says in words."""
    if shown is None:
        return Verdict("Körningarna har inget mått gemensamt", ())
    name = measure_name(shown.measure)
    before, before_range = written_mean(shown.measure, shown.before, shown.n)
    after, after_range = written_mean(shown.measure, shown.after, shown.n)
    difference, ends = (
        written_difference(shown.measure, *values) for values in ((shown.difference,), (shown.low, shown.high))
    )
    return Verdict(
        _headline(shown),
        (
            *filter(None, [too_few(shown.n)]),
            f"{name}: {before} (95-procentigt intervall {before_range}) före och {after} ({after_range}) efter, "
            f"på {shown.n} frågor.",
            f"{len(shown.won)} gick bättre och {len(shown.lost)} sämre. "
            f"Skillnaden är {difference}, med ett 95-procentigt intervall från {ends} (p = {number(shown.p, 3)}).",
        ),
    )


def differing(compared: Sequence[Comparison], rows: Mapping[str, Record]) -> list[Differing]:
    """Every question that some measure changed for, in the order of the set."""
    found = []
    for name, row in rows.items():
        better = tuple(measure_name(each.measure) for each in compared if name in each.won)
        worse = tuple(measure_name(each.measure) for each in compared if name in each.lost)
        if better or worse:
            found.append(Differing(name, row["question"], better, worse))
    return found


def _headline(shown: Comparison) -> str:
    if shown.n < ENOUGH:
        return "För få frågor för att säga vilken körning som är bäst"
    if shown.p >= _CHANCE or not shown.difference:
        return "Ingen säker skillnad mellan körningarna"
    is_better = (shown.difference > 0) != (shown.measure in LOWER_IS_BETTER)
    return f"Körningen efter är {'bättre' if is_better else 'sämre'} än den före"


def _changed(names: Sequence[str], before: StoredRun, after: StoredRun) -> list[Changed]:
    return [Changed(tried(before.rows[name]), tried(after.rows[name])) for name in names]


def _made(made: Record) -> dict[str, str]:
    """What tells the runs apart, by the words it is shown under."""
    told = {
        "Gjord": made.get("created"),
        "Inläsning": made.get("snapshot"),
        "Modell": made.get("model"),
        "Programmets version": str(made.get("commit") or "")[:12],
        "Inställningarnas kontrollsumma": str(made.get("settings_digest") or "")[:12],
    }
    return {name: str(value) for name, value in told.items() if value}
