"""What a question names besides its matter, and how far a document fits it.

Used as preferences, never to shut out: the right paragraph may stand where nobody thought it would.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Document, Kind
from corpus.vocabulary.times import Period
from service.base.types import Aspect


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names: organisations and bodies as written in documents, kinds, days, years and months.

    ``period`` is told from the day on which it is asked («i våras»), and ``time_said`` are the words for it and for the
    newest meeting, folded; that meeting's day is among ``days``. ``foreign`` are regions and municipalities that are
    asked about and of which nothing is held.
    """

    organisations: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    days: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    foreign: tuple[str, ...] = ()
    period: Period | None = None
    time_said: tuple[str, ...] = ()

    @property
    def has_span(self) -> bool:
        """Whether it names a month, a year or a period."""
        return bool(self.months or self.years or self.period)

    def spans(self, day: date) -> bool:
        """Whether the day is in the months, the years and the period, of those that are named."""
        return (
            (not self.years or day.year in self.years)
            and (not self.months or day.month in self.months)
            and (self.period is None or day in self.period)
        )

    def without(self, aspects: Collection[Aspect]) -> Named:
        """The same but for the aspects that are not wanted."""
        timed = NOTHING_NAMED if "time" in aspects else self
        return Named(
            () if "organisation" in aspects else self.organisations,
            () if "body" in aspects else self.bodies,
            frozenset() if "kind" in aspects else self.kinds,
            timed.days,
            timed.years,
            timed.months,
            self.foreign,
            timed.period,
            timed.time_said,
        )


NOTHING_NAMED = Named()


def fits_organisation(named: Named, document: Document) -> int:
    """1 when the document's organisation is named, -1 when only others are, 0 when none is."""
    return _fits(named.organisations, document.organisation)


def is_of_another(named: Named, document: Document) -> bool:
    """Whether the document is known to be of an organisation that the question does not name."""
    return document.organisation is not None and fits_organisation(named, document) < 0


def is_of_another_body(named: Named, document: Document) -> bool:
    """Whether the document is known to be of a body that the question does not name."""
    return document.body is not None and fits_body(named, document) < 0


def fits_body(named: Named, document: Document) -> int:
    """1 when the document's body is named, -1 when only others are, 0 when none is."""
    return _fits(named.bodies, document.body)


def fits_kind(named: Named, document: Document) -> bool:
    """Whether the document is of a kind that the question names."""
    return document.kind in named.kinds


def fits_time(named: Named, document: Document) -> float:
    """1 when the document is of the day, or of the month and year, that the question names; 0.5 of the month alone."""
    day = document.date
    if day is None:
        return 0.0
    if named.days:
        return float(day in named.days)
    if named.period:
        return float(day in named.period)
    if not named.months or day.month not in named.months:
        return 0.0
    return float(day.year in named.years) if named.years else 0.5


def _fits(named: tuple[str, ...], name: str | None) -> int:
    if not named:
        return 0
    return 1 if name in named else -1
