"""The calls of the API, as requests: what each is called, what goes in, where it is sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote

Json = dict[str, Any]
One = TypeVar("One", bound=Json | Awaitable[Json])
Many = TypeVar("Many", bound=Iterator[Json] | AsyncIterator[Json])
Words = TypeVar("Words", bound=str | Awaitable[str])
Form = Literal["csl", "bibtex", "ris"]

_PAGE = 100
_API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Call:
    """One request, and for lists the name of what is listed in the reply; ``is_feed`` ends with a line that says so."""

    method: str
    path: str
    parameters: Json = field(default_factory=dict)
    body: Json | None = None
    listed: str = ""
    is_feed: bool = False

    @property
    def arguments(self) -> Json:
        """What the request holds, as httpx takes it."""
        return {"params": _given(self.parameters)} if self.body is None else {"json": self.body}

    def page(self, offset: int) -> Call:
        """The same call for a page of the list."""
        return replace(self, parameters={**self.parameters, "limit": _PAGE, "offset": offset})

    def since(self, cursor: str) -> Call:
        """The same call for what comes after the cursor."""
        return replace(self, parameters={**self.parameters, "since": cursor})


class Calls(ABC, Generic[One, Many, Words]):
    """The calls of the API. ``One`` is a reply, ``Many`` the items of a list, page after page, ``Words`` a file."""

    url: str

    def ask(
        self,
        question: str,
        *,
        limit: int | None = None,
        conversation: Sequence[Json] = (),
        without: Sequence[str] = (),
        **filters: Any,
    ) -> One:
        """The answer to a question, or why there is none."""
        return self._one(Call("POST", f"{_API}/ask", body=_question(question, limit, conversation, without, filters)))

    def ask_in_steps(
        self,
        question: str,
        *,
        limit: int | None = None,
        conversation: Sequence[Json] = (),
        without: Sequence[str] = (),
        **filters: Any,
    ) -> Many:
        """The answer as it is written: ``{"event": "sentence", …}`` for each sentence that stands, ``replaced`` when
        those so far do not, and last ``answer`` with the whole, or ``problem``."""
        body = _question(question, limit, conversation, without, filters)
        return self._events(Call("POST", f"{_API}/ask/stream", body=body))

    def search(self, query: str, *, limit: int = 10, offset: int = 0, order: str = "best", **filters: Any) -> One:
        """The passages that fit, best first, or by ``order`` the newest or the oldest first."""
        body = {"query": query, "filters": _given(filters), "limit": limit, "offset": offset, "order": order}
        return self._one(Call("POST", f"{_API}/search", body=body))

    def suggestions(self, typed: str, *, limit: int | None = None) -> One:
        """What may be meant while somebody types."""
        return self._one(Call("GET", f"{_API}/suggestions", {"q": typed, "limit": limit}))

    def feedback(self, question: str, verdict: str, **more: Any) -> One:
        """Says that an answer is ``right``, ``wrong`` or ``incomplete``, with ``comment`` and what else is known."""
        return self._one(Call("POST", f"{_API}/feedback", body={"question": question, "verdict": verdict, **more}))

    def document(self, document_id: str) -> One:
        """A document with its text and what is held on each section."""
        return self._one(Call("GET", _path("documents", document_id)))

    def matter(self, case_number: str) -> One:
        """A matter through all bodies."""
        return self._one(Call("GET", f"{_API}/cases/{quote(case_number)}"))

    def meeting(self, meeting_id: str) -> One:
        """A meeting with its people, matters and votes."""
        return self._one(Call("GET", _path("meetings", meeting_id)))

    def minutes(self, meeting_id: str) -> Words:
        """The minutes of a meeting as Akoma Ntoso (XML)."""
        return self._words(Call("GET", _path("meetings", meeting_id, "akoma-ntoso")))

    def coverage(self) -> One:
        """What is held and what is known to be missing."""
        return self._one(Call("GET", f"{_API}/coverage"))

    def ready(self) -> One:
        """The snapshot that answers are given from."""
        return self._one(Call("GET", "/readyz"))

    def selectors(self, document_id: str, start: int, end: int) -> One:
        """A stretch of a document as a target that lasts (W3C Web Annotation); citations of answers have theirs."""
        return self._one(Call("GET", _path("documents", document_id, "selectors"), {"start": start, "end": end}))

    def resolve(self, target: Json) -> One:
        """Where the words of a target, or of an annotation with it, stand now, or what has become of them."""
        return self._one(Call("POST", f"{_API}/resolve", body=target))

    def reference(
        self,
        *,
        document: str | None = None,
        start: int | None = None,
        decision: str | None = None,
        meeting: str | None = None,
        form: Form = "csl",
    ) -> Words:
        """A reference to a document (to the section at ``start``), a decision or a meeting, by its id."""
        named = {"documents": document, "decisions": decision, "meetings": meeting}
        (kind, id_), *more = [(kind, id_) for kind, id_ in named.items() if id_ is not None] or [("", "")]
        if more or not kind:
            raise ValueError("name one of document, decision and meeting")
        return self._words(Call("GET", _path(kind, id_, "reference"), {"start": start, "format": form}))

    def references(self, answer: Json, *, form: Form = "csl") -> Words:
        """References to the sources of an answer."""
        places = (f"{cited['document']['id']}:{cited['quote_start']}" for cited in answer["citations"])
        return self._words(
            Call("GET", f"{_API}/references", {"places": " ".join(dict.fromkeys(places)), "format": form})
        )

    def documents(self, **filters: Any) -> Many:
        """All documents that pass the filters, newest first."""
        return self._many(Call("GET", f"{_API}/documents", filters, listed="documents"))

    def decisions(self, **filters: Any) -> Many:
        """All decisions that fit, newest first."""
        return self._many(Call("GET", f"{_API}/decisions", filters, listed="decisions"))

    def meetings(self, **filters: Any) -> Many:
        """All meetings that fit, newest first."""
        return self._many(Call("GET", f"{_API}/meetings", filters, listed="meetings"))

    def votes(self, **filters: Any) -> Many:
        """All votes that fit, newest first."""
        return self._many(Call("GET", f"{_API}/votes", filters, listed="votes"))

    def people(self, **filters: Any) -> Many:
        """All elected people that fit, by name."""
        return self._many(Call("GET", f"{_API}/people", filters, listed="people"))

    def changes(self, since: str | None = None) -> Many:
        """What was added, changed and removed after the cursor. Raises ``Gone``.

        Now and then comes a line of the type ``end``, with the cursor to go on from once all before it is kept.
        """
        return self._lines(Call("GET", f"{_API}/changes", {"since": since}, is_feed=True))

    def everything(self) -> Many:
        """All that changes are told of, as additions, and last a line of the type ``end`` with the cursor."""
        return self._lines(Call("GET", f"{_API}/changes/dump", is_feed=True))

    def data_set(self, name: str) -> Many:
        """All of ``decisions``, ``votes``, ``meetings``, ``matters`` or ``documents``, however many they are."""
        return self._lines(Call("GET", f"/datasets/{quote(name, safe='')}.jsonl"))

    @abstractmethod
    def _one(self, call: Call) -> One: ...

    @abstractmethod
    def _words(self, call: Call) -> Words: ...

    @abstractmethod
    def _many(self, call: Call) -> Many: ...

    @abstractmethod
    def _lines(self, call: Call) -> Many: ...

    @abstractmethod
    def _events(self, call: Call) -> Many: ...


def _path(kind: str, id_: str, *more: str) -> str:
    return "/".join((_API, kind, quote(id_, safe=""), *more))


def _given(values: Mapping[str, Any]) -> Json:
    """What is said, by the names of the API, without what is left out."""
    return {name.rstrip("_"): value for name, value in values.items() if value not in (None, [])}


def _question(
    question: str, limit: int | None, conversation: Sequence[Json], without: Sequence[str], filters: Json
) -> Json:
    more = {"limit": limit, "conversation": list(conversation), "without": list(without)}
    return {"question": question, "filters": _given(filters), **_given(more)}
