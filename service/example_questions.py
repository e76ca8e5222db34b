"""Example questions, made from what was decided last: nobody has to guess what can be asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from service.decisions import Ruling

_MOST_CHARS = 70
# «Uppsägning av regionavtalet»: a word and a preposition open a noun phrase, which fits after «om».
_NOUN_PHRASE = re.compile(
    r"[A-ZÅÄÖ][a-zåäö]+ (?:av|för|från|i|inom|med|mellan|om|på|till|vid|över) (?:[^.:;?!()\d«»”\" –-]|(?<=\S)-| (?!-))+"
)


def example_questions(rulings: Sequence[Ruling], most: int = 3) -> tuple[str, ...]:
    """Up to ``most`` questions about decided matters, in the order of the rulings, one a meeting where that is enough.

    None are made of headings that are no noun phrases, or that come back at many meetings (choosing who adjusts).
    """
    held: dict[str, set[str]] = defaultdict(set)
    for ruling in rulings:
        held[ruling.treatment.heading].add(ruling.treatment.document.id)
    fit = [ruling for ruling in rulings if ruling.decision.status == "decided" and _fits(ruling)]
    once = {ruling.treatment.heading: ruling for ruling in reversed(fit) if len(held[ruling.treatment.heading]) == 1}
    newest_first = list(reversed(once.items()))
    first_of_meeting = {ruling.treatment.document.id: heading for heading, ruling in reversed(newest_first)}
    chosen = list(dict.fromkeys([*reversed(first_of_meeting.values()), *(heading for heading, _ in newest_first)]))
    return tuple(f"Vad beslutades om {heading[0].lower()}{heading[1:]}?" for heading in chosen[:most])


def _fits(ruling: Ruling) -> bool:
    heading = ruling.treatment.heading
    if len(heading) > _MOST_CHARS or not _NOUN_PHRASE.fullmatch(heading):
        return False
    # A name keeps its capital letter in the middle of a sentence too: then it must not be written small.
    first = re.escape(heading.split()[0])
    return re.search(rf"[a-zåäö,] {first}\b", ruling.treatment.document.text) is None
