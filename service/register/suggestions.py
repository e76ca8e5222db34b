"""What may be meant while somebody types: questions, matters, bodies and elected people, from an index in memory.

Every word that is typed must stand in what is suggested: in any form, as part of a compound, as a beginning, without
å, ä and ö, or nearly so. Where the whole finds too little its last words are looked for: «vad beslutades om buss» finds
what «buss» does. Officials and private persons are never suggested: people are those of ``service.register.people``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Literal

import numpy as np

from corpus.base.text import one_line
from indexer.lookup import Lookup
from indexer.spelling_correction import near_beginnings
from indexer.tokens import query_tokens, strip_diacritics, words
from indexer.word_forms import forms_of, tokens_of
from service.register.decisions import Treatment
from service.register.people import Person
from service.register.word_lists import WordLists

Sort = Literal["question", "matter", "body", "person"]
MOST = 8
MAX_TYPED_CHARS = 200

_MOST_OF_A_SORT = {"question": 2, "matter": 8, "body": 2, "person": 3}
_MOST_CHARS = 140
# A heading of more documents than this is routine («Upprop»), unless a case number says that it is a matter.
_ROUTINE = 5
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be meant: its words, what tells it from others, and what it leads to.

    ``target`` is a question's own words, a body's name or a person's id; a matter leads to ``treatment``, its newest.
    """

    sort: Sort
    text: str
    note: str
    target: str
    treatment: Treatment | None = None


class Suggestions:
    """All that can be suggested, the likeliest first; made once for a collection.

    ``lookup`` has the forms of words that stand in headings.
    """

    def __init__(self, found: Sequence[Suggestion], lookup: Lookup) -> None:
        self._all = tuple(found)
        self._lookup = lookup
        self._folded = [strip_diacritics(one.text) for one in self._all]
        folded: dict[str, str] = {}
        self._lists = WordLists(
            (word, number)
            for number, suggestion in enumerate(self._all)
            for word in dict.fromkeys(_folded(each, folded) for each in words(suggestion.text))
        )
        self._written = frozenset(folded)
        others = dict.fromkeys(word for one in self._all if not _is_heading(one) for word in words(one.text))
        self._by_token = WordLists(
            (token, self._lists.position(folded[word])) for word in others for token in tokens_of(word)
        )

    def suggest(self, typed: str, most: int = MOST) -> tuple[Suggestion, ...]:
        """Up to ``most`` of what may be meant, what holds all of the words that were typed first."""
        looked_for = [word for word in words(typed[:MAX_TYPED_CHARS]) if word.isalnum() or len(word) > 1]
        found: dict[int, None] = {}
        for start in range(len(looked_for)):
            if len(found) >= most or (len(looked_for) - start == 1 and len(looked_for[-1]) < 2):
                break
            found.update(dict.fromkeys(self._holding(looked_for[start:], most)))
        return tuple(islice(self._mixed(found), most))

    def _holding(self, looked_for: Sequence[str], most: int) -> list[int]:
        """Those that hold every word; those that begin with what was typed first."""
        telling = [word for word in looked_for[:-1] if query_tokens(word)] + [looked_for[-1]]
        masks = [self._having(word) for word in telling]
        numbers = np.flatnonzero(np.logical_and.reduce(masks)).tolist()
        beginning = strip_diacritics(" ".join(looked_for))
        first = [number for number in numbers if self._folded[number].startswith(beginning)]
        return list(dict.fromkeys([*first, *numbers[: most * most]]))

    def _having(self, word: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which suggestions have the word."""
        folded = strip_diacritics(word)
        runs = [self._run(folded)]
        runs += [(at, at + 1) for at in self._in_form(word)]
        if all(first == last for first, last in runs):
            runs = [
                self._run(each) for each in near_beginnings(folded, self._lists.words[slice(*self._run(folded[:1]))])
            ]
        mask = np.zeros(len(self._all), dtype=np.bool_)
        for first, last in runs:
            mask[self._lists.between(first, last)] = True
        return mask

    def _in_form(self, word: str) -> list[int]:
        """Where the words lie that are a form of the word, or have it for a part."""
        forms = forms_of(word)
        headed = (strip_diacritics(each) for each in self._written.intersection(self._lookup.words(forms)))
        return sorted({*map(self._lists.position, headed), *self._by_token.any_of(forms).tolist()})

    def _run(self, beginning: str) -> tuple[int, int]:
        """Where the words with that beginning lie."""
        return self._lists.position(beginning), self._lists.position(beginning + _LAST)

    def _mixed(self, numbers: Iterable[int]) -> Iterator[Suggestion]:
        """No more of each sort than leaves room for the others."""
        counts = Counter[Sort]()
        for number in numbers:
            suggestion = self._all[number]
            counts[suggestion.sort] += 1
            if counts[suggestion.sort] <= _MOST_OF_A_SORT[suggestion.sort]:
                yield suggestion


def suggestions(
    questions: Iterable[str],
    bodies: Iterable[tuple[str | None, str]],
    people: Iterable[Person],
    matters: Iterable[Sequence[Treatment]],
    lookup: Lookup,
) -> Suggestions:
    """What can be suggested of a collection; ``bodies`` are organisation and body, ``matters`` oldest first in each."""
    return Suggestions(
        (
            *(Suggestion("body", body, organisation or "", body) for organisation, body in dict.fromkeys(bodies)),
            *map(_of_person, people),
            *(Suggestion("question", question, "", question) for question in questions),
            *_of_matters(matters),
        ),
        lookup,
    )


def _is_heading(one: Suggestion) -> bool:
    """Whether its words are those of a heading as it is written."""
    return one.treatment is not None and one.text == one.treatment.heading


def _folded(word: str, known: dict[str, str]) -> str:
    """The word as it is looked for, also put among those that are known."""
    return known[word] if word in known else known.setdefault(word, strip_diacritics(word))


def _of_person(person: Person) -> Suggestion:
    name = f"{person.name} ({person.party})" if person.party else person.name
    return Suggestion("person", name, person.organisation or "", person.id)


def _of_matters(matters: Iterable[Sequence[Treatment]]) -> Iterator[Suggestion]:
    """The matters by their newest headings, newest first, those of one heading and organisation once."""
    newest = sorted((matter[-1] for matter in matters), key=lambda one: one.document.date or date.min, reverse=True)
    held = Counter(heading for heading, _ in {(one.heading_key, one.document.id) for one in newest})
    seen: set[tuple[str, str]] = set()
    for treatment in newest:
        key = treatment.heading_key, treatment.organisation_key
        is_routine = treatment.case_number is None and held[treatment.heading_key] > _ROUTINE
        if treatment.heading and key not in seen and not is_routine:
            seen.add(key)
            heading = one_line(treatment.heading)
            yield Suggestion("matter", heading[:_MOST_CHARS], _note(treatment), heading, treatment)


def _note(treatment: Treatment) -> str:
    """What tells the matter from others: its number, body and day."""
    document = treatment.document
    day = document.date.isoformat() if document.date else None
    parts = (treatment.section.case_number, document.body or document.title, day)
    return " · ".join(part for part in parts if part)
