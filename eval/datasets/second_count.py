"""Lists and counts of the register held against a second count made another way.

The second count is made from the labels of another program's parser ({file, paragraph, title, outcome, reservations};
«bifall» there is what the chair found, of a motion at times its rejection, so that nothing is counted by it), and of
votes from the words of the files. Each difference is shown with the words that decide it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.base.text import one_line
from corpus.base.types import Document, Outcome
from eval.datasets.structure_labels import Label
from service.register.decisions import Treatment, treatments
from service.register.in_force import outcome_of
from service.register.matter_kinds import is_of_kind, is_raised_as_proposal

_SHOWN_CHARS = 200
_PUT_TO_THE_VOTE = re.compile(r"^Omröstningen utfaller\b|\bröstar\s+Nej\s+\(\d+\)", re.MULTILINE)
_LETTERS = re.compile(r"\b[A-ZÅÄÖ]{1,3}\b")
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CountedTwice:
    """A list of the register and the same list counted another way, each as §§ of files."""

    name: str
    register: frozenset[Place]
    again: frozenset[Place]

    @property
    def differing(self) -> list[Place]:
        """What only one of them has."""
        return sorted(self.register ^ self.again)


@dataclass(frozen=True, slots=True)
class VotesCountedTwice:
    """The votes of a file in the register, and how often its words put something to the vote."""

    file: str
    register: int
    again: int


def counted_twice(documents: Sequence[Document], labels: Sequence[Label]) -> tuple[CountedTwice, ...]:
    """The lists, over the §§ that both know."""
    held = held_places(documents)
    labelled = {(label.file, label.paragraph): label for label in labels}
    shared = held.keys() & labelled.keys()
    return tuple(
        CountedTwice(
            name,
            frozenset(place for place in shared if ours(held[place])),
            frozenset(place for place in shared if theirs(labelled[place])),
        )
        for name, ours, theirs in _lists(held.values())
    )


def held_places(documents: Sequence[Document]) -> Mapping[Place, Treatment]:
    """The treatments by file and §, as labels name them."""
    return {
        (document.source_file, number): treatment
        for document in documents
        for treatment in treatments(document)
        if (number := (treatment.section.number or "").removeprefix("§").strip())
    }


def votes_counted_twice(documents: Sequence[Document], texts: Mapping[str, str]) -> tuple[VotesCountedTwice, ...]:
    """The votes of each file; ``texts`` are the files' own words by name."""
    return tuple(
        VotesCountedTwice(
            document.source_file,
            sum(len(matter.votes) for matter in document.matters),
            len(_PUT_TO_THE_VOTE.findall(texts[document.source_file])),
        )
        for document in documents
        if document.source_file in texts
    )


def deciding_words(treatment: Treatment) -> str:
    """The words that a difference is decided by: the decision and the reservations."""
    text, matter = treatment.document.text, treatment.matter
    decided = [text[one.start : one.end] for one in treatment.decisions]
    reserved = [text[one.start : one.end] for one in (matter.reservations if matter else ())]
    return " | ".join(one_line(words)[:_SHOWN_CHARS] for words in (*decided, *reserved))


def lists_text(lists: Sequence[CountedTwice], held: Mapping[Place, Treatment], *, with_list: bool) -> str:
    """The lists as a table, and each difference with its words."""
    rows = ["| lista | registret | andra räkningen | båda |", "|---|---|---|---|"]
    for one in lists:
        both = len(one.register & one.again)
        rows.append(f"| {one.name} | {len(one.register)} | {len(one.again)} | {both} |")
    if with_list:
        rows += [row for one in lists for row in _differences(one, held)]
    return "\n".join(rows)


def votes_text(votes: Sequence[VotesCountedTwice]) -> str:
    """How many votes there are by both counts, and the files in which they differ."""
    differing = [f"{one.file}: {one.register} mot {one.again}" for one in votes if one.register != one.again]
    total = f"omröstningar: {sum(one.register for one in votes)} mot {sum(one.again for one in votes)}"
    return "\n".join([total, *differing])


def _differences(one: CountedTwice, held: Mapping[Place, Treatment]) -> Iterator[str]:
    for place in one.differing:
        only = "bara registret" if place in one.register else "bara andra räkningen"
        yield f"{one.name}, {only}: {place[0]} § {place[1]}: {deciding_words(held[place])}"


def _lists(held: Iterable[Treatment]) -> Iterator[tuple[str, Callable[[Treatment], bool], Callable[[Label], bool]]]:
    outcomes: Mapping[str, tuple[Outcome, str]] = {
        "bordlagda": ("tabled", "bordläggning"),
        "återremitterade": ("referred_back", "återremiss"),
    }
    for name, (outcome, word) in outcomes.items():
        yield name, _came_to(outcome), _labelled(word)
    yield "avslagna yrkanden", _rejected_proposal, _labelled_as_rejected_proposal
    yield "motioner", lambda one: is_of_kind(one.heading, "motion"), lambda label: is_of_kind(label.title, "motion")
    yield "med reservation", lambda one: bool(_reserved(one)), lambda label: bool(label.reservations)
    for party in sorted({party for one in held for party in _reserved(one) if party}):
        yield f"reservation {party}", _reserved_by(party), _labelled_as_reserved_by(party)


def _came_to(outcome: Outcome) -> Callable[[Treatment], bool]:
    return lambda one: outcome_of(one) == outcome


def _labelled(word: str) -> Callable[[Label], bool]:
    return lambda label: label.outcome == word


def _rejected_proposal(one: Treatment) -> bool:
    return is_raised_as_proposal(one.heading) and outcome_of(one) == "rejected"


def _labelled_as_rejected_proposal(label: Label) -> bool:
    return is_raised_as_proposal(label.title) and label.outcome == "avslag"


def _reserved(one: Treatment) -> frozenset[str | None]:
    return frozenset(actor.party for said in (one.matter.reservations if one.matter else ()) for actor in said.actors)


def _reserved_by(party: str) -> Callable[[Treatment], bool]:
    return lambda one: party in _reserved(one)


def _labelled_as_reserved_by(party: str) -> Callable[[Label], bool]:
    # Who reserved themselves stands before the verb.
    return lambda label: any(
        party in _LETTERS.findall(words.partition("reserverar")[0]) for words in label.reservations
    )
