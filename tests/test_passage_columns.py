"""The columns that passages are looked through by, and the places found in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.base.types import Document, Section
from indexer.passage_columns import PassageColumns
from indexer.types import Passage, Unit
from service.base.types import Filters
from service.retrieval.places import PassagePlaces


def section(name: str, number: str | None = None, case_number: str | None = None) -> Section:
    return Section(name, ("Bron",), number, case_number, 0, 1)


def document(name: str, body: str, day: date, *sections: Section) -> Document:
    made = Document(name, name, "Storå kommun", body, "minutes", day, name, None, name, "x", sections)
    return replace(made, aliases=(f"{name}-förr",))


def passage(document_id: str, section_id: str, *units: Unit) -> Passage:
    return Passage(f"{document_id}:{section_id}", document_id, section_id, 0, 1, "x", (), units)


DECIDED, TOLD = (Unit(0, 1, "x", "sentence", None, status) for status in ("decided", None))
DOCUMENTS = (
    document(
        "mars", "Nämnden", date(2026, 3, 1), section("a", "§ 1", "KS 2026/00017"), section("tom", "§ 9", "KS 2026/9")
    ),
    document("maj", "Styrelsen", date(2026, 5, 1), section("a", "§ 1"), section("b", "§ 2", "KS 2026/17")),
)
PASSAGES = (
    passage("mars", "a", DECIDED, TOLD, DECIDED),
    passage("maj", "a", TOLD),
    passage("maj", "b"),
    passage("maj", "b"),
)
COLUMNS = PassageColumns.of(PASSAGES, DOCUMENTS)


@pytest.fixture
def places() -> PassagePlaces:
    return PassagePlaces(DOCUMENTS, COLUMNS)


def test_what_the_columns_say():
    assert COLUMNS.documents.tolist() == [0, 1, 1, 1]
    assert COLUMNS.sections.tolist() == [0, 0, 1, 1]
    assert COLUMNS.units.tolist() == [3, 1, 0, 0]
    assert COLUMNS.deciding("decided").tolist() == [True, False, False, False]


def test_columns_are_mapped_from_their_file(tmp_path: Path):
    np.save(tmp_path / "passages.npy", COLUMNS.rows)
    loaded = PassageColumns.load(tmp_path / "passages.npy")
    assert isinstance(loaded.rows, np.memmap)
    assert np.array_equal(loaded.rows, COLUMNS.rows)


@pytest.mark.parametrize("rows", [np.zeros(4, np.int32), np.zeros((1, 3), np.int32), np.zeros((1, 4), np.int64)])
def test_another_array_is_refused(tmp_path: Path, rows: np.ndarray):
    np.save(tmp_path / "passages.npy", rows)
    with pytest.raises(ValueError, match="no columns"):
        PassageColumns.load(tmp_path / "passages.npy")


def test_columns_fit_the_passages_that_they_were_made_of():
    assert COLUMNS.fit(PASSAGES, DOCUMENTS)
    assert PassageColumns.of((), DOCUMENTS).fit((), DOCUMENTS)


@pytest.mark.parametrize(
    ("row", "column", "value"), [(0, 0, 1), (0, 0, 2), (1, 1, 1), (1, 1, 7), (3, 2, 1), (2, 3, 4), (2, 0, -1)]
)
def test_columns_that_say_something_else_do_not_fit(row: int, column: int, value: int):
    rows = COLUMNS.rows.copy()
    rows[row, column] = value
    assert not PassageColumns(rows).fit(PASSAGES, DOCUMENTS)


def test_columns_of_more_or_fewer_passages_do_not_fit():
    assert not COLUMNS.fit(PASSAGES[:3], DOCUMENTS)
    assert not COLUMNS.fit((), DOCUMENTS)


def test_a_passage_is_told_with_its_document_and_section(places: PassagePlaces):
    assert (places.document(2), places.section(2)) == (DOCUMENTS[1], DOCUMENTS[1].sections[1])


def test_the_passages_of_a_section_of_that_document_alone(places: PassagePlaces):
    assert places.of_section("maj", "b").tolist() == [2, 3]
    assert places.of_section("mars", "a").tolist() == [0]
    assert places.of_section("mars", "tom").tolist() == []
    assert places.of_section("mars", "b").tolist() == places.of_section("juni", "a").tolist() == []


def test_passages_by_number_and_by_case_number_in_any_writing(places: PassagePlaces):
    assert np.flatnonzero(places.numbered({"§ 1", "§ 9"})).tolist() == [0, 1]
    assert places.of_days(np.array([0, 1]), {date(2026, 5, 1)}).tolist() == [1]
    (number,) = places.case_numbers
    assert np.flatnonzero(places.with_case_number({number})).tolist() == [0, 2, 3]


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(body="nämnden"), [0]),
        (Filters(organisation="Storå kommun", date_from=date(2026, 4, 1)), [1, 2, 3]),
        (Filters(document_id="mars-förr"), [0]),
        (Filters(document_id="maj", body="Nämnden"), []),
        (Filters(decision="decided"), [0]),
        (Filters(kind="minutes"), [0, 1, 2, 3]),
    ],
)
def test_passages_that_pass_filters(places: PassagePlaces, filters: Filters, passing: list[int]):
    assert places.allowed(filters, ()).tolist() == passing


def test_a_case_number_leaves_the_passages_of_the_numbers_that_it_means(places: PassagePlaces):
    filters = Filters(case_number="KS 2026/17")
    assert places.allowed(filters, places.case_numbers).tolist() == [0, 2, 3]
    assert places.allowed(filters, ()).tolist() == []
