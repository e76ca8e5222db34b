"""The file of second readings: each question by its id once more, as somebody read it who had not seen the first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from service.base.json_lines import Record, append_json_line, read_json_lines
from service.staff.agreement import Pair, read_twice
from service.staff.gold import GoldFault, GoldQuestion, read_gold_question


@dataclass(frozen=True, slots=True)
class SecondReadings:
    """Gold questions beside their second readings, which stand in a file beside the questions' own."""

    gold_file: Path

    @property
    def path(self) -> Path:
        """The file of second readings: «gold.second.jsonl» beside «gold.jsonl»."""
        return self.gold_file.with_suffix(f".second{self.gold_file.suffix}")

    def add(self, record: Record) -> None:
        """Keeps a reading; the first one of a question stays. Raises ``NotSaved``."""
        append_json_line(self.path, record, unless=lambda saved: any(each.get("id") == record["id"] for each in saved))

    def waiting(self, own: Collection[str]) -> list[GoldQuestion]:
        """The questions that nobody has read a second time, without those with the ids ``own``. Raises ``NotSaved``."""
        done = {each.get("id") for each in read_json_lines(self.path)}
        return [each for each in _questions(self.gold_file) if each.id not in done and each.id not in own]

    def pairs(self) -> list[Pair]:
        """The questions that were read twice, as each reader has them. Raises ``NotSaved``."""
        return read_twice(_questions(self.gold_file), _questions(self.path))


def _questions(path: Path) -> list[GoldQuestion]:
    """The gold questions of a file; lines that hold none are passed over."""
    found = []
    for record in read_json_lines(path):
        try:
            found.append(read_gold_question(record))
        except GoldFault:
            continue
    return found
