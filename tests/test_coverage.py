"""What is held and what is known to be missing."""

from __future__ import annotations

from dataclasses import replace

from service.register.coverage import measure_coverage
from tests.paper_minutes import BOARD, COUNCIL, indexed, matter, minutes


def meeting(day: str, *numbers: int, body: str = BOARD):
    return minutes(body, day, "".join(matter(number, f"Ärende {number}", "Planen antas.") for number in numbers))


JANUARY = meeting("2024-01-10", 1, 2, 3)
FEBRUARY = meeting("2024-02-07", 6, 7, 9)
COUNCIL_MEETING = meeting("2024-02-29", 4, body=COUNCIL)


def test_bodies_are_counted_by_month():
    coverage = measure_coverage(indexed(FEBRUARY, COUNCIL_MEETING, JANUARY, replace(JANUARY, id="utan", date=None)))
    assert (coverage.documents, coverage.sections, coverage.decisions, coverage.undated) == (4, 10, 10, 1)
    assert (str(coverage.first), str(coverage.last)) == ("2024-01-10", "2024-02-29")
    council, board = coverage.bodies
    assert (council.body, council.documents, council.months) == ("Regionfullmäktige", 1, (("2024-02", 1),))
    assert (board.body, board.documents, board.decisions) == ("Regionstyrelsen", 3, 9)
    assert board.kinds == (("minutes", 3),)
    assert board.months == (("2024-01", 1), ("2024-02", 1))


def test_gaps_among_the_numbers_of_a_year_are_told_with_the_meetings_around_them():
    coverage = measure_coverage(indexed(FEBRUARY, JANUARY))
    gaps = [
        (gap.body, gap.year, gap.first, gap.last, str(gap.after.document.date), str(gap.before.document.date))
        for gap in coverage.missing_numbers
    ]
    assert gaps == [
        ("Regionstyrelsen", 2024, 4, 5, "2024-01-10", "2024-02-07"),
        ("Regionstyrelsen", 2024, 8, 8, "2024-02-07", "2024-02-07"),
    ]
    assert coverage.unlisted_numbers == ()


def test_numbers_that_begin_anew_or_stand_far_apart_say_nothing_of_gaps():
    anew = measure_coverage(indexed(JANUARY, meeting("2024-02-07", 1, 5)))
    assert anew.missing_numbers == ()
    assert [unlisted.reason for unlisted in anew.unlisted_numbers] == [
        "Paragraferna numreras inte löpande genom året i de protokoll som finns."
    ]
    sparse = measure_coverage(indexed(JANUARY, meeting("2024-02-07", 50)))
    assert sparse.missing_numbers == ()
    assert [unlisted.reason for unlisted in sparse.unlisted_numbers] == [
        "Mindre än hälften av paragraferna mellan den första och den sista finns."
    ]


def test_each_year_has_its_own_numbers():
    coverage = measure_coverage(indexed(JANUARY, meeting("2025-01-10", 1, 2)))
    assert (coverage.missing_numbers, coverage.unlisted_numbers) == ((), ())


def test_meetings_that_are_referred_to_and_not_indexed_are_missing():
    put_off = minutes(
        BOARD,
        "2024-02-07",
        matter(
            6,
            "Avtal",
            "Ärendet bordläggs till sammanträdet den 20 mars 2024.",
            None,
            "Bordlagt den 10 januari 2024, § 2.",
        )
        + matter(7, "Hamnen", "Planen antas.", None, "Bordlagt den 24 januari 2024, § 4.")
        + matter(8, "Bron", "Planen antas.", None, "Bordlagt den 24 januari 2024, § 5.")
        + matter(9, "Vägen", "Planen antas.", None, "Återremitterat från regonfullmäktige den 29 februari 2024, § 4."),
    )
    coverage = measure_coverage(indexed(JANUARY, put_off, COUNCIL_MEETING))
    missing = [
        (each.body, str(each.day), each.times, each.planned, each.source.document.text[each.start : each.end])
        for each in coverage.missing_meetings
    ]
    assert missing == [
        ("Regionstyrelsen", "2024-01-24", 2, False, "24 januari 2024, § 4"),
        ("Regionstyrelsen", "2024-03-20", 1, True, "till sammanträdet den 20 mars 2024"),
    ]


def test_a_meeting_of_a_body_that_nothing_is_indexed_of():
    document = minutes(
        BOARD, "2024-02-07", matter(6, "Avtal", "Avtalet antas.", None, "Hamnnämnden den 3 januari 2024, § 2.")
    )
    (missing,) = measure_coverage(indexed(document)).missing_meetings
    assert (missing.body, missing.body_indexed, str(missing.day)) == ("Hamnnämnden", False, "2024-01-03")


def test_nothing_indexed():
    coverage = measure_coverage(())
    assert (coverage.documents, coverage.first, coverage.bodies) == (0, None, ())
