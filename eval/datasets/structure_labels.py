"""How the structure read from minutes agrees with the labels of another program's parser.

Labels are JSON lines {file, paragraph, title, case_number, outcome, …}. They are not free of faults. A heading is
contradicted when it does not stand in the text like that, or was cut at a fixed length. An outcome is
contradicted when the words under «Beslut» hold the deciding word of ours and not that of the label (a label can name
the fate of a motion that stands under «Propositionsordning»). Such labels are listed and set aside.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.base.text import one_line
from corpus.base.types import Decision, Document, Outcome, Section
from corpus.vocabulary.outcomes import matter_outcome
from eval.base.errors import EvalError

# What the other program's words mean in ours; «bifall» and «beslut» are both a decision that takes effect.
_MEANING: Mapping[str | None, str] = {
    "bordläggning": "tabled",
    "avslag": "rejected",
    "återremiss": "referred_back",
    "tillstyrkan_kf": "recommended",
    "bifall": "effective",
    "beslut": "effective",
    None: "effective",
}
_EFFECTIVE: frozenset[Outcome | None] = frozenset({"approved", "answered", "noted", "withdrawn", None})
_DECIDING_WORDS = {
    "tabled": re.compile(r"bordlägg", re.IGNORECASE),
    "rejected": re.compile(r"avslå|avslag", re.IGNORECASE),
    "referred_back": re.compile(r"återremi", re.IGNORECASE),
    "recommended": re.compile(r"föreslår|tillstyrker", re.IGNORECASE),
}
_LABEL_CHARS = 200
NONE = "–"


@dataclass(frozen=True, slots=True)
class Label:
    """What the other program found in one paragraph of minutes."""

    file: str
    paragraph: str
    title: str
    case_number: str | None
    outcome: str | None
    reservations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One place where we and the label differ, and whether the document's own words contradict the label."""

    file: str
    paragraph: str
    field: str
    ours: str | None
    label: str | None
    contradicted: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Counts over all files. ``confusion`` counts (label's outcome, our outcome)."""

    paragraphs: int
    found: int
    shared: int
    case_numbers: int
    headings: int
    outcomes: int
    confusion: Counter[tuple[str, str]]
    disagreements: tuple[Disagreement, ...]

    @property
    def split_f1(self) -> float:
        """The F1 of the § split."""
        return 2 * self.shared / max(1, self.paragraphs + self.found)

    @property
    def outcome_accuracy(self) -> float:
        """The share of right outcomes among the paragraphs whose label the words do not contradict."""
        return self.outcomes / max(1, self.shared - self.contradicted("outcome"))

    @property
    def heading_accuracy(self) -> float:
        """The share of right headings among the paragraphs whose label the text does not contradict."""
        return self.headings / max(1, self.shared - self.contradicted("heading"))

    def contradicted(self, field: str) -> int:
        """How many labels of that field the document's own words contradict."""
        return sum(one.field == field and one.contradicted for one in self.disagreements)


def read_labels(path: Path) -> tuple[Label, ...]:
    """The labels in a file of JSON lines, gzipped or plain. Raises ``EvalError``."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            rows = [json.loads(line) for line in file if line.strip()]
        return tuple(
            Label(
                *(row["file"], str(row["paragraph"]), row["title"], row["case_number"], row["outcome"]),
                tuple(row.get("reservations", ())),
            )
            for row in rows
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvalError(f"Filen {path} går inte att läsa som märkta paragrafer: {error}") from error


def compare_with_labels(documents: Sequence[Document], labels: Sequence[Label]) -> Agreement:
    """How the documents' matters agree with the labels of the same files."""
    by_file: dict[str, dict[str, Label]] = {}
    for label in labels:
        by_file.setdefault(label.file, {})[label.paragraph] = label
    found = shared = cases = headings = outcomes = 0
    confusion: Counter[tuple[str, str]] = Counter()
    differing: list[Disagreement] = []
    for document in documents:
        known = by_file.get(document.source_file, {})
        decisions = _by_section(document)
        for section in document.sections:
            if not (section.number or "").startswith("§"):
                continue
            found += 1
            match = known.get((section.number or "").removeprefix("§ "))
            if match is None:
                continue
            shared += 1
            outcome = matter_outcome(decisions.get(section.id, ()))
            confusion[match.outcome or NONE, outcome or NONE] += 1
            here = list(_differences(document, section, decisions.get(section.id, ()), match))
            differing += here
            fields = {one.field for one in here}
            cases += "case_number" not in fields
            headings += "heading" not in fields
            outcomes += "outcome" not in fields
    paragraphs = sum(len(by_file.get(document.source_file, {})) for document in documents)
    return Agreement(paragraphs, found, shared, cases, headings, outcomes, confusion, tuple(differing))


def _by_section(document: Document) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for decision in document.decisions:
        found.setdefault(decision.section_id, []).append(decision)
    return found


def _differences(
    document: Document, section: Section, decisions: Sequence[Decision], label: Label
) -> Iterator[Disagreement]:
    where = (document.source_file, label.paragraph)
    heading = section.heading[-1] if section.heading else None
    if heading != label.title:
        yield Disagreement(*where, "heading", heading, label.title, _is_no_heading(document, section, label.title))
    if section.case_number != label.case_number:
        yield Disagreement(*where, "case_number", section.case_number, label.case_number, contradicted=False)
    outcome = matter_outcome(decisions)
    meaning = _MEANING.get(label.outcome, "effective")
    if not _same_outcome(outcome, meaning, decisions):
        words = " ".join(
            document.text[block.start : block.end]
            for block in section.blocks
            if block.part == "Beslut" and block.kind != "heading"
        )
        ours = "effective" if outcome in _EFFECTIVE else str(outcome)
        contradicted = _supported(ours, words) and not _supported(meaning, words)
        yield Disagreement(*where, "outcome", outcome, label.outcome, contradicted)


def _is_no_heading(document: Document, section: Section, title: str) -> bool:
    """Whether the label's heading does not stand in the matter, or was cut where a field of the other program ended."""
    words = one_line(document.text[section.start : section.end])
    heading = section.heading[-1] if section.heading else ""
    return one_line(title) not in words or (len(title) == _LABEL_CHARS and heading.startswith(title))


def _same_outcome(outcome: Outcome | None, meaning: str, decisions: Sequence[Decision]) -> bool:
    """Whether the outcomes are the same; a proposal to another body may be labelled by what it proposes."""
    if meaning == "effective":
        return outcome in _EFFECTIVE
    proposed = {decision.recommends for decision in decisions if decision.outcome == "recommended"}
    return outcome == meaning or (outcome == "recommended" and proposed == {meaning})


def _supported(meaning: str, words: str) -> bool:
    """Whether the words under Beslut hold what ``meaning`` needs; one that takes effect needs no word of the others."""
    if meaning == "effective":
        return not any(pattern.search(words) for pattern in _DECIDING_WORDS.values())
    return _DECIDING_WORDS[meaning].search(words) is not None


def agreement_text(agreement: Agreement, *, with_list: bool = False) -> str:
    """The figures and the confusion of outcomes in Swedish; with each difference where that is wanted."""
    shared = max(1, agreement.shared)
    lines = [
        f"{agreement.paragraphs} märkta paragrafer, {agreement.found} lästa, {agreement.shared} gemensamma",
        f"{'delning i paragrafer, F1':34} {agreement.split_f1:.4f}",
        f"{'ärendenummer lika':34} {agreement.case_numbers / shared:.4f}",
        f"{'rubrik lika':34} {agreement.headings / shared:.4f}",
        f"{'utfall lika':34} {agreement.outcomes / shared:.4f}",
        "Utan märkningar som dokumentets egna ord motsäger:",
        f"{'rubrik lika':34} {agreement.heading_accuracy:.4f}  ({agreement.contradicted('heading')} motsagda)",
        f"{'utfall lika':34} {agreement.outcome_accuracy:.4f}  ({agreement.contradicted('outcome')} motsagda)",
        "",
        "Märkt utfall (rader) mot läst (kolumner):",
        confusion_table(agreement),
    ]
    if with_list:
        lines += ["", *map(_difference_text, agreement.disagreements)]
    return "\n".join(lines)


def _difference_text(one: Disagreement) -> str:
    why = " (dokumentets ord motsäger märkningen)" if one.contradicted else ""
    return f"{one.file} § {one.paragraph} {one.field}: läst «{one.ours}», märkt «{one.label}»{why}"


def confusion_table(agreement: Agreement) -> str:
    """The confusion of outcomes as text: a row for each label, a column for each of ours."""
    labels = sorted({label for label, _ in agreement.confusion})
    ours = sorted({outcome for _, outcome in agreement.confusion})
    rows = [["label", *ours]] + [
        [label, *(str(agreement.confusion[label, outcome]) for outcome in ours)] for label in labels
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
