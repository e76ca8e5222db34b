"""The five bundled documents against an expected structure that was checked line by line against their text.

Each file under ``tests/expected`` tells one document line by line: who met and when, every section with its
number and case number, every decision with its clauses, every motion, vote and statement, every table row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from corpus.base.types import Actor, Document, Matter, Problem, Section
from corpus.loading.corpus_folder import load_corpus

TESTS = Path(__file__).resolve().parent
EXPECTED = sorted((TESTS / "expected").glob("*.txt"))


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    found = list(load_corpus([TESTS.parent / "corpus" / "documents"], 10_000_000))
    assert not any(isinstance(document, Problem) for document in found)
    return {document.id: document for document in found if isinstance(document, Document)}


def outline(document: Document) -> Iterator[str]:
    """The document as the lines of an expected file."""
    yield f"{document.organisation} | {document.body} | {document.kind} | {document.date} | {document.title}"
    if document.meeting:
        meeting = document.meeting
        yield f"möte: {', '.join(map(str, meeting.dates))} | {meeting.time} | {meeting.place}"
        for person in meeting.people:
            yield f"person: {person.name} | {person.party} | {person.role} | {person.title}"
    matters = {matter.section_id: matter for matter in document.matters}
    for section in document.sections:
        yield f"# {section.number or ''} | {' > '.join(section.heading)} | {section.case_number or ''}"
        if section.id in matters:
            yield from matter_lines(document, matters[section.id])
        yield from decision_lines(document, section)
        yield from row_lines(document, section)


def matter_lines(document: Document, matter: Matter) -> Iterator[str]:
    if matter.responsible or matter.officers:
        yield f"  ansvarig: {matter.responsible} | handläggare: {', '.join(matter.officers)}"
    if len(matter.case_numbers) > 1:
        yield f"  ärendenummer: {', '.join(matter.case_numbers)}"
    for motion in matter.floor_proposals:
        yield f"  yrkande: {names(motion.actors)} | {', '.join(motion.requests)} | {words(document, motion)}"
    for proposition in matter.propositions:
        yield f"  proposition: {words(document, proposition)}"
    for vote in matter.votes:
        yield f"  omröstning: {vote.question} | {vote.yes}–{vote.no}"
    for label, statements in (
        ("reservation", matter.reservations),
        ("anteckning", matter.notes),
        ("jäv", matter.disqualified),
        ("deltar ej", matter.abstaining),
    ):
        for statement in statements:
            yield f"  {label}: {names(statement.actors)} | {words(document, statement)}"
    for earlier in matter.earlier:
        yield f"  tidigare: {earlier.date} | {earlier.number} | {earlier.body}"
    if matter.recipients:
        yield f"  delges: {', '.join(matter.recipients)}"


def decision_lines(document: Document, section: Section) -> Iterator[str]:
    for decision in document.decisions:
        if decision.section_id == section.id:
            what = f"{decision.outcome} ({decision.recommends})" if decision.recommends else decision.outcome
            yield f"  {decision.status}: {what} | {decision.deciding_body}"
            for item in decision.items:
                yield f"    - {flat(item)}"


def row_lines(document: Document, section: Section) -> Iterator[str]:
    for block in section.blocks:
        if block.kind == "row":
            yield f"  {'kolumner' if block.cells == block.columns else 'rad'}: {' ¦ '.join(block.cells)}"
    for assignment in document.assignments:
        if assignment.section_id == section.id:
            yield f"  uppdrag: {flat(assignment.text)} | {assignment.status} | {assignment.ends}"
    for indicator in document.indicators:
        if indicator.section_id == section.id:
            figures = "; ".join(f"{column}: {figure}" for column, figure in indicator.outcomes + indicator.targets)
            yield f"  indikator: {flat(indicator.name)} | {figures} | {indicator.period}"
    for amount in document.amounts:
        if amount.section_id == section.id:
            yield f"  belopp: {amount.label} | {'; '.join(f'{column}: {figure}' for column, figure in amount.figures)}"


def names(actors: Iterable[Actor]) -> str:
    return ", ".join(f"{actor.name} ({actor.party})" if actor.name else str(actor.party) for actor in actors)


def words(document: Document, span: object) -> str:
    return flat(document.text[span.start : span.end])  # type: ignore[attr-defined]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_each_document_has_its_expected_structure(documents: dict[str, Document]) -> None:
    assert {path.stem for path in EXPECTED} == set(documents)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem[:40])
def test_the_structure_is_the_one_checked_by_hand(path: Path, documents: dict[str, Document]) -> None:
    assert list(outline(documents[path.stem])) == path.read_text("utf-8").splitlines()
