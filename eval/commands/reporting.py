"""Telling of runs that were made: ``report`` and ``compare``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from eval.commands.options import PATH, json_option
from eval.measures.metrics import MEASURES
from eval.reports.comparison_report import chosen, write_comparison
from eval.reports.report import write_report
from eval.reports.tables import changes_text, comparison_table
from eval.runs.comparison import compare_runs
from eval.runs.run_folder import read_run
from indexer.commands import Command


@click.command(cls=Command, name="report", help="Skriver rapporten över en körning som en HTML-sida i körningens mapp.")
@click.argument("folder", type=PATH, metavar="KÖRNING")
def report_command(folder: Path) -> None:
    """Writes the report of a run that was made before."""
    click.echo(f"Rapporten ligger i {write_report(folder)}")


@click.command(
    cls=Command, name="compare", help="Jämför två körningar fråga för fråga: skillnad, intervall, p-värde och effekt."
)
@click.argument("before", type=PATH, metavar="KÖRNING")
@click.argument("after", type=PATH, metavar="KÖRNING")
@click.option("--measure", type=click.Choice(MEASURES), metavar="MÅTT", help="Måttet vars vinster och förluster visas.")
@click.option("--report", type=PATH, metavar="FIL", help="Skriv jämförelsen också som en HTML-sida i filen.")
@json_option
def compare_command(before: Path, after: Path, measure: str | None, report: Path | None, as_json: bool) -> None:
    """Compares two runs over the same questions, and tells which questions went better and worse."""
    first, second = read_run(before), read_run(after)
    compared = compare_runs(first, second)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in compared], ensure_ascii=False, indent=1))
    else:
        questions = {name: row["question"] for name, row in second.rows.items()}
        shown = chosen(compared, measure)
        changes = [changes_text(shown, questions)] if shown else []
        click.echo("\n\n".join([comparison_table(compared), *changes]))
    if report:
        click.echo(f"Rapporten ligger i {write_comparison(first, second, measure, report)}", err=True)
