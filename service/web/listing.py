"""A list of decisions as an address asks for it: the fields read and checked, and the addresses of its neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from service.api.requests import DecisionFields
from service.base.errors import InvalidQuery
from service.base.fields import read_fields
from service.base.types import Aspect
from service.register.decisions import DecisionQuery, Order
from service.web.paging import page_number
from service.web.question_form import read_aspects

PAGE_ROWS = 25
LABELS = {
    "q": "Sökord",
    "organisation": "Organisation",
    "body": "Nämnd eller styrelse",
    "kind": "Typ av handling",
    "from": "Från och med",
    "to": "Till och med",
    "outcome": "Utfall",
    "decision": "Beslut eller förslag",
    "case_number": "Ärendenummer",
    "number": "Paragraf",
    "matter_kind": "Slag av ärende",
    "act": "Innehåller",
    "party": "Parti",
    "person": "Person",
    "hide_tabled": "Dölj bordlagt",
}
# What the address says, how the list is then ordered, and what the link to it says.
ORDERS: Mapping[str, tuple[Order, str]] = {
    "nyast": ("newest", "Nyast först"),
    "aldst": ("oldest", "Äldst först"),
    "organ": ("body", "Organ"),
    "rubrik": ("heading", "Rubrik"),
    "arende": ("matter", "Ärende för ärende"),
}
FIRST_ORDER = "nyast"

# The address says which list of an answer it is by its question, and what that one is not to be understood by.
_ASKED = ("fraga", "utan")
_OTHERS = frozenset({"ordning", "sida", *_ASKED})


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that is asked for: the fields that are filled in, its order and page as written in the address.

    With a ``question`` it holds only what the answer to that one lists; ``without`` is how that was to be read.
    """

    fields: Mapping[str, str]
    order: str = FIRST_ORDER
    page: int = 1
    question: str = ""
    without: frozenset[Aspect] = frozenset()

    @property
    def is_filtered(self) -> bool:
        """Whether anything is filled in."""
        return bool(self.fields or self.question)

    def value(self, name: str) -> str:
        """What is filled in there, or nothing."""
        return self.fields.get(name, "")

    def query(self, limit: int, offset: int = 0, order: Order | None = None) -> DecisionQuery:
        """A slice of the list as the engine takes it, in its own order or that one. Raises ``InvalidQuery``."""
        if self.order not in ORDERS:
            raise InvalidQuery(f"Ordning: ska vara något av {', '.join(ORDERS)}.")
        read = read_fields(DecisionFields, self.fields, LABELS)
        return read.to_decisions(limit, offset, order or ORDERS[self.order][0])

    def page_query(self) -> DecisionQuery:
        """The page that is asked for. Raises ``InvalidQuery``."""
        return self.query(PAGE_ROWS, (self.page - 1) * PAGE_ROWS)

    def address(self, path: str = "/beslut") -> str:
        """The address of this list there; what is as it would be anyway is left out."""
        ordered = {"ordning": self.order} if self.order != FIRST_ORDER else {}
        paged = {"sida": str(self.page)} if self.page > 1 else {}
        asked = {"fraga": self.question, "utan": ",".join(sorted(self.without))} if self.question else {}
        kept = {name: value for name, value in asked.items() if value}
        written = urlencode({**kept, **self.fields, **ordered, **paged})
        return f"{path}?{written}" if written else path

    def at(self, page: int) -> Listing:
        """The same list at another page."""
        return replace(self, page=page)

    def ordered(self, order: str) -> Listing:
        """The same list in another order, from its first page."""
        return replace(self, order=order, page=1)

    def without_question(self) -> Listing:
        """The list without being that of an answer, from its first page."""
        return replace(self, question="", without=frozenset(), page=1)

    def without_field(self, name: str) -> Listing:
        """The list without what is filled in there, from its first page."""
        return replace(self, fields={key: value for key, value in self.fields.items() if key != name}, page=1)


def read_listing(parameters: Mapping[str, str]) -> Listing:
    """The list that an address asks for; names that it does not know are passed over, fields left empty too."""
    filled = {name: parameters.get(name, "").strip() for name in LABELS}
    return Listing(
        {name: value for name, value in filled.items() if value},
        parameters.get("ordning", "") or FIRST_ORDER,
        page_number(parameters.get("sida", "")),
        parameters.get("fraga", "").strip(),
        read_aspects(parameters.get("utan", "")),
    )


def read_whole_listing(parameters: Mapping[str, str]) -> Listing:
    """The list that a program asks for. Raises ``InvalidQuery`` when a name is unknown: it would not restrict."""
    unknown = [name for name in parameters if name not in LABELS and name not in _OTHERS]
    if unknown:
        raise InvalidQuery(f"{unknown[0][:80]}: namnet är okänt.")
    return replace(read_listing(parameters), page=1)
