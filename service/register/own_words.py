"""What parties and people had written in minutes in their own words, found by these and by their matter's heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from corpus.base.types import Statement
from indexer.word_forms import forms_of, tokens_of
from service.register.decisions import Treatment
from service.register.word_lists import WordLists

# «… antecknar följande till protokollet: …», «… reserverar sig mot beslutet enligt följande: …»
_LEADS_ON, _LONGEST_LEAD = "följande", 300


@dataclass(frozen=True, slots=True)
class OwnWords:
    """A reservation or note that goes on in words of its own, and where it stands."""

    treatment: Treatment
    statement: Statement


class AllOwnWords:
    """Finds own words by a word that stands in them or in the heading of their matter."""

    def __init__(self, treatments: Iterable[Treatment]) -> None:
        self._said = tuple(own for treatment in treatments for own in _of(treatment))
        self._by_token = WordLists((token, at) for at, own in enumerate(self._said) for token in _tokens(own))

    def __getitem__(self, at: int) -> OwnWords:
        return self._said[at]

    def with_word(self, word: str) -> dict[int, float]:
        """The places of those that hold the word in any of its forms, each with how much of it."""
        return dict.fromkeys(self._by_token.any_of(forms_of(word)).tolist(), 1.0)


def _of(treatment: Treatment) -> Iterator[OwnWords]:
    matter = treatment.matter
    for statement in (*matter.reservations, *matter.notes) if matter else ():
        lead, colon, rest = treatment.document.text[statement.start : statement.end].partition(":")
        if colon and rest.strip() and _LEADS_ON in lead and len(lead) <= _LONGEST_LEAD:
            yield OwnWords(treatment, statement)


def _tokens(own: OwnWords) -> frozenset[str]:
    text = own.treatment.document.text[own.statement.start : own.statement.end]
    return frozenset(tokens_of(f"{own.treatment.heading} {text}"))
