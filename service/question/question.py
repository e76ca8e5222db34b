"""A question once read: all that ranking, plans and refusals ask of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from corpus.base.types import Actor
from corpus.vocabulary.spoken import Thing
from indexer.tokens import query_tokens, strip_diacritics
from service.question.actors import NamedActors, named_actors
from service.question.assumed_outcome import AssumedOutcome
from service.question.count_query import CountQuery, Ranking
from service.question.intent import Intent
from service.question.named import NOTHING_NAMED, Named
from service.question.roles import NO_ROLE, RoleAsked
from service.question.slots import NOTHING_SAID, Slots
from service.question.sub_questions import Part
from service.question.telling_words import tells_matter

_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True)
class Question:
    """What is asked, by whom and when it was done, and how: nothing else looks at the words.

    ``typed`` is the clean text as it was typed, ``text`` has the ``spelling_corrections`` (as typed, as read) made, and
    ``expanded_text`` has abbreviations spelled out too; it is what is embedded. ``context`` are the organisations,
    bodies, kinds and times named, ``placed_in`` the months in which something is said to have been done (year, month;
    month 0 is the whole year), ``phrases`` what stood in quotation marks.

    ``numbers_typed`` are the case numbers and §§ as they were typed.

    ``intents`` are all that it may ask for, the narrowest first; the last, ``intent``, is what a passage must hold.
    ``sure_intents`` are those of them that are more likely than not. ``count_query`` is the list or count that is asked
    for, ``role`` whose holder; ``many`` is what was read of a list, ``in_part`` where not all of it was.
    ``asks_who_raised`` says that it asks whose motion or other proposal a matter is, ``asks_who_is`` who somebody is,
    and not what somebody did.
    ``compared_parties`` are the letters of two whose votes are to be held against each other, ``voters`` who is asked
    about where how somebody has voted in all matters is: a person's name or a party's letters. ``ranking`` is what the
    parties or the people are to be ranked by.
    ``comparison`` and ``second_question`` are its parts where it asks for several things; ``topic`` are the words of
    what it is about, ``ones`` the things of which it speaks of one alone («interpellationen»).
    """

    typed: str
    text: str
    expanded_text: str
    tokens: tuple[str, ...]
    case_numbers: frozenset[str] = frozenset()
    paragraphs: frozenset[str] = frozenset()
    dates: frozenset[date] = frozenset()
    context: Named = NOTHING_NAMED
    phrases: tuple[str, ...] = ()
    spelling_corrections: tuple[tuple[str, str], ...] = ()
    placed_in: tuple[tuple[int, int], ...] = ()
    numbers_typed: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = (Intent.OPEN,)
    count_query: CountQuery | None = None
    many: Slots = NOTHING_SAID
    role: RoleAsked = NO_ROLE
    sure_intents: frozenset[Intent] = frozenset()
    assumed_outcome: AssumedOutcome | None = None
    asks_who_raised: bool = False
    asks_who_is: bool = False
    compared_parties: tuple[str, ...] = ()
    voters: Slots = NOTHING_SAID
    ranking: Ranking | None = None
    comparison: tuple[Part, ...] = ()
    second_question: tuple[Part, ...] = ()
    topic: tuple[str, ...] = ()
    ones: tuple[Thing, ...] = ()

    @property
    def intent(self) -> Intent:
        """What a passage must hold to answer it."""
        return self.intents[-1]

    @property
    def named(self) -> frozenset[str]:
        """The identifiers that the question names."""
        return self.case_numbers | self.paragraphs

    @property
    def names_a_matter(self) -> bool:
        """Whether it says what matter it is about, and not only what was done, by whom and when."""
        return bool(self.named or self.phrases) or any(
            tells_matter(word) for said in self.topic for word in said.split()
        )

    @property
    def names_a_meeting(self) -> bool:
        """Whether it names a body or a time, so that what was done there is asked for."""
        named = self.context
        return bool(named.bodies or named.days or named.has_span)

    @cached_property
    def without_diacritics(self) -> str:
        """The text in lower case without diacritics."""
        return strip_diacritics(self.text)

    @cached_property
    def years(self) -> frozenset[str]:
        """The years that are written in it."""
        return frozenset(_YEAR.findall(self.text))

    @cached_property
    def whole_word_tokens(self) -> tuple[str, ...]:
        """The tokens of its words, spelled out, without those of compounds' parts."""
        return tuple(query_tokens(self.expanded_text, with_parts=False))

    @property
    def in_part(self) -> bool:
        """Whether it asks for many, of which not all was understood."""
        return self.count_query is None and self.ranking is None and self.many != NOTHING_SAID

    def asks_for(self, *intents: Intent) -> bool:
        """Whether it may ask for one of these."""
        return not set(intents).isdisjoint(self.intents)

    def surely_asks_for(self, intent: Intent) -> bool:
        """Whether it asks for this more likely than not, so that it may be said that there is none."""
        return intent in self.sure_intents

    def says_all(self, words: Iterable[str]) -> bool:
        """Whether all of some words stand in it, in capitals or small letters."""
        own = set(_LETTERS.findall(self.without_diacritics))
        return own.issuperset(strip_diacritics(word) for word in words)

    def actors(self, among: Collection[Actor], *, acting: bool = False) -> NamedActors:
        """Those of a matter whom it names; ``acting`` without the one whose proposal it speaks of."""
        return named_actors(self.text, among, acting=acting)

    def expecting_nothing(self) -> Question:
        """The same, but any passage may answer it."""
        return replace(self, intents=(*self.intents[:-1], Intent.OPEN))
