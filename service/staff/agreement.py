"""How far two people who read the same questions blindly agree on what is right.

Shares of agreement have Wilson intervals. Where people choose among names, Cohen's kappa (1960) tells how much of the
agreement chance alone would not have made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from service.base.shares import wilson
from service.staff.covering import covered
from service.staff.gold import GoldQuestion, lacking

Pair = tuple[GoldQuestion, GoldQuestion]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of ``count`` things that both judged, how many they judged alike; ``kappa`` where it says anything."""

    label: str
    alike: int
    count: int
    kappa: float | None = None

    @property
    def share(self) -> float:
        """The share judged alike."""
        return self.alike / self.count

    @property
    def interval(self) -> tuple[float, float]:
        """The ends of the 95 % interval of the share."""
        return wilson(self.alike, self.count)


def read_twice(first: Iterable[GoldQuestion], second: Iterable[GoldQuestion]) -> list[Pair]:
    """The questions that stand in both by id, as each has them, in the order of the first."""
    again = {question.id: question for question in second}
    return [(question, again[question.id]) for question in first if question.id in again]


def agreements(pairs: Sequence[Pair]) -> list[Agreement]:
    """What was judged alike: whether the documents tell, what is asked, where it stands and what is right."""
    both = [pair for pair in pairs if pair[0].answerable and pair[1].answerable]
    return [
        *_chosen("Går frågan att besvara?", [(str(one.answerable), str(other.answerable)) for one, other in pairs]),
        *_chosen("Vad frågan gäller", [(one.kind, other.kind) for one, other in both]),
        *_told("Rätt ställe", [_same_place(one, other) for one, other in both]),
        *_told("Rätt svar", [_same_answer(one, other) for one, other in both]),
    ]


def differences(pair: Pair) -> list[str]:
    """What the two readings of a question do not agree on, by the labels of ``agreements``."""
    return [each.label for each in agreements([pair]) if not each.alike]


def cohen_kappa(chosen: Sequence[tuple[str, str]]) -> float | None:
    """Cohen's kappa of pairs of choices; ``None`` where chance alone would have made all of them alike."""
    alike = sum(one == other for one, other in chosen) / len(chosen)
    first, second = Counter(one for one, _ in chosen), Counter(other for _, other in chosen)
    by_chance = sum(first[name] * second[name] for name in first) / len(chosen) ** 2
    return (alike - by_chance) / (1 - by_chance) if by_chance < 1 else None


def _chosen(label: str, chosen: Sequence[tuple[str, str]]) -> list[Agreement]:
    alike = sum(one == other for one, other in chosen)
    return [Agreement(label, alike, len(chosen), cohen_kappa(chosen))] if chosen else []


def _told(label: str, alike: Sequence[bool]) -> list[Agreement]:
    return [Agreement(label, sum(alike), len(alike))] if alike else []


def _same_place(one: GoldQuestion, other: GoldQuestion) -> bool:
    """Whether a quote of one covers a quote of the other."""
    return any(
        covered(item.quote, item.file, against.evidence)
        for own, against in ((one, other), (other, one))
        for item in own.evidence
    )


def _same_answer(one: GoldQuestion, other: GoldQuestion) -> bool:
    """Whether the answer of each has what the other demands of a right one."""
    return not lacking(one.answer, other.must_contain) and not lacking(other.answer, one.must_contain)
