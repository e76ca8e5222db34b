"""What a meeting came to, in a Swedish sentence or two: the same words wherever it is told."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.vocabulary.dates import written_date
from service.base.text import listed
from service.register.meetings import HeldMeeting, Overview


def overview_words(meeting: HeldMeeting) -> str:
    """«Kommunfullmäktige avgjorde 31 ärenden den 6 november 2025, bordlade 12 och höll 14 omröstningar.»"""
    told = list(_deeds(meeting.overview))
    settled = _counted(meeting.overview.settled, "ärende", "ärenden")
    first = f"{meeting.body} avgjorde {settled} den {written_date(meeting.day)}"
    return f"{listed([first, *told])}."


def _deeds(overview: Overview) -> Iterator[str]:
    """What else was done, each with its number."""
    outcomes = overview.outcomes
    if outcomes.get("tabled"):
        yield f"bordlade {outcomes['tabled']}"
    if outcomes.get("referred_back"):
        yield f"återremitterade {outcomes['referred_back']}"
    if overview.proposed:
        yield f"lämnade förslag till ett annat organ i {overview.proposed}"
    if overview.votes:
        yield f"höll {_counted(overview.votes, 'omröstning', 'omröstningar')}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number or 'inga'} {one if number == 1 else many}"
