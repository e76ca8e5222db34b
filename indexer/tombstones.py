"""What has been taken out of an index and is not to come back: digests of files and of stretches of text, never words.

They are kept in the index folder and once more beside it, so that an older copy of the folder brings nothing back.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from corpus.base.types import Document
from corpus.extraction.assembling import without_removed
from corpus.extraction.tombstones import Tombstone, taken_out_of
from indexer.errors import BuildError, HoldsRemoved
from indexer.files import replace_file

logger = logging.getLogger(__name__)

REMOVED = "removed.json"


@dataclass(frozen=True, slots=True)
class Removals:
    """Digests of files that are out as a whole, and the tombstones of what was taken out of their texts."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    files: tuple[str, ...] = ()
    stones: tuple[Tombstone, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.files or self.stones)

    def __or__(self, other: Removals) -> Removals:
        return Removals(tuple(sorted({*self.files, *other.files})), tuple(dict.fromkeys((*self.stones, *other.stones))))

    def __le__(self, other: Removals) -> bool:
        """Whether the other has all that is taken out here."""
        return {*self.files} <= {*other.files} and all(stone in other.stones for stone in self.stones)

    @property
    def digest(self) -> str:
        """What tells these removals from others; nothing for none."""
        return hashlib.sha256(REMOVALS_JSON.dump_json(self)).hexdigest() if self else ""

    def left_of(self, document: Document) -> Document | None:
        """The document without what was taken out; ``None`` where it is out as a whole."""
        return None if document.sha256 in self.files else without_removed(document, self.stones)

    def are_in(self, document: Document) -> bool:
        """Whether the document holds something that was taken out."""
        return document.sha256 in self.files or bool(taken_out_of(document.text, self.stones))


REMOVALS_JSON: TypeAdapter[Removals] = TypeAdapter(Removals)
# As earlier programs wrote them
_FILES_ALONE: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[str, ...])


def read_removals(index_dir: Path) -> Removals:
    """What has been taken out of the index. Raises ``BuildError`` where a list is damaged."""
    found = Removals()
    for path in _places(index_dir):
        found |= _read(path)
    return found


def keep_removals(index_dir: Path, removals: Removals) -> None:
    """Keeps the list in both of its places."""
    for path in _places(index_dir):
        replace_file(path, REMOVALS_JSON.dump_json(removals))
        path.chmod(0o600)


def refuse_removed(index_dir: Path, documents: Sequence[Document], clean_of: str) -> None:
    """Raises ``HoldsRemoved`` where documents hold what was taken out; of ``clean_of`` they surely hold nothing."""
    removals = Removals()
    for path in _places(index_dir):
        try:
            removals |= _read(path)
        except BuildError as error:  # the other place has it too
            logger.warning("%s", error)
    if removals and removals.digest != clean_of and any(map(removals.are_in, documents)):
        raise HoldsRemoved(
            f"Indexet i {index_dir} är äldre än en borttagning och har kvar det som togs bort. Det används inte. "
            "Bygg om det med: paragraf index build"
        )


def _places(index_dir: Path) -> tuple[Path, Path]:
    return index_dir / REMOVED, index_dir.with_name(f"{index_dir.name}.{REMOVED}")


def _read(path: Path) -> Removals:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Removals()
    try:
        return (
            Removals(_FILES_ALONE.validate_json(content))
            if content[:1] == b"["
            else REMOVALS_JSON.validate_json(content)
        )
    except ValidationError as error:
        raise BuildError(
            f"{path} är skadad, och utan den vore det som har tagits bort med i indexet igen. "
            "Återställ filen, eller radera den och ta bort dokumenten på nytt."
        ) from error
