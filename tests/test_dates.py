from __future__ import annotations

from datetime import date

import pytest

from corpus.vocabulary.dates import MONTHS, find_dates, find_day_runs, written_date


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Sammanträdesdatum 2024-02-07", (date(2024, 2, 7),)),
        ("den 17 december 2024 och 2024-12-12", (date(2024, 12, 17), date(2024, 12, 12))),
        ("Den 1 MAJ 2023.", (date(2023, 5, 1),)),
        ("2023-12-07 – 08", (date(2023, 12, 7),)),
        ("den 29 februari 2024", (date(2024, 2, 29),)),
        ("den 29 februari 2023, 2024-13-01 och 31 april 2024", ()),
        ("den 12 december vid sammanträdet 2024", ()),
        ("12024-01-01 och 2024-01-011", ()),
        ("28.3.2023, 14/3 2024 och 14/3-2024", (date(2023, 3, 28), date(2024, 3, 14), date(2024, 3, 14))),
        ("den 12:e mars 2024", (date(2024, 3, 12),)),
        ("dnr 14/3/2024, 1.2 2024", ()),
        ("i juli 2024", ()),
        ("", ()),
    ],
)
def test_full_dates_are_found_in_order(text: str, dates: tuple[date, ...]) -> None:
    assert find_dates(text) == dates


@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_in_words_is_read_back(month: int) -> None:
    day = date(2024, month, 28)
    assert written_date(day) == f"28 {MONTHS[month - 1]} 2024"
    assert find_dates(written_date(day)) == (day,)


def test_a_date_in_words_has_no_leading_zero() -> None:
    assert written_date(date(2025, 4, 9)) == "9 april 2025"


@pytest.mark.parametrize(
    ("text", "words", "days"),
    [
        ("Tid: 17–18 juni 2024, kl. 9", "17–18 juni 2024", (17, 18)),
        ("2024-06-17 – 19", "2024-06-17 – 19", (17, 18, 19)),
        ("2024-06-17 och 2024-06-19", "2024-06-17 och 2024-06-19", (17, 19)),
        ("den 17, 18 och 20 juni 2024", "17, 18 och 20 juni 2024", (17, 18, 20)),
        ("2024-06-17 – 09:30", "2024-06-17", (17,)),
        ("2024-06-17 – 2024-07-30", "2024-06-17", (17,)),
        ("punkt 3 den 17 juni 2024", "17 juni 2024", (17,)),
    ],
)
def test_days_that_are_written_together_are_one_run(text: str, words: str, days: tuple[int, ...]) -> None:
    (run, *_) = find_day_runs(text)
    assert run.days == tuple(date(2024, 6, day) for day in days)
    assert text[run.start : run.end] == words
