"""One answer of the answers to the parts of a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.answers.answering import Composed
from service.answers.phrasing.wording import MAX_ANSWER_CHARS
from service.base.types import Citation, Sentence

_NO_ROOM = "Allt som svarar på frågan fick inte plats. Fråga om en sak i taget."


_OWN_SENTENCES = 2


def joined(replies: Sequence[tuple[str, Composed]]) -> Composed:
    """The answers as one, each with what it is about, as far as there is room; the reason tells what is missing.

    Who says it stands in the first sentence of a part: without room for that one there is none for the others.
    """
    said: list[tuple[Sentence, Citation]] = []
    whole = True
    for about, reply in replies:
        # A question with no other side to it is told in full.
        for pair in _first_sentences(reply, _OWN_SENTENCES if about else None):
            if any(_same_place(pair[1], other) for _, other in said):
                continue
            if _length(pair) > MAX_ANSWER_CHARS - sum(map(_length, said)):
                whole = False
                break
            said.append(pair)
        whole = whole and reply.whole
    missing = [f"{about}: {reply.reason}" if about else reply.reason for about, reply in replies if reply.reason]
    return Composed(
        tuple(replace(sentence, citations=(number,)) for number, (sentence, _) in enumerate(said, 1)),
        tuple(replace(citation, number=number) for number, (_, citation) in enumerate(said, 1)),
        " ".join(dict.fromkeys(missing)) or (None if whole or not said else _NO_ROOM),
        whole,
    )


def _first_sentences(reply: Composed, most: int | None) -> Iterator[tuple[Sentence, Citation]]:
    by_number = {citation.number: citation for citation in reply.citations}
    for sentence in reply.sentences[:most]:
        yield sentence, by_number[sentence.citations[0]]


def _length(said: tuple[Sentence, Citation]) -> int:
    return len(said[0].text) + len(" [10] ")


def _same_place(one: Citation, other: Citation) -> bool:
    return (
        one.document.id == other.document.id and one.quote_start < other.quote_end and other.quote_start < one.quote_end
    )
