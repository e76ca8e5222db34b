"""What a build says of the files it could not read or place, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from corpus.base.privacy import QUARANTINE
from indexer.types import BuildReport

_WIDEST_PATH = 50
_FIELD_WORDS = {"organisation": "organisation", "body": "organ", "date": "dag", "kind": "slag"}
_MOST_UNTOLD = 20
Row = tuple[str, str, str]


def file_table(report: BuildReport, width: int) -> str:
    """A row for each file that was not read, or in part, or of which it is not known whose or from when; or nothing."""
    rows = list(_rows(report))
    if not rows:
        return ""
    state, path = (max(len(row[column]) for row in rows) for column in (0, 1))
    indent = state + min(path, _WIDEST_PATH) + 4
    lines: list[str] = []
    for row in rows:
        head = f"{row[0]:{state}}  {row[1]:{min(path, _WIDEST_PATH)}}  "
        reason = wrap(row[2], max(width - indent, 20)) or [""]
        lines.append(head + reason[0])
        lines += [" " * indent + line for line in reason[1:]]
    return "\n".join(lines)


def advice(report: BuildReport) -> Sequence[str]:
    """What the rows mean and what to do about them."""
    said = []
    if not report.is_whole:
        said.append("Indexet gäller, men är inte helt: de filer som står som «inte läst» eller «delvis läst» saknas.")
    if any(reason.startswith(QUARANTINE) for _, reason in report.problems):
        said.append(
            'En handling i karantän läses in när det står personal_data = "mask" eller "keep" för den i '
            "manifest.json eller i mappens paragraf.toml."
        )
    if report.untold:
        said.append("Det som är okänt kan anges i manifest.json eller i mappens paragraf.toml.")
    return said


def _rows(report: BuildReport) -> Iterator[Row]:
    yield from (("inte läst", path, reason) for path, reason in report.problems)
    yield from (("delvis läst", path, reason) for path, reason in report.partly)
    yield from (("väntar", path, "filen skrivs fortfarande och läses vid nästa bygge") for path in report.waiting)
    yield from (("borttaget", path, "filen har kvar det som är borttaget ur indexet") for path in report.withheld)
    for path, fields in report.untold[:_MOST_UNTOLD]:
        yield "okänt", path, ", ".join(_FIELD_WORDS[field] for field in fields)
    left = len(report.untold) - _MOST_UNTOLD
    if left > 0:
        yield "okänt", f"och {left} filer till", "alla står i det som --json skriver"
