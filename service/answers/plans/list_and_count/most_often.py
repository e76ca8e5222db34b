"""Which party, or which person, has most of what can be counted: motions raised, reservations, proposals …"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from service.answers.computed_answers import Told, computed_draft
from service.answers.plan import Found, Reply
from service.answers.plans.list_and_count.counting import Tallies, Tally
from service.base.text import listed
from service.question.count_query import ActKind, Ranking
from service.question.question import Question
from service.register.acts import actors
from service.register.decisions import Act, Treatment
from service.register.records import Records

# So many are counted to the end, and so many are told after the first
_MOST_COUNTED, _MOST_BEHIND = 6, 2
_ACTS: Mapping[ActKind, Act] = {"treated": "raised", "decision": "raised", "moved": "moved", "reservation": "reserved"}


def most_often(question: Question, found: Found, records: Records) -> Reply | None:
    """Who has most of what the question ranks by, how many, and who comes next; ``None`` where nothing tells."""
    ranking = question.ranking
    act = _ACTS.get(ranking.counted.act.kind) if ranking else None
    if ranking is None or act is None or ranking.counted.party or ranking.counted.person:
        return None
    tallies = Tallies(records)
    matters = tallies.counting(ranking.counted, question.context, found.filters)
    counted = [(name, _tally(name, ranking, question, tallies, found)) for name in _busiest(ranking, act, matters)]
    ranked = sorted(((name, tally) for name, tally in counted if tally and tally.total), key=lambda one: -one[1].total)
    if not ranked:
        return None
    first, newest = ranked[0][1], ranked[0][1].items[0]
    words = f"{first.statement}. {_place(ranking, ranked)} Senast: {newest.words}"
    told = Told(words, newest.treatment.document, newest.treatment.section, newest.span)
    draft = computed_draft([told], found.collection, found.rules.max_chars)
    return replace(draft, listed=tuple(ruling.id for ruling in first.rulings)) if draft else None


def _busiest(ranking: Ranking, act: Act, matters: Mapping[int, Sequence[Treatment]]) -> list[str]:
    """Those who did it in most of the matters, some more than are told."""
    did = Counter(
        name
        for treated in matters.values()
        for name in {name for treatment in treated for name in _names(ranking, act, treatment)}
    )
    return [name for name, _ in did.most_common(_MOST_COUNTED)]


def _names(ranking: Ranking, act: Act, treatment: Treatment) -> Iterator[str]:
    for actor in actors(treatment, act):
        name = actor.party if ranking.by_party else actor.name
        if name:
            yield name


def _tally(name: str, ranking: Ranking, question: Question, tallies: Tallies, found: Found) -> Tally | None:
    """The list that the question asks for of that one alone."""
    counted = ranking.counted
    own = replace(counted, party=name) if ranking.by_party else replace(counted, person=name)
    return tallies.of(replace(question, count_query=own), found.filters)


def _place(ranking: Ranking, ranked: Sequence[tuple[str, Tally]]) -> str:
    """Who has as many, or who comes next with how many."""
    (_, first), *others = ranked
    level = [name for name, tally in others if tally.total == first.total]
    if level:
        return f"Lika många har {listed(level)}."
    behind = [f"{name} ({tally.total})" for name, tally in others[:_MOST_BEHIND]]
    among = "partierna" if ranking.by_party else "alla"
    return f"Det är flest av {among}{f'; därefter kommer {listed(behind)}' if behind else ''}."
