"""The command that makes the reader's folder of a training run: ``python -m eval.training.export_reader``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from eval.errors import EvalError
from eval.training.batches import Batch
from eval.training.card import Origin, data_digests, write_reader
from eval.training.checkpoints import LOG, WEIGHTS, read_log
from eval.training.judging import Score, judge
from eval.training.train_reader import read_mixture
from indexer.bundled_model import ensure_bundled_model
from indexer.commands import Command, Option
from indexer.commands import run as run_commands
from indexer.errors import IndexerError
from indexer.reader import BUNDLED_READER, GraphReader, open_reader
from indexer.settings import IndexSettings

_PATH = click.Path(path_type=Path)
_BATCH = 8


@click.command(
    "export-reader", cls=Command, help="Gör läsarens mapp av en körning, med siffror på undanhållna avsnitt."
)
@click.option("--run", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Körningens mapp.")
@click.option("--data", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Mappen med frågor och avsnitt.")
@click.option("--out", type=_PATH, default=BUNDLED_READER, metavar="MAPP", help="Läsarens mapp.")
def export_reader(*, run: Path, data: Path, out: Path) -> None:
    """Writes weights, configuration and card; the figures are those of the graph that is served."""
    cache = IndexSettings.load().cache_dir
    encoder = ensure_bundled_model(cache)
    origin = _origin(run, data)
    write_reader(run / WEIGHTS, out, encoder, origin, {})
    _, held = read_mixture(data, judged=None)
    figures = judge(held, _Served(open_reader(out, cache)), _BATCH)
    write_reader(run / WEIGHTS, out, encoder, origin, figures)
    for name, each in figures.items():
        click.echo(f"{name}: {each}")


class _Served:
    """Scores of batches by the reader that is served."""

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader

    def __call__(self, batch: Batch) -> list[Score]:
        readings = (self._reader.read(each.question, [each.passage])[0] for each in batch)
        return [(reading.null, reading.units) for reading in readings]


def _origin(run: Path, data: Path) -> Origin:
    """How the weights of a run came about, from its log."""
    try:
        rows = read_log(run)
        settings: dict[str, Any] = next(row["settings"] for row in rows if "settings" in row)
        last: dict[str, Any] = [row for row in rows if "loss" in row][-1]
    except (OSError, ValueError, StopIteration, IndexError) as error:
        raise EvalError(f"{run / LOG} berättar inte hur vikterna kom till: {error!r}") from error
    return Origin(
        settings["init"],
        settings["init_digest"],
        settings["seed"],
        settings["learning_rate"],
        settings["batch_size"],
        settings["frozen_layers"],
        last["step"],
        last["examples"],
        last["elapsed_s"] / 60,
        data_digests(data),
    )


if __name__ == "__main__":
    sys.exit(run_commands(export_reader, "python -m eval.training.export_reader", (EvalError, IndexerError)))
