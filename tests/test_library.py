"""What can be asked of the documents of a collection, however they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import Document, EarlierTreatment, Matter, Meeting
from service.base.errors import DocumentNotFound, SeveralDocuments, UnknownFilterValue
from service.base.types import Filters
from service.register.library import (
    DayHeld,
    Library,
    LoadedLibrary,
    Whose,
    check_filters,
    is_of_many,
    wanted_document,
)

BOARD, COUNCIL, NORTH, SOUTH = "Regionstyrelsen", "Regionfullmäktige", "Region Norrland", "Region Söderland"


def document(name: str, day: str | None, organisation: str | None = NORTH, body: str | None = BOARD) -> Document:
    read = date.fromisoformat(day) if day else None
    return Document(
        name, name, organisation, body, "minutes", read, f"{name}.md", None, name, "", (), path=f"x/{name}.md"
    )


MINUTES = replace(document("b", "2024-05-02"), aliases=("gammalt",), unread=("Sidan 3 gick inte att läsa.",))
SUMMARY = replace(document("a", "2024-05-02"), kind="summary", meeting=Meeting((date(2024, 4, 30),), None, None, ()))
EARLIER = EarlierTreatment(date(2023, 9, 1), "§ 4", COUNCIL, None, 0, 0)
LATER = replace(document("c", "2024-11-01", SOUTH, COUNCIL), matters=(Matter("s1", (), earlier=(EARLIER,)),))
UNKNOWN = replace(document("d", None, None, None), kind="other")


@pytest.fixture
def library() -> Library:
    return LoadedLibrary([MINUTES, SUMMARY, LATER, UNKNOWN])


def ids(documents) -> list[str]:
    return [each.id for each in documents]


def test_the_newest_come_first_and_those_without_a_day_last(library) -> None:
    total, found = library.documents(Filters(), 3, 1)
    assert (total, ids(found)) == (4, ["a", "b", "d"])
    assert library.documents(Filters(organisation="region NORRLAND"), 0, 0) == (2, ())
    assert ids(library.documents(Filters(date_to=date(2024, 6, 1), kind="minutes"), 9, 0)[1]) == ["b"]


def test_a_document_is_found_by_any_id_it_has_had(library) -> None:
    assert library.find("gammalt") == library.find("b") == wanted_document(library, "b") == MINUTES
    assert library.find("finns-inte") is None
    with pytest.raises(DocumentNotFound):
        wanted_document(library, "finns-inte")


def test_an_id_of_several_files_shows_which(library) -> None:
    alike = LoadedLibrary(
        [replace(MINUTES, id="x-b", aliases=()), replace(MINUTES, id="y-b", path="y/b.md", aliases=())]
    )
    with pytest.raises(SeveralDocuments) as raised:
        wanted_document(alike, "b")
    assert ids(raised.value.documents) == ["x-b", "y-b"]


@pytest.mark.parametrize(
    ("whose", "expected"),
    [
        (Whose(), ["c", "a", "b", "d"]),
        (Whose((NORTH,)), ["a", "b"]),
        (Whose((NORTH, None)), ["a", "b", "d"]),
        (Whose((), (COUNCIL,)), ["c"]),
        (Whose(kinds=("minutes",)), ["c", "b"]),
        (Whose((SOUTH,), (BOARD,)), []),
    ],
)
def test_whose_documents_are_meant(library, whose, expected) -> None:
    assert ids(library.of(whose)) == expected


def test_minutes_are_the_newest_before_what_is_newer(library) -> None:
    newer = LoadedLibrary([MINUTES, replace(SUMMARY, date=date(2025, 1, 1)), UNKNOWN])
    assert newer.newest(Whose()) == library.newest(Whose((NORTH,))) == MINUTES
    assert library.newest(Whose((None,))) is None


def test_days_are_own_or_told(library) -> None:
    assert list(library.days(Whose((NORTH,)))) == [
        DayHeld(BOARD, date(2024, 5, 2), True),
        DayHeld(BOARD, date(2024, 4, 30), False),
    ]
    assert set(library.told_days([COUNCIL])) == {date(2023, 9, 1)}
    assert not library.told_days([BOARD])


def test_filters_that_name_what_is_not_held_are_refused(library) -> None:
    check_filters(library, Filters(organisation="region norrland", body="REGIONSTYRELSEN", document_id="gammalt"))
    with pytest.raises(UnknownFilterValue, match="Det som finns är Regionfullmäktige, Regionstyrelsen"):
        check_filters(library, Filters(body="Nämnden"))
    with pytest.raises(UnknownFilterValue, match="Det som finns är a, b, c, d, gammalt"):
        check_filters(library, Filters(document_id="e"))


def test_those_of_no_known_owner_count_as_one(library) -> None:
    assert is_of_many(library)
    assert is_of_many(LoadedLibrary([MINUTES, UNKNOWN]))
    assert not is_of_many(LoadedLibrary([MINUTES, SUMMARY]))
    assert not is_of_many(LoadedLibrary([UNKNOWN]))


def test_what_could_not_be_read_of_a_file(library) -> None:
    assert [(each.path, each.reason, each.partly) for each in library.unread_parts()] == [
        ("x/b.md", "Sidan 3 gick inte att läsa.", True)
    ]
