"""How people and parties took position in a matter: the places in its minutes that a question about that asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corpus.parties import PARTIES, party_letters
from corpus.sentences import split_sentences
from corpus.types import Actor, Document, Matter, Motion, Span, Statement, Vote
from indexer.tokens import fold

_RESERVED = re.compile(r"\breserv")
_VOTED = re.compile(r"\bro(?:st|star|stade)\w*|\bomrost\w*|\bvoter\w*")
_ABSTAINED = re.compile(r"\bavst(?:ar|od|att)\b|\bdelt(?:og|ar|agit)\b|\bjav\w*")
_MOVED = re.compile(
    r"\w*(?<!k)(?<!st)yrka\w*|\bmotforslag\w*|\b(?:tala(?:de|r)|argumentera\w*)\s+for\b|\bsta(?:llde|ller)\s+sig\s+bakom\b"
    r"|\bstod\s+bakom\b|\bstod(?:de|er|jer)\b"
)
_THOUGHT = re.compile(r"\b(?:vill|ville|tyck\w*|anser|ansag|foresl\w*|sa|sade)\b")
_NOTED = re.compile(r"\banteckning\w*|\byttrande\w*")
_WHOSE = re.compile(
    r"\b\w+(?::s|s|ns)\s+(?:\w+\s+)?\w*(?:yrkande\w*|förslag\w*|motion\w*|initiativ\w*|interpellation\w*)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉé]+")
_ROOM_FOR_ONE = 420


def missing_position(question: str, matter: Matter) -> str | None:
    """What a question takes for granted that the minutes would tell and do not, in Swedish."""
    folded = fold(question)
    if _VOTED.search(folded) and not matter.votes:
        return "Protokollet redovisar ingen omröstning i ärendet."
    if _RESERVED.search(folded) and not matter.reservations:
        return "Protokollet redovisar ingen reservation i ärendet."
    return None


def nobody_of_the_party(question: str, matter: Matter) -> str | None:
    """That none of the parties named is among those who reserved themselves, in Swedish, where the question asks."""
    parties = _parties(question, matter)
    if not parties or not matter.reservations or not _RESERVED.search(fold(question)):
        return None
    if _of(matter.reservations, question, matter):
        return None
    names = sorted(PARTIES.get(party, party) for party in parties)
    return f"Nej, ingen reservation från {' eller '.join(names)} är antecknad."


def position_spans(question: str, document: Document, matter: Matter) -> tuple[Span, ...]:
    """The places that tell what the question asks for, in reading order; none when the minutes do not tell.

    Where the question names a party or a person, only what that one did.
    """
    folded = fold(question)
    if _RESERVED.search(folded):
        reserved = _of(matter.reservations, question, matter)
        others = [] if reserved else _of(matter.notes, question, matter)
        found = _statements(document, [*(reserved or matter.reservations), *others])
    elif _ABSTAINED.search(folded):
        found = _statements(document, _of((*matter.abstaining, *matter.disqualified), question, matter))
    elif _VOTED.search(folded):
        found = [_whole(document, vote) for vote in matter.votes]
    elif _MOVED.search(folded):
        found = [_whole(document, motion) for motion in _of(matter.motions, question, matter)]
    elif _NOTED.search(folded):
        found = _statements(document, _of(matter.notes, question, matter))
    elif _THOUGHT.search(folded) and (_parties(question, matter) or _names(question, matter)):
        acts = _of((*matter.motions, *matter.reservations, *matter.notes), question, matter)
        found = [_whole(document, act) for act in acts]
    else:
        found = []
    return tuple(sorted(set(found), key=lambda span: span.start))


def _of(acts: Sequence[Statement | Motion], question: str, matter: Matter) -> list[Statement | Motion]:
    """The acts of those that the question names; all of them when it names nobody."""
    parties, names = _parties(question, matter), _names(question, matter)
    if not parties and not names:
        return list(acts)
    return [act for act in acts if any(_is_named(actor, parties, names) for actor in act.actors)]


def _is_named(actor: Actor, parties: frozenset[str], names: frozenset[str]) -> bool:
    return (actor.name in names) if names else (actor.party or "").upper() in parties


def _parties(question: str, matter: Matter) -> frozenset[str]:
    """The letters of the parties that a question names, by letters in capitals or by name.

    Whose motion it is says nothing of who acts: «reserverade sig mot SD:s yrkande».
    """
    words = _WORD.findall(_WHOSE.sub(" ", question))
    by_letters = {word for word in words if word in PARTIES or (word.isupper() and word.removesuffix("S") in PARTIES)}
    by_name = {letters for word in words if (letters := party_letters(word.removesuffix("s"))) and len(word) > 3}
    held = {(actor.party or "").upper() for actor in _everyone(matter)}
    return frozenset(by_letters | by_name | {party for party in held for word in words if _is_local(party, word)})


def _is_local(party: str, word: str) -> bool:
    """Whether a word is the name of the party with those letters («Sjukvårdspartiet» of SJVP), or the letters."""
    if word == party and len(party) > 1:
        return True
    if not word.lower().endswith("partiet") or len(party) < 2 or word[:1].upper() != party[0]:
        return False
    signs = iter(word.upper())
    return all(sign in signs for sign in party)


def _names(question: str, matter: Matter) -> frozenset[str]:
    """The people in the matter whose surname the question names."""
    words = {word.lower().removesuffix("s") for word in _WORD.findall(question)}
    people = {actor.name for actor in _everyone(matter) if actor.name}
    return frozenset(name for name in people if name.split()[-1].lower().removesuffix("s") in words)


def _everyone(matter: Matter) -> Iterable[Actor]:
    for acts in (matter.motions, matter.reservations, matter.notes, matter.abstaining, matter.disqualified):
        for act in acts:
            yield from act.actors
    for vote in matter.votes:
        yield from (actor for actor, _ in vote.ballots)


def _statements(document: Document, statements: Iterable[Statement | Motion]) -> list[Span]:
    return [_first_sentence(document, statement) for statement in statements]


def _whole(document: Document, act: Motion | Statement | Vote) -> Span:
    """The whole act, or its first sentence when an answer has no room for it."""
    whole = Span(act.start, act.end)
    return whole if act.end - act.start <= 2 * _ROOM_FOR_ONE else _first_sentence(document, act)


def _first_sentence(document: Document, act: Motion | Statement | Vote) -> Span:
    first = next(split_sentences(document.text[act.start : act.end]))
    return Span(act.start + first.start, act.start + first.end)
