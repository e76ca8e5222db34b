"""Which party, person or matter has most of what can be counted: motions raised, reservations, times put off …"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.base.types import Document, Outcome
from corpus.vocabulary.dates import written_date
from service.answers.computed_answers import Told, computed_draft
from service.answers.phrasing.matters import shortened
from service.answers.plan import Found, Reply
from service.answers.plans.list_and_count.counting import Tallies, Tally
from service.answers.plans.list_and_count.found import Found as Counting
from service.answers.plans.list_and_count.phrasing import Counted, most_words
from service.base.text import listed
from service.base.types import Filters
from service.question.count_query import ActKind, Ranking
from service.question.intent import Intent
from service.question.question import Question
from service.register.acts import actors
from service.register.decisions import Act, Treatment
from service.register.in_force import settles
from service.register.library import is_of_many
from service.register.records import Records
from service.register.register import swedish_order

# So many are counted to the end, more where the last of them are level, and so many are told after the first
_MOST_COUNTED, _MOST_BEHIND = 6, 2
# Where more than so many are level they are not counted to the end; so many of those who are level are told by name.
_MOST_LEVEL, _LEVEL_TOLD = 12, 4
# What comes of a matter that is dealt with, and not only taken note of
_DEALT_WITH: frozenset[Outcome] = frozenset({"approved", "rejected", "answered", "tabled", "referred_back"})
# What is settled at so large a share of the meetings is an item of each meeting, and no matter.
_STANDING = 0.4
_ACTS: Mapping[ActKind, Act] = {
    "treated": "raised",
    "decision": "raised",
    "moved": "moved",
    "reservation": "reserved",
    "disqualified": "abstained",
}
_OF_MATTERS: frozenset[ActKind] = frozenset({"treated", "decision", "vote"})


def most_often(question: Question, found: Found, records: Records) -> Reply | None:
    """Who, or what, has most of what the question ranks by, how many, and what comes next; ``None`` where nothing
    tells."""
    ranking = question.ranking
    if ranking is None:
        return None
    if ranking.of is Intent.MOST_BY_MATTER:
        return _matter_with_most(ranking, question, found, records)
    ranked = _ranked(question, ranking, records, found.filters)
    if not ranked:
        return None
    first, newest = ranked[0][1], ranked[0][1].items[0]
    words = f"{first.statement}. {_place(ranking, ranked)} Senast: {newest.words}"
    told = Told(words, newest.treatment.document, newest.treatment.section, newest.span)
    draft = computed_draft([told], found.collection, found.rules.max_chars)
    return replace(draft, listed=tuple(ruling.id for ruling in first.rulings)) if draft else None


def tally_asked_for(question: Question, records: Records, filters: Filters) -> Tally | None:
    """The list that the answer to a question is of: of those who have most, where it asks who they are."""
    ranking = question.ranking
    if ranking is None:
        return Tallies(records).of(question, filters)
    ranked = [] if ranking.of is Intent.MOST_BY_MATTER else _ranked(question, ranking, records, filters)
    return ranked[0][1] if ranked else None


def _ranked(question: Question, ranking: Ranking, records: Records, filters: Filters) -> list[tuple[str, Tally]]:
    """The parties or people that have most, each with the list of theirs alone."""
    act = _ACTS.get(ranking.counted.act.kind)
    if act is None or ranking.counted.party or ranking.counted.person:
        return []
    tallies = Tallies(records)
    _, matters = tallies.counting(ranking.counted, question.context, filters)
    counted = [(name, _tally(name, ranking, question, tallies, filters)) for name in _busiest(ranking, act, matters)]
    having = ((name, tally) for name, tally in counted if tally and tally.total)
    return sorted(having, key=lambda one: (-one[1].total, swedish_order(one[0])))


def _matter_with_most(ranking: Ranking, question: Question, found: Found, records: Records) -> Reply | None:
    """The matter in which it was done most often, how often and when last, and those that come next."""
    wanted = ranking.counted
    if wanted.act.kind not in _OF_MATTERS:
        return None
    scope, matters = Tallies(records).counting(wanted, question.context, found.filters)
    told = [each for each in matters.values() if _is_dealt_with(each) and not _is_standing(each, scope)]
    ranked = sorted(told, key=lambda each: -_times(each))
    if not ranked or _times(ranked[0]) < 2:
        return None
    newest = ranked[0][0]
    document, section = newest.treatment.document, newest.treatment.section
    times = _times(ranked[0])
    counted = Counted(
        times, len(told), 0, 0, False, is_of_many(records.library), wanted, question.context, tuple(scope)
    )
    last = ", ".join(filter(None, (written_date(document.date) if document.date else "", section.number)))
    level = [f"«{_name(each)}»" for each in ranked[1:] if _times(each) == times]
    behind = [f"«{_name(each)}» ({_times(each)})" for each in ranked[1 + len(level) :][:_MOST_BEHIND]]
    words = f"{most_words(counted, _name(ranked[0]))}: {times} gånger, senast den {last}."
    words += (
        f" Lika många gånger: {_first_of(level)}." if level else f" Därefter kommer {listed(behind)}." if behind else ""
    )
    return computed_draft([Told(words, document, section, newest.span)], found.collection, found.rules.max_chars)


def _first_of(level: Sequence[str]) -> str:
    """The first of those who are level, and how many there are besides."""
    others = len(level) - _LEVEL_TOLD
    return listed([*level[:_LEVEL_TOLD], *([f"{others} till"] if others > 0 else [])])


def _times(counting: Sequence[Counting]) -> int:
    return sum(one.times for one in counting)


def _name(counting: Sequence[Counting]) -> str:
    return shortened(counting[0].treatment.heading)


def _is_dealt_with(counting: Sequence[Counting]) -> bool:
    return any(decision.outcome in _DEALT_WITH for one in counting for decision in one.treatment.decisions)


def _is_standing(counting: Sequence[Counting], scope: Sequence[Document]) -> bool:
    """Whether it is settled at meeting after meeting of one body: «Val av justerare»."""
    of_body = Counter(document.body for document in scope)
    met = Counter(
        body
        for _, body in {
            (one.treatment.document.id, one.treatment.document.body) for one in counting if settles(one.treatment)
        }
    )
    return any(times > 2 and times > _STANDING * of_body[body] for body, times in met.items())


def _busiest(ranking: Ranking, act: Act, matters: Mapping[int, Sequence[Counting]]) -> list[str]:
    """Those who did it in most of the matters, some more than are told and those level with the last of these.

    Where too many are level with the last those before them alone; nobody where all are level.
    """
    did = Counter(
        name
        for treated in matters.values()
        for name in {name for one in treated for name in _names(ranking, act, one.treatment)}
    )
    ranked = sorted(did, key=lambda name: (-did[name], swedish_order(name)))
    last = did[ranked[:_MOST_COUNTED][-1]] if ranked else 0
    busiest = [name for name in ranked if did[name] >= last]
    return busiest if len(busiest) <= _MOST_LEVEL else [name for name in busiest if did[name] > last]


def _names(ranking: Ranking, act: Act, treatment: Treatment) -> Iterator[str]:
    for actor in actors(treatment, act):
        name = actor.party if ranking.of is Intent.MOST_BY_PARTY else actor.name
        if name:
            yield name


def _tally(name: str, ranking: Ranking, question: Question, tallies: Tallies, filters: Filters) -> Tally | None:
    """The list that the question asks for of that one alone."""
    counted = ranking.counted
    own = replace(counted, party=name) if ranking.of is Intent.MOST_BY_PARTY else replace(counted, person=name)
    return tallies.of(replace(question, count_query=own), filters)


def _place(ranking: Ranking, ranked: Sequence[tuple[str, Tally]]) -> str:
    """Who has as many, or who comes next with how many."""
    (_, first), *others = ranked
    level = [name for name, tally in others if tally.total == first.total]
    if level:
        return f"Lika många har {_first_of(level)}."
    least = others[:_MOST_BEHIND][-1][1].total if others else 0
    behind = [f"{name} ({tally.total})" for name, tally in others if tally.total >= least]
    among = "partierna" if ranking.of is Intent.MOST_BY_PARTY else "alla"
    return f"Det är flest av {among}{f'; därefter kommer {_first_of(behind)}' if behind else ''}."
