"""Which documents pass a set of filters. Names match without regard to case and diacritics."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from corpus.base.types import Document
from service.base.names import same_name
from service.base.types import Filters


def passes(document: Document, filters: Filters) -> bool:
    """Whether a document passes the filters that concern documents."""
    return all(test(document) for test in document_tests(filters))


def is_meeting_of(organisation: str | None, body: str, day: date, filters: Filters) -> bool:
    """Whether a meeting of which no document is held passes the filters that say whose it is and when."""
    return (
        (filters.organisation is None or same_name(organisation, filters.organisation))
        and (filters.body is None or same_name(body, filters.body))
        and (filters.date_from or date.min) <= day <= (filters.date_to or date.max)
    )


def document_tests(filters: Filters) -> list[Callable[[Document], bool]]:
    """A test for each filter that concerns documents."""
    tests: list[Callable[[Document], bool]] = []
    if (organisation := filters.organisation) is not None:
        tests.append(lambda document: same_name(document.organisation, organisation))
    if (body := filters.body) is not None:
        tests.append(lambda document: same_name(document.body, body))
    if (kind := filters.kind) is not None:
        tests.append(lambda document: document.kind == kind)
    if (first := filters.date_from) is not None:
        tests.append(lambda document: document.date is not None and document.date >= first)
    if (last := filters.date_to) is not None:
        tests.append(lambda document: document.date is not None and document.date <= last)
    if (document_id := filters.document_id) is not None:
        tests.append(lambda document: document_id in (document.id, *document.aliases))
    return tests


def newest_first(document: Document) -> tuple[int, str]:
    """What documents are sorted by so that the newest come first and those without a day last."""
    return -(document.date or date.min).toordinal(), document.id
