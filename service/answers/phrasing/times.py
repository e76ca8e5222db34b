"""The time that something is counted over, as a question names it."""

from __future__ import annotations

from datetime import date

from corpus.base.types import Document
from corpus.vocabulary.dates import MONTHS, written_date
from service.base.text import listed
from service.question.named import Named


def time_words(named: Named, documents: tuple[Document, ...]) -> str:
    """The time that was counted over as a question names it: «i maj 2024», «under 2024»."""
    days = [day for document in documents for day in days_of(document)]
    if named.days:
        return f"den {listed([written_date(day) for day in sorted(named.days.intersection(days))])}"
    if named.months:
        months = sorted({(day.year, day.month) for day in days if day.month in named.months})
        several = len({year for year, _ in months}) > 1
        written = [f"{MONTHS[month - 1]}{f' {year}' if several else ''}" for year, month in months]
        return f"i {listed(written)}{'' if several else f' {months[0][0]}'}"
    if named.period:
        return f"under tiden {named.period.written}"
    return (
        f"under {listed([str(year) for year in sorted(named.years & {day.year for day in days})])}"
        if named.years
        else ""
    )


def days_of(document: Document) -> frozenset[date]:
    """The days of a document's meeting."""
    meeting_days = document.meeting.dates if document.meeting else ()
    return frozenset((*meeting_days, *((document.date,) if document.date else ())))
