"""What the words of a question say besides what it names: deeds, things, parties, and the topic that is left."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from corpus.vocabulary.parties import party_of
from corpus.vocabulary.spoken import (
    DEEDS,
    RESTRICTS,
    THINGS,
    Deed,
    Thing,
    is_said,
    one_of,
    said_in,
    says_nothing,
)
from indexer.tokens import query_tokens, strip_diacritics
from service.base.types import Aspect
from service.question.entities import is_general_name, names_body, unnamed
from service.question.named import Named
from service.question.people import without_people

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_RAW_WORD = re.compile(r"[^\W_]+(?::s\b)?")


@dataclass(frozen=True, slots=True)
class Slots:
    """What was read: ``things`` and ``deeds`` in the order they are said, and the ``topic`` as it was typed.

    ``words`` are those that say it, folded; ``people`` are names of those who act in the minutes, ``ones`` the things
    of which one alone is spoken of. ``restricted`` says that a word narrows it in a way that is not understood,
    ``of_other_body`` that it speaks of a body of which nothing is held.
    """

    words: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    deeds: tuple[Deed, ...] = ()
    parties: frozenset[str] = frozenset()
    topic: tuple[str, ...] = ()
    restricted: bool = False
    people: tuple[str, ...] = ()
    of_other_body: bool = False
    ones: tuple[Thing, ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether it speaks of one alone, or a word narrows it in a way that is not understood."""
        return self.restricted or bool(self.ones)

    def without(self, aspects: Collection[Aspect]) -> Slots:
        """The same but for the aspects that are not wanted."""
        return replace(
            self,
            things=() if "thing" in aspects else self.things,
            deeds=() if {"asked", "deed"}.intersection(aspects) else self.deeds,
            parties=frozenset() if "party" in aspects else self.parties,
            topic=() if "topic" in aspects else self.topic,
            people=() if "topic" in aspects else self.people,
        )


NOTHING_SAID = Slots()


def read_slots(
    question: str, named: Named, parties: Collection[str], people: Mapping[str, str] = MappingProxyType({})
) -> Slots:
    """What the question says; ``parties`` and ``people`` are those that act in the minutes, by letters and by folded
    name.
    """
    nameless, found_people = without_people(question, people)
    plain, found_parties = _without_parties(nameless, parties)
    words = tuple(_WORD.findall(unnamed(plain, named)))
    things = said_in(words, THINGS)
    taken = {place for said in things for place in said.places}
    deeds = [said for said in said_in(words, DEEDS) if taken.isdisjoint(said.places)]
    taken |= {place for said in deeds for place in said.places}
    left = [word for place, word in enumerate(words) if place not in taken]
    typed = {strip_diacritics(word): word for word in _WORD.findall(question)}
    return Slots(
        words,
        tuple(said.meaning for said in sorted(things, key=lambda said: said.places)),
        tuple(dict.fromkeys(said.meaning for said in sorted(deeds, key=lambda said: said.places))),
        found_parties,
        _as_typed([word for word in left if _is_topic(word, typed.get(word, word))], question),
        any(is_said(word, RESTRICTS) or word.isdigit() or names_body(word) for word in left),
        found_people,
        any(names_body(word) and not is_general_name(word) for word in left),
        tuple(thing for word in left if (thing := one_of(typed.get(word, word)))),
    )


def _is_topic(word: str, typed: str) -> bool:
    tells_none = says_nothing(typed) or is_said(word, RESTRICTS) or names_body(word) or one_of(typed)
    return bool(query_tokens(word)) and not word.isdigit() and not tells_none


def _without_parties(text: str, known: Collection[str]) -> tuple[str, frozenset[str]]:
    """The question without the parties that it names, and their letters."""
    found = set()

    def taken(match: re.Match[str]) -> str:
        word = match[0].removesuffix(":s")
        letters = _party(word, known)
        if letters is None:
            return match[0]
        found.add(letters)
        return " "

    return _RAW_WORD.sub(taken, text), frozenset(found)


def _party(word: str, known: Collection[str]) -> str | None:
    letters = next((one for one in (word, word.removesuffix("s")) if one in known and one.isupper()), None)
    return letters or party_of(word)


def _as_typed(stripped: Collection[str], question: str) -> tuple[str, ...]:
    """The words as they were typed, each once; those that stand side by side as one («Jessica Blixt»)."""
    typed: list[str] = []
    last = -1
    for position, match in enumerate(_WORD.finditer(question)):
        if strip_diacritics(match[0]) not in stripped:
            continue
        if typed and last == position - 1:
            typed[-1] += f" {match[0]}"
        else:
            typed.append(match[0])
        last = position
    return tuple(dict.fromkeys(typed))
