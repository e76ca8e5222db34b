"""Every store of an installation: where it stands, what it holds, and of whom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.base.settings import ServiceSettings
from service.staff.second_readings import SecondReadings

INDEX = "index"
# What readers wrote.
READERS = ("feedback.jsonl", "questions.jsonl")


@dataclass(frozen=True, slots=True)
class Store:
    """A store: its name in a backup, its Swedish name, what it holds of persons, and its place, where one is set.

    ``setting`` is what sets the place. One that is a folder holds files of its own; else the place is one file.
    ``index_of`` are the settings of the collection whose index it is; ``None`` for what is no index.
    """

    name: str
    title: str
    persons: str
    setting: str
    place: Path | None
    is_folder: bool
    index_of: ServiceSettings | None = None


def stores_of(settings: ServiceSettings) -> tuple[Store, ...]:
    """The stores that settings know of, first the index of each collection. Keys and the settings file are none."""
    gold = settings.gold_file
    rows: tuple[tuple[str, str, str, str, Path | None, bool], ...] = (
        ("state", "Tjänstens minne", "namn på nycklar; hemligheter", "state_dir", settings.state_dir, True),
        ("watches", "Bevakningar", "e-postadresser, krypterade", "watch_dir", settings.watch_dir, True),
        ("gold.jsonl", "Frågor med facit", "frågor som personal har sparat", "gold_file", gold, False),
        ("second.jsonl", "Andra läsningar", "personals bedömningar", "gold_file", SecondReadings(gold).path, False),
        ("feedback.jsonl", "Synpunkter", "läsares frågor och ord", "feedback_file", settings.feedback_file, False),
        ("questions.jsonl", "Frågelogg", "frågor som har ställts", "question_log", settings.question_log, False),
    )
    indexes = (
        Store(
            f"{INDEX}-{name}" if name else INDEX,
            f"Index för samlingen {name}" if name else "Index",
            "det som handlingarna säger om personer",
            "index_dir",
            own.index_dir,
            is_folder=True,
            index_of=own,
        )
        for name, own in settings.each()
    )
    return (*indexes, *(Store(*row) for row in rows))
