"""Paragraf beside what others would put together: ``python -m eval.experiments.peers.measuring --help``.

Each rival is a process that searches in process, over the same passages with the same vectors. They are run one at a
time in one run, and get the same questions, none twice.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from statistics import mean
from threading import Timer
from typing import Any

import click

from eval.base.types import Judgement, Row, Timing, Topic
from eval.datasets.beir import BeirSet
from eval.experiments.benchmark import timing_of
from eval.experiments.peers.material import indexed, judged_among
from eval.experiments.processes import held_mb, processor_seconds
from eval.measures.retrieval import retrieval_values
from indexer.commands import Command, run
from indexer.places import PROJECT
from service.base.settings import ServiceSettings

PEERS = ("by_hand", "txtai", "langchain", "haystack")
PARAGRAF = ("paragraf", "paragraf-without-reader")
CLIENTS = (1, 8, 64)
_BUILT = "built.json"
_LIMIT_S = 1200.0
_ANSWERING = "eval.experiments.peers.answering"
_FIRST = "Vem beslutar om kommunens budget?"


class Unfinished(Exception):
    """A rival was not done when its time was up, or ended by itself."""


@dataclass(frozen=True, slots=True)
class Rival:
    """What is compared: its module, the Python of its environment, and what embeds its questions."""

    name: str
    python: Path
    encoder: str = "graph"


@dataclass(frozen=True, slots=True)
class Figures:
    """What a rival took: seconds of clock and processor, megabytes, and milliseconds of processor a question."""

    rival: str
    encoder: str
    first_answer_s: float
    first_answer_processor_s: float
    held_mb: int
    processor_ms: float
    ndcg: float
    timings: tuple[Timing, ...]


# Processes


def own_build(beir: BeirSet, folder: Path) -> dict[str, Any]:
    """Build Paragraf's own index, embedding and all, or tell what that took when it stands already."""
    kept = folder / _BUILT
    if not kept.exists():
        started, used = time.perf_counter(), time.process_time()
        made = indexed(beir, folder, ServiceSettings())
        spent = {"index_s": time.perf_counter() - started, "processor_s": time.process_time() - used}
        kept.write_text(json.dumps({"rival": PARAGRAF[0], **spent, "mb": size_mb(made.index_dir)}), "utf-8")
    told: dict[str, Any] = json.loads(kept.read_text("utf-8"))
    return told


def build(rival: Rival, material: Path, folder: Path) -> dict[str, Any]:
    """Have a peer build its index. Raises ``Unfinished``."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    started, before = time.perf_counter(), os.times()
    try:
        subprocess.run(_command(rival, "build", material, folder), cwd=PROJECT, check=True, timeout=_LIMIT_S)  # noqa: S603
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        raise Unfinished from error
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return {"rival": rival.name, "index_s": time.perf_counter() - started, "processor_s": used, "mb": size_mb(folder)}


@contextmanager
def answering(rival: Rival, material: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The process of a rival, which is stopped when its time is up."""
    command = [*_command(rival, "answer", material, folder), rival.encoder]
    with subprocess.Popen(  # noqa: S603
        command, cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        limit = Timer(_LIMIT_S, process.kill)
        limit.start()
        try:
            yield process
        finally:
            limit.cancel()
            process.kill()


def answers(process: subprocess.Popen[str], questions: Sequence[str], clients: int) -> dict[str, Any]:
    """What the process tells of questions asked by so many at a time. Raises ``Unfinished``."""
    line = ""
    with suppress(BrokenPipeError):
        print(json.dumps({"clients": clients, "questions": questions}), file=process.stdin, flush=True)
        line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise Unfinished
    told: dict[str, Any] = json.loads(line)
    return told


def size_mb(folder: Path) -> float:
    """Megabytes of the files under a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def _command(rival: Rival, step: str, material: Path, folder: Path) -> list[str]:
    return [str(rival.python), "-m", _ANSWERING, step, rival.name, str(material), str(folder)]


# Figures


def measured(rival: Rival, topics: Sequence[Topic], material: Path, folder: Path) -> Figures:
    """Ask a rival the topics, a part by one at a time and others by more. Raises ``Unfinished``."""
    started = time.perf_counter()
    with answering(rival, material, folder) as process:
        answers(process, [_FIRST], 1)
        first, first_used = time.perf_counter() - started, processor_seconds(process.pid)
        parts = [topics[place :: len(CLIENTS)] for place in range(len(CLIENTS))]
        told = [
            answers(process, [topic.question for topic in part], clients)
            for part, clients in zip(parts, CLIENTS, strict=True)
        ]
        used, held = processor_seconds(process.pid) - first_used, held_mb(process.pid)["Pss"]
    timings = [timing_of(str(n), each["times"], each["seconds"]) for n, each in zip(CLIENTS, told, strict=True)]
    quality = mean(ndcg(part, each["rankings"]) for part, each in zip(parts, told, strict=True))
    spent = 1000 * used / len(topics)
    return Figures(rival.name, rival.encoder, first, first_used, held, spent, quality, tuple(timings))


def ndcg(topics: Sequence[Topic], rankings: Sequence[Sequence[str]]) -> float:
    """nDCG@10 of rankings of documents, best first."""
    rows = [Row(topic, _hits(found), 0.0, None) for topic, found in zip(topics, rankings, strict=True)]
    return mean(values["ndcg@10"] for values in retrieval_values(rows))


def _hits(found: Sequence[str]) -> tuple[Judgement, ...]:
    return tuple(Judgement(rank, name, "", (), 0, 0, 0.0, "", False) for rank, name in enumerate(found, 1))


def rivals_in(environments: Path) -> list[Rival]:
    """All that is compared; peers with both encoders, each in its environment."""
    own = [Rival(name, Path(sys.executable)) for name in PARAGRAF]
    pairs = product(("graph", "pytorch"), PEERS)
    return own + [Rival(name, environments / name / "bin" / "python", encoder) for encoder, name in pairs]


def _told(line: dict[str, Any], out: Path) -> None:
    with out.open("a", encoding="utf-8") as file:
        print(json.dumps(line), file=file)
    click.echo(json.dumps(line))


@click.command(cls=Command)
@click.option("--judged", required=True, type=click.Path(path_type=Path), help="Frågor med facit, i BEIR-form.")
@click.option("--paragraphs", required=True, type=click.Path(path_type=Path), help="Stycken, JSON-rader i gzip.")
@click.option("--count", default=10_000, help="Hur många texter det letas bland.")
@click.option("--asked", default=64, help="Hur många frågor för var och en av 1, 8 och 64 som frågar samtidigt.")
@click.option(
    "--environments", required=True, type=click.Path(path_type=Path), help="Mapp med en miljö för var och en."
)
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="Mapp för index och det som byggs.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Fil för måtten, JSON-rader.")
def measure(  # noqa: PLR0917  (a command's options)
    judged: Path, paragraphs: Path, count: int, asked: int, environments: Path, folder: Path, out: Path
) -> None:
    """Mät Paragraf vid sidan av andra, över samma avsnitt."""
    beir = judged_among(judged, paragraphs, count, folder)
    out.write_text("", "utf-8")
    _told(own_build(beir, folder), out)
    topics = [topic for topic in beir.gold.topics if topic.answerable]
    wanted = asked * len(CLIENTS)
    topics = topics[:: max(1, len(topics) // wanted)][:wanted]
    for rival in rivals_in(environments):
        kept = folder / "peers" / rival.name
        try:
            if rival.name in PEERS and rival.encoder == "graph":
                _told(build(rival, folder, kept), out)
            _told(asdict(measured(rival, topics, folder, kept)), out)
        except Unfinished:
            _told({"rival": rival.name, "encoder": rival.encoder, "unfinished": True}, out)


if __name__ == "__main__":
    raise SystemExit(run(measure, "python -m eval.experiments.peers.measuring"))
