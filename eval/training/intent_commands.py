"""The commands that teach what the words of questions mean: ``paragraf eval train-intents`` and ``train-words``."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import click

from eval.training.intent_examples import IntentExample, read_intent_examples
from eval.training.intent_training import cross_validated, figures, shares_right, shown, taught, write_model
from eval.training.word_training import taught_words, write_words
from indexer.commands import Command, Option
from indexer.encoder import load_encoder
from indexer.settings import IndexSettings
from service.question.intent_model import BUNDLED
from service.question.telling_words import BUNDLED as BUNDLED_WORDS

_PATH = click.Path(path_type=Path)


@click.command("train-intents", cls=Command, help="Lär upp det som avgör vad en fråga ber om, och visar hur säkert.")
@click.option("--data", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Mappen med frågor och avsnitt.")
@click.option("--out", type=_PATH, default=BUNDLED, metavar="FIL", help="Filen med vikterna.")
@click.option("--seed", type=int, default=0, metavar="TAL", help="Frö för delarna vid korsvalidering.")
@click.option("--figures-only", is_flag=True, help="Visa bara siffrorna, skriv inga vikter.")
def train_intents(*, data: Path, out: Path, seed: int, figures_only: bool) -> None:
    """Writes the weights and prints the cross-validated figures as a table."""
    examples = read_intent_examples(data)
    learned = shown(examples, load_encoder("bundled", IndexSettings.load().cache_dir))
    if not figures_only:
        write_model(taught(learned), out, {"data": _digest(examples)})
    guesses = list(cross_validated(learned, seed))
    right, left_open, right_by_words, left_open_by_words = shares_right(guesses)
    click.echo("| | n | F1 | F1 by words alone |\n|---|---|---|---|")
    for intent, (count, seen, blind) in figures(guesses).items():
        click.echo(f"| {intent} | {count} | {seen:.2f} | {blind:.2f} |")
    click.echo(f"| right, of those written for one | | {right:.3f} | {right_by_words:.3f} |")
    click.echo(f"| one of what is left open, of the others | | {left_open:.3f} | {left_open_by_words:.3f} |")


@click.command("train-words", cls=Command, help="Lär upp vilka ord i en fråga som säger vad den handlar om.")
@click.option("--data", cls=Option, type=_PATH, required=True, metavar="MAPP", help="Mappen med frågor och avsnitt.")
@click.option("--out", type=_PATH, default=BUNDLED_WORDS, metavar="FIL", help="Filen med andelarna.")
def train_words(*, data: Path, out: Path) -> None:
    """Writes how often each word is said again of the same matter, and prints how many words there are."""
    examples = read_intent_examples(data)
    model = taught_words(examples)
    write_words(model, out, {"data": _digest(examples)})
    click.echo(f"{len(examples)} frågor, {len(model.stems)} ord, i genomsnitt {model.share_of_others:.3f}")


def _digest(examples: Sequence[IntentExample]) -> str:
    """What was taught from, in short."""
    told = "\n".join(f"{one.question} {dict(one.intents)} {one.group}" for one in examples)
    return hashlib.sha256(told.encode()).hexdigest()
