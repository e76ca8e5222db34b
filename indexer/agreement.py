"""Whether an encoder may serve an index whose vectors another backend, or the same one less exactly, has computed."""

from __future__ import annotations

import numpy as np

from indexer.encoder import Encoder
from indexer.errors import WrongVersion
from indexer.passage_context import passage_text, unit_text
from indexer.snapshot import Snapshot

LEAST_AGREEMENT = 0.999
# Of as many units, evenly over the index, vectors are made anew.
_COMPARED = 16


def check_agreement(snapshot: Snapshot, encoder: Encoder) -> None:
    """Raises ``WrongVersion`` when the encoder's vectors are not those of the snapshot, nearly."""
    if snapshot.manifest.backend == encoder.backend:
        return
    found = agreement(snapshot, encoder)
    if found < LEAST_AGREEMENT:
        raise WrongVersion(
            f"Indexets vektorer är beräknade med {snapshot.manifest.backend or 'ett tidigare program'} och skiljer sig "
            f"för mycket från dem som {encoder.backend} ger (likhet {found:.4f}, minst {LEAST_AGREEMENT} behövs). "
            "Bygg om indexet med: paragraf index build"
        )


def agreement(snapshot: Snapshot, encoder: Encoder) -> float:
    """The mean cosine between vectors of the snapshot and the encoder's own of the same texts."""
    units = snapshot.unit_vectors.size
    vectors = snapshot.unit_vectors if units else snapshot.passage_vectors
    places = np.unique(np.linspace(0, vectors.size - 1, _COMPARED).astype(np.int64))
    made = encoder.encode_passages([_embedded_text(snapshot, int(place), of_unit=bool(units)) for place in places])
    return float((made * vectors.vectors(places)).sum(axis=1).mean())


def _embedded_text(snapshot: Snapshot, place: int, *, of_unit: bool) -> str:
    """What the vector at a place was made from."""
    index = int(np.searchsorted(snapshot.first_unit, place, "right")) - 1 if of_unit else place
    passage = snapshot.passages[index]
    document = snapshot.document_by_id[passage.document_id]
    section = snapshot.section_by_id[passage.document_id, passage.section_id]
    if not of_unit:
        return passage_text(document, section, passage)
    return unit_text(document, section, passage.units[place - int(snapshot.first_unit[index])])
