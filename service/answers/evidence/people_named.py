"""What a text tells of the people that a question names: who they are, or nobody besides them."""

from __future__ import annotations

import re

from corpus.extraction.people import NAME, PARTY, WORK_WORD
from corpus.vocabulary.words import base_form
from indexer.tokens import strip_diacritics
from service.question.question import Question

# «Kommunalrådet» before a name is no part of it.
_TITLE = rf"(?:{WORK_WORD}(?:et)?)"
_NAMED = re.compile(rf"(?<![^\W_])(?!(?i:{_TITLE})\b)(?P<name>{NAME})(?:,? ?{PARTY})?")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"\b[A-ZÅÄÖ][^\W\d_]+")
# «Stadsdirektör Eva Hessman», «Ordföranden i stadsrevisionen, Jonas Ransgård (M)», «Vakten i Rådhuset Bo Ek»
_PLACE = r"\s(?:i|för|på|vid|hos)\s[^.,;]{2,60}"
_TITLE_BEFORE = re.compile(
    rf"(?:\b(?i:{_TITLE})(?:{_PLACE})?|(?:^|[.!?]\s)[A-ZÅÄÖ]\w+(?:e?n|et){_PLACE}),?\s$", re.MULTILINE
)
# «Jonas Ransgård, ordförande», «Therese Brusberg, Göteborg och Co AB», but not one name after the other
_TITLE_AFTER = re.compile(rf",\s(?!{NAME}(?:,? ?{PARTY}|,|\soch\s))(?=\w)")
_NEAR = 90


def introduces(text: str, question: Question) -> bool:
    """Whether the text has a title, a role or a place of work beside the name that the question holds."""
    return any(
        _TITLE_BEFORE.search(text, max(0, match.start() - _NEAR), match.start())
        or _TITLE_AFTER.match(text, match.end())
        for match in _NAMED.finditer(text)
        if question.says_all(_WORD.findall(match["name"]))
    )


def names_somebody_asked_for(text: str, question: Question) -> bool:
    """Whether the text names somebody whom the question names in full."""
    return any(question.says_all(_WORD.findall(name["name"])) for name in _NAMED.finditer(text))


def names_nobody_else(text: str, question: Question) -> bool:
    """Whether the text names people, and nobody and nothing with a capital besides what the question names too."""
    names = [_WORD.findall(match["name"]) for match in _NAMED.finditer(text)]
    if not names or not all(map(question.says_all, names)):
        return False
    said = {base_form(word) for word in _WORD.findall(question.without_diacritics)}
    return said.issuperset(base_form(strip_diacritics(word)) for word in _CAPITAL.findall(text))
