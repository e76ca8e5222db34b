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
from itertools import pairwise

from corpus.vocabulary.dates import MONTHS
from service.answers.verification.cited_evidence import CitedEvidence, Fault, evidence_of
from service.answers.verification.polarity import negations, outcomes, turns
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

# One word in five may be another than the source's. Set against the quotes of other sentences, bars between 0.7 and
# 0.9 let the same few through (1 to 5 %, short ones that stand in the heading too); at 0.6 there are half as many more.
MIN_SHARE = 0.8


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


def faults(sentence: str, evidence: CitedEvidence) -> tuple[Fault, ...]:
    """What the sentence says that its ground does not hold; nothing when it stands."""
    if not evidence.quotes:
        return (Fault("uncited"),)
    checks: tuple[Callable[[str, CitedEvidence], Iterator[Fault]], ...] = (
        *(_figures, _days, _identifiers, _names, negations, outcomes, _words),
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
    return turns(word) or is_unit(word) or word.lower() in MONTHS or party_of(word) is not None
