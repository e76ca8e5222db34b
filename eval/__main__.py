"""The command line of the evaluation: ``python -m eval``."""

from __future__ import annotations

import sys

import click

from corpus.base.errors import CorpusError
from eval.base.errors import EvalError
from eval.commands.checking import check_command, count_again_command, labels_command, metadata_command
from eval.commands.experimenting import ablate_command, bench_command, count_patterns_command
from eval.commands.reporting import agreement_command, compare_command, report_command
from eval.commands.running import all_command, gate_command, run_command
from eval.training.commands import calibrate_command, export_reader, train_reader
from eval.training.hit_commands import calibrate_hits_command
from eval.training.intent_commands import train_intents, train_words
from indexer.commands import Group
from indexer.commands import run as run_commands
from indexer.errors import IndexerError
from service.base.errors import ServiceError


@click.group(cls=Group, help="Prövar sökning och svar mot frågor med facit.")
def commands() -> None:
    """The group that the commands belong to."""


for command in (
    *(check_command, run_command, all_command, report_command, compare_command, agreement_command, gate_command),
    *(ablate_command, bench_command, count_patterns_command, labels_command, count_again_command, metadata_command),
    *(train_reader, export_reader, calibrate_command, calibrate_hits_command, train_intents, train_words),
):
    commands.add_command(command)


if __name__ == "__main__":
    sys.exit(run_commands(commands, "python -m eval", (CorpusError, EvalError, IndexerError, ServiceError)))
