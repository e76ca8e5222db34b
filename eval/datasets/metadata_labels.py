"""How organisation, body, kind and date agree with what a person read from the same files.

Labels are JSON lines {file, organisation, body, kind, date, accept: {field: [other right values]}, aside}. ``null`` is
a value too: the file does not tell. An ``aside`` label is one whose mistakes nobody looked at while the reading
was made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.base.types import Document
from eval.base.errors import EvalError

FIELDS = ("organisation", "body", "kind", "date")
SILENT = (None, "other")


@dataclass(frozen=True, slots=True)
class MetadataLabel:
    """The right values of one file, by field; the first of each is the best."""

    file: str
    values: Mapping[str, tuple[str | None, ...]]
    aside: bool

    @property
    def owner(self) -> str:
        """Whose document it is."""
        return self.values["organisation"][0] or "–"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read for one field of one file, beside its label."""

    label: MetadataLabel
    field: str
    read: str | None

    @property
    def right(self) -> bool:
        """Whether the label has the value."""
        return self.read in self.label.values[self.field]

    @property
    def silent(self) -> bool:
        """Whether nothing was said where there is something to say."""
        return not self.right and self.read in SILENT


def read_metadata_labels(path: Path) -> tuple[MetadataLabel, ...]:
    """The labels in a file of JSON lines. Raises ``EvalError``."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return tuple(MetadataLabel(row["file"], _values(row), row.get("aside", False)) for row in rows)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EvalError(f"Filen {path} går inte att läsa som märkta handlingar: {error}") from error


def _values(row: Mapping[str, Any]) -> Mapping[str, tuple[str | None, ...]]:
    return {field: (row[field], *row.get("accept", {}).get(field, ())) for field in FIELDS}


def compare_metadata(documents: Iterable[Document], labels: Sequence[MetadataLabel]) -> tuple[Reading, ...]:
    """Each field of each labelled document as read."""
    by_file = {label.file: label for label in labels}
    return tuple(
        Reading(by_file[document.source_file], field, _as_text(document, field))
        for document in documents
        if document.source_file in by_file
        for field in FIELDS
    )


def _as_text(document: Document, field: str) -> str | None:
    value = getattr(document, field)
    return None if value is None else str(value)


def metadata_text(readings: Sequence[Reading], *, with_list: bool = False) -> str:
    """The share that is right, silent and wrong of each field, and what is right by owner; in Swedish."""
    lines = [f"{len(readings) // len(FIELDS)} märkta handlingar", "", f"{'':14}{'rätt':>7}{'tyst':>7}{'fel':>7}"]
    for field in FIELDS:
        of_field = [reading for reading in readings if reading.field == field]
        right, silent = (sum(getattr(reading, name) for reading in of_field) for name in ("right", "silent"))
        shares = (right, silent, len(of_field) - right - silent)
        lines.append(f"{field:14}" + "".join(f"{share / max(1, len(of_field)):7.3f}" for share in shares))
    lines += ["", *_by_owner(readings)]
    if with_list:
        lines += ["", *(_difference(reading) for reading in readings if not reading.right)]
    return "\n".join(lines)


def _by_owner(readings: Sequence[Reading]) -> list[str]:
    owners = sorted({reading.label.owner for reading in readings})
    width = max(map(len, owners), default=0) + 2
    lines = [f"{'':{width}}" + "".join(f"{field:>14}" for field in FIELDS)]
    for owner in owners:
        cells = []
        for field in FIELDS:
            mine = [reading for reading in readings if reading.label.owner == owner and reading.field == field]
            cells.append(f"{f'{sum(reading.right for reading in mine)}/{len(mine)}':>14}")
        lines.append(f"{owner:{width}}" + "".join(cells))
    return lines


def _difference(reading: Reading) -> str:
    right = " eller ".join(f"«{value}»" for value in reading.label.values[reading.field])
    return f"{reading.label.file} {reading.field}: läst «{reading.read}», märkt {right}"
