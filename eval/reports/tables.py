"""Runs as text for the person who ran them, in Swedish."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eval.base.types import Calibration, Estimate, GroupFigures, Latency, Metrics, ReliabilityBin, Row, Timing
from eval.experiments.ablation import COMPARED, Ablation
from eval.experiments.question_patterns import PatternCount
from eval.measures.measure_names import COUNTED, LATENCY_NAMES, MEMBER_NAMES, measure_name
from eval.reports.figures import signed
from eval.runs.all_sets import SetFigures
from eval.runs.comparison import Comparison
from service.base.shares import ENOUGH, too_few, wilson
from service.staff.agreement import Agreement

_STATUS_NAMES = {
    "answered": "besvarad",
    "partly_answered": "delvis besvarad",
    "not_in_documents": "finns inte i dokumenten",
}
_SHOWN_ANSWER_CHARS = 300
_SHOWN_QUESTIONS = 40
_ALL_SETS = ("success@1", "success@5", "answer_correct", "citation_match", "refused_right", "refused_wrong")
_FEW = " *"
_FEW_NOTE = f"\n* färre än {ENOUGH}: ur den går det inte att dra någon slutsats."
_ABLATED = ("success@1", "success@5", "mrr@10", "ndcg@10", "answer_correct", "refused_right", "refused_wrong")


def metrics_table(metrics: Metrics) -> str:
    """The figures as a table, with decimal commas; measures that nothing counts in are left out."""
    estimates = {name: estimate for name, estimate in metrics.estimates.items() if estimate}
    tried = next((estimates[name].n for name in COUNTED if name in estimates), 0)
    parts = [
        *_few_lines(tried),
        f"{'mått':24} {'värde':>5}  {'95 %-intervall':14} {'n':>5}",
        *(_estimate_line(name, estimate) for name, estimate in estimates.items()),
        *(_latency_line(name, latency) for name, latency in metrics.latencies.items() if latency),
        *_group_lines("frågetyp", metrics.by_kind, MEMBER_NAMES["by_kind"]),
        *_group_lines("dokumenttyp", metrics.by_document_kind, MEMBER_NAMES["by_document_kind"]),
        *_group_lines("frågare", metrics.by_asker, MEMBER_NAMES["by_asker"]),
        *_group_lines("plan", metrics.by_plan, {}),
        *_calibration_lines(metrics.calibration),
        *([_FEW_NOTE] if any(each.n < ENOUGH for each in estimates.values()) else []),
    ]
    return "\n".join(parts)


def timing_table(timings: Iterable[Timing]) -> str:
    """Timings as a table, in milliseconds."""
    return "\n".join(
        [
            f"{'':12} {'minst ms':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'per sekund':>11}",
            *map(_timing_line, timings),
        ]
    )


def patterns_table(modules: Sequence[PatternCount]) -> str:
    """What questions are matched against, module by module, and in all."""
    total = PatternCount(
        "alla",
        *(sum(counts) for counts in zip(*((m.expressions, m.alternatives, m.entries) for m in modules), strict=True)),
    )
    head = f"{'modul':44} {'uttryck':>8} {'varianter':>10} {'ordlistor':>10} {'summa':>7}"
    return "\n".join([head, *(_pattern_line(one) for one in (*modules, total))])


def _pattern_line(one: PatternCount) -> str:
    return f"{one.module:44} {one.expressions:8} {one.alternatives:10} {one.entries:10} {one.total:7}"


def comparison_table(comparisons: Iterable[Comparison]) -> str:
    """Two runs measure by measure: means, the difference with its interval, p, effect size, wins and losses."""
    kept = list(comparisons)
    most = max((each.n for each in kept), default=0)
    head = (
        f"{'mått':24} {'före':19} {'efter':19} {'skillnad':>9}  {'intervall':16} {'p':>6} {'effekt':>7}"
        f" {'bättre':>6} {'sämre':>6} {'n':>5}"
    )
    return "\n".join([*_few_lines(most), head, *map(_comparison_line, kept)])


def agreement_table(agreements: Iterable[Agreement], count: int) -> str:
    """How far two readings of ``count`` questions agree: what was judged alike, with its interval and kappa."""
    few = [too_few(count), ""] if count < ENOUGH else []
    head = f"{'lika läst':24} {'lika':>5} {'av':>5}  {'andel':20} kappa"
    return "\n".join([*few, head, *map(_agreement_line, agreements), ""])


def changes_text(comparison: Comparison, questions: Mapping[str, str]) -> str:
    """The questions that went better and worse, by id and wording."""
    lines = [f"{measure_name(comparison.measure)}:"]
    for label, changed in (("bättre", comparison.won), ("sämre", comparison.lost)):
        lines += [f"  {label}: {name} {questions[name]}" for name in changed[:_SHOWN_QUESTIONS]]
        if len(changed) > _SHOWN_QUESTIONS:
            lines.append(f"  {label}: och {len(changed) - _SHOWN_QUESTIONS} till")
    return "\n".join(lines)


def ablation_table(ablations: Sequence[Ablation]) -> str:
    """One line for each variant, in Markdown: figures, and p against the first one."""
    measures = [name for name in _ABLATED if ablations and ablations[0].metrics.estimates[name]]
    tested = [name for name in COMPARED if name in measures]
    head = ["variant", *map(measure_name, measures), *(f"p {measure_name(name)}" for name in tested)]
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for each in ablations:
        figures = [_cell(each.metrics.estimates[name]) for name in measures]
        chances = [_number(each.comparisons[name].p) if each is not ablations[0] else "" for name in tested]
        lines.append(f"| {' | '.join([each.name, *figures, *chances])} |")
    return _with_note(lines)


def sets_table(figures: Iterable[SetFigures]) -> str:
    """One line for each set, in Markdown: means with their intervals; a set without its documents says so."""
    lines = [
        f"| frågor | {' | '.join(map(measure_name, _ALL_SETS))} | svar, p95 ms |",
        f"|{'---|' * (len(_ALL_SETS) + 2)}",
    ]
    for each in figures:
        if each.metrics is None:
            lines.append(f"| {each.name} | dokumenten finns inte här |{' |' * len(_ALL_SETS)}")
            continue
        cells = [_cell(each.metrics.estimates[name]) for name in _ALL_SETS]
        asked = each.metrics.latencies.get("ask_ms")
        lines.append(f"| {each.name} | {' | '.join(cells)} | {_number(asked.p95_ms, 1) if asked else '–'} |")
    return _with_note(lines)


def misses(rows: Iterable[Row]) -> list[Row]:
    """The rows that are not right, in order: wrong answers, and where only searching was done nothing found."""
    return [row for row in rows if not (row.reply.right if row.reply else row.first_rank)]


def miss_text(row: Row) -> str:
    """A question that went wrong: what was asked, where the evidence was found and what was answered."""
    if not row.topic.answerable:
        found = "går inte att besvara ur dokumenten"
    else:
        found = f"rätt stycke på plats {row.first_rank}" if row.first_rank else "rätt stycke hittades inte"
    kind = MEMBER_NAMES["by_kind"].get(row.topic.kind, row.topic.kind)
    return f"{row.topic.id} [{kind}] {row.topic.question}\n  {found}{_answer_text(row)}"


def _answer_text(row: Row) -> str:
    if row.reply is None:
        return ""
    answer = f"{_STATUS_NAMES[row.reply.status]}: {row.reply.answer[:_SHOWN_ANSWER_CHARS]}"
    return f"; {answer.rstrip(': ')}"


def _agreement_line(each: Agreement) -> str:
    kappa = "–" if each.kappa is None else _number(each.kappa, 2)
    return f"{each.label:24} {each.alike:>5} {each.count:>5}  {_with_wilson(each.share, each.count):20} {kappa}"


def _few_lines(count: int) -> list[str]:
    return [too_few(count), ""] if 0 < count < ENOUGH else []


def _estimate_line(name: str, estimate: Estimate) -> str:
    interval = f"{_number(estimate.low)}–{_number(estimate.high)}"
    few = _FEW if estimate.n < ENOUGH else ""
    return f"{measure_name(name):24} {_number(estimate.mean):>5}  {interval:14} {estimate.n:>5}{few}"


def _timing_line(timing: Timing) -> str:
    times = (timing.least_ms, timing.p50_ms, timing.p95_ms, timing.p99_ms)
    return (
        f"{timing.name:12} {' '.join(f'{_number(time, 2):>8}' for time in times)} {_number(timing.per_second, 1):>11}"
    )


def _latency_line(name: str, latency: Latency) -> str:
    high, highest = _number(latency.p95_ms, 1), _number(latency.p99_ms, 1)
    label = f"{LATENCY_NAMES[name]}, ms"
    return f"{label:24} median {_number(latency.p50_ms, 1)}, 95:e percentilen {high}, 99:e {highest}"


def _comparison_line(each: Comparison) -> str:
    interval = f"{signed(each.low)} – {signed(each.high)}"
    before, after = (_with_wilson(mean, each.n) for mean in (each.before, each.after))
    return (
        f"{measure_name(each.measure):24} {before:19} {after:19} {signed(each.difference):>9}"
        f"  {interval:16} {_number(each.p):>6} {signed(each.effect, 2):>7} {len(each.won):>6} {len(each.lost):>6}"
        f" {each.n:>5}"
    )


def _group_lines(label: str, groups: Mapping[str, GroupFigures], names: Mapping[str, str]) -> list[str]:
    if not groups:
        return []
    found, right = measure_name("success@5"), measure_name("answer_correct")
    head = f"{label:24} {'n':>5}  {found:20} {right}"
    lines = [
        f"{names.get(name, name):24} {each.n:>5}  {_with_interval(each.success_at_5):20} "
        f"{_with_interval(each.answer_correct)}{_FEW if each.n < ENOUGH else ''}"
        for name, each in groups.items()
    ]
    return ["", head, *lines]


def _calibration_lines(calibration: Calibration | None) -> list[str]:
    if calibration is None:
        return []
    return [
        "",
        f"{'säkerhet':24} {'n':>5}  {'i medel':>8}  andel rätt",
        *map(_bin_line, calibration.bins),
        f"medelavstånd mellan säkerhet och andel rätt: {_number(calibration.error)}",
    ]


def _bin_line(each: ReliabilityBin) -> str:
    limits = f"{_number(each.low)}–{_number(each.high)}"
    return f"{limits:24} {each.n:>5}  {_number(each.confidence):>8}  {_with_wilson(each.right, each.n)}"


def _with_interval(estimate: Estimate | None) -> str:
    return f"{_number(estimate.mean)} {_number(estimate.low)}–{_number(estimate.high)}" if estimate else "–"


def _cell(estimate: Estimate | None) -> str:
    return _with_interval(estimate) + (_FEW if estimate and estimate.n < ENOUGH else "")


def _with_note(lines: Sequence[str]) -> str:
    """The lines of a table, and below them what its marks mean where it has any."""
    return "\n".join([*lines, *([_FEW_NOTE] if any(_FEW in line for line in lines) else [])])


def _with_wilson(mean: float, n: int) -> str:
    low, high = wilson(mean * n, n)
    return f"{_number(mean)} {_number(low)}–{_number(high)}"


def _number(value: float, decimals: int = 3) -> str:
    return f"{value:.{decimals}f}".replace(".", ",")
