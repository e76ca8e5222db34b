"""Figures over time: the same row as several documents of an organisation give it, year by year.

Right or silent: a row that stands twice in one document («Summa»), or with figures that are no plain numbers, is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from corpus.base.text import one_line
from corpus.base.types import Document, Span
from corpus.vocabulary.labels import KIND_WORDS
from corpus.vocabulary.numbers import UNIT_BEHIND_FIGURE
from service.base.links import short_code

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_FIGURE = re.compile(
    rf"(?P<sign>[-–−+]?)\s?(?P<whole>\d{{1,3}}(?:[ .]\d{{3}})+|\d+)(?P<part>,\d+)?\s*(?P<unit>{UNIT_BEHIND_FIGURE})?",
    re.I,
)
_BULLET = re.compile(r"^[-–•+*]\s+")
_LEAST_LETTERS = 4
_LEAST_YEARS = 3

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: of which year, what it tells («Budget»), as written and as a number, and where it stands."""

    year: int
    measure: str
    written: str
    number: Decimal
    document: Document
    span: Span


@dataclass(frozen=True, slots=True)
class FigureSeries:
    """A row over time: whose it is, what it is called, its unit, and its figures by year, of a year the newest
    document's first."""

    id: str
    organisation: str | None
    label: str
    unit: str
    figures: tuple[Figure, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """What its figures tell, those with most years first."""
        years: dict[str, set[int]] = defaultdict(set)
        for figure in self.figures:
            years[figure.measure].add(figure.year)
        return tuple(sorted(years, key=lambda measure: (-len(years[measure]), measure)))

    @property
    def years(self) -> tuple[int, ...]:
        """The years that any figure is of."""
        return tuple(sorted({figure.year for figure in self.figures}))

    def of(self, measure: str, year: int) -> tuple[Figure, ...]:
        """What the documents say of a year, the newest document first, each figure once."""
        told = [figure for figure in self.figures if (figure.measure, figure.year) == (measure, year)]
        return tuple({figure.number: figure for figure in reversed(told)}.values())[::-1]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of one document: what it is called, and its figures with their units."""

    label: str
    figures: tuple[tuple[str, Figure], ...]


class Figures:
    """The rows of a collection that several documents give; made once for it."""

    def __init__(self, documents: Sequence[Document]) -> None:
        rows: dict[_Key, list[Figure]] = defaultdict(list)
        labels: dict[_Key, str] = {}
        for document in sorted(documents, key=lambda each: (each.date or date.min, each.id), reverse=True):
            for key, row in _rows_once(document).items():
                labels.setdefault(key, row.label)
                rows[key] += [figure for _, figure in row.figures]
        found = (_series(key, labels[key], figures) for key, figures in rows.items())
        self._by_id = {series.id: series for series in found if _tells(series)}
        self._by_place = {
            (figure.document.id, figure.span.start): series
            for series in self._by_id.values()
            for figure in series.figures
        }

    def get(self, series_id: str) -> FigureSeries | None:
        """The row with that id."""
        return self._by_id.get(series_id)

    def within(self, document: Document, start: int, end: int) -> tuple[FigureSeries, ...]:
        """The rows over time that stand in that stretch of a document, in its order, each once."""
        places = sorted(place for id_, place in self._by_place if id_ == document.id and start <= place < end)
        return tuple(dict.fromkeys(self._by_place[document.id, place] for place in places))


def _series(key: _Key, label: str, figures: Sequence[Figure]) -> FigureSeries:
    owner, name, unit = key
    ordered = tuple(sorted(figures, key=lambda figure: figure.year))
    organisation = ordered[0].document.organisation
    return FigureSeries(short_code("siffror", owner, name, unit), organisation, label, unit, ordered)


def _tells(series: FigureSeries) -> bool:
    """Whether several documents give it, and it spans some years."""
    return len({figure.document.id for figure in series.figures}) > 1 and len(series.years) >= _LEAST_YEARS


def _rows_once(document: Document) -> Mapping[_Key, _Row]:
    """The rows of a document that are called so nowhere else in it."""
    rows: dict[_Key, list[_Row]] = defaultdict(list)
    for row in _rows(document):
        for unit in {unit for unit, _ in row.figures}:
            own = tuple(each for each in row.figures if each[0] == unit)
            owner = " ".join(filter(None, (document.organisation, document.collection)))
            rows[owner, row.label.casefold(), unit].append(_Row(row.label, own))
    return {key: told[0] for key, told in rows.items() if len(told) == 1}


def _rows(document: Document) -> Iterator[_Row]:
    for amount in document.amounts:
        yield _row(document, amount.label, amount.unit, amount.figures, Span(amount.start, amount.end))
    for indicator in document.indicators:
        columns = (*indicator.outcomes, *indicator.targets)
        yield _row(document, indicator.name, None, columns, Span(indicator.start, indicator.end))


def _row(document: Document, label: str, unit: str | None, columns: Sequence[tuple[str, str]], span: Span) -> _Row:
    name = _BULLET.sub("", one_line(label))
    if sum(map(str.isalpha, name)) < _LEAST_LETTERS:
        return _Row(name, ())
    read = (_figure(document, unit, column, written, span) for column, written in columns)
    return _Row(name, tuple(each for each in read if each))


def _figure(document: Document, unit: str | None, column: str, written: str, span: Span) -> tuple[str, Figure] | None:
    """The unit and the figure under a column that is of one year; ``None`` for any other."""
    years, figure = _YEAR.findall(column), _FIGURE.fullmatch(one_line(written))
    if len(years) != 1 or figure is None:
        return None
    # A year alone tells nothing of whether the figure was planned or came true: the kind of document does.
    measure = one_line(_YEAR.sub(" ", column)).strip(" ,:-–()") or KIND_WORDS[document.kind]
    number = Decimal(re.sub(r"\D", "", figure["whole"]) + (figure["part"] or "").replace(",", "."))
    signed = -number if figure["sign"] and figure["sign"] != "+" else number
    told = (figure["unit"] or unit or "").lower()
    return told, Figure(int(years[0]), measure, one_line(written), signed, document, span)
