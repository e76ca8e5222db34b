"""What a question asks for: its intents, told by the classifier and narrowed by what its words say, and its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from corpus.vocabulary.spoken import ALIKE, TIMES, is_said, is_superlative, one_of
from corpus.vocabulary.words import base_form
from indexer.encoder import Vectors
from indexer.tokens import strip_diacritics
from service.base.stages import stage
from service.base.types import Aspect
from service.question.assumed_outcome import read_assumed_outcome
from service.question.count_query import Ranking, names_papers, read_count_query
from service.question.entities import Names
from service.question.intent import HELD, Intent, told_by
from service.question.intent_model import open_intent_model
from service.question.named import Named
from service.question.question import Question
from service.question.roles import read_role
from service.question.slots import NOTHING_SAID, Slots, read_slots
from service.question.sub_questions import read_comparison, read_second_question
from service.question.telling_words import tells_matter

_OF_MANY = frozenset({Intent.COUNT, Intent.REGISTER, Intent.MEETING_OVERVIEW, Intent.MEETING_COUNT})
_LISTS = frozenset({Intent.COUNT, Intent.REGISTER})
_WHOSE = frozenset({Intent.WHO, Intent.FLOOR_PROPOSAL, Intent.SUPPORT})
_WHICH = "vilka "
_HOW_OFTEN = frozenset({Intent.COUNT, Intent.AMOUNT})
_RECOMMENDS = frozenset({"endorsed", "opposed"})
_OF_MEETINGS = frozenset({Intent.NEXT_MEETING, Intent.MEETING_COUNT})
_MOST = frozenset({Intent.MOST_BY_PARTY, Intent.MOST_BY_PERSON, Intent.MOST_BY_MATTER})


@stage("intent")
def with_what_is_asked(
    question: Question,
    names: Names,
    vector: Vectors | None = None,
    fingerprint: str = "",
    without: Collection[Aspect] = (),
) -> Question:
    """The question with what it asks for, and its parts; one that names a number has none.

    ``vector`` is the encoder's, whose ``fingerprint`` tells whether it is the one that intents were learned with;
    ``without`` are aspects that the question is not to be understood by.
    """
    text, context = question.text, question.context
    intents, sure = told_by(open_intent_model().probabilities(text, vector, fingerprint))
    intents, sure = ((Intent.OPEN,), frozenset[Intent]()) if "asked" in without else (intents, sure)
    slots = read_slots(text, context, names.acting, names.people).without(without)
    of_no_matter = _is_of_no_matter(slots, context)
    of_papers = Intent.LIST in sure and names_papers(slots)
    asks_of_many = of_papers or _asks_which_decided(text, sure) or not _OF_MANY.isdisjoint(intents) or of_no_matter
    is_exact = bool(question.named or question.phrases)
    ranking = None if is_exact else _read_ranking(slots, context, question.without_diacritics, sure)
    of_many = asks_of_many and not (is_exact or ranking)
    is_list = of_papers or _is_surely_list(text, slots, intents, sure)
    folded = question.without_diacritics
    count_query = read_count_query(slots, context, folded, is_surely_list=is_list) if of_many else None
    is_surely_of_many = of_many and bool(slots.things) and not _LISTS.isdisjoint(sure)
    asked = replace(
        question,
        intents=intents,
        sure_intents=sure,
        count_query=count_query,
        many=slots if count_query or ranking or is_surely_of_many else NOTHING_SAID,
        role=read_role(slots, names_paragraph=bool(question.paragraphs), names_number=bool(question.case_numbers)),
        assumed_outcome=read_assumed_outcome(slots, intents),
        asks_who_raised="raised" in slots.deeds and _asks_whose(slots, intents),
        asks_who_is=intents[-1] is Intent.WHO and _asks_who_is(text) and not slots.deeds,
        compared_parties=_compared(slots),
        voters=_voters(slots) if of_no_matter and not ranking else NOTHING_SAID,
        ranking=ranking,
        comparison=() if question.named else read_comparison(text, context.organisations),
        second_question=() if question.named else read_second_question(text, _asks_of_meetings),
        topic=slots.topic,
        ones=slots.ones,
    )
    return replace(asked, intents=(*_narrow(asked, slots), _held(asked, slots)))


def _asks_of_meetings(text: str) -> bool:
    """Whether a question surely asks when a body meets, or how often it has, by its words alone."""
    _, sure = told_by(open_intent_model().probabilities(text, None, ""))
    is_of_matter = any(map(one_of, text.split()))
    return not (_OF_MEETINGS.isdisjoint(sure) or is_of_matter)


def _is_of_no_matter(slots: Slots, named: Named) -> bool:
    """Whether no matter is named, of what somebody did or of many of a time or a deed: it asks of all there are."""
    often = any(is_said(word, TIMES) for word in slots.words)
    many_things = slots.things or often or "disqualified" in slots.deeds
    of_many_things = many_things and (slots.deeds or named.days or named.has_span)
    return not slots.topic and bool(slots.parties or slots.people or of_many_things)


def _is_surely_list(text: str, slots: Slots, intents: Collection[Intent], sure: Collection[Intent]) -> bool:
    """Whether matters are asked for where no other thing is named."""
    is_list = Intent.LIST in sure and Intent.REGISTER in intents
    is_of_deed = Intent.COUNT in sure or is_list or _asks_which_decided(text, sure)
    return Intent.REGISTER in sure or (bool(slots.deeds) and is_of_deed)


def _asks_which_decided(text: str, sure: Collection[Intent]) -> bool:
    """Whether it begins by asking which of many, of something that is surely decided."""
    return Intent.DECISION in sure and text.lower().startswith(_WHICH)


def _asks_whose(slots: Slots, intents: Collection[Intent]) -> bool:
    """Whether it asks who did something, one or many, and not what of many things somebody did it with."""
    of_nobody = not (slots.things or slots.parties or slots.people)
    return not _WHOSE.isdisjoint(intents) or (Intent.LIST in intents and of_nobody and bool(slots.topic))


def _asks_who_is(text: str) -> bool:
    """Whether it begins with «vem är», in any tense."""
    words = text.lower().split()
    return len(words) > 1 and words[0] == "vem" and base_form(words[1]) == "vara"


def _compared(slots: Slots) -> tuple[str, ...]:
    """The two parties of which it is asked whether they vote alike, in any matter."""
    is_alike = "voted" in slots.deeds and any(is_said(word, ALIKE) for word in slots.words)
    topic = [word for words in slots.topic for word in words.split() if not is_said(strip_diacritics(word), ALIKE)]
    return tuple(sorted(slots.parties)) if is_alike and len(slots.parties) == 2 and not topic else ()


def _voters(slots: Slots) -> Slots:
    """The one person or party of whom it is asked how they have voted, and nothing else."""
    is_of_one = len(slots.people) + len(slots.parties) == 1 and not slots.is_narrowed
    return slots if is_of_one and "voted" in slots.deeds and len(slots.deeds) == 1 else NOTHING_SAID


def _read_ranking(slots: Slots, named: Named, folded: str, sure: Collection[Intent]) -> Ranking | None:
    """What parties, people or matters are to be ranked by; of its words those count that tell a matter."""
    ranked = next((intent for intent in sure if intent in _MOST), None)
    if ranked is None:
        return None
    topic = (word for words in slots.topic for word in words.split() if tells_matter(word))
    told = replace(slots, topic=tuple(word for word in topic if not is_superlative(word)))
    if ranked is Intent.MOST_BY_MATTER:
        told = replace(told, words=(), ones=(), things=told.things or told.ones)
    counted = read_count_query(told, named, folded, is_surely_list=True, of_all=True)
    return Ranking(ranked, counted) if counted else None


def _narrow(asked: Question, slots: Slots) -> Iterator[Intent]:
    """What the documents' data can tell, with what the words say: a list, a role, what a body recommends."""
    if asked.count_query:
        yield Intent.COUNT
    elif asked.asks_for(*_HOW_OFTEN) and slots.topic and "tabled" in slots.deeds:
        yield Intent.TIMES_PUT_OFF
    if asked.intent is Intent.DECISION and len(asked.context.bodies) > 1:
        yield Intent.COURSE
    if asked.intent is Intent.WHO and asked.role.alone:
        yield Intent.ROLE_HOLDER
    if asked.intent is Intent.WHO and "voted" in slots.deeds:
        yield Intent.VOTE
    if not _RECOMMENDS.isdisjoint(slots.deeds):
        yield Intent.ENDORSEMENT
    if asked.intent is Intent.DECISION and asked.context.days and _names_no_matter(slots):
        yield Intent.MEETING_OVERVIEW
    # A question with a matter of its own asks for no meeting.
    passed_over = {Intent.COUNT, Intent.ENDORSEMENT, *((Intent.MEETING_OVERVIEW,) if _is_narrower(slots) else ())}
    yield from (intent for intent in asked.intents[:-1] if intent not in passed_over)


def _is_narrower(slots: Slots) -> bool:
    """Whether it asks of less than a whole meeting."""
    return bool(slots.topic or slots.people or slots.is_narrowed)


def _names_no_matter(slots: Slots) -> bool:
    """Whether nothing is said but that something was treated or decided."""
    return {"treated", "decided"}.issuperset(slots.deeds) and not (_is_narrower(slots) or slots.things or slots.parties)


def _held(asked: Question, slots: Slots) -> Intent:
    """What a passage must hold: of a number alone anything, of who took position that, of a deed its decision."""
    if asked.named and asked.intents[0] is Intent.MEETING_OVERVIEW:
        return Intent.OPEN
    if asked.intent is Intent.WHO and any(HELD.get(intent) is Intent.POSITION for intent in asked.intents):
        return Intent.POSITION
    return Intent.DECISION if asked.intent is Intent.OPEN and slots.deeds else asked.intent
