"""What counts in a list: the treatments that show what a question wants, and the words of each that show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from corpus.base.types import Actor, Decision, Document, Outcome, Span
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.parties import find_actors
from indexer.word_forms import tokens_of
from service.answers.evidence.votes import vote_figures
from service.answers.plans.list_and_count.adopted import adopted
from service.answers.plans.list_and_count.found import Found
from service.question.count_query import ActKind, CountedKind, CountQuery
from service.register.acts import is_by
from service.register.decisions import MatterKind, Treatment
from service.register.in_force import main_decision, outcome_of
from service.register.matter_kinds import KINDS_SAID, is_of_kind, is_raised_as_proposal

_LONGEST_SPAN = 400
# «Motionerna under paragraferna 37–38 bordläggs» tells of other matters, which have decisions of their own.
_OF_OTHERS = re.compile(r"\bunder\s+(?:paragraf|§)", re.IGNORECASE)
_PARTLY = re.compile(r"\bi\s+övrigt\b|\bbeslutssats|\batt-?sats|\bdelvis\b|\bpunkt(?:en)?\s+\d", re.IGNORECASE)
# The words of a long decision that show what it came to
_MARKS: Mapping[Outcome, str] = {
    "rejected": r"\bavsl|\bavstyrk",
    "tabled": r"\bbordl|\bskjut",
    "referred_back": r"\båterremitter|\båterförvis",
    "answered": r"\bbesvara",
}
# What minutes say of positions, also where their sections could not be told apart
_SIGNS: Mapping[ActKind, re.Pattern[str]] = {
    "vote": re.compile(r"\b(?:omröstningen|voteringen)\s+ut(?:faller|föll)", re.IGNORECASE),
    "reservation": re.compile(r"\breserver(?:ar|ade)\s+sig\b", re.IGNORECASE),
    "moved": re.compile(r"\byrka(?:r|de)\b", re.IGNORECASE),
    "disqualified": re.compile(r"\bpå grund av jäv\b|\banmäler jäv\b", re.IGNORECASE),
}
_PARAGRAPH = re.compile(r"(?:\bparagraf\w*|§)\s*(\d+)", re.IGNORECASE)
_ANSWERS = re.compile(r"\bbesvara[rdt]", re.IGNORECASE)


def find(treatment: Treatment, count_query: CountQuery, sought: Sequence[frozenset[str]]) -> Found | None:
    """How a treatment counts for what is wanted, if it does; its heading holds one form of each word sought."""
    if not treatment.heading or not is_of_asked_kind(treatment, count_query):
        return None
    if count_query.act.kind == "adopted":
        return adopted(treatment, count_query, sought)
    if not _holds(treatment.heading, sought):
        return None
    return _FINDERS[count_query.act.kind](treatment, count_query)


def names_kind(count_query: CountQuery) -> bool:
    """Whether matters of a certain kind are asked for."""
    return _kind(count_query.noun) is not None or _is_of_proposals(count_query)


def _kind(noun: CountedKind) -> MatterKind | None:
    return KINDS_SAID.get(noun) if noun != "times" else None


def _is_of_proposals(count_query: CountQuery) -> bool:
    """Whether what became of «yrkanden» is asked for, which are matters of their own."""
    return count_query.noun == "moved" and count_query.act.kind == "decision"


def is_of_asked_kind(treatment: Treatment, count_query: CountQuery) -> bool:
    """Whether the matter is of the kind that is asked for, as its heading tells."""
    if _is_of_proposals(count_query):
        return is_raised_as_proposal(treatment.heading)
    kind = _kind(count_query.noun)
    return kind is None or is_of_kind(treatment.heading, kind)


def is_cut(count_query: CountQuery, indexed: Sequence[Treatment]) -> bool:
    """Whether minutes tell of what is wanted outside their matters too, so that there may be more of it."""
    sign = _SIGNS.get(count_query.act.kind)
    outside = (one for one in indexed if one.section.number is None)
    return sign is not None and any(
        sign.search(one.document.text, one.section.start, one.section.end) for one in outside
    )


def _holds(heading: str, sought: Sequence[frozenset[str]]) -> bool:
    """Whether a heading holds each of the words that are sought, in one of its forms."""
    return not sought or all(forms & tokens_of(heading) for forms in sought)


def _decided(treatment: Treatment, count_query: CountQuery) -> Found | None:
    """A treatment in which the decision that is asked for was taken."""
    if not _is_by(treatment, count_query):
        return None
    taken = [decision for decision in treatment.decisions if _is_decision(treatment, decision, count_query)]
    main = main_decision(taken)
    if main is None:
        return _answered(treatment, count_query)
    span = _shown(treatment.document, main.start, main.end, count_query.act.shows or _mark(main))
    return Found(treatment, span, main, 1, _is_partly(treatment, taken, count_query))


def _answered(treatment: Treatment, count_query: CountQuery) -> Found | None:
    """An interpellation is answered in the debate, without a decision."""
    if count_query.noun != "interpellation" or count_query.act.outcome != "answered" or treatment.decisions:
        return None
    document, section = treatment.document, treatment.section
    for block in section.blocks:
        if block.kind == "paragraph" and _ANSWERS.search(document.text[block.start : block.end]):
            return Found(treatment, _shown(document, block.start, block.end, _ANSWERS.pattern))
    return None


def _is_decision(treatment: Treatment, decision: Decision, count_query: CountQuery) -> bool:
    act, words = count_query.act, _words(treatment, decision)
    outcome = decision.recommends if act.status == "proposed" else decision.outcome
    if decision.status != act.status or _OF_OTHERS.search(words):
        return False
    if act.outcome is None:
        return True
    if outcome != act.outcome or not re.search(act.shows, words, re.IGNORECASE):
        return False
    return count_query.noun != "motion" or len(treatment.decisions) == 1 or "motion" in words.lower()


def _is_partly(treatment: Treatment, taken: Sequence[Decision], count_query: CountQuery) -> bool:
    """Whether only a part of the matter was decided so."""
    act = count_query.act
    if act.outcome is None:
        return False
    if count_query.noun != "motion":
        return act.status == "decided" and not act.shows and outcome_of(treatment) != act.outcome
    settled = [one for one in treatment.decisions if (one.recommends or one.outcome) in ("approved", "rejected")]
    others = [one for one in settled if one not in taken]
    lines = [line for one in taken for line in _words(treatment, one).splitlines() if "motion" in line.lower()]
    also = any("motion" in _words(treatment, one).lower() for one in others)
    return also or any(_PARTLY.search(line) for line in lines)


def _voted(treatment: Treatment, count_query: CountQuery) -> Found | None:
    votes = treatment.matter.votes if treatment.matter else ()
    if not votes or not _is_by(treatment, count_query):
        return None
    return Found(treatment, vote_figures(treatment.document, votes[-1]), None, len(votes))


def _reserved(treatment: Treatment, count_query: CountQuery) -> Found | None:
    statements = treatment.matter.reservations if treatment.matter else ()
    first = next((one for one in statements if _acts(one.actors, count_query)), None)
    if first is None:
        return None
    whose = re.escape(count_query.person or count_query.party or "") or r"\w+"
    shows = rf"\b{whose}\b(?=[^.]*\breserver)|\breserver"
    return Found(treatment, _shown(treatment.document, first.start, first.end, shows))


def _moved(treatment: Treatment, count_query: CountQuery) -> Found | None:
    """A matter in which the party moved something, or one that it raised so."""
    text = treatment.document.text
    for proposal in treatment.matter.floor_proposals if treatment.matter else ():
        for sentence in split_sentences(text[proposal.start : proposal.end]):
            span = Span(proposal.start + sentence.start, proposal.start + sentence.end)
            if _moves(text[span.start : span.end], count_query):
                return Found(treatment, span)
    return _treated(treatment, count_query) if is_raised_as_proposal(treatment.heading) else None


def _moves(sentence: str, count_query: CountQuery) -> bool:
    """Whether a sentence has the person or one of the party move it: «Anna (S) yrkar», «Vidare yrkar Anna (S)»."""
    if count_query.person:
        name = re.escape(count_query.person)
        return re.search(rf"\b{name}\b[^.]*\byrka|\byrkar\s+{name}\b", sentence) is not None
    party = re.escape(count_query.party) if count_query.party else r"\w+"
    group = rf"\b(?:ledamöter\w*|grupp\w*|företrädar\w*)\s+(?:från|för|i)\s[^.]*?\b{party}\b"
    before = rf"(?:\({party}\)|{group})[^.]*\byrka"
    after = rf"\byrkar\s+(?:[A-ZÅÄÖ][\w-]+\s+){{1,4}}\({party}\)"
    return re.search(rf"(?i:{before})|{after}", sentence) is not None


def _treated(treatment: Treatment, count_query: CountQuery) -> Found | None:
    """A matter that was treated; what was decided shows it, else its heading."""
    if not _is_by(treatment, count_query) or not treatment.section.heading:
        return None
    document = treatment.document
    if main := main_decision(treatment.decisions):
        return Found(treatment, _shown(document, main.start, main.end, _mark(main)), main)
    heading = next((block for block in treatment.section.blocks if block.kind == "heading"), None)
    is_matter = treatment.section.number is not None or treatment.matter is not None
    return Found(treatment, Span(heading.start, heading.end)) if heading and is_matter else None


def _disqualified(treatment: Treatment, count_query: CountQuery) -> Found | None:
    """Where the minutes tell of somebody who took no part for being disqualified: each of them, each time."""
    own = [one for one in (treatment.matter.disqualified if treatment.matter else ()) if _acts(one.actors, count_query)]
    if not own:
        return None
    times = sum(sum(_acts((actor,), count_query) for actor in one.actors) for one in own)
    return Found(treatment, Span(own[0].start, own[-1].end), None, times)


def without_announced(found: Sequence[Found]) -> list[Found]:
    """Without what is announced of §§ that tell it again themselves («anmäler jäv under paragraf 345»)."""
    told = {(one.treatment.document.id, one.treatment.section.number) for one in found}

    def is_announced(one: Found) -> bool:
        document = one.treatment.document
        numbers = _PARAGRAPH.findall(document.text[one.span.start : one.span.end])
        return bool(numbers) and all((document.id, f"§ {number}") in told for number in numbers)

    return [one for one in found if not is_announced(one)]


_FINDERS: Mapping[str, Callable[[Treatment, CountQuery], Found | None]] = {
    "decision": _decided,
    "vote": _voted,
    "reservation": _reserved,
    "moved": _moved,
    "treated": _treated,
    "disqualified": _disqualified,
}


def _is_by(treatment: Treatment, count_query: CountQuery) -> bool:
    """Whether the party or the person raised the matter, as its heading tells; true of all when none is named."""
    return _acts(find_actors(treatment.heading), count_query)


def _acts(actors: Iterable[Actor], count_query: CountQuery) -> bool:
    party, person = count_query.party, count_query.person
    return (party is None and person is None) or any(is_by(actor, party, person) for actor in actors)


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
    position = start + match.start() if match else _after_lead(text, start, end)
    line_start = max(start, text.rfind("\n", start, position) + 1)
    line_end = text.find("\n", position, end)
    line_end = end if line_end < 0 else line_end
    if line_end - line_start <= _LONGEST_SPAN:
        return Span(line_start, line_end)
    sentences = [
        Span(line_start + one.start, line_start + one.end) for one in split_sentences(text[line_start:line_end])
    ]
    return next((one for one in sentences if one.start <= position < one.end), sentences[0])


def _after_lead(text: str, start: int, end: int) -> int:
    """Where the first line begins that does not only lead on to the next."""
    while (line_end := text.find("\n", start, end)) > 0 and _leads_on(text[start:line_end]):
        start = line_end + 1
    return start


def _leads_on(line: str) -> bool:
    return not line.strip() or line.rstrip().endswith(":")
