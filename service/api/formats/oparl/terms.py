"""The terms of those elected, as objects of OParl."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from corpus.vocabulary.times import term_of
from service.api.formats.oparl.addresses import SCHEMA, Json, body_address, object_address


def terms(days: Iterable[date]) -> list[tuple[date, date]]:
    """The terms of those elected that the days are in."""
    periods = {term_of(day) for day in days}
    return sorted((period.first, period.last) for period in periods)


def term(organisation: str | None, first: date, last: date) -> Json:
    """The term from the first to the last day."""
    return {
        "id": object_address(organisation, "term", str(first.year)),
        "type": f"{SCHEMA}/LegislativeTerm",
        "body": body_address(organisation),
        "name": f"Mandatperioden {first.year}–{last.year}",
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
    }
