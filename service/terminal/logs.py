"""The logs of the service: lines of text or of JSON on standard error, without a word of what people ask.

An error may quote what was asked, so of errors only the kind is told, and where in the program it arose.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

from service.api.entrance.measuring import REQUEST_FIELDS

Form = Literal["text", "json"]

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def log_to_standard_error(form: Form) -> None:
    """Our own logs from INFO on, those of the libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form))
    logging.basicConfig(handlers=[handler])
    for package in ("corpus", "indexer", "service"):
        logging.getLogger(package).setLevel(logging.INFO)


def formatter(form: Form) -> logging.Formatter:
    """What makes a line of a log record."""
    return _JsonLines() if form == "json" else _TextLines(_TEXT)


class _TextLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have kept the whole text of the error.
        record.exc_text = None
        line = super().format(record)
        record.exc_text = None
        return line

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802  (named by logging)
        kind, error, _ = ei
        if kind is None or error is None:
            return ""
        told = [f"{kind.__module__}.{kind.__qualname__}", *_places(error)]
        cause = error.__cause__ or error.__context__
        while cause is not None:
            told += [f"after {type(cause).__module__}.{type(cause).__qualname__}", *_places(cause)]
            cause = cause.__cause__ or cause.__context__
        return "\n  ".join(told)


class _JsonLines(_TextLines):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        told |= {name: getattr(record, name) for name in REQUEST_FIELDS if hasattr(record, name)}
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def _places(error: BaseException) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
