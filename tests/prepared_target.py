"""A target that gives each question what was prepared for it, in the shapes of the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.base.types import Document, Section
from eval.base.types import Topic
from service.api.answers import AnswerJson, SearchJson
from service.base.types import Answer, Citation, Filters, Hit, SearchResult, Sentence
from service.staff.covering import word_line
from service.staff.gold import Evidence

QUOTE = "Regionstyrelsen har beslutat att säga upp avtalet om regionvård"
SECTION = Section("s1", ("Avtal",), None, None, 0, 100)
DECEMBER = Filters(date_from=date(2024, 12, 1))
UNFILTERED = Filters()
SOURCES = {"a.txt": word_line(f"{QUOTE}. Övrigt.")}


def document(name: str) -> Document:
    return Document(name, "Titel", None, None, "minutes", None, f"{name}.txt", None, "", "", ())


def hit(rank: int, passage: str, name: str = "a") -> Hit:
    return Hit(rank, 1 / rank, passage, document(name), SECTION, 10 * rank, 10 * rank + 5, None, (), "/a")


def citation(number: int, passage: str, quote: str, name: str = "a") -> Citation:
    return Citation(number, passage, document(name), SECTION, 0, 9, None, "/a", quote, 0, len(quote), "decided")


def refusal(question: str) -> Answer:
    return Answer(question, "not_in_documents", "Det står inte.", (), (), (), UNFILTERED, "snap-1", 0.0)


def answer(question: str, text: str, *citations: Citation) -> Answer:
    numbers = tuple(item.number for item in citations)
    return Answer(question, "answered", None, (Sentence(text, numbers),), citations, (), UNFILTERED, "snap-1", 0.0)


def topic(name: str, **changes: Any) -> Topic:
    fields: dict[str, Any] = {
        "id": name,
        "question": f"fråga {name}",
        "kind": "decision",
        "asker": "staff",
        "evidence": (Evidence("a.txt", QUOTE),),
        "must_contain": (("säga upp",),),
        "filters": DECEMBER,
    }
    return Topic(**{**fields, **changes})


TOPICS = (
    topic("d1"),
    topic("d2", filters=None),
    topic("u1", kind="unanswerable", answerable=False, evidence=(), must_contain=()),
)
HITS = (hit(1, "Något annat"), hit(2, QUOTE, name="b"), hit(3, f"Sammanträde. {QUOTE}."))
ANSWER = answer(
    "fråga d1",
    "Regionstyrelsen beslutade att säga upp avtalet.",
    citation(1, QUOTE, "säga upp avtalet"),
    citation(2, "Något annat", "säga inte upp"),
    citation(3, QUOTE, "vad som helst", name="okänd"),
)


class PreparedTarget:
    """Answers the first topic from its third hit, refuses the others, and keeps what it was asked with."""

    name, model, settings_digest = "process", "modell", "5e"

    def __init__(self, hits: tuple[Hit, ...] = HITS, snapshot: str = "snap-1") -> None:
        self.snapshot = snapshot
        self._hits = hits
        self.searches: list[tuple[str, Filters, int]] = []
        self.questions: list[tuple[str, Filters]] = []

    def document_kinds(self) -> Mapping[str, str]:
        return {"a.txt": "minutes", "b.txt": "plan"}

    def document_texts(self) -> Mapping[str, str]:
        return {"a.txt": f"Inledning. {QUOTE}. Slut.", "b.txt": "Något annat"}

    def search(self, question: str, filters: Filters, limit: int) -> SearchJson:
        self.searches.append((question, filters, limit))
        found = self._hits if question == "fråga d1" else ()
        return SearchJson.model_validate(SearchResult(question, len(found), found, filters, "snap-1", 0.0))

    def ask(self, question: str, filters: Filters) -> AnswerJson:
        self.questions.append((question, filters))
        return AnswerJson.model_validate(
            replace(ANSWER if question == "fråga d1" else refusal(question), filters_applied=filters)
        )
