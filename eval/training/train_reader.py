"""The command that trains the reader: ``python -m eval.training.train_reader``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from eval.errors import EvalError
from eval.training.batches import Mixture
from eval.training.checkpoints import CHECKPOINT
from eval.training.examples import Example, read_examples, read_passages, read_squad, split_examples
from eval.training.judging import held_examples, sample
from eval.training.negatives import NegativeFinder
from eval.training.training import Trainer, TrainingSettings
from indexer.bundled_model import ensure_bundled_model
from indexer.commands import Command, Option
from indexer.commands import run as run_commands
from indexer.errors import IndexerError
from indexer.settings import IndexSettings

_PATH = click.Path(path_type=Path)
# Enough to see whether training helps or harms, and few enough not to take its time.
_JUDGED_ON_THE_WAY = 240


def read_mixture(data: Path, judged: int | None = _JUDGED_ON_THE_WAY) -> tuple[Mixture, tuple[Example, ...]]:
    """What epochs are drawn from, and at most ``judged`` examples on held passages; all of them with ``None``."""
    passages = read_passages(data)
    split = split_examples(read_examples(data, passages))
    finder = NegativeFinder(passages)
    negatives = tuple(finder.find(example) for example in split.train)
    held = held_examples(split.held, [finder.find(example) for example in split.held])
    return Mixture(split.train, negatives, read_squad(data)), sample(held, judged or len(held))


@click.command(
    "train-reader", cls=Command, help="Lär upp läsaren på skrivna frågor; en avbruten körning fortsätter med --resume."
)
@click.option("--data", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Mappen med frågor och avsnitt.")
@click.option("--out", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Körningens mapp, utanför trädet.")
@click.option("--init", type=_PATH, metavar="FIL", help="Vikter att börja från (safetensors).")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), metavar="TAL", help="Sluta efter så många minuter.")
@click.option(
    "--epochs", type=click.FloatRange(0, min_open=True), default=2.0, metavar="TAL", help="Varv, utan --minutes."
)
@click.option("--lr", type=float, default=3e-5, metavar="TAL", help="Högsta inlärningstakt.")
@click.option("--batch-size", type=click.IntRange(1), default=8, metavar="TAL", help="Frågor i ett steg.")
@click.option("--seed", type=int, default=0, metavar="TAL", help="Frö.")
@click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", help="Processor eller grafikkort."
)
@click.option("--threads", type=click.IntRange(1), metavar="TAL", help="Trådar på processorn.")
@click.option("--frozen-layers", type=click.IntRange(0), default=2, metavar="TAL", help="Lager som lämnas orörda.")
@click.option("--resume", is_flag=True, help="Fortsätt från kontrollpunkten i --out.")
def train_reader(
    *,
    data: Path,
    out: Path,
    init: Path | None,
    minutes: float | None,
    epochs: float,
    lr: float,
    batch_size: int,
    seed: int,
    device: str,
    threads: int | None,
    frozen_layers: int,
    resume: bool,
) -> None:
    """Trains to the end and prints the figures on the held passages."""
    if (out / CHECKPOINT).exists() != resume:
        raise EvalError(
            f"{out} har redan en körning: fortsätt den med --resume eller välj en annan mapp."
            if not resume
            else f"{out} har ingen kontrollpunkt att fortsätta från."
        )
    encoder = ensure_bundled_model(IndexSettings.load().cache_dir)
    mixture, held = read_mixture(data)
    settings = TrainingSettings(
        out, encoder, init, minutes, epochs, lr, batch_size, seed, device, threads, frozen_layers
    )
    for name, figures in Trainer(settings, mixture, held).run().items():
        click.echo(f"{name}: {figures}")


if __name__ == "__main__":
    sys.exit(run_commands(train_reader, "python -m eval.training.train_reader", (EvalError, IndexerError)))
