"""What an engine reads with in tests that need no taught model: a reader that counts words, and a calibration of it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from indexer.encoder import Encoder
from indexer.reader import Reading
from indexer.reader_inputs import ReaderPassage
from indexer.tokens import index_tokens, query_tokens
from service.answers.confidence import Calibration, Curve
from service.engine.models import Models

_LEAST, _MOST = -2.0, 4.0


class WordReader:
    """A unit answers as far as it and its heading hold the question's words; those of its own count more."""

    digest = hashlib.sha256(b"words 1").hexdigest()

    def read(self, question: str, passages: Sequence[ReaderPassage]) -> tuple[Reading, ...]:
        """A reading of each passage, in their order."""
        wanted = frozenset(query_tokens(question))
        return tuple(_reading(wanted, passage) for passage in passages)


def _reading(wanted: frozenset[str], passage: ReaderPassage) -> Reading:
    context = wanted.intersection(index_tokens(passage.context))
    units = []
    for span in passage.spans:
        own = wanted.intersection(index_tokens(passage.text[span.start : span.end])) if span else frozenset()
        share = (2 * len(own) + len(own | context)) / (3 * len(wanted)) if wanted else 0.0
        units.append(_LEAST + (_MOST - _LEAST) * share if span else float("-inf"))
    return Reading(0.0, tuple(units))


WORD_CALIBRATION = Calibration(
    WordReader.digest,
    Curve(
        {
            "passage": 0.35,
            "unit": 0.0,
            "nearness": 0.0,
            "coverage": 0.6,
            "form": 2.6,
            "identified": 0.8,
            "everywhere": 0.0,
            "unit_nearness": 0.0,
        },
        -2.9,
    ),
    Curve(
        {
            "passage": 0.2,
            "unit": 0.0,
            "nearness": 0.0,
            "coverage": 1.2,
            "form": 0.0,
            "identified": 0.8,
            "everywhere": 0.0,
            "unit_nearness": 0.0,
        },
        0.2,
    ),
    of_register=0.7,
    answers_from=0.48,
    sure=0.9,
    made_from={},
)


def word_models(encoder: Encoder) -> Models:
    """The encoder with a reader that counts words."""
    return Models(encoder, WordReader(), WORD_CALIBRATION)
