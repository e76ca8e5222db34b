"""The parts of a question answered one by one, and one answer of theirs."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from service.answers.plan import Draft, Found, Refusal, Reply
from service.answers.refusals import refusal
from service.base.types import MAX_ANSWER_CHARS, Citation, Filters, ReasonCode, Sentence
from service.question.sub_questions import Part
from service.register.library import Library

_OWN_SENTENCES = 2
# What leads on from how many there are to the list of them
_LEADS_ON = ". Här är "


def in_parts(parts: Sequence[Part], found: Found) -> Reply | None:
    """One answer of the answers to the parts; ``None`` where a year that is compared has no documents."""
    narrowed = [narrowed_to(part, found.filters, found.collection.library) for part in parts]
    # A part that is told beside the whole question has all the room that is left.
    room = found.rules.max_chars // (len(parts) if all(part.about for part in parts) else 1)
    pairs = [(part, filters) for part, filters in zip(parts, narrowed, strict=True) if filters is not None]
    if len(pairs) < len(parts):
        return None
    return joined([(part.about, found.reply_to(part.question, filters, room)) for part, filters in pairs])


def narrowed_to(part: Part, filters: Filters, library: Library) -> Filters | None:
    """The filters with the part's organisation or time added.

    A month without documents is not filtered by, for later ones may tell of it; a year without has no answer.
    """
    if part.organisation:
        return replace(filters, organisation=part.organisation)
    if part.year is None:
        return filters
    first, last = part.month or 1, part.month or 12
    narrower = replace(
        filters,
        date_from=date(part.year, first, 1),
        date_to=date(part.year, last, monthrange(part.year, last)[1]),
    )
    if library.documents(narrower, 0, 0)[0]:
        return narrower
    return filters if part.month else None


def joined(replies: Sequence[tuple[str, Reply]]) -> Reply:
    """The answers as one, each with what it is about, as far as there is room; with what is missing.

    Who says it stands in the first sentence of a part: without room for that one there is none for the others.
    """
    answered: list[tuple[Sentence, Citation]] = []
    is_complete = True
    for about, reply in replies:
        if isinstance(reply, Refusal):
            continue
        # A question with no other side to it is told in full.
        for pair in _first_sentences(reply, _OWN_SENTENCES if about else None):
            if any(_same_quote(pair[1], other) for _, other in answered):
                continue
            if _length(pair) > MAX_ANSWER_CHARS - sum(map(_length, answered)):
                is_complete = False
                break
            answered.append(pair)
        is_complete = is_complete and reply.is_complete
    missing = _missing(replies)
    if not answered and missing:
        return missing
    return Draft(
        tuple(replace(sentence, citations=(number,)) for number, (sentence, _) in enumerate(answered, 1)),
        tuple(replace(citation, number=number) for number, (_, citation) in enumerate(answered, 1)),
        missing or (None if is_complete else refusal(ReasonCode.NO_ROOM)),
        is_complete,
    )


def _missing(replies: Sequence[tuple[str, Reply]]) -> Refusal | None:
    """What is missing in the answers, each with what it is about, once."""
    found = [(about, reply if isinstance(reply, Refusal) else reply.missing) for about, reply in replies]
    reasons = [(each.code, f"{about}: {each.reason}" if about else each.reason) for about, each in found if each]
    return Refusal(reasons[0][0], " ".join(dict.fromkeys(reason for _, reason in reasons))) if reasons else None


def _first_sentences(reply: Draft, most: int | None) -> Iterator[tuple[Sentence, Citation]]:
    by_number = {citation.number: citation for citation in reply.citations}
    for sentence in reply.sentences[:most]:
        yield _without_lead_in(sentence), by_number[sentence.citations[0]]


def _without_lead_in(sentence: Sentence) -> Sentence:
    """A sentence that says how many there are, without what leads on to a list that has no room in a part."""
    words, leads_on, _ = sentence.text.partition(_LEADS_ON)
    if not leads_on:
        return sentence
    return replace(sentence, text=f"{words}.", computed=sentence.computed.partition(_LEADS_ON)[0])


def _length(pair: tuple[Sentence, Citation]) -> int:
    return len(pair[0].text) + len(" [10] ")


def _same_quote(one: Citation, other: Citation) -> bool:
    return (
        one.document.id == other.document.id and one.quote_start < other.quote_end and other.quote_start < one.quote_end
    )
