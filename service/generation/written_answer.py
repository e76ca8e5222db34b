"""Written answers: what a generator writes, sentence by sentence through the checker; else the answer as it was.

The answer put together from the documents' words always comes first. Only when it answers is a generator asked to
say it better, and only when every sentence it writes stands on a passage is its answer given: never a mixture, and
never an answer where the documents were silent.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from anyio import to_thread

from corpus.structure.sentences import split_sentences
from service.base.types import MAX_ANSWER_CHARS, Answer, Citation, Hit, Sentence
from service.generation.citable_spans import SourcePassage, Support, find_support, source_passages
from service.generation.generator import Generator
from service.generation.http_client import RequestFailed

logger = logging.getLogger(__name__)

# A sentence ends with the numbers of its passages; the stop may stand on either side of them.
_CITED = re.compile(
    r"\s*(?P<text>[^\[\]]*?)\s*(?P<stop>[.!?]?)(?P<marks>(?:\s*\[\d{1,2}\](?:\s?,(?=\s?\[))?)+)(?:\s*\.)?"
)
_NUMBER = re.compile(r"\d+")
_BULLET = re.compile(r"^(?:[-–•*]|\d{1,2}[.)])\s+")
# Plain words need none of these: mark-up, addresses, marks of a chat.
_NOT_PLAIN = re.compile(r"[<>{}|#`*\\\n\x00-\x1f]|://|\bwww\.")
_LONGEST_SENTENCE = 600


class Unusable(Exception):
    """What was written cannot be used; the message is for the log, and holds nothing of what was written."""


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """A sentence that stands, to be shown at once."""

    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Replaced:
    """The sentences so far are taken back: another answer follows."""


Event = SentenceReady | Replaced | Answer


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as it was written, and the numbers of the passages that it names."""

    text: str
    numbers: tuple[int, ...]


async def written(extract: Answer, generator: Generator | None) -> Answer:
    """The answer as the generator says it where that stands, else as it is."""
    async with aclosing(events(extract, generator)) as found:
        async for event in found:
            if isinstance(event, Answer):
                return event
    return extract


async def events(extract: Answer, generator: Generator | None) -> AsyncGenerator[Event, None]:
    """The sentences of the answer as soon as each stands, then the answer; what is taken back is said to be."""
    if generator is None or not extract.sentences:
        for sentence in extract.sentences:
            yield SentenceReady(sentence)
        yield extract
        return
    started = time.perf_counter()
    book = _Book()
    try:
        async with aclosing(_sentences(extract, generator, book)) as sentences:
            async for sentence in sentences:
                yield SentenceReady(sentence)
        yield _answer(extract, book, started)
    except (RequestFailed, TimeoutError, Unusable) as error:
        logger.warning("the generator's answer was not used: %s", str(error) or type(error).__name__)
        if book.sentences:
            yield Replaced()
        else:
            for sentence in extract.sentences:
                yield SentenceReady(sentence)
        yield replace(extract, took_ms=_took(extract, started))


class _Book:
    """The sentences that stand so far and what they cite, each stretch once."""

    def __init__(self) -> None:
        self.sentences: list[Sentence] = []
        self.citations: list[Citation] = []

    def add(self, text: str, cited: Sequence[Citation]) -> Sentence:
        """The sentence with the numbers that its citations have in the answer."""
        sentence = Sentence(text, tuple(dict.fromkeys(map(self._number, cited))))
        self.sentences.append(sentence)
        if self.answer_chars > MAX_ANSWER_CHARS:
            raise Unusable("too long")
        return sentence

    @property
    def answer_chars(self) -> int:
        """How long the answer is as it is shown."""
        return sum(
            len(each.text) + sum(len(f" [{number}]") for number in each.citations) + 1 for each in self.sentences
        )

    def _number(self, cited: Citation) -> int:
        for known in self.citations:
            if (known.document.id, known.quote_start, known.quote_end) == (
                cited.document.id,
                cited.quote_start,
                cited.quote_end,
            ):
                return known.number
        self.citations.append(replace(cited, number=len(self.citations) + 1))
        return len(self.citations)


async def _sentences(extract: Answer, generator: Generator, book: _Book) -> AsyncGenerator[Sentence, None]:
    """The sentences that stand. Raises ``RequestFailed``, ``TimeoutError`` or ``Unusable``."""
    passages = source_passages(extract)
    question = extract.understood_question or extract.question
    deadline = time.monotonic() + generator.timeout_s
    buffer = ""
    async with aclosing(generator.pieces(question, passages)) as pieces:
        while (piece := await _next(pieces, deadline)) is not None:
            drafts, buffer = take_drafts(buffer + piece)
            for draft in drafts:
                yield await to_thread.run_sync(_checked, draft, passages, book)
            if len(buffer) > _LONGEST_SENTENCE:
                raise Unusable("a sentence is too long")
    drafts, rest = take_drafts(buffer, ended=True)
    for draft in drafts:
        yield await to_thread.run_sync(_checked, draft, passages, book)
    if rest.strip() or not book.sentences:
        raise Unusable("a sentence names no passage" if rest.strip() else "nothing was written")


async def _next(pieces: AsyncGenerator[str, None], deadline: float) -> str | None:
    """The next piece; ``None`` at the end. Raises ``TimeoutError`` when all of it has taken too long."""
    async with asyncio.timeout(deadline - time.monotonic()):
        return await anext(pieces, None)


def take_drafts(buffer: str, ended: bool = False) -> tuple[list[Draft], str]:
    """The sentences that a text holds in full, and what is left of it.

    A sentence is over when something else follows the numbers of its passages, or nothing more comes.
    """
    drafts, end = [], 0
    while match := _CITED.match(buffer, end):
        if not (ended or buffer[match.end() :].strip()):
            break
        text = _BULLET.sub("", match["text"].strip())
        stop = match["stop"] or "."
        drafts.append(Draft(f"{text}{stop}", tuple(int(number) for number in _NUMBER.findall(match["marks"]))))
        end = match.end()
    return drafts, buffer[end:]


def _checked(draft: Draft, passages: Sequence[SourcePassage], book: _Book) -> Sentence:
    """The sentence with its citations. Raises ``Unusable`` when it does not stand on the passages that it names."""
    if reason := next(_unfit(draft.text), None):
        raise Unusable(reason)
    numbers = dict.fromkeys(draft.numbers)
    if not all(0 < number <= len(passages) for number in numbers):
        raise Unusable("a sentence names a passage that was not given")
    support = find_support(draft.text, [passages[number - 1] for number in numbers])
    if not isinstance(support, Support):
        raise Unusable(f"a sentence does not stand: {', '.join(fault.kind for fault in support)}")
    return book.add(draft.text, support.citations)


def _unfit(text: str) -> Iterator[str]:
    """What makes a text no sentence of plain words."""
    if _NOT_PLAIN.search(text):
        yield "a sentence is no plain text"
    if len(list(split_sentences(text))) != 1:
        yield "a sentence names no passage"
    if len(text.split()) < 2 or text[:1].islower():
        yield "a sentence is cut"


def _answer(extract: Answer, book: _Book, started: float) -> Answer:
    cited = {(citation.document.id, citation.start) for citation in book.citations}
    others: tuple[Hit, ...] = tuple(hit for hit in extract.related if (hit.document.id, hit.start) not in cited)
    related = tuple(replace(hit, rank=rank) for rank, hit in enumerate(others, 1))
    return replace(
        extract,
        sentences=tuple(book.sentences),
        citations=tuple(book.citations),
        related=related,
        took_ms=_took(extract, started),
        made_by="generator",
    )


def _took(extract: Answer, started: float) -> float:
    return round(extract.took_ms + (time.perf_counter() - started) * 1000, 1)
