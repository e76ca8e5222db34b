"""Complete lists with counts, computed from what the minutes hold as data: «vilka motioner avslogs i maj 2024?»."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.base.types import Decision, DecisionStatus, Document, Kind, Span
from indexer.word_forms import forms_of
from service.answers.phrasing.times import days_of
from service.answers.plans.list_and_count.found import Found
from service.answers.plans.list_and_count.item_words import (
    adopted_words,
    decided_words,
    done_words,
    heading_words,
    told_words,
)
from service.answers.plans.list_and_count.matching import (
    find,
    is_cut,
    is_of_asked_kind,
    names_kind,
    without_announced,
)
from service.answers.plans.list_and_count.phrasing import Counted, lead_words, statement_words
from service.base.filters import passes
from service.base.types import Filters
from service.question.count_query import CountedKind, CountQuery, is_any_decision
from service.question.named import Named
from service.question.question import Question
from service.register.body_index import body_rank
from service.register.decisions import Ruling, Treatment
from service.register.in_force import decision_in_force, main_decision
from service.register.library import Whose, is_of_many
from service.register.records import Records

_FULL_COUNCIL = 4
# Of so few what was decided is told with each.
_FEW = 4
# What only fullmäktige settles; other bodies prepare it.
_FOR_COUNCIL: frozenset[CountedKind] = frozenset({"motion", "interpellation"})
# Things inside a matter: asked of one matter, they are told by its own minutes.
_WITHIN: frozenset[CountedKind] = frozenset({"decision", "vote", "reservation", "moved", "times"})


@dataclass(frozen=True, slots=True)
class TallyItem:
    """One matter of a list: where it stands, the words of the document that show it, and what to say of it.

    ``document.text[span.start:span.end]`` is verbatim, inside ``treatment.section``; ``computed`` is what the words
    say of the outcome («Avslag»), which the document's own words tell in another form. ``decision`` is the one that is
    counted, or the main one where something else is («reserverade sig»).
    """

    treatment: Treatment
    span: Span
    words: str
    computed: str = ""
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A complete list, newest first, and how many there are in all: ``total`` counts what ``statement`` names.

    ``statement`` says how many, of what, when, and in how many documents, without its full stop;
    ``counted_over`` are these documents, newest first. ``items`` are empty when there is none.
    """

    statement: str
    items: tuple[TallyItem, ...]
    total: int
    counted_over: tuple[Document, ...]

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """The decisions of the list in their places, one for each item that has one."""
        return tuple(Ruling(item.treatment, item.decision) for item in self.items if item.decision)

    @property
    def lead(self) -> str:
        """The statement, and that all are listed."""
        return self.lead_and_items(len(self.items))[0]

    def lead_and_items(self, most: int) -> tuple[str, tuple[TallyItem, ...]]:
        """What leads on to the ``most`` newest items, which says how many of how many they are, and these items."""
        shown = self.items[:most]
        days = {item.treatment.document.date for item in self.items}
        return lead_words(self.statement, len(shown), len(self.items), len(days)), shown

    def fitting(self, max_chars: int, around: int = 8) -> tuple[str, tuple[TallyItem, ...]]:
        """The same with as many items as have room in that many characters; ``around`` is what a citation takes."""
        for most in range(len(self.items), 0, -1):
            lead, shown = self.lead_and_items(most)
            if sum(len(item.words) + around for item in shown) + len(lead) + around <= max_chars:
                return lead, shown
        return self.lead_and_items(0)


class Tallies:
    """What can be listed and counted in a collection."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._index = records.matters
        self._library = records.library

    def of(self, question: Question, filters: Filters = Filters()) -> Tally | None:
        """The list that a question asks for; ``None`` when it asks for none, or what it asks for is not held.

        Counted over the documents that the filters let through; not at all where these choose among decisions.
        """
        count_query, named = question.count_query, question.context
        if count_query is None or filters.case_number or filters.decision:
            return None
        scope, indexed, found = self._found(count_query, named, filters)
        # Who is disqualified is told meeting by meeting, also where one number stands for all that is told of it.
        if count_query.act.kind == "disqualified":
            matters = found = without_announced(found)
        else:
            matters = self._matters(found)
        if not scope or not self._is_countable(count_query, scope, matters, indexed):
            return None
        return self._tally(count_query, named, scope, found, matters)

    def counting(
        self, count_query: CountQuery, named: Named, filters: Filters
    ) -> tuple[tuple[Document, ...], dict[int, list[Found]]]:
        """The documents counted over, and what counts for what is wanted by the number of its matter, newest first."""
        scope, _, found = self._found(count_query, named, filters)
        matters: dict[int, list[Found]] = defaultdict(list)
        for one in found:
            matters[self._index.number(one.treatment.key)].append(one)
        return tuple(scope), matters

    def _found(
        self, count_query: CountQuery, named: Named, filters: Filters
    ) -> tuple[list[Document], list[Treatment], list[Found]]:
        """The documents to count over, all their sections, and what counts among these."""
        scope = [document for document in self._scope(named, count_query) if passes(document, filters)]
        sought = tuple(forms_of(word) for words in count_query.words for word in words.split())
        indexed = [treatment for document in scope for treatment in self._records.treatments_of(document)]
        return scope, indexed, [one for treatment in indexed if (one := find(treatment, count_query, sought))]

    def _scope(self, named: Named, count_query: CountQuery) -> list[Document]:
        """The documents to count over, newest first: of the organisation, body and time that are named."""
        whose = Whose(named.organisations, named.bodies, _telling(count_query))
        fitting = [document for document in self._library.of(whose) if document.date and document.body]
        if not named.bodies and (count_query.noun in _FOR_COUNCIL or count_query.act.kind == "adopted"):
            fitting = [document for document in fitting if body_rank(document.body) == _FULL_COUNCIL]
        fitting.sort(key=lambda document: (document.date or date.min, body_rank(document.body)), reverse=True)
        return _of_time(fitting, named)

    def _matters(self, found: Sequence[Found]) -> list[Found]:
        """What was found, each matter once: the treatment that holds the decision in force, else the newest found."""
        matters: dict[int, list[Found]] = defaultdict(list)
        for one in found:
            matters[self._index.number(one.treatment.key)].append(one)
        return [self._shown(number, each) for number, each in matters.items()]

    def _shown(self, matter: int, newest_first: Sequence[Found]) -> Found:
        ruling = decision_in_force(self._index.matters[matter])
        holding = (one for one in newest_first if ruling and one.treatment is ruling.treatment)
        return next(holding, newest_first[0])

    def _is_countable(
        self, count_query: CountQuery, scope: Sequence[Document], matters: Sequence[Found], indexed: Sequence[Treatment]
    ) -> bool:
        """Whether the count says what is asked; that there is none is only said where minutes would tell."""
        if count_query.words and count_query.noun in _WITHIN and len(matters) == 1:
            return False
        if matters:
            return True
        if count_query.words or _has_other_words(count_query) or is_cut(count_query, indexed):
            return False
        if any(document.kind != "minutes" for document in scope):
            return False
        if not names_kind(count_query):
            return True
        asked = [treatment for treatment in indexed if is_of_asked_kind(treatment, count_query)]
        return bool(asked) and not any(one.status == "proposed" for each in asked for one in each.decisions)

    def _tally(
        self,
        count_query: CountQuery,
        named: Named,
        scope: Sequence[Document],
        found: Sequence[Found],
        matters: Sequence[Found],
    ) -> Tally:
        act_kind = count_query.act.kind
        events = act_kind == "disqualified" or (count_query.events and act_kind != "reservation")
        total = sum(one.times for one in found) if events else len(matters)
        partly = sum(one.partly for one in matters)
        cut = is_cut(
            count_query, [treatment for document in scope for treatment in self._records.treatments_of(document)]
        )
        counted = Counted(
            *(total, len(matters), partly, self._proposed(count_query, scope), cut, is_of_many(self._library)),
            *(count_query, named, tuple(scope)),
        )
        owners = {(one.treatment.document.organisation, one.treatment.document.body) for one in matters}
        is_short = len(matters) <= _FEW and (act_kind == "treated" or is_any_decision(count_query.act))
        items = tuple(_item(one, count_query, owners, with_decision=is_short) for one in matters)
        return Tally(statement_words(counted), items, total, tuple(scope))

    def _proposed(self, count_query: CountQuery, scope: Sequence[Document]) -> int:
        """Where every decision is asked for: in how many matters there were proposals and no decision."""
        if count_query.words or count_query.party or count_query.person or not is_any_decision(count_query.act):
            return 0
        statuses: dict[int, set[DecisionStatus]] = defaultdict(set)
        for document in scope:
            for each in self._records.treatments_of(document):
                statuses[self._index.number(each.key)].update(decision.status for decision in each.decisions)
        return sum("proposed" in found and "decided" not in found for found in statuses.values())


def _has_other_words(count_query: CountQuery) -> bool:
    """Whether minutes can tell of what is wanted in words that are not known, so that silence tells nothing."""
    act = count_query.act
    return (
        act.kind in ("treated", "moved") or is_any_decision(act) or (bool(act.shows) and count_query.noun != "motion")
    )


def _telling(count_query: CountQuery) -> tuple[Kind, ...]:
    """The kinds of document that can tell what is wanted: summaries tell of decisions alone."""
    return ("minutes", "summary") if count_query.act.kind in ("decision", "treated", "adopted") else ("minutes",)


def _of_time(newest_first: Sequence[Document], named: Named) -> list[Document]:
    """Those of the days, months or years that are named; of a month alone the newest one held."""
    if named.days:
        return [document for document in newest_first if named.days & days_of(document)]
    fitting = [one for one in newest_first if one.date and named.spans(one.date)]
    if named.months and not (named.years or named.period):
        return [one for one in fitting if one.date and fitting[0].date and one.date.year == fitting[0].date.year]
    return fitting


def _item(
    found: Found, count_query: CountQuery, owners: Collection[tuple[str | None, str | None]], *, with_decision: bool
) -> TallyItem:
    done = done_words(found.decision, count_query, partly=found.partly)
    of_many = len({organisation for organisation, _ in owners}) > 1
    told = told_words(found.treatment, found.span) if count_query.act.kind == "disqualified" else ""
    told = adopted_words(found, count_query) if count_query.act.kind == "adopted" else told
    words = heading_words(found.treatment, done, count_query, several=len(owners) > 1, organisations=of_many, told=told)
    decision = found.decision or main_decision(found.treatment.decisions)
    if with_decision and found.decision and not done:
        words = f"{words.removesuffix('.')}: {decided_words(found.treatment, found.span)}"
    computed = f"{found.times} punkter" if count_query.act.kind == "adopted" else done
    return TallyItem(found.treatment, found.span, words, computed, decision)
