"""The table of rivals, from what was measured: ``python -m eval.reports.peers FILE``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_HEAD = (
    *(
        "rival",
        "question embedded by",
        "nDCG@10",
        "queries/s at 1 · 8 · 64",
        "p50 / p95 / p99 ms at 1",
        "at 8",
        "at 64",
    ),
    *("processor ms a question", "first answer s (processor)", "MB held", "index s (processor)", "index MB"),
)
_STOPPED = "> 20 min, or ended by itself"


def peers_table(told: Sequence[Mapping[str, Any]]) -> str:
    """What ``eval.experiments.peers.measuring`` wrote, a row for each rival and encoder, in Markdown."""
    built = {each["rival"]: each for each in told if "index_s" in each}
    rows = (_row(each, built.get(each["rival"], {})) for each in told if "encoder" in each)
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (_HEAD, ("---",) * len(_HEAD), *rows))


def _row(of: Mapping[str, Any], built: Mapping[str, Any]) -> tuple[str, ...]:
    if of.get("unfinished"):
        return (of["rival"], of["encoder"], _STOPPED, *("",) * (len(_HEAD) - 3))
    speeds = " · ".join(f"{each['per_second']:.1f}" for each in of["timings"])
    start = f"{of['first_answer_s']:.1f} ({of['first_answer_processor_s']:.1f})"
    made = (
        (f"{built['index_s']:.0f} ({built['processor_s']:.0f})", f"{built['mb']:.0f}") if built else ("as above",) * 2
    )
    first = (of["rival"], of["encoder"], f"{of['ndcg']:.3f}", speeds, *_latencies(of["timings"]))
    return (*first, f"{of['processor_ms']:.0f}", start, f"{of['held_mb']:,}", *made)


def _latencies(timings: Sequence[Mapping[str, float]]) -> Iterator[str]:
    return (" / ".join(f"{each[f'p{share}_ms']:.0f}" for share in (50, 95, 99)) for each in timings)


if __name__ == "__main__":
    print(peers_table([json.loads(line) for line in Path(sys.argv[1]).read_text("utf-8").splitlines()]))
