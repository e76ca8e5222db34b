"""The command ``paragraf eval calibrate-hits``."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eval.base.errors import EvalError
from eval.datasets.collections import COLLECTIONS
from eval.datasets.question_files import read_questions
from eval.runs.all_sets import indexed
from indexer.snapshot import open_snapshot
from service.base.settings import ServiceSettings
from service.engine.opening import open_engine
from service.engine.tuning import Tuning
from service.retrieval.reading import ReadingRules

if TYPE_CHECKING:
    from eval.training.hit_calibration import Ranking

_PATH = click.Path(path_type=Path)


@click.command("calibrate-hits", help="Räknar ut vilka avsnitt som är träffar, av alla frågor som får styra.")
@click.option("--data", type=_PATH, metavar="MAPP", help="Mappen med de handlingar som inte följer med projektet.")
@click.option("--indexes", type=_PATH, metavar="MAPP", help="Mappen som indexen byggs i.")
def calibrate_hits_command(data: Path | None, indexes: Path | None) -> None:
    """Prints the curve that ``service.retrieval.hits`` is to have, and what it comes to over each set."""
    from eval.training.hit_calibration import cut_figures, fitted_curve, judged_rankings  # noqa: PLC0415

    settings = ServiceSettings.load()
    home = indexes or settings.cache_dir / "eval" / "collections"
    sets: dict[str, list[Ranking]] = {}
    for collection in (each for each in COLLECTIONS if each.seen):
        documents = collection.documents(data)
        if documents is None:
            raise EvalError(f"Handlingarna till {collection.name} saknas. Ange mappen med --data.")
        made = indexed(collection, documents, home, settings)
        everyday = open_snapshot(made.index_dir).manifest.null_distribution
        engine = open_engine(made, Tuning(reading=ReadingRules(passages=0)))
        for file in collection.question_files(unseen=False):
            sets[file.stem] = list(judged_rankings(engine, everyday, read_questions(file)))
    curve = fitted_curve([ranking for rankings in sets.values() for ranking in rankings])
    click.echo("  ".join(f"{name} {value}" for name, value in asdict(curve).items()))
    for name, rankings in sets.items():
        figures = asdict(cut_figures(name, rankings, curve))
        click.echo("  ".join(f"{label} {value}" for label, value in figures.items()))
