"""What can be watched: a question with its filters, or any list of decisions (a matter, a person, a body …)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import parse_qsl, urlencode

from service.base.errors import InvalidQuery
from service.base.types import Query
from service.engine.engine import Engine
from service.retrieval.joined import APART
from service.web.exports import register_files
from service.web.exports.feed import MAX_ENTRIES, Entry, Feed, entry_of_ruling, newest_sections
from service.web.list_contents import decisions, field_words, list_title, value_words
from service.web.listing import FIRST_ORDER, LABELS, Listing, read_whole_listing
from service.web.question_form import FILTER_LABELS, QuestionForm, read_form

# The hits of a question that may be told as news: what ranks lower has little to do with it.
_BEST_HITS = 20
# Where those of one collection are looked for among the hits of all.
_MOST_HITS = 100
# The order in which the fields of a list are told.
_TOLD = tuple(dict.fromkeys(("person", "case_number", "q", "body", "organisation", *LABELS)))
_WITH_THEIR_LABELS = frozenset({"from", "to", "number", "act", "hide_tabled"})
_COLLECTION = "samling"
_OF_QUESTIONS = ("fraga", "utan", *FILTER_LABELS)


@dataclass(frozen=True, slots=True)
class Topic:
    """What is watched, as the fields of an address that are filled in: those of a question, or those of a list.

    ``collection`` is the one that it was asked in, where there are several.
    """

    fields: Mapping[str, str]
    collection: str = ""

    @classmethod
    def of(cls, written: str) -> Self:
        """The topic that ``written`` gave."""
        fields = dict(parse_qsl(written))
        return cls(fields, collection=fields.pop(_COLLECTION, ""))

    @property
    def written(self) -> str:
        """The topic as a watch keeps it; the same topic is always written the same."""
        told = {_COLLECTION: self.collection} if self.collection else {}
        return urlencode(sorted({**self.fields, **told}.items()))

    @property
    def is_question(self) -> bool:
        """Whether a question is watched."""
        return "fraga" in self.fields

    @property
    def title(self) -> str:
        """What is watched, in words: «”Hur går det med bron?”», «Styrelsen, Region Exempel», «ärende 24RS17»."""
        question = (f"”{self.fields['fraga']}”",) if self.is_question else ()
        filled = [name for name in _TOLD if name in self.fields and (name, "person" in self.fields) != ("party", True)]
        return ", ".join((*question, *(_words(name, self.fields) for name in filled))) or "alla beslut"

    @property
    def page(self) -> str:
        """The path of the page that shows it."""
        return self._address("/" if self.is_question else "/beslut")

    @property
    def feed(self) -> str:
        """The path of its Atom feed."""
        return self._address("/fraga.atom" if self.is_question else "/beslut.atom")

    @property
    def calendar(self) -> str | None:
        """The path of the calendar with the meetings of the body; ``None`` where no body is named."""
        return calendar_path(self.fields) if "body" in self.fields and not self.is_question else None

    @property
    def address(self) -> str:
        """The path of the page on which it can be watched."""
        return self._address("/bevaka")

    def _address(self, path: str) -> str:
        return f"{path}?{urlencode(self.fields)}" if self.fields else path


def calendar_path(fields: Mapping[str, str]) -> str:
    """The path of the calendar with the meetings of the organisation and body among the fields."""
    named = {name: fields[name] for name in ("organisation", "body") if fields.get(name)}
    return f"/moten.ics?{urlencode(named)}" if named else "/moten.ics"


def list_topic(**fields: str | None) -> Topic:
    """The list of decisions with those fields; what is ``None`` is left out."""
    return Topic({name: value for name, value in fields.items() if value})


def read_topic(parameters: Mapping[str, str]) -> Topic:
    """The topic that an address asks for. Raises ``InvalidQuery`` for a name or a value that cannot be used."""
    if parameters.get("fraga", "").strip():
        topic = Topic(_question_fields(parameters))
        _ = read_form(topic.fields).filters
        return topic
    listing = read_whole_listing({name: value for name, value in parameters.items() if name != "fraga"})
    listing.query(1)
    return Topic(listing.fields)


def list_feed(engine: Engine, listing: Listing, most: int = MAX_ENTRIES) -> Feed:
    """The newest decisions of the list, whatever order it has. Raises as ``Engine.decisions``."""
    _, rulings = decisions(engine, listing, listing.query(most, order="newest"))
    plain = listing.ordered(FIRST_ORDER)
    entries = [entry_of_ruling(ruling) for ruling in rulings]
    return Feed(list_title(listing), plain.address(), plain.address("/beslut.atom"), entries)


def question_feed(engine: Engine, parameters: Mapping[str, str], most: int = MAX_ENTRIES) -> Feed:
    """The sections that fit the question best, the newest first. Raises as ``Engine.search``."""
    fields = _question_fields(parameters)
    form: QuestionForm = read_form(fields)
    found = engine.search(Query(form.question, form.filters, most, without=form.without))
    title = "; ".join([form.question, *field_words(fields).values()])
    topic = Topic({"fraga": "", **fields})
    return Feed(f"Fråga: {title}", topic.page, topic.feed, newest_sections(found.hits))


def latest(engine: Engine, topic: Topic, most: int) -> Sequence[Entry]:
    """The newest there is of the topic. Raises as ``Engine.search``."""
    return _feed(engine, topic, most).entries[:most]


def news(engine: Engine, topic: Topic, is_new: Callable[[str], bool]) -> list[Entry]:
    """What there is of the topic in documents that are new, newest first, of its collection alone where it has one.

    The engine is then over all collections together. Raises as ``Engine.search``.
    """
    found = [entry for entry in _feed(engine, topic, register_files.MAX_ROWS).entries if is_new(entry.document_id)]
    return list(_within(topic.collection, found)) if topic.collection else found


def _within(collection: str, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries of the collection, with the paths that they have in it."""
    of_collection = f"{APART}{collection}"
    for entry in entries:
        if entry.document_id.endswith(of_collection):
            yield replace(entry, path=entry.path.replace(of_collection, "", 1))


def _feed(engine: Engine, topic: Topic, most_decisions: int) -> Feed:
    if topic.is_question:
        return question_feed(engine, topic.fields, _MOST_HITS if topic.collection else _BEST_HITS)
    return list_feed(engine, read_whole_listing(topic.fields), most_decisions)


def _words(name: str, fields: Mapping[str, str]) -> str:
    """What a field says in a title."""
    value = value_words(name, fields[name])
    if name == "person" and "party" in fields:
        return f"{value} ({fields['party']})"
    if name == "case_number":
        return f"ärende {value}"
    return f"{LABELS[name].lower()} {value}" if name in _WITH_THEIR_LABELS else value


def _question_fields(parameters: Mapping[str, str]) -> dict[str, str]:
    """The fields of a question that are filled in. Raises ``InvalidQuery`` for a name that questions do not have."""
    filled = {name: value.strip() for name, value in parameters.items() if value.strip()}
    unknown = [name for name in filled if name not in _OF_QUESTIONS]
    if unknown:
        raise InvalidQuery(f"{unknown[0][:80]}: namnet är okänt.")
    return filled
