"""How near a question comes to a collection that has nothing to do with it.

Cosines mean nothing by themselves: they depend on the model, and the best of many passages is
nearer than the best of few. Everyday questions that no political document answers are put to each
new collection; how near they come is the level above which a question of the collection must rise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.dense import DenseIndex
from indexer.encoder import Encoder

EVERYDAY_QUESTIONS = (
    "Hur kokar man potatis?",
    "Vilken färg har himlen på kvällen?",
    "Vem vann världsmästerskapet i fotboll?",
    "Hur många planeter finns det i solsystemet?",
    "Vad heter huvudstaden i Australien?",
    "Hur byter man däck på en cykel?",
    "När uppfanns hjulet?",
    "Vad betyder ordet kärlek?",
    "Hur långt är det till månen?",
    "Vilken hund passar en barnfamilj?",
    "Vem skrev Hamlet?",
    "Vad är klockan?",
    "Hur blir vädret i morgon?",
    "Vilket är världens högsta berg?",
    "Hur spelar man schack?",
    "När blommar tulpaner?",
    "Vad kostar en glass?",
    "Varför är havet salt?",
    "Hur stickar man en halsduk?",
    "Vilka instrument finns i en orkester?",
    "recept på pannkakor",
    "bästa filmen genom tiderna",
    "hur lär man sig spela gitarr",
    "roliga namn på katter",
)
_MIN_DEVIATION = 1e-3


@dataclass(frozen=True, slots=True)
class NullDistribution:
    """Mean and standard deviation of the best passage's cosine over the everyday questions."""

    mean: float
    deviation: float


def measure_null_distribution(encoder: Encoder, passages: DenseIndex) -> NullDistribution:
    """How near the everyday questions come to the passages."""
    best = [passages.search(encoder.encode_query(question), 1)[1][0] for question in EVERYDAY_QUESTIONS]
    return NullDistribution(float(np.mean(best)), max(float(np.std(best)), _MIN_DEVIATION))
