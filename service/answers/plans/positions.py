"""How people and parties took position in a matter: the places in its minutes that a question about that asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.base.types import Actor, Document, Matter, Motion, Span, Statement, Vote
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.parties import PARTIES, party_letters
from indexer.tokens import fold

# What is told before an answer and its citations take some of the room that an answer has.
_ROOM = 740

# Rooms are reserved too, and there are spare parts («reservdelar»): people reserve themselves, or against something.
_RESERVED = re.compile(r"\breserv(?:ation|ant)\w*|\breservera\w*\b.*\b(?:sig|sej|e?mot)\b")
# In the question as typed, for once folded rust and stainless steel («rost», «rostfri») look like votes.
_BALLOT = r"(?:a|ar|ade|at|ades|ats|er|erna|etal\w*|ning\w*|siffr\w*)\b"
_VOTED = re.compile(rf"\bröst{_BALLOT}|\bomr[öo]st\w*|\bvoter\w*", re.IGNORECASE)
_VOTED_WITHOUT_DOTS = re.compile(rf"\brost{_BALLOT}", re.IGNORECASE)
_ABSTAINED = re.compile(
    r"\bavst(?:ar|od|att)\b|\bdelt(?:og|ar|agit)\b.*\b(?:inte|ej)\b|\b(?:inte|ej)\b.*\bdelt(?:og|ar|agit)\b"
    r"|\bjav(?:et|iga?|s\w*)?\b"
)
_MOVES = re.compile(r"\byrka(?:de|r|t|des|s)?\b")
_MOTION = re.compile(r"\b(?:\w+s|del|huvud|mot)?yrka\w*|\bmotforslag\w*")
_SUPPORT = (
    r"(?:(?:tala(?:de|r)|argumentera\w*)\s+(?:for|e?mot)|sta(?:llde|ller)\s+sig\s+bakom|stod\s+bakom"
    r"|stod(?:de|er|jer))\b"
)
_SUPPORTS = re.compile(rf"\b{_SUPPORT}")
_WHO = r"\b(?:vem|vilk(?:a|et)(?:\s+(?:parti|ledamot|ledamoter|grupp)\w*)?)\s+(?:som\s+|har\s+)?"
_WHO_SUPPORTS = re.compile(rf"{_WHO}{_SUPPORT}")
_WHAT = re.compile(r"^vad\b|\bvad (?:vill|ville|tyck|kravd|anse|ansag|foresl)\w*")
_SETTLED = re.compile(r"\b(?:beslutade|beslutades|bifolls?|avslogs?|antogs?|foll|vann)\b")
_THOUGHT = re.compile(r"\b(?:vill|ville|tyck\w*|anser|ansag|foresl\w*)\b")
_NOTED = re.compile(r"\b(?:protokolls)?anteckning\w*|\bsarskil\w+\s+yttrande\w*")
_STATED = re.compile(r"\byttrande\w*")
_WHO_STATED = re.compile(rf"{_WHO}lamna\w*\b.*\byttrande")
_PROPOSAL = r"\w*(?:yrkande|förslag|motion|initiativ|interpellation)\w*"
_WHOSE = re.compile(
    rf"\b\w+(?::s|s)\s+(?:\w+\s+)?{_PROPOSAL}"
    rf"|\b{_PROPOSAL}\s+(?:från|av)\s+(?-i:[A-ZÅÄÖ]\w*)(?:(?:\s*,\s*|\s+(?:och|samt)\s+)?(?-i:\s*[A-ZÅÄÖ]\w*))*",
    re.IGNORECASE,
)
# «Pia Lundin (SJVP)» asks of her alone, not of her party.
_BRACKETED = re.compile(r"(?<=[a-zåäöé])\s+\([A-ZÅÄÖ]\w{0,6}\)")
_WORD = re.compile(r"[A-Za-zÅÄÖåäöÉé]+")

_NO_VOTE = "Protokollet redovisar ingen omröstning i ärendet."

_Act = Motion | Statement | Vote


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom a question names: people of the matter, and parties by letters."""

    people: frozenset[Actor]
    parties: frozenset[str]

    def is_one_of(self, actors: Iterable[Actor]) -> bool:
        """Whether one of them acts, for themselves or through their party's group; everyone where nobody is named."""
        names = {person.name for person in self.people}
        groups = {_letters(person) for person in self.people}
        return not (self.people or self.parties) or any(
            _letters(actor) in self.parties or (actor.name in names if actor.name else _letters(actor) in groups)
            for actor in actors
        )


def missing_position(question: str, matter: Matter) -> str | None:
    """What a question takes for granted that the minutes would tell and do not, in Swedish."""
    if _RESERVED.search(fold(question)):
        return None if matter.reservations else "Protokollet redovisar ingen reservation i ärendet."
    if _VOTED.search(question) and not matter.votes and not _of(matter.abstaining, _named(question, matter)):
        return _NO_VOTE
    return None


def instead_of_votes(question: str, matter: Matter) -> str | None:
    """That there was no vote, in Swedish, where a question asks for one and the minutes tell who did not take part."""
    return _NO_VOTE if _asks_for_votes(question) and not matter.votes else None


def nobody_named(question: str, matter: Matter) -> str | None:
    """That none of those named is among those who reserved themselves, in Swedish, where the question asks."""
    if not matter.reservations or not _RESERVED.search(fold(question)):
        return None
    named = _named(_without_whose(question), matter)
    if any(named.is_one_of(reservation.actors) for reservation in matter.reservations):
        return None
    people = sorted(person.name for person in named.people if person.name)
    parties = sorted(PARTIES.get(party, party) for party in named.parties)
    return f"Nej, ingen reservation från {' eller '.join([*people, *parties])} är antecknad."


def position_spans(question: str, document: Document, matter: Matter) -> tuple[Span, ...]:
    """The places that tell what the question asks for, in reading order; none when the minutes do not tell.

    Where the question names a party or a person, only what that one did. Together they have room in an answer,
    as far as they can be shortened.
    """
    acts = _acts(question, matter)
    spans = [_first_sentence(document, act) if isinstance(act, Statement) else Span(act.start, act.end) for act in acts]
    while sum(map(_length, spans)) > _ROOM:
        shorter = [_shortened(document, act) for act in acts]
        gains = [_length(span) - _length(short) for span, short in zip(spans, shorter, strict=True)]
        most = max(range(len(acts)), key=gains.__getitem__)
        if gains[most] <= 0:
            break
        spans[most] = shorter[most]
    return tuple(sorted({span for span in spans if _length(span) <= _ROOM}, key=lambda span: span.start))


def vote_figures(document: Document, vote: Vote) -> Span:
    """The sentence that tells the figures of a vote, or all of it."""
    for sentence in split_sentences(document.text[vote.start : vote.end]):
        span = Span(vote.start + sentence.start, vote.start + sentence.end)
        figures = re.findall(r"\d+", document.text[span.start : span.end])
        if {str(vote.yes), str(vote.no)} <= set(figures):
            return span
    return Span(vote.start, vote.end)


def _acts(question: str, matter: Matter) -> Sequence[_Act]:
    """What was done that the question asks for."""
    folded, named = fold(question), _named(_without_whose(question), matter)
    if _RESERVED.search(folded):
        reserved = _of(matter.reservations, named)
        if _WHAT.search(folded):
            theirs = frozenset(actor for act in reserved for actor in act.actors)
            reserved = [*[motion for motion in matter.motions if theirs.intersection(motion.actors)], *reserved]
        return reserved or [*matter.reservations, *_of(matter.notes, named)]
    if _ABSTAINED.search(folded) and (away := [*_of(matter.abstaining, named), *_of(matter.disqualified, named)]):
        return away
    if _asks_for_votes(question):
        return matter.votes or _of(matter.abstaining, named)
    if _asks_for_motions(folded, named):
        whose = named if _MOVES.search(folded) or _SUPPORTS.search(folded) else _named(question, matter)
        return _of(matter.motions, whose)
    said: Sequence[Statement | Motion] = ()
    if _asks_for_notes(folded, named):
        said = matter.notes
    elif _THOUGHT.search(folded) and (named.people or named.parties):
        said = (*matter.motions, *matter.reservations, *matter.notes)
    return _of(said, named)


def _asks_for_votes(question: str) -> bool:
    plain = question.isascii() and _VOTED_WITHOUT_DOTS.search(question)
    return bool(plain or _VOTED.search(question))


def _asks_for_motions(folded: str, named: _Named) -> bool:
    if _MOVES.search(folded) or _WHO_SUPPORTS.search(folded):
        return True
    if _SUPPORTS.search(folded) and (named.people or named.parties):
        return True
    return _MOTION.search(folded) is not None and not _SETTLED.search(folded)


def _asks_for_notes(folded: str, named: _Named) -> bool:
    if _NOTED.search(folded) or _WHO_STATED.search(folded):
        return True
    return _STATED.search(folded) is not None and bool(named.people or named.parties)


def _of(acts: Sequence[Statement | Motion], named: _Named) -> list[Statement | Motion]:
    """The acts of those that the question names; all of them when it names nobody."""
    return [act for act in acts if named.is_one_of(act.actors)]


def _without_whose(question: str) -> str:
    """The question without whose proposal it speaks of: that one need not act («reserverade sig mot SD:s yrkande»)."""
    return _WHOSE.sub(" ", question)


def _named(question: str, matter: Matter) -> _Named:
    people = _people(question, matter)
    return _Named(people, _parties(_BRACKETED.sub("", question) if people else question, matter))


def _parties(question: str, matter: Matter) -> frozenset[str]:
    """The letters of the parties that a question names, by letters in capitals or by name."""
    known = PARTIES.keys() | {_letters(actor) for actor in _everyone(matter)}
    words = _WORD.findall(question)
    by_letters = {letters for word in words for letters in (word, word.removesuffix("s")) if letters in known}
    by_word = {letters for word in words if (letters := party_letters(word.removesuffix("s"))) and len(word) > 3}
    by_name = {letters for letters, name in PARTIES.items() if name.lower() in question.lower()}
    local = {letters for letters in known for word in words if _stands_for(letters, word)}
    return frozenset(by_letters | by_word | by_name | local)


def _stands_for(letters: str, word: str) -> bool:
    """Whether letters are short for a local party's name: «SJVP» for «Sjukvårdspartiet»."""
    if letters in PARTIES or not word.lower().endswith("partiet") or len(letters) < 2 or word[0].upper() != letters[0]:
        return False
    signs = iter(word.upper())
    return all(sign in signs for sign in letters)


def _people(question: str, matter: Matter) -> frozenset[Actor]:
    """The people in the matter whose surname the question names; of several with that surname the one named in full.

    Surnames that are words of the language too («Berg») must stand with a capital.
    """
    words = {
        word.lower().removesuffix("s") for word in _WORD.findall(question) if word[0].isupper() or question.islower()
    }
    found = {
        actor: frozenset(part.lower().removesuffix("s") for part in _WORD.findall(actor.name))
        for actor in _everyone(matter)
        if actor.name and actor.name.split()[-1].lower().removesuffix("s") in words
    }
    in_full = frozenset(actor for actor, name in found.items() if name <= words)
    return in_full or frozenset(found)


def _everyone(matter: Matter) -> Iterable[Actor]:
    for acts in (matter.motions, matter.reservations, matter.notes, matter.abstaining, matter.disqualified):
        for act in acts:
            yield from act.actors
    for vote in matter.votes:
        yield from (actor for actor, _ in vote.ballots)


def _letters(actor: Actor) -> str:
    return (actor.party or "").upper()


def _length(span: Span) -> int:
    return span.end - span.start


def _shortened(document: Document, act: _Act) -> Span:
    """What says most of an act in few words: a vote's figures, else the first sentence or as many whole lines of it."""
    if isinstance(act, Vote):
        return vote_figures(document, act)
    first = _first_sentence(document, act)
    line_end = document.text.rfind("\n", first.start, first.start + _ROOM // 2) if _length(first) > _ROOM // 2 else -1
    return (
        Span(first.start, first.start + len(document.text[first.start : line_end].rstrip())) if line_end > 0 else first
    )


def _first_sentence(document: Document, act: _Act) -> Span:
    first = next(split_sentences(document.text[act.start : act.end]))
    return Span(act.start + first.start, act.start + first.end)
