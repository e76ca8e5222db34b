"""How people say in a question what minutes say in words of their own: what was done, with what, by whom.

Everything is in lower case without å, ä and ö. A star stands for any ending; other words may stand between the words
of a phrase, a few at the most. Longer phrases come before shorter ones that they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from corpus.base.text import folded
from corpus.base.types import Role
from corpus.vocabulary.words import base_form

# fmt: off
Deed = Literal[
    "answered", "rejected", "granted", "approved", "adopted", "fixed", "tabled", "referred_back", "noted", "withdrawn",
    "endorsed", "opposed", "voted", "reserved", "moved", "decided", "treated", "raised", "disqualified",
]
# fmt: on
Thing = Literal[
    "motion", "interpellation", "citizen", "initiative", "reservation", "vote", "moved", "decision", "matter"
]

Ways = tuple[str, ...]
Meaning = TypeVar("Meaning", bound=str)


def _ways(written: str) -> Ways:
    """The ways that stand between bars."""
    return tuple(written.split("|"))


DEEDS: Mapping[Deed, Ways] = {
    "answered": _ways("besvara*"),
    "rejected": _ways("rosta* ner|rosta* ned|sa nej|sade nej|fick nej|avslog*|avsla*"),
    "granted": _ways("rosta* igenom|igenom|sa ja|sade ja|klubba*|bifoll*|bifall*"),
    "approved": _ways("godkan*"),
    "adopted": _ways("antog*|antag*"),
    "fixed": _ways("faststall*"),
    "tabled": _ways("skot* upp|skjut* upp|uppsk*|bordla*"),
    "referred_back": _ways("skicka* tillbaka|aterremi*"),
    "noted": _ways("anteckna*"),
    "withdrawn": _ways("utgick|utgatt"),
    "endorsed": _ways("tillstyrk*"),
    "opposed": _ways("avstyrk*"),
    "voted": _ways("var* emot|var for|rosta*|rostning*|omrost*"),
    "reserved": _ways("reserver*"),
    "moved": _ways("yrka*"),
    "raised": _ways("motionera*|interpellera*|vackt*|la* motion*|skrev motion*|la* *forslag*"),
    "decided": _ways("beslut*|fatta*|avgjord*|togs"),
    "treated": _ways("tog upp|behandla*|uppe"),
    "disqualified": _ways("jav*"),
}
# The deeds of which a question takes for granted that something came about
GRANTS: frozenset[Deed] = frozenset({"granted", "approved", "adopted"})
# Many of a thing: only its plural asks for a list.
THINGS: Mapping[Thing, Ways] = {
    "motion": _ways("motioner|motionern*"),
    "interpellation": _ways("interpellationer*"),
    "citizen": _ways("medborgarforslag"),
    "initiative": _ways("initiativ*"),
    "reservation": _ways("reservationer*"),
    "vote": _ways("omrostningar*|votering*"),
    "moved": _ways("yrkanden*"),
    "decision": _ways("beslut|besluten"),
    "matter": _ways("arenden*|fragor*|punkter*|forslag"),
}
ROLES: Mapping[Role, Ways] = {
    "vice_chair": _ways("vice|forste|andre"),
    "chair": _ways("*ordforande*|led|ledde|leder"),
    "adjuster": _ways("juster*"),
    "secretary": _ways("sekreterar*|protokoll"),
    "member": _ways("ledamot*"),
    "substitute": _ways("ersattar*"),
}
# Two that do the same: «röstat lika», «varit överens»
ALIKE: Ways = _ways("lika|likadant|samma|ense|eniga|overens|tillsammans")
DENIES: Ways = _ways("inte|ej|aldrig|eller")
QUESTION_WORDS = frozenset("vad vem vems vilka vilken vilket när var vart hur varför".split())  # noqa: SIM905
# What is not, or stands before or after: no list is made by it. Other words that narrow a question are
# words that are looked for and not found, so that nothing is said by them either.
RESTRICTS: Ways = DENIES + _ways("utan|forsta|sista|senast*|fore|efter|mellan|bara")
# That each time counts
TIMES: Ways = _ways("ganger|gang|ofta")
# What neither asks nor tells, besides the stop words of the index, by its base form
SAYS_NOTHING: Ways = _ways(
    "all|manga|samtlig|lista|totalt|sammanlagt|nagon|ga|fa|gora|lagga|lamna|ta|tas|finnas|handla|halla"
    "|avhandla|galla|protokoll|sammantrade|sammantrada|mote|sammanfatta|handa|kring|emot|visa"
    "|anmala|ledamot|nagonsin|vara"
)
_MOST_BETWEEN = 3
# The shortest name of one thing, and the longest ending that makes many of it
_SHORTEST, _LONGEST_ENDING = 5, 3


@dataclass(frozen=True, slots=True)
class Said(Generic[Meaning]):
    """Something that was said, and the places of its words."""

    meaning: Meaning
    places: tuple[int, ...]


def said_in(words: Sequence[str], meanings: Mapping[Meaning, Ways]) -> tuple[Said[Meaning], ...]:
    """What of the meanings is said, each word for one of them: longer phrases first, then in the order of the table."""
    found: list[Said[Meaning]] = []
    taken: set[int] = set()
    phrases = [(phrase.split(), meaning) for meaning, own in meanings.items() for phrase in own]
    for phrase, meaning in sorted(phrases, key=lambda each: -len(each[0])):
        for places in _places(words, phrase):
            if taken.isdisjoint(places):
                taken.update(places)
                found.append(Said(meaning, places))
    return tuple(found)


def is_said(word: str, ways: Ways) -> bool:
    """Whether a word is one of the ways."""
    return any(_fits(word, way) for way in ways)


def one_of(word: str) -> Thing | None:
    """The thing that a word as it was typed says one of: «motionen», «vilken fråga»; ``None`` where it says many."""
    if any(is_said(folded(word), ways) for ways in THINGS.values()):
        return None
    one = folded(base_form(word.lower()))
    ways_of = ((thing, way.strip("*")) for thing, ways in THINGS.items() for way in ways)
    fits = len(one) >= _SHORTEST and folded(word).startswith(one[:-1])
    return next((thing for thing, many in ways_of if fits and _is_plural(many, one)), None)


def _is_plural(many: str, one: str) -> bool:
    """Whether a word is the plural of another, or the same: «motioner», «frågor», «beslut»."""
    longer = len(many) - len(one)
    return (many.startswith(one) and longer <= _LONGEST_ENDING) or (longer == 1 and many.startswith(one[:-1]))


def says_nothing(word: str) -> bool:
    """Whether a word as it was typed neither asks nor tells anything by itself, in any form but the superlative."""
    forms = (folded(word), *(() if is_superlative(word) else (folded(base_form(word.lower())),)))
    return any(is_said(form, ways) for form in forms for ways in (SAYS_NOTHING, TIMES))


def is_superlative(word: str) -> bool:
    """Whether a word is the superlative of another: «flest», «oftast»."""
    return word.endswith("st") and base_form(word.lower()) != word.lower()


def is_of_meetings(word: str) -> bool:
    """Whether a word as it was typed says what is done in any matter, or by whom, or says nothing."""
    done = (ways for said in (DEEDS, ROLES) for ways in said.values())
    return says_nothing(word) or any(is_said(folded(word), ways) for ways in done)


def _places(words: Sequence[str], phrase: Sequence[str]) -> Iterator[tuple[int, ...]]:
    """Where the words of a phrase stand, in order and near one another."""
    for start, word in enumerate(words):
        if not _fits(word, phrase[0]):
            continue
        places = [start]
        for way in phrase[1:]:
            after = range(places[-1] + 1, min(len(words), places[-1] + 2 + _MOST_BETWEEN))
            following = next((place for place in after if _fits(words[place], way)), None)
            if following is None:
                break
            places.append(following)
        else:
            yield tuple(places)


def _fits(word: str, way: str) -> bool:
    if way.startswith("*"):
        return way.strip("*") in word
    return word.startswith(way[:-1]) if way.endswith("*") else word == way
