"""What of passages is looked through, as columns of numbers: where each stands, its units, what they decide.

They are made when the index is built and mapped from their file when it is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.base.types import DecisionStatus, Document
from indexer.types import Passage

_BIT: dict[DecisionStatus, int] = {"decided": 1, "proposed": 2, "information": 4}
# That each is as it was written is for its digest to tell.
_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class PassageColumns:
    """A row for each passage: the place of its document among all, that of its section in the document, its number of
    units, and what these decide, a bit for each status. Shape (passages, 4)."""

    rows: NDArray[np.int32]

    @classmethod
    def of(cls, passages: Iterable[Passage], documents: Sequence[Document]) -> PassageColumns:
        """The columns of the passages, in their order. Raises ``LookupError`` when one is of none of the documents."""
        homes = {
            (document.id, section.id): (place, number)
            for place, document in enumerate(documents)
            for number, section in enumerate(document.sections)
        }
        rows = [(*homes[each.document_id, each.section_id], len(each.units), _decided(each)) for each in passages]
        return cls(np.array(rows, np.int32).reshape(-1, 4))

    @classmethod
    def load(cls, path: Path) -> PassageColumns:
        """The columns saved at the path, memory-mapped. Raises ``ValueError`` when they are none."""
        rows = np.load(path, mmap_mode="r", allow_pickle=False)
        if rows.ndim != 2 or rows.shape[1] != 4 or rows.dtype != np.int32:
            raise ValueError("these are no columns of passages")
        return cls(rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def documents(self) -> NDArray[np.int32]:
        """The place of each passage's document."""
        return self.rows[:, 0]

    @property
    def sections(self) -> NDArray[np.int32]:
        """The place of each passage's section in its document."""
        return self.rows[:, 1]

    @property
    def units(self) -> NDArray[np.int32]:
        """How many units each passage has."""
        return self.rows[:, 2]

    def deciding(self, status: DecisionStatus) -> NDArray[np.bool_]:
        """Which passages have a unit with that status."""
        return (self.rows[:, 3] & _BIT[status]) > 0

    def fit(self, passages: Sequence[Passage], documents: Sequence[Document]) -> bool:
        """Whether these are the columns of the passages: each stands in some section, some of them where they say."""
        if not len(self) == len(passages) > 0:
            return len(self) == len(passages)
        sections = np.array([len(document.sections) for document in documents])
        stand = self.rows.min() >= 0 and self.documents.max() < len(sections)
        some = np.unique(np.linspace(0, len(self) - 1, _LOOKED_AT).astype(np.int64)).tolist()
        return bool(
            stand
            and (self.sections < sections[self.documents]).all()
            and all(self._is_of(place, passages[place], documents) for place in some)
        )

    def _is_of(self, place: int, passage: Passage, documents: Sequence[Document]) -> bool:
        document, section, units, decided = self.rows[place].tolist()
        home = documents[document].id, documents[document].sections[section].id
        said = passage.document_id, passage.section_id, len(passage.units), _decided(passage)
        return said == (*home, units, decided)


def _decided(passage: Passage) -> int:
    return sum({_BIT[unit.status] for unit in passage.units if unit.status})
