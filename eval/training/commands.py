"""The commands of training: ``paragraf eval train-reader`` and ``export-reader``.

PyTorch takes seconds to import, so what needs it is imported where a command runs: the other commands of the evaluation
do not wait for it.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from eval.base.errors import EvalError
from eval.base.types import GoldSet
from eval.datasets.collections import COLLECTIONS, Collection
from eval.datasets.question_files import read_questions
from eval.runs.all_sets import indexed
from eval.training.batches import Batch
from eval.training.judging import Score, judge
from eval.training.material import read_mixture
from indexer.bundled_model import ensure_bundled_model
from indexer.commands import Command, Option
from indexer.everyday_questions import EVERYDAY_QUESTIONS
from indexer.files import sha256_of
from indexer.reader import BUNDLED_READER, GraphReader, open_reader
from indexer.settings import IndexSettings
from indexer.snapshot import open_snapshot
from service.answers.confidence import CALIBRATION, uncalibrated, write_calibration
from service.base.settings import ServiceSettings
from service.engine.models import Models, encoder_for
from service.engine.opening import make_engine

if TYPE_CHECKING:
    from eval.training.calibrating import Judged
    from eval.training.card import Origin

_PATH = click.Path(path_type=Path)
# Enough to see whether training helps or harms, and few enough not to take its time.
_JUDGED_ON_THE_WAY = 240
_BATCH = 8


@click.command(
    "train-reader", cls=Command, help="Lär upp läsaren på skrivna frågor; en avbruten körning fortsätter med --resume."
)
@click.option("--data", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Mappen med frågor och avsnitt.")
@click.option("--owners", type=_PATH, metavar="MAPP", help="Handlingarna som projektets egna frågor skrevs på.")
@click.option("--out", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Körningens mapp, utanför trädet.")
@click.option("--init", type=_PATH, metavar="FIL", help="Vikter att börja från (safetensors).")
@click.option("--minutes", type=click.FloatRange(0, min_open=True), metavar="TAL", help="Sluta efter så många minuter.")
@click.option(
    "--epochs", type=click.FloatRange(0, min_open=True), default=2.0, metavar="TAL", help="Varv, utan --minutes."
)
@click.option(
    "--replay", type=click.FloatRange(0, 1), default=1.0, metavar="TAL", help="Andel av tidigare frågor i ett varv."
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
    owners: Path | None,
    out: Path,
    init: Path | None,
    minutes: float | None,
    epochs: float,
    replay: float,
    lr: float,
    batch_size: int,
    seed: int,
    device: str,
    threads: int | None,
    frozen_layers: int,
    resume: bool,
) -> None:
    """Trains to the end and prints the figures on the held passages."""
    from eval.training.checkpoints import CHECKPOINT  # noqa: PLC0415
    from eval.training.training import Trainer, TrainingSettings  # noqa: PLC0415

    if (out / CHECKPOINT).exists() != resume:
        raise EvalError(
            f"{out} har redan en körning: fortsätt den med --resume eller välj en annan mapp."
            if not resume
            else f"{out} har ingen kontrollpunkt att fortsätta från."
        )
    encoder = ensure_bundled_model(IndexSettings.load().cache_dir)
    mixture, held = read_mixture(data, _JUDGED_ON_THE_WAY, owners, replay)
    settings = TrainingSettings(
        out, encoder, init, minutes, epochs, lr, batch_size, seed, device, threads, frozen_layers
    )
    for name, figures in Trainer(settings, mixture, held).run().items():
        click.echo(f"{name}: {figures}")


@click.command(
    "export-reader", cls=Command, help="Gör läsarens mapp av en körning, med siffror på undanhållna avsnitt."
)
@click.option("--run", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Körningens mapp.")
@click.option("--data", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Mappen med frågor och avsnitt.")
@click.option("--out", type=_PATH, default=BUNDLED_READER, metavar="MAPP", help="Läsarens mapp.")
@click.option("--mean-with", type=_PATH, metavar="FIL", help="Vikter att jämka körningens med, hälften av vardera.")
def export_reader(*, run: Path, data: Path, out: Path, mean_with: Path | None) -> None:
    """Writes weights, configuration and card; the figures are those of the graph that is served."""
    from eval.training.card import write_reader  # noqa: PLC0415
    from eval.training.checkpoints import WEIGHTS, mean_of, read_weights  # noqa: PLC0415

    cache = IndexSettings.load().cache_dir
    encoder = ensure_bundled_model(cache)
    origin, weights = _origin(run, data), read_weights(run / WEIGHTS)
    if mean_with:
        origin = replace(origin, mean_with=sha256_of(mean_with))
        weights = mean_of(weights, read_weights(mean_with))
    write_reader(weights, out, encoder, origin, {})
    _, held = read_mixture(data, judged=None)
    figures = judge(held, _Served(open_reader(out, cache)), _BATCH)
    write_reader(weights, out, encoder, origin, figures)
    for name, each in figures.items():
        click.echo(f"{name}: {each}")


@click.command("calibrate", help="Räknar ut vad läsarens besked är värt, av svaren på alla frågor som får lära det.")
@click.option("--data", type=_PATH, metavar="MAPP", help="Mappen med de handlingar som inte följer med projektet.")
@click.option("--indexes", type=_PATH, metavar="MAPP", help="Mappen som indexen byggs i.")
@click.option("--out", type=_PATH, default=CALIBRATION, metavar="FIL", help="Kalibreringens fil.")
def calibrate_command(data: Path | None, indexes: Path | None, out: Path) -> None:
    """Puts every set that may teach it, and writes the calibration of the reader."""
    from eval.training.calibrating import calibrate, judged_strange, judged_topics  # noqa: PLC0415

    settings = ServiceSettings.load()
    home = indexes or settings.cache_dir / "eval" / "collections"
    reader = open_reader(BUNDLED_READER, settings.cache_dir)
    judged: list[Judged] = []
    made_from: dict[str, int] = {}
    sets = {collection: _sets_that_teach(collection) for collection in COLLECTIONS}
    for collection in COLLECTIONS:
        documents = collection.documents(data)
        if documents is None:
            raise EvalError(f"Handlingarna till {collection.name} saknas. Ange mappen med --data.")
        made = indexed(collection, documents, home, settings)
        snapshot = open_snapshot(made.index_dir)
        models = Models(encoder_for(snapshot, made), reader, uncalibrated(reader.digest))
        engine = make_engine(snapshot, models, made)
        for name, gold in sets[collection].items():
            judged += judged_topics(engine, gold, name)
            made_from[name] = len(gold.topics)
        if collection.seen:
            others = [sets[other][name] for other in COLLECTIONS if other != collection for name in other.seen]
            foreign = [topic.question for gold in others for topic in gold.topics]
            judged += judged_strange(engine, [*EVERYDAY_QUESTIONS, *foreign])
    calibrated = calibrate(judged, reader.digest, made_from)
    write_calibration(out, calibrated.calibration)
    click.echo(f"rätt besvarade skiljs från fel med AUC {calibrated.auc:.3f}, medelfel {calibrated.error:.3f}")
    for level in calibrated.levels:
        click.echo("  ".join(f"{name} {value:.3f}" for name, value in asdict(level).items()))
    click.echo(f"svar ges från {calibrated.calibration.answers_from}, säkert från {calibrated.calibration.sure}")


def _sets_that_teach(collection: Collection) -> dict[str, GoldSet]:
    return {file.stem: read_questions(file) for file in collection.teaching_files}


class _Served:
    """Scores of batches by the reader that is served."""

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader

    def __call__(self, batch: Batch) -> list[Score]:
        readings = (self._reader.read(each.question, [each.passage])[0] for each in batch)
        return [(reading.null, reading.units) for reading in readings]


def _origin(run: Path, data: Path) -> Origin:
    """How the weights of a run came about, from its log."""
    from eval.training.card import Origin, data_digests  # noqa: PLC0415
    from eval.training.checkpoints import LOG, read_log, read_progress  # noqa: PLC0415

    progress = read_progress(run)
    try:
        settings: dict[str, Any] = next(row["settings"] for row in read_log(run) if "settings" in row)
    except (OSError, ValueError, StopIteration) as error:
        raise EvalError(f"{run / LOG} berättar inte hur vikterna kom till: {error!r}") from error
    return Origin(
        settings["init"],
        settings["init_digest"],
        settings["seed"],
        settings["learning_rate"],
        settings["batch_size"],
        settings["frozen_layers"],
        progress.step,
        progress.examples,
        progress.elapsed_s / 60,
        data_digests(data),
    )
