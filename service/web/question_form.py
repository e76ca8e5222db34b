"""The question form: what stands in an address, and the addresses that lead on from it.

An address holds the whole state of the page, so that it can be shared and the back button works.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import get_args
from urllib.parse import urlencode

from corpus.vocabulary.labels import KIND_WORDS
from service.base.filter_fields import read_filters
from service.base.types import Aspect, Filters, HitOrder
from service.question.follow_ups import Turn
from service.register.library import Holdings
from service.web.conversation import read_turns, write_turns
from service.web.paging import page_number

HITS_PER_PAGE = 10
# More than the candidates that are ranked (100 a retriever and the matters named) is never found.
MAX_HIT_PAGE = 100
FILTER_LABELS = {
    "organisation": "Organisation",
    "body": "Nämnd eller styrelse",
    "kind": "Typ av handling",
    "from": "Från och med",
    "to": "Till och med",
    "case_number": "Ärendenummer",
}

# What the address says, how the hits are then ordered, and what the link to it says.
HIT_ORDERS: Mapping[str, tuple[HitOrder, str]] = {
    "bast": ("best", "Bäst"),
    "nyast": ("newest", "Nyast"),
    "aldst": ("oldest", "Äldst"),
}
FIRST_ORDER = "bast"

_YEAR = re.compile(r"([0-9]{4})-01-01/\1-12-31")


def filter_choices(holdings: Holdings) -> dict[str, tuple[tuple[str, str], ...]]:
    """The values that the filters with a list of values can take, each with the words it is shown by."""
    words: Mapping[str, str] = dict(KIND_WORDS.items())
    return {
        "organisation": tuple((name, name) for name in holdings.organisations),
        "body": tuple((name, name) for name in holdings.bodies),
        "kind": tuple((kind, words.get(kind, kind)) for kind in holdings.kinds),
    }


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that restricts what is shown or was read from the question, and the address of the page without it."""

    label: str
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """The question form as it was filled in: what is shown again, whether it can be used or not.

    ``page`` is how many pages of hits are shown, ``order`` the order of the hits as the address writes it;
    ``conversation`` are the questions before it, oldest first.
    """

    asked: bool
    question: str
    fields: Mapping[str, str]
    hits_only: bool
    page: int
    without: frozenset[Aspect] = frozenset()
    conversation: tuple[Turn, ...] = ()
    order: str = FIRST_ORDER

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is filled in."""
        return any(self.fields.values())

    @property
    def filters(self) -> Filters:
        """The filters as the engine takes them. Raises ``InvalidQuery``."""
        return read_filters({name: value or None for name, value in self.fields.items()}, FILTER_LABELS)

    @property
    def hit_order(self) -> HitOrder:
        """The order of the hits as the engine takes it."""
        return HIT_ORDERS[self.order][0]

    @property
    def kept(self) -> Mapping[str, str]:
        """The question and its filters as an address or a form sends them along, without how they are shown."""
        return {"fraga": self.question, **self._filled({})}

    @property
    def query(self) -> str:
        """The question and its filters as they stand in an address, without how they are shown."""
        return urlencode(self.kept)

    @property
    def list_address(self) -> str:
        """The register with exactly what the answer lists."""
        return f"/beslut?{self.query}"

    @property
    def api_request(self) -> dict[str, object]:
        """The question as the API takes it."""
        filters = {name: value for name, value in self.fields.items() if value}
        told = [
            {
                "question": turn.question,
                "citations": [{"document_id": one.document_id, "start": one.start} for one in turn.citations],
            }
            for turn in self.conversation
        ]
        return {
            "question": self.question,
            "filters": filters,
            "without": sorted(self.without),
            **({"conversation": told} if told else {}),
        }

    def address(self, *, hits_only: bool, page: int = 1, changes: Mapping[str, str] | None = None) -> str:
        """The address of this form with another way of showing, another page of hits or other filters."""
        shown = {"visa": "traffar", **self._ordered} if hits_only else {}
        paged = {"sida": str(page)} if page > 1 else {}
        return f"/?{urlencode({'fraga': self.question, **self._filled(changes or {}), **shown, **paged})}"

    @property
    def canonical(self) -> str:
        """The one address of this page: the same hits in another order are no other page."""
        return replace(self, order=FIRST_ORDER).address(hits_only=self.hits_only, page=self.page) if self.asked else "/"

    def ordered(self, order: str) -> str:
        """The address of the hits in another order."""
        return f"{replace(self, order=order).address(hits_only=True)}#svar"

    def changed(self, **changes: str) -> str:
        """The address of this form with other filters, shown as now."""
        return f"{self.address(hits_only=self.hits_only, changes=changes)}#svar"

    def in_year(self, year: str) -> str:
        """The address of this form restricted to a year, shown as now."""
        return self.changed(**{"from": f"{year}-01-01", "to": f"{year}-12-31"})

    def in_document(self, url: str, rank: int | None = None) -> str:
        """The address of a place in a document, from which it can be told how to come back here.

        With ``rank`` also to the hits before and after it.
        """
        path, _, fragment = url.partition("#")
        found = {"traff": str(rank), **self._ordered} if rank else {}
        told = f"{self.query}&{urlencode(found)}" if found else self.query
        return f"{path}{'&' if '?' in path else '?'}{told}#{fragment}"

    @property
    def _ordered(self) -> dict[str, str]:
        return {"ordning": self.order} if self.order != FIRST_ORDER else {}

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The filters in force, each with the address without it; a whole year is one of them."""
        named = {name: value for name, value in self.fields.items() if value}
        year = _YEAR.fullmatch(f"{named.get('from')}/{named.get('to')}")
        if year:
            del named["from"], named["to"]
        words: Mapping[str, str] = dict(KIND_WORDS.items())
        chips = [
            Chip(FILTER_LABELS[name], words.get(value, value) if name == "kind" else value, self.changed(**{name: ""}))
            for name, value in named.items()
        ]
        return (*chips, *((Chip("År", year[1], self.changed(**{"from": "", "to": ""})),) if year else ()))

    def alone(self, question: str | None = None) -> QuestionForm:
        """The form without the conversation before it, with that question in stead of its own where one is given."""
        return replace(self, question=question or self.question, conversation=())

    def after(self, turn: Turn, question: str = "") -> QuestionForm:
        """The form of a question that is asked next, after this one was answered."""
        return replace(
            self, question=question, conversation=(*self.conversation, turn), without=frozenset(), hits_only=False
        )

    @property
    def earlier(self) -> tuple[tuple[str, str], ...]:
        """The questions before this one, each with the address of its answer."""
        forms = (
            replace(self, question=turn.question, conversation=self.conversation[:position], without=frozenset())
            for position, turn in enumerate(self.conversation)
        )
        return tuple((form.question, f"{form.address(hits_only=False)}#svar") for form in forms)

    @property
    def hidden(self) -> Mapping[str, str]:
        """What a form must send along to keep the filters and the conversation."""
        return self._filled({"utan": ""})

    def _filled(self, changes: Mapping[str, str]) -> dict[str, str]:
        kept = {"utan": ",".join(sorted(self.without)), "fore": write_turns(self.conversation)}
        return {name: value for name, value in {**self.fields, **kept, **changes}.items() if value}


def read_form(parameters: Mapping[str, str]) -> QuestionForm:
    """The form that an address holds."""
    return QuestionForm(
        asked="fraga" in parameters,
        question=parameters.get("fraga", ""),
        fields={name: parameters.get(name, "").strip() for name in FILTER_LABELS},
        hits_only=parameters.get("visa") == "traffar",
        page=min(page_number(parameters.get("sida", "")), MAX_HIT_PAGE),
        without=read_aspects(parameters.get("utan", "")),
        conversation=read_turns(parameters.get("fore", "")),
        order=_read_order(parameters.get("ordning", "")),
    )


def _read_order(written: str) -> str:
    """The order as an address writes it; the first one when it is none."""
    return written if written in HIT_ORDERS else FIRST_ORDER


def read_aspects(written: str) -> frozenset[Aspect]:
    """The aspects that an address names with commas between; others are passed over."""
    return frozenset(aspect for aspect in get_args(Aspect) if aspect in written.split(","))
