"""Filters as conditions on passages in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.vocabulary.case_numbers import normalise_case_number
from indexer.postgresql.generations import IS_IN
from service.base.names import name_key
from service.base.types import Filters


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which passages of the generation are searched: a condition on their rows, with its values; empty for all."""

    condition: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def joined(self) -> str:
        """The condition, to stand behind others."""
        return f" AND {self.condition}" if self.condition else ""


def allowed_by(filters: Filters, meant: Callable[[Sequence[str]], list[str]]) -> Allowed:
    """The condition that the filters are on a passage; ``meant`` tells which case numbers typed ones mean."""
    of_documents = {name: (test, value) for name, test, value in _document_tests(filters) if value is not None}
    values: dict[str, object] = {f"filter_{name}": value for name, (_, value) in of_documents.items()}
    conditions = []
    if of_documents:
        tests = " AND ".join(test for test, _ in of_documents.values())
        conditions.append(f"document IN (SELECT key FROM document WHERE {IS_IN} AND {tests})")  # noqa: S608
    if filters.case_number:
        conditions.append("case_number = ANY(%(filter_numbers)s)")
        values["filter_numbers"] = meant([normalise_case_number(filters.case_number)])
    if filters.decision is not None:
        conditions.append("%(filter_decision)s = ANY(statuses)")
        values["filter_decision"] = filters.decision
    return Allowed(" AND ".join(conditions), values)


def _document_tests(filters: Filters) -> list[tuple[str, str, object]]:
    """Name, condition on a document and value of each filter that concerns documents."""
    organisation, body = filters.organisation, filters.body
    return [
        ("organisation", "organisation = %(filter_organisation)s", organisation and name_key(organisation)),
        ("body", "body = %(filter_body)s", body and name_key(body)),
        ("kind", "kind = %(filter_kind)s", filters.kind),
        ("first", "day >= %(filter_first)s", filters.date_from),
        ("last", "day <= %(filter_last)s", filters.date_to),
        ("id", "(id = %(filter_id)s OR %(filter_id)s = ANY(aliases))", filters.document_id),
    ]
