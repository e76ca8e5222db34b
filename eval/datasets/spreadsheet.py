"""Gold questions from a spreadsheet, saved as CSV: one question a row, columns by the names of the fields.

Columns: ``id``, ``question``, ``kind``, ``asker``, ``answerable`` (ja or nej), ``answer``, ``must_contain``, ``note``;
``file`` and ``quote`` for the evidence, ``file_2`` and ``quote_2`` for more of it; ``filter_organisation`` and so on.
In ``must_contain`` a new line or «;» parts the groups, «|» the strings of one. A column may be left out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from eval.base.errors import GoldError
from eval.base.json_lines import Fault, make_each, read_text
from eval.base.types import GoldSet, Topic
from eval.datasets.gold import topic_of
from service.base.filter_fields import FILTERS
from service.staff.gold import UNANSWERABLE

_DELIMITERS = ";\t,"
_TRUTHS = {"": True, "ja": True, "true": True, "sant": True, "1": True}
_TRUTHS |= {"nej": False, "false": False, "falskt": False, "0": False}
_TEXTS = ("id", "question", "kind", "asker", "answer", "note")
_COLUMN = re.compile(
    rf"(?:{'|'.join(_TEXTS)}|answerable|must_contain|(?:file|quote)(?:_\d+)?|filter_(?:{'|'.join(FILTERS)}))"
)
_GROUPS = re.compile(r"[;\n]")


def read_spreadsheet(path: Path) -> GoldSet:
    """The questions of a CSV file in its order. Raises ``GoldError`` that lists every faulty row."""
    data, text = read_text(path)
    topics = make_each(path.name, _rows(path.name, text), _topic, lambda topic: topic.id)
    return GoldSet(path.name, hashlib.sha256(data).hexdigest(), tuple(topics.values()), tuple(topics))


def _rows(name: str, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows by their column names, each with the number of its first line."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [column.strip().lower() for column in next(reader, [])]
        _check_header(name, header)
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(header):
                counts = f"{len(cells)} celler men bara {len(header)} kolumner har rubrik"
                raise GoldError(f"{name}, rad {line}: raden har {counts}; sätt text med {delimiter} inom citattecken")
            if any(cell.strip() for cell in cells):
                yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise GoldError(f"{name}, rad {reader.line_num}: raden är inte giltig CSV ({error})") from error


def _check_header(name: str, header: list[str]) -> None:
    for column in header:
        if not _COLUMN.fullmatch(column):
            raise GoldError(f"{name}, rad 1: okänd kolumn «{column}»; se kolumnernas namn i eval/README.md")
        if header.count(column) > 1:
            raise GoldError(f"{name}, rad 1: kolumnen «{column}» finns två gånger")
    if missing := [column for column in ("id", "question", "kind") if column not in header]:
        raise GoldError(f"{name}, rad 1: kolumnen «{missing[0]}» saknas")


def _topic(row: dict[str, str]) -> Topic:
    filters = {name: row[f"filter_{name}"] for name in FILTERS if row.get(f"filter_{name}")}
    groups = [[string.strip() for string in group.split("|")] for group in _GROUPS.split(row.get("must_contain", ""))]
    return topic_of(
        {
            **{name: row.get(name, "") for name in _TEXTS},
            "asker": row.get("asker") or "staff",
            "answerable": _truth(row),
            "evidence": list(_evidence(row)),
            "must_contain": [group for group in groups if group != [""]],
            "filters": filters or None,
        }
    )


def _truth(row: dict[str, str]) -> bool:
    value = row.get("answerable", "").lower()
    if value not in _TRUTHS:
        raise Fault(f"«answerable» ska vara ja eller nej, inte «{value}»")
    return _TRUTHS[value] if value else row["kind"] != UNANSWERABLE


def _evidence(row: dict[str, str]) -> Iterator[dict[str, str]]:
    """The pieces of evidence that have a file or a quote."""
    suffixes = [column.removeprefix("quote") for column in row if column.startswith("quote")]
    for suffix in suffixes:
        file, quote = row.get(f"file{suffix}", ""), row[f"quote{suffix}"]
        if file or quote:
            yield {"file": file, "quote": quote}
