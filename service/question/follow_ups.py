"""Follow-up questions: whether a question leans on the one before, and what it then means.

Nothing is kept between questions: whoever asks sends the earlier ones along, with the places that were cited.
A question that stands on its own is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from corpus.base.types import Document, Section
from corpus.vocabulary.bodies import GENERAL_NAMES
from corpus.vocabulary.spoken import QUESTION_WORDS, is_of_meetings
from indexer.tokens import strip_diacritics
from service.base.text_features import Word, identifiers_of, party_of, words_of
from service.question.cleaning import clean_question
from service.question.entities import is_kind_of_organisation, names_body
from service.question.telling_words import tells_matter

# The document with an id, or ``None``
FindDocument = Callable[[str], Document | None]

MAX_TURNS = 10
MAX_CITATIONS = 20

_LONGEST_FOLLOW_UP = 15
_LONGEST_FRAGMENT = 5
_LONGEST_FRAME = 200
# As much of what was cited as is read to tell whether a question is about it.
_SECTIONS_READ, _READ_OF_SECTION = 3, 6_000

_OPENERS = re.compile(r"^(?:och|men|samt|eller|fast)\b[\s,]*(?:så\s+|då\s+)?", re.IGNORECASE)
_PERSONS = frozenset("han hon honom henne hans hennes hen".split())  # noqa: SIM905
_POINTS_BACK = _PERSONS | frozenset("det den de dem dess deras detta denna dessa där då".split())  # noqa: SIM905
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class CitedOffset:
    """A place that was cited: a document and an offset in its text."""

    document_id: str
    start: int


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question and the places that its answer cited."""

    question: str
    citations: tuple[CitedOffset, ...] = ()


@dataclass(frozen=True, slots=True)
class Understood:
    """A follow-up as a question of its own, and the sections (by document id and own id) that it is about."""

    question: str
    sections: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is spoken of so far: the last question in full, the words for its matter, and where that stands."""

    question: str = ""
    topic: str = ""
    cited_sections: tuple[tuple[Document, Section], ...] = ()
    stems: frozenset[str] = field(default_factory=frozenset)


def understand(question: str, conversation: Sequence[Turn], find: FindDocument) -> Understood | None:
    """The question as it is meant after the conversation (oldest first); ``None`` when it stands on its own.

    Places in documents that ``find`` does not know are passed over.
    """
    subject = _Subject()
    for turn in conversation:
        subject = _subject_after(clean_question(turn.question), turn, subject, find)
    asked = clean_question(question)
    if not subject.question or not _leans(asked, subject):
        return None
    full = _with_subject(asked, subject)
    if full == asked:
        return None
    if _own_stems(asked) - subject.stems:
        return Understood(full)
    return Understood(full, frozenset((document.id, section.id) for document, section in subject.cited_sections))


def _subject_after(question: str, turn: Turn, before: _Subject, find: FindDocument) -> _Subject:
    """What is spoken of once a question of the conversation has been asked and answered."""
    leans = bool(before.question) and _leans(question, before)
    full = _with_subject(question, before) if leans else question
    cited_sections = tuple(dict.fromkeys(_cited_sections(turn.citations, find))) or (
        before.cited_sections if leans else ()
    )
    text = "\n".join(
        document.text[section.start : min(section.end, section.start + _READ_OF_SECTION)]
        for document, section in cited_sections[:_SECTIONS_READ]
    )
    topic = _topic(full, names_too=True)
    return _Subject(full, topic, cited_sections, _stems(words_of(f"{text}\n{full}")))


def _cited_sections(citations: Sequence[CitedOffset], find: FindDocument) -> Iterator[tuple[Document, Section]]:
    for cited in citations:
        document = find(cited.document_id)
        sections = document.sections if document else ()
        section = next((each for each in sections if each.start <= cited.start < each.end), None)
        if document and section:
            yield document, section


# Whether a question leans


def _leans(question: str, subject: _Subject) -> bool:
    words = words_of(question)
    if not 0 < len(words) <= _LONGEST_FOLLOW_UP or identifiers_of(question):
        return False
    own = _own_stems(question)
    opens = _OPENERS.match(question) is not None
    if not own or (opens and _is_fragment(words)):
        return True
    refers = points_back(question)
    people = _stems([words[position] for position in _people(words)])
    return own <= subject.stems and (opens or refers or own <= people)


def points_back(question: str) -> bool:
    """Whether a word of a question stands for what was spoken of before it: «det», «hon», «där»."""
    return any(word.text.lower() in _POINTS_BACK for word in words_of(question))


def _is_fragment(words: Sequence[Word]) -> bool:
    """Whether a question is none in full: «och 2023?», «och i Umeå?»."""
    asks = QUESTION_WORDS | _POINTS_BACK
    return len(words) <= _LONGEST_FRAGMENT and not any(word.text.lower() in asks for word in words)


def _own_stems(question: str) -> frozenset[str]:
    """The stems of the words that tell which matter a question is about."""
    return _stems([word for word in words_of(question) if _is_own(word)])


def _is_own(word: Word) -> bool:
    """Whether a word tells the matter, or a person: it names no party or body, nor what is done with any matter."""
    named = word.text.lower()
    if word.stem is None or named in _POINTS_BACK or named in GENERAL_NAMES or party_of(word.text):
        return False
    return names_body(strip_diacritics(named)) or (tells_matter(named) and not is_of_meetings(named))


def _stems(words: Collection[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.stem)


# What it means in full


def _with_subject(question: str, subject: _Subject) -> str:
    """The follow-up with what it leaves out: «vem reserverade sig (om avtalet)?», «vad kostade resorna, 2023?»."""
    asked = _OPENERS.sub("", question).rstrip(" ?.!")
    frame = subject.question.rstrip(" ?.!")
    if _is_fragment(words_of(question)) and _OPENERS.match(question) and len(frame) <= _LONGEST_FRAME:
        frame = _YEAR.sub("", frame) if _YEAR.search(asked) else frame
        frame = _without(frame, _parties(frame)) if _parties(asked) else frame
        return f"{_spaced(frame)}, {asked}?"
    topic = subject.topic
    if not _PERSONS.intersection(word.text.lower() for word in words_of(question)):
        topic = _topic(subject.question, names_too=False) or topic
    topic = _YEAR.sub("", topic) if _YEAR.search(asked) else topic
    named = _spaced(topic)
    return f"{asked} (om {named})?" if named and named.lower() not in asked.lower() else question


def _parties(text: str) -> list[str]:
    return [word.text for word in words_of(text) if party_of(word.text)]


def _topic(question: str, names_too: bool) -> str:
    """The words of a question that tell its matter, from the first to the last; people only when asked for."""
    words = words_of(question)
    people = frozenset() if names_too else _people(words)
    kept = [word for position, word in enumerate(words) if _is_own(word) and position not in people]
    years = _YEAR.findall(question)
    if not kept:
        return " ".join(years)
    topic = question[kept[0].start : kept[-1].start + len(kept[-1].text)]
    topic = re.sub(r"[()]", "", _without(topic, [words[position].text for position in people]))
    return " ".join([_spaced(topic), *(year for year in years if year not in topic)])[:_LONGEST_FRAME]


def _people(words: Sequence[Word]) -> frozenset[int]:
    """The places of words that are two names in a row, but not «Region Västerbotten» or «Göteborgs Stad»."""
    pairs = (
        (position - 1, position)
        for position, word in enumerate(words)
        if position
        and word.joined
        and word.is_capital
        and words[position - 1].is_capital
        and not words[position - 1].opens
    )
    return frozenset(
        position
        for pair in pairs
        for position in pair
        if not any(is_kind_of_organisation(words[each].text) for each in pair)
    )


def _without(text: str, left_out: Sequence[str]) -> str:
    for word in left_out:
        text = re.sub(rf"\b{re.escape(word)}\b", "", text, count=1)
    return text


def _spaced(text: str) -> str:
    return " ".join(text.split())
