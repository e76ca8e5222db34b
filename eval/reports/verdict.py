"""A run in plain words: what a reader should know who reads nothing else. All of it is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.measures.measure_names import COUNTED
from eval.reports.failure_stages import Stage, stage_of
from eval.reports.figures import Group, Record, RecordedRun, groups, number, percent, percent_range
from service.base.shares import ENOUGH, too_few

_TENTHS = ("inte en", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "alla")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The run in one line, and the sentences that bear it out."""

    headline: str
    sentences: tuple[str, ...]


def verdict(run: RecordedRun) -> Verdict:
    """What the run says of the service."""
    kinds = groups(run.metrics, run.rows).get("Frågans typ", [])
    statements = (
        too_few(tried) if (tried := _tried(run.metrics)) else "",
        _right_answers(run.metrics),
        _refused_rightly(run.rows),
        _refused_wrongly(run.rows),
        _found(run.metrics),
        _best_and_worst(kinds),
        _commonest_loss(run.rows),
        _speed(run.metrics),
    )
    return Verdict(_headline(run.metrics), tuple(sentence for sentence in statements if sentence))


def count_stages(rows: Sequence[Record]) -> list[tuple[Stage, int]]:
    """The stages at which questions were lost and how many at each, the commonest first."""
    return Counter(stage for stage in map(stage_of, rows) if stage).most_common()


def _tried(metrics: Record) -> int:
    """The questions that the headline stands on."""
    return next((int(estimate["n"]) for name in COUNTED if (estimate := metrics.get(name))), 0)


def _headline(metrics: Record) -> str:
    if 0 < _tried(metrics) < ENOUGH:
        return "För få frågor för att säga hur bra det går"
    estimate = metrics.get("answer_correct")
    if not estimate:
        return _headline_of_search(metrics)
    mean = estimate["mean"]
    tenths = round(mean * 10)
    if mean < 1 and tenths == 10:
        return "Nästan alla frågor får rätt svar"
    if mean > 0 and tenths == 0:
        return "Nästan inga frågor får rätt svar"
    if tenths in (0, 10):
        return "Alla frågor får rätt svar" if tenths else "Inga frågor får rätt svar"
    return f"Ungefär {_TENTHS[tenths]} av tio frågor får rätt svar"


def _headline_of_search(metrics: Record) -> str:
    """What is most worth knowing of a run in which nothing was answered that can be."""
    found = metrics.get("success@10")
    if not found:
        return "Körningen prövade inga frågor som går att besvara"
    return f"Sökningen hittar rätt för {percent(found['mean'])} av frågorna"


def _right_answers(metrics: Record) -> str:
    estimate = metrics.get("answer_correct")
    if not estimate:
        return ""
    right = round(estimate["mean"] * estimate["n"])
    return (
        f"Rätt svar på {right} av {estimate['n']} frågor som går att besvara "
        f"({percent(estimate['mean'])}, 95-procentigt intervall {percent_range(*estimate['ci95'])})."
    )


def _refused_rightly(rows: Sequence[Record]) -> str:
    unanswerable = [row for row in rows if not row["answerable"] and row["right"] is not None]
    if not unanswerable:
        return ""
    refused = sum(row["right"] for row in unanswerable)
    rest = len(unanswerable) - refused
    answered = f" På {rest} gav den ett svar ändå." if rest else ""
    return f"Tjänsten avstod på {refused} av {len(unanswerable)} frågor som dokumenten inte besvarar.{answered}"


def _refused_wrongly(rows: Sequence[Record]) -> str:
    answerable = [row for row in rows if row["answerable"] and row["right"] is not None]
    if not answerable:
        return ""
    refused = sum(row["status"] == "not_in_documents" for row in answerable)
    if not refused:
        return "Den avstod aldrig i onödan."
    return f"Den avstod i onödan på {refused} av {len(answerable)} frågor som går att besvara."


def _found(metrics: Record) -> str:
    estimate = metrics.get("success@5")
    if not estimate:
        return ""
    found = round(estimate["mean"] * estimate["n"])
    return f"Sökningen hade ett rätt ställe bland de fem första på {found} av {estimate['n']} frågor."


def _best_and_worst(kinds: Sequence[Group]) -> str:
    large = [group for group in kinds if group.n >= ENOUGH]
    if len(large) < 2 or large[0].share == large[-1].share:
        return ""
    best, worst = large[0], large[-1]
    return f"Bäst går frågor av typen {_in_quotes(best)}, sämst {_in_quotes(worst)}."


def _in_quotes(group: Group) -> str:
    return f"”{group.label}” ({group.right} av {group.n} rätt)"


def _commonest_loss(rows: Sequence[Record]) -> str:
    stages = count_stages(rows)
    if not stages:
        return "Ingen fråga gick fel." if any(row["right"] for row in rows) else ""
    (stage, count), missed = stages[0], sum(count for _, count in stages)
    return f"Det vanligaste felet är ”{stage.name}”: {count} av {missed} frågor som gick fel. {stage.meaning}"


def _speed(metrics: Record) -> str:
    times = metrics.get("ask_ms")
    if not isinstance(times, Mapping) or "p95" not in times:
        return ""
    return (
        f"Hälften av svaren kom inom {_seconds(times['p50'])} och 95 av 100 inom {_seconds(times['p95'])}, "
        "på datorn där körningen gjordes."
    )


def _seconds(milliseconds: float) -> str:
    return f"{number(milliseconds / 1000, 2 if milliseconds < 1000 else 1)} sekunder"
