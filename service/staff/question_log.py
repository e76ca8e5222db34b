"""Questions that were asked, kept only where a setting says so: what people ask can be told apart by who they are."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.base.errors import NotSaved
from service.base.json_lines import append_json_line, read_json_lines
from service.base.types import Answer

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """A question as it was asked last, how that went, and how many times it was asked."""

    question: str
    status: str
    times: int


@dataclass(frozen=True, slots=True)
class QuestionLog:
    """The file that questions are added to; without a file nothing is kept."""

    path: Path | None = None

    @property
    def is_on(self) -> bool:
        """Whether questions are kept."""
        return self.path is not None

    def add(self, answer: Answer) -> None:
        """Keeps the question and how it was answered. A file that cannot be written is a warning: answers go first."""
        if self.path is None:
            return
        time = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            append_json_line(self.path, {"time": time, "question": answer.question, "status": answer.status})
        except NotSaved as error:
            logger.warning("the question log cannot be written: %s", error)

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
