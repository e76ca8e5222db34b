"""How the matters read from the minutes of any owner agree with labels made by hand.

Labels are JSON lines {file, paragraph, heading, case_numbers, outcome, accept_outcomes} and, where known,
{owner}. The outcomes are our own words, or «none» where nothing was decided. A labelled § that was not
found is wrong in everything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from corpus.base.text import one_line
from corpus.base.types import Decision, Document, Section
from corpus.vocabulary.case_numbers import normalise_case_number
from corpus.vocabulary.outcomes import matter_outcome
from eval.base.errors import EvalError

ALL = "alla"
_NONE = "none"
_FIELDS = ("case_number", "heading", "outcome")
_NUMBER = re.compile(r"(\d+)\s*([a-zåäö]?)")


@dataclass(frozen=True, slots=True)
class MatterLabel:
    """What a reader found in one § of minutes; ``outcomes`` are all that count as right."""

    file: str
    owner: str
    number: str
    heading: str
    case_number: str | None
    outcomes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatterDifference:
    """One field of a labelled § that was read otherwise; the field is «§» when the § was not found, or is none."""

    file: str
    number: str
    field: str
    ours: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class OwnerAgreement:
    """The figures of one owner's documents."""

    owner: str
    labelled: int
    found: int
    shared: int
    differences: tuple[MatterDifference, ...]

    @property
    def split_f1(self) -> float:
        """The F1 of the § split."""
        return 2 * self.shared / max(1, self.labelled + self.found)

    def right(self, field: str) -> float:
        """The share of the labelled §§ that were found with that field right."""
        return (self.shared - sum(one.field == field for one in self.differences)) / max(1, self.labelled)


def read_matter_labels(path: Path) -> tuple[MatterLabel, ...] | None:
    """The labels in a file of JSON lines; ``None`` when its rows are of another form. Raises ``EvalError``."""
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        if not all("heading" in row for row in rows):
            return None
        return tuple(map(_label, rows))
    except UnicodeDecodeError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvalError(f"Filen {path} går inte att läsa som märkta paragrafer: {error}") from error


def _label(row: Mapping[str, object]) -> MatterLabel:
    numbers, accepted = row["case_numbers"], row["accept_outcomes"]
    if not isinstance(numbers, list) or not isinstance(accepted, list):
        raise TypeError("case_numbers och accept_outcomes ska vara listor")
    return MatterLabel(
        str(row["file"]),
        str(row.get("owner") or ALL),
        _plain_number(str(row["paragraph"])),
        str(row["heading"]),
        str(numbers[0]) if numbers else None,
        (str(row["outcome"]), *map(str, accepted)),
    )


def compare_owners(documents: Sequence[Document], labels: Sequence[MatterLabel]) -> tuple[OwnerAgreement, ...]:
    """The agreement of each owner, in the order of their names, and that of all together last."""
    by_file = {document.source_file: document for document in documents}
    owners = [
        _agreement(owner, by_file, list(group))
        for owner, group in groupby(sorted(labels, key=attrgetter("owner", "file")), key=attrgetter("owner"))
    ]
    together = OwnerAgreement(
        ALL,
        sum(one.labelled for one in owners),
        sum(one.found for one in owners),
        sum(one.shared for one in owners),
        tuple(difference for one in owners for difference in one.differences),
    )
    return (*owners, together) if len(owners) > 1 else (together,)


def _agreement(owner: str, by_file: Mapping[str, Document], labels: Sequence[MatterLabel]) -> OwnerAgreement:
    found = shared = 0
    differences: list[MatterDifference] = []
    for file, group in groupby(labels, key=attrgetter("file")):
        wanted = {label.number: label for label in group}
        document = by_file.get(file)
        sections = [section for section in document.sections if _is_matter(section)] if document else []
        first = {_plain_number(section.number or ""): section for section in reversed(sections)}
        found += len(sections)
        shared += len(wanted.keys() & first.keys())
        missed, added = (
            wanted.keys() - first.keys(),
            [one for one in sections if _plain_number(one.number or "") not in wanted],
        )
        differences += [MatterDifference(file, number, "§", None, wanted[number].heading) for number in sorted(missed)]
        differences += [MatterDifference(file, one.number or "", "§", " / ".join(one.heading), None) for one in added]
        for number, label in wanted.items():
            if document and number in first:
                differences += _differences(document, first[number], label)
    return OwnerAgreement(owner, len(labels), found, shared, tuple(differences))


def _is_matter(section: Section) -> bool:
    return (section.number or "").startswith("§")


def _differences(document: Document, section: Section, label: MatterLabel) -> Iterator[MatterDifference]:
    where = (label.file, label.number)
    if _normalised(section.case_number) != _normalised(label.case_number):
        yield MatterDifference(*where, "case_number", section.case_number, label.case_number)
    heading = section.heading[-1] if section.heading else ""
    if one_line(heading) != one_line(label.heading):
        yield MatterDifference(*where, "heading", heading, label.heading)
    decisions: list[Decision] = [one for one in document.decisions if one.section_id == section.id]
    outcome = matter_outcome(decisions) or _NONE
    if outcome not in label.outcomes:
        yield MatterDifference(*where, "outcome", outcome, " · ".join(label.outcomes))


def _normalised(number: str | None) -> str | None:
    return normalise_case_number(number) if number else None


def _plain_number(paragraph: str) -> str:
    """«§ 41 a» whatever space stands in it."""
    match = _NUMBER.search(paragraph)
    return f"§ {int(match.group(1))} {match.group(2)}".strip() if match else paragraph


def owners_text(agreements: Sequence[OwnerAgreement], *, with_list: bool = False) -> str:
    """The figures of each owner as a table; with each difference where that is wanted."""
    head = f"{'ägare':28} {'märkta':>7} {'lästa':>6} {'§§ F1':>7} {'nummer':>7} {'rubrik':>7} {'utfall':>7}"
    lines = [head]
    for one in agreements:
        shares = " ".join(f"{one.right(field):7.3f}" for field in _FIELDS)
        lines.append(f"{one.owner:28} {one.labelled:7} {one.found:6} {one.split_f1:7.3f} {shares}")
    if with_list:
        lines += ["", *(_difference_text(one) for one in agreements[-1].differences)]
    return "\n".join(lines)


def _difference_text(one: MatterDifference) -> str:
    return f"{one.file} {one.number} {one.field}: läst «{one.ours}», märkt «{one.label}»"
