"""The matters that a conversation speaks of come first among the passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.vocabulary.identifiers import normalise_case_number
from service.question.conversation import Understood
from service.retrieval.ranking import Ranked

# What a passage of the matter that was spoken of gains, on the scale of a cosine: it goes before what is only as
# near in words, and behind what is clearly nearer.
PREFERENCE = 0.1


def prefer(ranked: Sequence[Ranked], understood: Understood) -> list[Ranked]:
    """The ranking with the passages of the matters spoken of moved up; ties keep their order."""
    raised = [
        replace(item, score=item.score + PREFERENCE) if _is_spoken_of(item, understood) else item for item in ranked
    ]
    return sorted(raised, key=lambda item: -item.score)


def _is_spoken_of(item: Ranked, understood: Understood) -> bool:
    document, section = item.candidate.document, item.candidate.section
    if (document.id, section.id) in understood.sections:
        return True
    number = section.case_number
    return bool(number) and (document.organisation, normalise_case_number(number or "")) in understood.case_numbers
