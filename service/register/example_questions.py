"""Example questions, made from what was decided last: nobody has to guess what can be asked."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from service.register.decisions import Ruling

_MOST_CHARS = 70
_CANDIDATES = 40
# «Uppsägning av regionavtalet»: a word and a preposition open a noun phrase, which fits after «om».
_NOUN_PHRASE = re.compile(
    r"[A-ZÅÄÖ][a-zåäö]+ (?:av|för|från|i|inom|med|mellan|om|på|till|vid|över) (?:[^.:;?!()\d«»”\" –-]|(?<=\S)-| (?!-))+"
)


def example_questions(rulings: Sequence[Ruling], most: int = 3) -> tuple[str, ...]:
    """Up to ``most`` questions about decided matters; ``rulings`` are all there are, newest first.

    Of the newest, those with a case number (routine of a meeting has none), whose heading opens as few others do
    («Val av …» tells little), one a meeting where that is enough. None are made of headings that are no noun phrases,
    or that several matters share.
    """
    fit = list(islice(_fitting(rulings), _CANDIDATES))
    openings = Counter(_opening(heading) for heading in {ruling.treatment.heading for ruling in rulings})
    rarest = sorted(fit, key=lambda one: (one.treatment.case_number is None, openings[_opening(one.treatment.heading)]))
    meetings: set[str] = set()
    first: list[str] = []
    others: list[str] = []
    for ruling in rarest:
        (others if ruling.treatment.document.id in meetings else first).append(ruling.treatment.heading)
        meetings.add(ruling.treatment.document.id)
    return tuple(f"Vad beslutades om {heading[0].lower()}{heading[1:]}?" for heading in (first + others)[:most])


def _fitting(rulings: Sequence[Ruling]) -> Iterator[Ruling]:
    """The decided matters that make a question, each once."""
    matters: Mapping[str, set[str]] = defaultdict(set)
    for ruling in rulings:
        matters[ruling.treatment.heading].add(ruling.treatment.case_number or ruling.treatment.document.id)
    seen: set[str] = set()
    for ruling in rulings:
        heading = ruling.treatment.heading
        if heading not in seen and ruling.decision.status == "decided" and len(matters[heading]) == 1 and _fits(ruling):
            seen.add(heading)
            yield ruling


def _opening(heading: str) -> tuple[str, ...]:
    return tuple(heading.split()[:2])


def _fits(ruling: Ruling) -> bool:
    heading = ruling.treatment.heading
    if len(heading) > _MOST_CHARS or not _NOUN_PHRASE.fullmatch(heading):
        return False
    # A name keeps its capital letter in the middle of a sentence too: then it must not be written small.
    first = re.escape(heading.split()[0])
    return re.search(rf"[a-zåäö,] {first}\b", ruling.treatment.document.text) is None
