"""What readers say of answers: kept only where a setting says so, without anything about who said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints

from service.base.errors import NotSaved
from service.base.fields import WHOLE_CHARACTERS, Name
from service.base.filter_fields import FilterFields
from service.base.json_lines import append_json_line, read_json_lines
from service.base.types import AnswerStatus
from service.staff.weeding import weed

MAX_FILE_BYTES = 20_000_000
MAX_FEEDBACK_CHARS = 2000
Verdict = Literal["right", "wrong", "incomplete"]
Words = Annotated[str, StringConstraints(max_length=MAX_FEEDBACK_CHARS, strip_whitespace=True), WHOLE_CHARACTERS]
SomeWords = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_FEEDBACK_CHARS, strip_whitespace=True),
    WHOLE_CHARACTERS,
]
VERDICT_WORDS = {"wrong": "Fel", "incomplete": "Ofullständigt", "right": "Rätt"}


class FeedbackRequest(BaseModel):
    """What a reader says of an answer; ``status``, ``answer`` and ``snapshot`` are those of the answer itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: SomeWords
    verdict: Verdict
    comment: Words = ""
    filters: FilterFields | None = None
    status: AnswerStatus | None = None
    answer: Words | None = None
    snapshot: Name | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What was said of the answer to a question, and when."""

    question: str
    filters: Mapping[str, str]
    verdict: str
    comment: str
    time: str


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """The file that opinions are added to, and for how many days they stay; without a file none are taken."""

    path: Path | None = None
    days: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether opinions are taken."""
        return self.path is not None

    def add(self, request: FeedbackRequest) -> None:
        """Keeps the opinion. Raises ``NotSaved``, also when the file has become too large to be true."""
        if self.path is None:
            raise NotSaved("Synpunkter tas inte emot här.")
        if self.path.exists() and self.path.stat().st_size > MAX_FILE_BYTES:
            raise NotSaved("Filen med synpunkter är full. Säg till den som driver tjänsten.")
        append_json_line(self.path, _record(request))

    def weed(self, today: date) -> int:
        """Takes away what is older than so many days; how many opinions. Raises ``NotSaved``."""
        return weed(self.path, self.days, today)

    def recent(self, most: int) -> list[Opinion]:
        """The newest opinions, at most ``most``: wrong ones first, then incomplete ones. Raises ``NotSaved``."""
        if self.path is None:
            return []
        opinions = [opinion for record in read_json_lines(self.path) if (opinion := _opinion(record))]
        newest_first = list(reversed(opinions))
        return sorted(newest_first, key=lambda opinion: list(VERDICT_WORDS).index(opinion.verdict))[:most]


def _record(request: FeedbackRequest) -> dict[str, Any]:
    filled = request.model_dump(mode="json", exclude_none=True)
    return {"time": datetime.now(UTC).isoformat(timespec="seconds"), **filled}


def _opinion(record: Any) -> Opinion | None:
    """The opinion that a line holds; ``None`` when somebody wrote something else there."""
    question, verdict, filters = record.get("question"), record.get("verdict"), record.get("filters", {})
    if not isinstance(question, str) or verdict not in get_args(Verdict) or not isinstance(filters, dict):
        return None
    return Opinion(question, filters, verdict, str(record.get("comment", "")), str(record.get("time", "")))
