"""Complete lists with counts, computed from what the minutes hold as data: «vilka motioner avslogs i maj 2024?»."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpus.outcomes import matter_outcome
from corpus.parties import find_actors
from corpus.sentences import split_sentences
from corpus.types import Actor, Decision, Document, Outcome, Span
from indexer.compounds import base_form
from indexer.tokens import fold, index_tokens, query_tokens, words
from service.bodies import body_rank
from service.decisions import Treatment
from service.naming import Named, fits_body, fits_organisation
from service.positions import vote_figures
from service.query import ReadQuery
from service.store import passes
from service.tally_question import Deed, Noun, Wanted, is_any_decision, read_wanted
from service.tally_words import Counted, days_of, done_words, heading_words, lead_words, statement_words
from service.types import Filters

_LONGEST_SPAN = 400
_FULL_COUNCIL = 4
_KINDS: Mapping[Noun, re.Pattern[str]] = {
    "motion": re.compile(
        r"(?:(?:svar|yttrande|remiss|besvarande|beslut|återremitterad)\w*\s+(?:\w+\s+)?)?motion(?:en)?\b"
    ),
    "interpellation": re.compile(r"(?:(?:svar|besvarande)\w*\s+(?:\w+\s+)?)?interpellation(?:en)?\b"),
    "citizen": re.compile(r"(?:(?:svar|yttrande|besvarande|beslut)\w*\s+(?:\w+\s+)?)?medborgarförslag(?:et)?\b"),
    "initiative": re.compile(r"(?:(?:svar|besvarande|beslut)\w*\s+(?:\w+\s+)?)?initiativ(?:ärende\w*)?\b"),
}
# What only fullmäktige settles; other bodies prepare it.
_FOR_COUNCIL: frozenset[Noun] = frozenset({"motion", "interpellation"})
# «Motionerna under paragraferna 37–38 bordläggs» tells of other matters, which have decisions of their own.
_OF_OTHERS = re.compile(r"\bunder\s+(?:paragraf|§)", re.IGNORECASE)
_PARTLY = re.compile(r"\bi\s+övrigt\b|\bbeslutssats|\batt-?sats|\bdelvis\b|\bpunkt(?:en)?\s+\d", re.IGNORECASE)
# Things inside a matter: asked of one matter, they are told by its own minutes.
_WITHIN: frozenset[Noun] = frozenset({"decision", "vote", "reservation", "moved", "times"})
# The words of a long decision that show what it came to
_MARKS: Mapping[Outcome, str] = {
    "rejected": r"\bavsl|\bavstyrk",
    "tabled": r"\bbordl|\bskjut",
    "referred_back": r"\båterremitter|\båterförvis",
    "answered": r"\bbesvara",
}
# A matter can be a proposal of a party's: «Yrkande från SD angående …»
_RAISED = re.compile(r"(?:\w+\s+)?yrkande\b", re.IGNORECASE)
# What minutes say of positions, also where their sections could not be told apart
_SIGNS: Mapping[Deed, re.Pattern[str]] = {
    "vote": re.compile(r"\b(?:omröstningen|voteringen)\s+ut(?:faller|föll)", re.IGNORECASE),
    "reservation": re.compile(r"\breserver(?:ar|ade)\s+sig\b", re.IGNORECASE),
    "moved": re.compile(r"\byrka(?:r|de)\b", re.IGNORECASE),
}
_ANSWERS = re.compile(r"\bbesvara[rdt]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TallyItem:
    """One matter of a list: where it stands, the words of the document that show it, and what to say of it.

    ``document.text[span.start:span.end]`` is verbatim, inside ``treatment.section``; ``computed`` is what the words
    say of the outcome («Avslag»), which the document's own words tell in another form.
    """

    treatment: Treatment
    span: Span
    words: str
    computed: str = ""


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
    def lead(self) -> str:
        """The statement, and that all are listed."""
        return self.said(len(self.items))[0]

    def said(self, most: int) -> tuple[str, tuple[TallyItem, ...]]:
        """What leads on to the ``most`` newest items, which says how many of how many they are, and these items."""
        shown = self.items[:most]
        days = {item.treatment.document.date for item in self.items}
        return lead_words(self.statement, len(shown), len(self.items), len(days)), shown

    def fitting(self, room: int, around: int = 8) -> tuple[str, tuple[TallyItem, ...]]:
        """The same with as many items as have room in that many characters; ``around`` is what a citation takes."""
        for most in range(len(self.items), 0, -1):
            lead, shown = self.said(most)
            if sum(len(item.words) + around for item in shown) + len(lead) + around <= room:
                return lead, shown
        return self.said(0)


@dataclass(frozen=True, slots=True)
class _Found:
    """A treatment that is counted: what shows it, the decision if it is one, how often, and whether only in part."""

    treatment: Treatment
    span: Span
    decision: Decision | None = None
    times: int = 1
    partly: bool = False


class Tallies:
    """What can be listed and counted in a collection; made once for it."""

    def __init__(self, held: Sequence[Treatment]) -> None:
        self._held: dict[str, list[Treatment]] = defaultdict(list)
        for treatment in held:
            self._held[treatment.document.id].append(treatment)
        self._documents = {treatment.document.id: treatment.document for treatment in held}
        self._parties = frozenset(
            actor.party.upper() for treatment in held for actor in _everyone(treatment) if actor.party
        )
        self._is_of_many = len({document.organisation for document in self._documents.values()}) > 1
        self._several = _numbers_of_several(held)

    def of(self, query: ReadQuery, filters: Filters = Filters()) -> Tally | None:
        """The list that a question asks for; ``None`` when it asks for none, or what it asks for is not held.

        Counted over the documents that the filters let through; not at all where these choose among decisions.
        """
        wanted = read_wanted(query, self._parties)
        if wanted is None or filters.case_number or filters.decision:
            return None
        scope = [document for document in self._scope(query.context, wanted) if passes(document, filters)]
        sought = tuple(_forms(word) for word in wanted.words)
        held = [treatment for document in scope for treatment in self._held[document.id]]
        found = [one for treatment in held if (one := self._found(treatment, wanted, sought))]
        matters = self._matters(found)
        if not scope or not self._can_be_told(wanted, scope, matters, held):
            return None
        return self._tally(wanted, query.context, scope, found, matters)

    def _scope(self, named: Named, wanted: Wanted) -> list[Document]:
        """The documents to count over, newest first: of the organisation, body and time that are named."""
        fitting = [
            document
            for document in self._documents.values()
            if document.date
            and document.body
            and _is_of_a_meeting(document, wanted)
            and fits_organisation(named, document) >= 0
            and fits_body(named, document) >= 0
        ]
        if not named.bodies and wanted.noun in _FOR_COUNCIL:
            fitting = [document for document in fitting if body_rank(document.body) == _FULL_COUNCIL]
        fitting.sort(key=lambda document: (document.date or date.min, body_rank(document.body)), reverse=True)
        return _of_time(fitting, named)

    def _found(self, treatment: Treatment, wanted: Wanted, sought: Sequence[frozenset[str]]) -> _Found | None:
        """How a treatment counts for what is wanted, if it does."""
        kind = _KINDS.get(wanted.noun)
        if kind and not kind.match(treatment.heading.lower()):
            return None
        if not treatment.heading or not _holds(treatment.heading, sought):
            return None
        return _FINDERS[wanted.act.deed](treatment, wanted)

    def _matters(self, found: Sequence[_Found]) -> list[_Found]:
        """What was found, each matter once: its newest treatment."""
        newest: dict[tuple[str, ...], _Found] = {}
        for one in found:
            newest.setdefault(self._key(one.treatment), one)
        return list(newest.values())

    def _key(self, treatment: Treatment) -> tuple[str, ...]:
        """What tells a matter from others: its number, with its heading where the number stands for several.

        What has no number («Val av justerare») is a matter of its own each time.
        """
        organisation, number = fold(treatment.document.organisation or ""), treatment.case_number
        if number is None:
            return organisation, treatment.document.id, treatment.section.id
        return (organisation, number, fold(treatment.heading) if (organisation, number) in self._several else "")

    def _can_be_told(
        self, wanted: Wanted, scope: Sequence[Document], matters: Sequence[_Found], held: Sequence[Treatment]
    ) -> bool:
        """Whether the count says what is asked; that there is none is only said where minutes would tell."""
        if wanted.words and wanted.noun in _WITHIN and len(matters) == 1:
            return False
        if matters:
            return True
        act, kind = wanted.act, _KINDS.get(wanted.noun)
        in_other_words = (
            act.deed in ("treated", "moved") or (act.shows and wanted.noun != "motion") or is_any_decision(act)
        )
        if (
            _is_cut(wanted, held)
            or wanted.words
            or in_other_words
            or any(document.kind != "minutes" for document in scope)
        ):
            return False
        asked = [treatment for treatment in held if kind and kind.match(treatment.heading.lower())]
        prepared = any(one.status == "proposed" for treatment in asked for one in treatment.decisions)
        return not prepared and (kind is None or bool(asked))

    def _tally(
        self,
        wanted: Wanted,
        named: Named,
        scope: Sequence[Document],
        found: Sequence[_Found],
        matters: Sequence[_Found],
    ) -> Tally:
        events = wanted.events and wanted.act.deed != "reservation"
        total = sum(one.times for one in found) if events else len(matters)
        partly = sum(one.partly for one in matters)
        cut = _is_cut(wanted, [treatment for document in scope for treatment in self._held[document.id]])
        counted = Counted(
            *(total, len(matters), partly, self._proposed(wanted, scope), cut, self._is_of_many),
            *(wanted, named, tuple(scope)),
        )
        owners = {(one.treatment.document.organisation, one.treatment.document.body) for one in matters}
        items = tuple(_item(one, wanted, owners) for one in matters)
        return Tally(statement_words(counted), items, total, tuple(scope))

    def _proposed(self, wanted: Wanted, scope: Sequence[Document]) -> int:
        """Where every decision is asked for: in how many matters there were proposals and no decision."""
        if wanted.words or wanted.party or not is_any_decision(wanted.act):
            return 0
        held = [{one.status for one in each.decisions} for document in scope for each in self._held[document.id]]
        return sum("proposed" in statuses and "decided" not in statuses for statuses in held)


def _is_of_a_meeting(document: Document, wanted: Wanted) -> bool:
    """Whether the document can tell what is wanted: summaries tell of decisions alone."""
    return document.kind == "minutes" or (document.kind == "summary" and wanted.act.deed in ("decision", "treated"))


def _of_time(newest_first: Sequence[Document], named: Named) -> list[Document]:
    """Those of the days, months or years that are named; of a month alone the newest one held."""
    if named.days:
        return [document for document in newest_first if named.days & days_of(document)]
    in_month = [one for one in newest_first if not named.months or (one.date and one.date.month in named.months)]
    years = named.years
    if named.months and not years:
        years = frozenset(one.date.year for one in in_month[:1] if one.date)
    return [one for one in in_month if not years or (one.date and one.date.year in years)]


def _numbers_of_several(held: Sequence[Treatment]) -> frozenset[tuple[str, str]]:
    """The case numbers that stand for several matters: over several headings in one document."""
    headings: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for treatment in held:
        if treatment.case_number:
            organisation = fold(treatment.document.organisation or "")
            headings[organisation, treatment.case_number, treatment.document.id].add(fold(treatment.heading))
    return frozenset((organisation, number) for (organisation, number, _), own in headings.items() if len(own) > 1)


def _everyone(treatment: Treatment) -> Iterator[Actor]:
    if treatment.matter:
        for acts in (treatment.matter.motions, treatment.matter.reservations):
            for act in acts:
                yield from act.actors


def _is_cut(wanted: Wanted, held: Sequence[Treatment]) -> bool:
    """Whether minutes tell of what is wanted outside their matters too, so that there may be more of it."""
    sign = _SIGNS.get(wanted.act.deed)
    outside = (one for one in held if one.section.number is None)
    return sign is not None and any(
        sign.search(one.document.text, one.section.start, one.section.end) for one in outside
    )


def _item(found: _Found, wanted: Wanted, owners: Collection[tuple[str | None, str | None]]) -> TallyItem:
    done = done_words(found.decision, wanted, partly=found.partly)
    of_many = len({organisation for organisation, _ in owners}) > 1
    words = heading_words(found.treatment, done, wanted, several=len(owners) > 1, organisations=of_many)
    return TallyItem(found.treatment, found.span, words, done)


def _holds(heading: str, sought: Sequence[frozenset[str]]) -> bool:
    """Whether a heading holds each of the words that are sought, in one of its forms."""
    return not sought or all(forms & _heading_tokens(heading) for forms in sought)


@lru_cache(maxsize=20_000)
def _heading_tokens(heading: str) -> frozenset[str]:
    in_base_form = " ".join(base_form(word) for word in words(heading))
    return frozenset((*index_tokens(heading), *index_tokens(in_base_form, with_parts=False)))


def _forms(word: str) -> frozenset[str]:
    """The tokens of a word and of its base form: one of them stands where the word does, in whatever form."""
    return frozenset(query_tokens(word, with_parts=False) + query_tokens(base_form(word.lower()), with_parts=False))


# What counts


def _decided(treatment: Treatment, wanted: Wanted) -> _Found | None:
    """A treatment in which the decision that is asked for was taken."""
    if not _is_by(treatment, wanted.party):
        return None
    taken = [decision for decision in treatment.decisions if _is_decision(treatment, decision, wanted)]
    if not taken:
        return _answered(treatment, wanted)
    main = _main_decision(taken)
    span = _shown(treatment.document, main.start, main.end, wanted.act.shows or _mark(main))
    return _Found(treatment, span, main, 1, _is_partly(treatment, taken, wanted))


def _answered(treatment: Treatment, wanted: Wanted) -> _Found | None:
    """An interpellation is answered in the debate, without a decision."""
    if wanted.noun != "interpellation" or wanted.act.outcome != "answered" or treatment.decisions:
        return None
    document, section = treatment.document, treatment.section
    for block in section.blocks:
        if block.kind == "paragraph" and _ANSWERS.search(document.text[block.start : block.end]):
            return _Found(treatment, _shown(document, block.start, block.end, _ANSWERS.pattern))
    return None


def _is_decision(treatment: Treatment, decision: Decision, wanted: Wanted) -> bool:
    act, words = wanted.act, _words(treatment, decision)
    outcome = decision.recommends if act.status == "proposed" else decision.outcome
    if decision.status != act.status or _OF_OTHERS.search(words):
        return False
    if act.outcome is None:
        return True
    if outcome != act.outcome or not re.search(act.shows, words, re.IGNORECASE):
        return False
    return wanted.noun != "motion" or len(treatment.decisions) == 1 or "motion" in words.lower()


def _is_partly(treatment: Treatment, taken: Sequence[Decision], wanted: Wanted) -> bool:
    """Whether only a part of the matter was decided so."""
    act = wanted.act
    if act.outcome is None or act.status == "proposed":
        return False
    if wanted.noun != "motion":
        return not act.shows and matter_outcome(treatment.decisions) != act.outcome
    others = [one for one in treatment.decisions if one not in taken and one.outcome in ("approved", "rejected")]
    lines = [line for one in taken for line in _words(treatment, one).splitlines() if "motion" in line.lower()]
    also = any("motion" in _words(treatment, one).lower() for one in others)
    return also or any(_PARTLY.search(line) for line in lines)


def _voted(treatment: Treatment, wanted: Wanted) -> _Found | None:
    votes = treatment.matter.votes if treatment.matter else ()
    if not votes or not _is_by(treatment, wanted.party):
        return None
    return _Found(treatment, vote_figures(treatment.document, votes[-1]), None, len(votes))


def _reserved(treatment: Treatment, wanted: Wanted) -> _Found | None:
    statements = treatment.matter.reservations if treatment.matter else ()
    first = next((one for one in statements if _acts(one.actors, wanted.party)), None)
    if first is None:
        return None
    party = re.escape(wanted.party) if wanted.party else r"\w+"
    shows = rf"\b{party}\b(?=[^.]*\breserver)|\breserver"
    return _Found(treatment, _shown(treatment.document, first.start, first.end, shows))


def _moved(treatment: Treatment, wanted: Wanted) -> _Found | None:
    """A matter in which the party moved something, or one that it raised so."""
    text = treatment.document.text
    for motion in treatment.matter.motions if treatment.matter else ():
        for sentence in split_sentences(text[motion.start : motion.end]):
            span = Span(motion.start + sentence.start, motion.start + sentence.end)
            if _moves(text[span.start : span.end], wanted):
                return _Found(treatment, span)
    return _treated(treatment, wanted) if _RAISED.match(treatment.heading) else None


def _moves(sentence: str, wanted: Wanted) -> bool:
    """Whether a sentence has somebody of the party move it: «Anna (S) yrkar», «Vidare yrkar Anna (S)»."""
    party = re.escape(wanted.party) if wanted.party else r"\w+"
    group = rf"\b(?:ledamöter\w*|grupp\w*|företrädar\w*)\s+(?:från|för|i)\s[^.]*?\b{party}\b"
    before = rf"(?:\({party}\)|{group})[^.]*\byrka"
    after = rf"\byrkar\s+(?:[A-ZÅÄÖ][\w-]+\s+){{1,4}}\({party}\)"
    return re.search(rf"(?i:{before})|{after}", sentence) is not None


def _treated(treatment: Treatment, wanted: Wanted) -> _Found | None:
    """A matter that was treated; what was decided shows it, else its heading."""
    if not _is_by(treatment, wanted.party) or not treatment.section.heading:
        return None
    document = treatment.document
    if treatment.decisions:
        main = _main_decision(treatment.decisions)
        return _Found(treatment, _shown(document, main.start, main.end, _mark(main)), main)
    heading = next((block for block in treatment.section.blocks if block.kind == "heading"), None)
    is_matter = treatment.section.number is not None or treatment.matter is not None
    return _Found(treatment, Span(heading.start, heading.end)) if heading and is_matter else None


_FINDERS: Mapping[str, Callable[[Treatment, Wanted], _Found | None]] = {
    "decision": _decided,
    "vote": _voted,
    "reservation": _reserved,
    "moved": _moved,
    "treated": _treated,
}


def _is_by(treatment: Treatment, party: str | None) -> bool:
    """Whether the matter was raised by the party, as its heading tells; true of all when no party is named."""
    return party is None or _acts(find_actors(treatment.heading), party)


def _acts(actors: Iterable[Actor], party: str | None) -> bool:
    return party is None or any((actor.party or "").upper() == party.upper() for actor in actors)


def _main_decision(decisions: Sequence[Decision]) -> Decision:
    """The decision that says what became of a matter."""
    outcome = matter_outcome(decisions)
    return next(decision for decision in decisions if decision.outcome == outcome)


def _mark(decision: Decision) -> str:
    return _MARKS.get(decision.recommends or decision.outcome, "")


def _words(treatment: Treatment, decision: Decision) -> str:
    return treatment.document.text[decision.start : decision.end]


def _shown(document: Document, start: int, end: int, shows: str = "") -> Span:
    """The stretch, or of a long one the line that shows what is asked for, else its first sentence."""
    if end - start <= _LONGEST_SPAN:
        return Span(start, end)
    text = document.text
    match = re.search(shows, text[start:end], re.IGNORECASE) if shows else None
    place = start + match.start() if match else _after_lead(text, start, end)
    line_start = max(start, text.rfind("\n", start, place) + 1)
    line_end = text.find("\n", place, end)
    line_end = end if line_end < 0 else line_end
    if line_end - line_start <= _LONGEST_SPAN:
        return Span(line_start, line_end)
    sentences = [
        Span(line_start + one.start, line_start + one.end) for one in split_sentences(text[line_start:line_end])
    ]
    return next((one for one in sentences if one.start <= place < one.end), sentences[0])


def _after_lead(text: str, start: int, end: int) -> int:
    """Where the first line begins that does not only lead on to the next."""
    while (line_end := text.find("\n", start, end)) > 0 and _leads_on(text[start:line_end]):
        start = line_end + 1
    return start


def _leads_on(line: str) -> bool:
    return not line.strip() or line.rstrip().endswith(":")
