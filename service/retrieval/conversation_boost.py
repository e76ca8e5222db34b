"""The matters that a conversation speaks of come first among the passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from service.question.follow_ups import Understood
from service.register.matters import MatterIndex
from service.retrieval.ranking import Ranked

# What a passage of the matter that was spoken of gains, on the scale of a cosine: it goes before what is only as
# near in words, and behind what is clearly nearer.
PREFERENCE = 0.1


def prefer(ranked: Sequence[Ranked], understood: Understood, index: MatterIndex) -> list[Ranked]:
    """The ranking with the passages of the matters spoken of moved up, hits all of them; ties keep their order."""
    spoken_of = {index.number(key) for key in understood.sections}

    def raised(item: Ranked) -> Ranked:
        key = item.candidate.document.id, item.candidate.section.id
        return replace(item, score=item.score + PREFERENCE, is_hit=True) if index.number(key) in spoken_of else item

    return sorted(map(raised, ranked), key=lambda item: -item.score)
