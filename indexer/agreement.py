"""Whether an encoder may serve an index whose vectors another backend, or the same one less exactly, has computed."""

from __future__ import annotations

from typing import Protocol

from indexer.encoder import Encoder, Vectors
from indexer.errors import WrongVersion
from indexer.types import SnapshotManifest

LEAST_AGREEMENT = 0.999
# Of as many units, evenly over the index, vectors are made anew.
_COMPARED = 16


class Made(Protocol):
    """A collection: what it was made with, and samples of its vectors."""

    @property
    def manifest(self) -> SnapshotManifest:
        """What its snapshot says of itself."""

    def sample(self, count: int) -> tuple[list[str], Vectors]:
        """About so many texts, and the vectors that were made from them, shape (texts, dimensions)."""


def check_agreement(made: Made, encoder: Encoder) -> None:
    """Raises ``WrongVersion`` when the encoder's vectors are not those of the snapshot, nearly."""
    if made.manifest.backend == encoder.backend:
        return
    found = agreement(made, encoder)
    if found < LEAST_AGREEMENT:
        raise WrongVersion(
            f"Indexets vektorer är beräknade med {made.manifest.backend or 'ett tidigare program'} och skiljer sig "
            f"för mycket från dem som {encoder.backend} ger (likhet {found:.4f}, minst {LEAST_AGREEMENT} behövs). "
            "Bygg om indexet med: paragraf index build"
        )


def agreement(made: Made, encoder: Encoder) -> float:
    """The mean cosine between vectors of the collection and the encoder's own of the same texts."""
    texts, vectors = made.sample(_COMPARED)
    return float((encoder.encode_passages(texts) * vectors).sum(axis=1).mean())
