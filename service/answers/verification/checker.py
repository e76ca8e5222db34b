"""The checker: what a sentence says that does not stand in what it cites.

A sentence stands on the quotes of its citations, and on what is known of where they stand: body, day, heading,
numbers, the names of a table's columns, whether it was decided or proposed. Every figure, day, identifier and name
must stand there; so must what is denied, what was decided, and most of the words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Literal

from corpus.base.types import DecisionStatus
from corpus.vocabulary.dates import MONTHS, written_date
from service.base.text_features import (
    Figure,
    Moment,
    Word,
    figures_of,
    identifiers_of,
    is_party,
    is_unit,
    moments_of,
    party_of,
    scale_words,
    words_of,
)
from service.base.types import Citation, Sentence

FaultKind = Literal["uncited", "figure", "date", "identifier", "name", "negation", "outcome", "words"]

# One word in five may be another than the source's. Set against the quotes of other sentences, bars between 0.7 and
# 0.9 let the same few through (1 to 5 %, short ones that stand in the heading too); at 0.6 there are half as many more.
MIN_SHARE = 0.8
_STATUS_WORDS: Mapping[DecisionStatus | None, str] = {
    "decided": "beslut beslutade",
    "proposed": "förslag beslut\nföreslår",
}
_NEGATIONS = frozenset({"inte", "ej", "icke", "aldrig", "ingen", "inget", "inga", "varken"})
# Words of one kind say the same of a matter, in whatever form.
_OUTCOMES = {
    "rejected": re.compile(r"(?:avsl(?:å|o|a[gr])|avstyrk|förkast)\w*"),
    "approved": re.compile(r"(?:bifal|biföl|bifoll|godkän|godtog|anta(?:r|s|git|gits|gande)?$|antog)\w*"),
    "tabled": re.compile(r"bord(?:läg|la|lä)\w*"),
    "referred_back": re.compile(r"(?:återremi|återförvis)\w*"),
    "proposed": re.compile(r"(?:föresl|tillstyrk|hemställ|rekommendera|förorda)\w*"),
    "moved": re.compile(r"yrka\w*"),
    "decided": re.compile(r"(?:beslutade?s?|beslutat|beslutar|beslöt|fastställ(?:de|er|t|des))$"),
}
# Left out of a sentence, these turn what it says of the matter.
_MUST_BE_KEPT = ("rejected", "tabled", "referred_back", "proposed")
# These are said of a matter all over a text: one place is as good as another.
_ANYWHERE = ("moved", "decided")
_PROPOSES = re.compile(r"\b(?:föresl|förslag|yrka|tillstyrk|avstyrk|hemställ|rekommendera|förorda)\w*", re.IGNORECASE)
# «… har föreslagit det, inte beslutat» claims no decision.
_NOT_DECIDED = re.compile(r"\b(?:inte|ej)\s+(?:har\s+)?beslut\w*", re.IGNORECASE)
_PIECE = re.compile(r"[.;:!?]+(?=\s|$)|\n")
_NEAR = 4
# A word that turns what is said, and the stems near it.
PolarityWord = tuple[str, frozenset[str]]
_MOSTLY = 2 / 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a sentence that its sources do not hold, and the words for it."""

    kind: FaultKind
    words: str = ""


@dataclass(frozen=True)
class CitedEvidence:
    """What a sentence stands on: the words quoted, what is known of where they stand, and each one's status.

    ``computed`` is what was counted or concluded from the documents' data.
    """

    quotes: tuple[str, ...]
    known: tuple[str, ...] = ()
    statuses: tuple[DecisionStatus | None, ...] = ()
    computed: str = ""

    @cached_property
    def text(self) -> str:
        """All of it as one text."""
        return "\n".join((*self.quotes, *self.known, self.computed))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words."""
        return words_of(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(word.stem for word in self.words if word.stem)

    @cached_property
    def quoted_stems(self) -> frozenset[str]:
        """The stems of what is quoted and computed, without what is only known of where it stands."""
        words = words_of("\n".join((*self.quotes, self.computed)))
        return frozenset(word.stem for word in words if word.stem)

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """Its days."""
        return moments_of(self.text)

    @cached_property
    def figures(self) -> Counter[Figure]:
        """Its figures, and how often each stands there; the years of its days among them."""
        years = (str(moment.year) for moment in self.moments if moment.year)
        return Counter(figures_of(self.text)) + Counter(figure for year in years for figure in figures_of(year))


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that was taken out, and why."""

    sentence: Sentence
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The sentences that stand, with the citations they need, numbered anew from 1, and those that were dropped."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    dropped: tuple[Dropped, ...] = ()


def checked(sentences: Sequence[Sentence], citations: Sequence[Citation]) -> Checked:
    """The sentences that stand on their citations; the rest are dropped, with what is wrong with them."""
    by_number = {citation.number: citation for citation in citations}
    kept, dropped = [], []
    for sentence in sentences:
        cited = [by_number[number] for number in sentence.citations if number in by_number]
        found = faults(sentence.text, evidence_of(cited, sentence.computed))
        if found:
            dropped.append(Dropped(sentence, found))
        else:
            kept.append(sentence)
    if not dropped:
        return Checked(tuple(sentences), tuple(citations))
    return _renumbered(kept, by_number, dropped)


def _renumbered(kept: Sequence[Sentence], by_number: Mapping[int, Citation], dropped: Sequence[Dropped]) -> Checked:
    numbers = dict.fromkeys(number for sentence in kept for number in sentence.citations if number in by_number)
    new = {number: position for position, number in enumerate(numbers, 1)}
    return Checked(
        tuple(
            replace(each, citations=tuple(new[number] for number in each.citations if number in new)) for each in kept
        ),
        tuple(replace(by_number[number], number=new[number]) for number in numbers),
        tuple(dropped),
    )


def evidence_of(citations: Sequence[Citation], computed: str = "") -> CitedEvidence:
    """What a sentence with these citations stands on."""
    return CitedEvidence(
        tuple(citation.quote for citation in citations),
        tuple(_known(citation) for citation in citations),
        tuple(citation.decision_status for citation in citations),
        computed,
    )


def _known(citation: Citation) -> str:
    """What is known of where a quote stands."""
    document, section = citation.document, citation.section
    days = {day for day in (document.date, *(document.meeting.dates if document.meeting else ())) if day}
    blocks = [
        block for block in section.blocks if block.start < citation.quote_end and citation.quote_start < block.end
    ]
    context = (
        *(document.organisation, document.body, document.title, section.number, section.case_number),
        *section.heading,
        *map(written_date, sorted(days)),
        *dict.fromkeys(column for block in blocks for column in block.columns),
        # An empty first cell means «as above»: what stands above is known of the row.
        *dict.fromkeys(cell for block in blocks for cell in block.cells),
        *dict.fromkeys(block.part for block in blocks if block.part),
        _STATUS_WORDS.get(citation.decision_status),
    )
    return "\n".join(part for part in context if part)


def faults(sentence: str, evidence: CitedEvidence) -> tuple[Fault, ...]:
    """What the sentence says that its ground does not hold; nothing when it stands."""
    if not evidence.quotes:
        return (Fault("uncited"),)
    checks: tuple[Callable[[str, CitedEvidence], Iterator[Fault]], ...] = (
        *(_figures, _days, _identifiers, _names, _negations, _outcomes, _words),
    )
    return tuple(dict.fromkeys(fault for check in checks for fault in check(sentence, evidence)))


# Figures, days and identifiers


def _figures(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    """Figures that do not stand in the ground, or not as often."""
    for figure, times in Counter(figures_of(sentence)).items():
        quoted = sum(count for quoted, count in evidence.figures.items() if _same_figure(figure, quoted, evidence))
        if quoted < times:
            yield Fault("figure", str(figure.number))


def _same_figure(claimed: Figure, quoted: Figure, evidence: CitedEvidence) -> bool:
    """Whether a figure that is held says the same; a table has the unit of its figures in a heading or a column."""
    if claimed.percent == quoted.percent and claimed.value == quoted.value:
        return True
    if claimed.number != quoted.number or quoted.scale is not None or quoted.percent:
        return False
    if claimed.percent:
        return re.search(r"%|\bprocent|\bandel", evidence.text, re.IGNORECASE) is not None
    units = scale_words(claimed.scale) if claimed.scale is not None else ()
    return any(re.search(rf"\b{re.escape(unit)}", evidence.text, re.IGNORECASE) for unit in units)


def _days(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    years = {moment.year for moment in evidence.moments if moment.year}
    for claimed in moments_of(sentence):
        if not any(_same_day(claimed, quoted, years) for quoted in evidence.moments):
            yield Fault("date", "-".join(str(part) for part in (claimed.year, claimed.month, claimed.day) if part))


def _same_day(claimed: Moment, quoted: Moment, years: set[int]) -> bool:
    """Whether a day that is held is the one said, as far as that is told."""
    year = claimed.year is None or claimed.year == quoted.year or (quoted.year is None and claimed.year in years)
    return year and claimed.month == quoted.month and claimed.day in (None, quoted.day)


def _identifiers(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    for identifier in sorted(identifiers_of(sentence) - identifiers_of(evidence.text)):
        yield Fault("identifier", identifier)


# Names


def _names(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    """Names that do not stand in the ground, or stand there beside another first name or party."""
    evidence_words = frozenset(word.text for word in evidence.words)
    parties = {party for word in evidence.words if (party := party_of(word.text))}
    pairs = {(_bare(one), _bare(other)) for one, other in pairwise(evidence.words)}
    words = words_of(sentence)
    for position, word in enumerate(words):
        if not _is_name(words, position):
            continue
        if is_party(word.text) or party_of(word.text):
            if word.text not in evidence_words and party_of(word.text) not in parties:
                yield Fault("name", word.text)
        elif word.stem and word.stem not in evidence.stems:
            yield Fault("name", word.text)
        if _belongs_to_the_name_before(words, position) and (_bare(words[position - 1]), _bare(word)) not in pairs:
            yield Fault("name", f"{words[position - 1].text} {word.text}")


def _is_name(words: Sequence[Word], position: int) -> bool:
    """Whether a word is written as a name; the first one of a sentence only when another follows it."""
    word, after = words[position], words[position + 1] if position + 1 < len(words) else None
    if not word.is_capital:
        return False
    return not word.opens or (after is not None and after.joined and after.is_capital and not after.opens)


def _belongs_to_the_name_before(words: Sequence[Word], position: int) -> bool:
    """Whether a word is one name with the one before; a title may open a sentence («Regionrådet …»)."""
    if position == 0 or not (words[position].joined and words[position - 1].is_capital):
        return False
    goes_on = position + 1 < len(words) and words[position + 1].joined and words[position + 1].is_capital
    return not (words[position - 1].opens and goes_on and not is_party(words[position + 1].text))


def _bare(word: Word) -> str:
    return word.text.lower().removesuffix("s")


# What is denied and what was decided


def _negations(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    if "proposed" in evidence.statuses:
        sentence = _NOT_DECIDED.sub(" ", sentence)
    claims, quoted = list(_polarity_words(sentence, _is_negation)), list(_polarity_words(evidence.text, _is_negation))
    yield from _not_supported("negation", claims, quoted, evidence)
    yield from _left_out("negation", sentence, claims, evidence, _is_negation)


def _outcomes(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    for kind, pattern in _OUTCOMES.items():
        is_polarity_word = _matcher(pattern)
        claimed = _NOT_DECIDED.sub(" ", sentence) if kind == "decided" else sentence
        claims, quoted = (
            list(_polarity_words(claimed, is_polarity_word)),
            list(_polarity_words(evidence.text, is_polarity_word)),
        )
        if kind not in _ANYWHERE or not quoted:
            yield from _not_supported("outcome", claims, quoted, evidence)
        if kind in _MUST_BE_KEPT:
            yield from _left_out("outcome", sentence, claims, evidence, is_polarity_word)
    if set(evidence.statuses) == {"proposed"} and not _PROPOSES.search(sentence):
        yield Fault("outcome", "förslag")


def _is_negation(word: str) -> bool:
    return word.lower() in _NEGATIONS


def _matcher(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda word: pattern.match(word.lower()) is not None


def _not_supported(
    kind: FaultKind, claims: Sequence[PolarityWord], quoted: Sequence[PolarityWord], evidence: CitedEvidence
) -> Iterator[Fault]:
    """What the sentence turns and the ground does not: words near a turn tell what is turned."""
    for word, near in claims:
        if not any(_same_matter(near & evidence.quoted_stems, other) for _, other in quoted):
            yield Fault(kind, word)


def _left_out(
    kind: FaultKind,
    sentence: str,
    claims: Sequence[PolarityWord],
    evidence: CitedEvidence,
    is_polarity_word: Callable[[str], bool],
) -> Iterator[Fault]:
    """What a quote turns and the sentence says without the turn; what is wholly computed says nothing of the quote."""
    if evidence.computed and sentence.endswith(evidence.computed):
        return
    stems = {word.stem for word in words_of(sentence) if word.stem}
    for word, near in (
        polarity_word for quote in evidence.quotes for polarity_word in _polarity_words(quote, is_polarity_word)
    ):
        is_claimed = any(_same_matter(near & stems, other) for _, other in claims)
        if near and len(near & stems) >= _MOSTLY * len(near) and not is_claimed:
            yield Fault(kind, word)


def _same_matter(near: frozenset[str], other: frozenset[str]) -> bool:
    """Whether what is near two words is much the same."""
    return len(near & other) * 2 >= min(len(near), len(other))


def _polarity_words(text: str, is_polarity_word: Callable[[str], bool]) -> Iterator[PolarityWord]:
    """Each word that turns what is said, with the stems near it in its part of the text."""
    for piece in _PIECE.split(text):
        words = words_of(piece)
        for position, word in enumerate(words):
            if is_polarity_word(word.text):
                around = (*words[max(0, position - _NEAR) : position], *words[position + 1 : position + 1 + _NEAR])
                yield word.text, frozenset(near.stem for near in around if near.stem)


# Words


def _words(sentence: str, evidence: CitedEvidence) -> Iterator[Fault]:
    """The words that do not stand in the ground, when they are too many; those checked in other ways do not count."""
    words = words_of(sentence)
    stems = [word.stem for word in words if word.stem and not _is_checked(word.text) and not _answers(word)]
    missing = [stem for stem in stems if stem not in evidence.stems]
    if stems and 1 - len(missing) / len(stems) < MIN_SHARE:
        yield Fault("words", " ".join(missing))
    # «beslutade att riva»: one word says what is done.
    for word, after in pairwise(words):
        if word.text.lower() == "att" and after.stem in missing:
            yield Fault("words", after.text)


def _answers(word: Word) -> bool:
    """Whether it is the yes or no that a sentence begins with: what follows must bear it out."""
    return word.opens and word.text in ("Ja", "Nej")


def _is_checked(word: str) -> bool:
    turns = any(pattern.match(word.lower()) for pattern in _OUTCOMES.values())
    return turns or _is_negation(word) or is_unit(word) or word.lower() in MONTHS or party_of(word) is not None
