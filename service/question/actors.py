"""Which of the people and parties that act in a matter a question names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from corpus.base.types import Actor
from corpus.vocabulary.parties import PARTIES, party_of

_PROPOSAL = r"\w*(?:yrkande|förslag|motion|initiativ|interpellation)\w*"
_WHOSE = re.compile(
    rf"\b\w+(?::s|s)\s+(?:\w+\s+)?{_PROPOSAL}"
    rf"|\b{_PROPOSAL}\s+(?:från|av)\s+(?-i:[A-ZÅÄÖ]\w*)(?:(?:\s*,\s*|\s+(?:och|samt)\s+)?(?-i:\s*[A-ZÅÄÖ]\w*))*",
    re.IGNORECASE,
)
# «Pia Lundin (SJVP)» asks of her alone, not of her party.
_BRACKETED = re.compile(r"(?<=[a-zåäöé])\s+\([A-ZÅÄÖ]\w{0,6}\)")
_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉé]+")
_WHOLE_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class NamedActors:
    """Whom a question names: people of the matter, and parties by letters."""

    people: frozenset[Actor]
    parties: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.people or self.parties)

    def is_one_of(self, actors: Iterable[Actor]) -> bool:
        """Whether one of them acts, for themselves or through their party's group; everyone where nobody is named."""
        names = {person.name for person in self.people}
        groups = {_letters(person) for person in self.people}
        return not self or any(
            _letters(actor) in self.parties or (actor.name in names if actor.name else _letters(actor) in groups)
            for actor in actors
        )


def named_actors(question: str, among: Collection[Actor], *, acting: bool = False) -> NamedActors:
    """Those of a matter whom the question names, and parties.

    ``acting`` leaves out whose proposal it speaks of: that one need not act («reserverade sig mot SD:s yrkande»).
    """
    text = _WHOSE.sub(" ", question) if acting else question
    people = _people(text, among)
    return NamedActors(people, _parties(_BRACKETED.sub("", text) if people else text, among))


def _parties(question: str, among: Collection[Actor]) -> frozenset[str]:
    """The letters of the parties that a question names, by letters in capitals or by name."""
    known = PARTIES.keys() | {_letters(actor) for actor in among}
    words = _WORD.findall(question)
    by_letters = {letters for word in words for letters in (word, word.removesuffix("s")) if letters in known}
    by_word = {letters for word in _WHOLE_WORD.findall(question) if (letters := party_of(word))}
    by_name = {letters for letters, name in PARTIES.items() if name.lower() in question.lower()}
    local = {letters for letters in known for word in words if _stands_for(letters, word)}
    return frozenset(by_letters | by_word | by_name | local)


def _stands_for(letters: str, word: str) -> bool:
    """Whether letters are short for a local party's name: «SJVP» for «Sjukvårdspartiet»."""
    if letters in PARTIES or not word.lower().endswith("partiet") or len(letters) < 2 or word[0].upper() != letters[0]:
        return False
    signs = iter(word.upper())
    return all(sign in signs for sign in letters)


def _people(question: str, among: Collection[Actor]) -> frozenset[Actor]:
    """The people in the matter whose surname the question names; of several with that surname the one named in full.

    Surnames that are words of the language too («Berg») must stand with a capital.
    """
    words = {
        word.lower().removesuffix("s") for word in _WORD.findall(question) if word[0].isupper() or question.islower()
    }
    found = {
        actor: frozenset(part.lower().removesuffix("s") for part in _WORD.findall(actor.name))
        for actor in among
        if actor.name and actor.name.split()[-1].lower().removesuffix("s") in words
    }
    full_matches = frozenset(actor for actor, name in found.items() if name <= words)
    return full_matches or frozenset(found)


def _letters(actor: Actor) -> str:
    return (actor.party or "").upper()
