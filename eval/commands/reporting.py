"""Telling of runs and readings that were made: ``report``, ``compare`` and ``agreement``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from eval.commands.options import PATH, json_option
from eval.datasets.gold import read_gold
from eval.measures.metrics import MEASURES
from eval.reports.comparison_report import chosen, write_comparison
from eval.reports.report import write_report
from eval.reports.tables import agreement_table, changes_text, comparison_table
from eval.runs.comparison import compare_runs
from eval.runs.run_folder import read_run
from indexer.commands import Command
from service.staff.agreement import agreements, differences, read_twice


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


@click.command(
    cls=Command, name="agreement", help="Visar hur lika två har läst samma frågor: andel, intervall och kappa."
)
@click.argument("first", type=PATH, metavar="FRÅGOR")
@click.argument("second", type=PATH, metavar="ANDRA")
@json_option
def agreement_command(first: Path, second: Path, as_json: bool) -> None:
    """Compares two files of gold questions by id. Raises ``GoldError``."""
    pairs = read_twice(read_gold(first).topics, read_gold(second).topics)
    found = agreements(pairs)
    if as_json:
        click.echo(
            json.dumps([{**asdict(each), "ci95": each.interval} for each in found], ensure_ascii=False, indent=1)
        )
        return
    click.echo(agreement_table(found, len(pairs)))
    for one, other in pairs:
        different = differences((one, other))
        if different:
            click.echo(f"{one.id} {one.question}: {', '.join(different)}")
