"""What a chat sends, read as a question: the last one, and those before with the places that their answers link to."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote

from service.api.formats.chat.shapes import Message
from service.api.requests import MAX_EARLIER_CHARS, AskRequest, PlaceFields, TurnFields
from service.base.errors import InvalidQuery
from service.question.follow_ups import MAX_CITATIONS, MAX_TURNS

_LINK = re.compile(r"/dokument/(?P<id>[^\s?#()\"<>]{1,900})\?markera=(?P<start>\d{1,9})-\d{1,9}")
# What front ends ask by themselves, in English: a title, tags, what to ask next, what to look for.
_TASK = re.compile(
    r"\s*###\s*Task:"
    r"|\s*(?:please\s+)?(?:provide|generate|analy[sz]e|suggest|create|write|summari[sz]e)\b[^\n]{0,160}?"
    r"\b(?:titles?|tags?|follow-?\s?ups?|quer(?:y|ies)|emojis?|summar(?:y|ies)|conversation)\b",
    re.IGNORECASE,
)
_HISTORY = re.compile(r"<chat_history>", re.IGNORECASE)
_KEY = re.compile(r"\"(title|tags|follow_ups|queries)\"\s*:")
TITLE = "Fråga till Paragraf"


def question_of(messages: Sequence[Message]) -> AskRequest:
    """The last question with the conversation before it. Raises ``InvalidQuery`` where nobody asks anything."""
    asked = [number for number, message in enumerate(messages) if message.role == "user"]
    if not asked:
        raise InvalidQuery("Samtalet har ingen fråga.")
    turns = [_turn(messages[start:end]) for start, end in pairwise(asked)]
    kept = tuple(turn for turn in turns if turn is not None)[-MAX_TURNS:]
    return AskRequest(question=messages[asked[-1]].text, conversation=kept)


def own_task(messages: Sequence[Message]) -> str | None:
    """The fixed answer to what a front end asks by itself; ``None`` for a question of somebody's."""
    last = messages[-1].text
    if not _TASK.match(last) and not _HISTORY.search(last):
        return None
    wanted = _KEY.search(last)
    if wanted is None:
        return TITLE
    return json.dumps({wanted[1]: TITLE if wanted[1] == "title" else []}, ensure_ascii=False)


def _turn(messages: Sequence[Message]) -> TurnFields | None:
    """An earlier question and what its answer linked to; ``None`` for what is no question of a usual length."""
    question = messages[0].text
    if not question.strip() or len(question) > MAX_EARLIER_CHARS or _TASK.match(question):
        return None
    answers = "\n".join(message.text for message in messages[1:] if message.role == "assistant")
    places = {(unquote(link["id"]), int(link["start"])): None for link in _LINK.finditer(answers)}
    cited = tuple(PlaceFields(document_id=name[:300], start=start) for name, start in list(places)[:MAX_CITATIONS])
    return TurnFields(question=question, citations=cited)
