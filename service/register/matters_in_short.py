"""The matters that an answer, or what lies nearest to a question, stands in: what each is called and has come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from service.base.links import case_address, section_address
from service.base.types import MatterInShort
from service.register.cases import Strand
from service.register.decisions import Treatment, TreatmentKey
from service.register.in_force import latest_ruling
from service.register.matter_state import state_words
from service.register.matters import MatterIndex

_MOST = 3


def matters_in_short(sections: Iterable[TreatmentKey], index: MatterIndex) -> tuple[MatterInShort, ...]:
    """The first matters that the sections treat, each once, in the order of the sections; none without a decision."""
    numbers = dict.fromkeys(index.number(section) for section in sections)
    found = (index.matters[number] for number in numbers)
    told = (_in_short(treated) for treated in found if any(one.decisions for one in treated))
    return tuple(islice(told, _MOST))


def _in_short(treated: Sequence[Treatment]) -> MatterInShort:
    newest = treated[-1]
    number = next((one.section.case_number for one in reversed(treated) if one.section.case_number), None)
    url = case_address(number) if number else section_address(newest.document, newest.section)
    strand = Strand(newest.document.organisation, newest.heading, tuple(treated), latest_ruling(treated))
    return MatterInShort(newest.heading or newest.document.title, number, state_words(strand, None), url)
