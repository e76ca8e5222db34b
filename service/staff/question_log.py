"""Questions that were asked, kept only where a setting says so: what people ask can be told apart by who they are.

A line has the day, the question with personal data masked, and how it went: nothing of who asked, and no time that
could be laid beside another log. It goes when it is older than a setting says.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from service.base.errors import NotSaved
from service.base.json_lines import append_json_line, read_json_lines
from service.base.types import Answer
from service.staff.weeding import weed

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as it was asked last, how that went, and how many times it was asked."""

    question: str
    status: str
    times: int


@dataclass(frozen=True, slots=True)
class QuestionLog:
    """The file that questions are added to, and for how many days they stay; without a file nothing is kept."""

    path: Path | None = None
    days: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether questions are kept."""
        return self.path is not None

    def add(self, answer: Answer) -> None:
        """Keeps the question and how it was answered. A file that cannot be written is a warning: answers go first."""
        if self.path is None:
            return
        today = datetime.now(UTC).date()
        try:
            if not self.path.is_file() or datetime.fromtimestamp(self.path.stat().st_mtime, UTC).date() != today:
                self.weed(today)
            append_json_line(self.path, {"day": str(today), "question": answer.question, "status": answer.status})
        except NotSaved as error:
            logger.warning("the question log cannot be written: %s", error)

    def weed(self, today: date) -> int:
        """Takes away what is older than so many days; how many questions. Raises ``NotSaved``."""
        return weed(self.path, self.days, today)

    def recent(self, most: int) -> list[LoggedQuestion]:
        """The questions asked last, each once, the newest first. Raises ``NotSaved`` when the file cannot be read."""
        if self.path is None:
            return []
        found: dict[str, LoggedQuestion] = {}
        for record in read_json_lines(self.path):
            question, status = record.get("question"), record.get("status")
            if isinstance(question, str) and isinstance(status, str):
                before = found.pop(question, None)
                found[question] = LoggedQuestion(question, status, before.times + 1 if before else 1)
        return list(reversed(found.values()))[:most]
