"""The question sets of the project and the documents each is asked over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.places import PROJECT
from indexer.settings import BUNDLED_CORPUS

QUESTIONS = PROJECT / "eval" / "questions"


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, and the sets that are asked over them.

    ``folder`` is where the documents lie below the data folder; ``None`` for those that come with the project.
    ``seen`` are the sets that may steer the work, ``unseen`` those that are run once, when it is done; ``taught`` only
    teach what an answer is worth.
    """

    name: str
    folder: str | None
    seen: tuple[str, ...]
    unseen: tuple[str, ...]
    taught: tuple[str, ...] = ()

    def documents(self, data: Path | None) -> Path | None:
        """The folder of the documents; ``None`` when it is not there."""
        folder = BUNDLED_CORPUS if self.folder is None else data / self.folder if data else None
        return folder if folder and folder.is_dir() else None

    def question_files(self, *, unseen: bool) -> tuple[Path, ...]:
        """The files of the sets: those that may steer the work, or those that may not."""
        return _files(self.unseen if unseen else self.seen)

    @property
    def teaching_files(self) -> tuple[Path, ...]:
        """The files of all sets that teach what an answer is worth."""
        return _files((*self.seen, *self.taught))


def _files(names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(QUESTIONS / f"{name}.jsonl" for name in names)


COLLECTIONS = (
    Collection(
        "regions",
        None,
        ("regions-dev", "regions-fresh", "regions-second-fresh"),
        ("regions-held", "regions-second-held"),
        ("regions-taught",),
    ),
    Collection(
        "goteborg",
        "goteborg-protokoll",
        (
            "goteborg-dev",
            "goteborg-everyday-dev",
            "goteborg-everyday-fresh",
            "goteborg-fresh",
            "goteborg-near-misses-fresh",
            "goteborg-near-misses-second-fresh",
            "goteborg-record-fresh",
        ),
        (
            "goteborg-everyday-held",
            "goteborg-held",
            "goteborg-near-misses-held",
            "goteborg-near-misses-second-held",
            "goteborg-record-held",
        ),
        ("goteborg-taught",),
    ),
    Collection(
        "kommuner",
        "kommuner/documents",
        ("kommuner-fresh", "kommuner-second-fresh"),
        ("kommuner-held", "kommuner-second-held"),
    ),
    Collection("owners", "kommuner-more/documents", (), (), ("owners-taught",)),
)
