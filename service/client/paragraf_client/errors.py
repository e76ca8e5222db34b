"""What goes wrong when a service is asked.

ParagrafError
├── Unreachable  nothing answers at the address
├── Rejected     the question or list cannot be asked for as it is
├── NotFound     the service holds nothing of that name
├── Gone         the service does not remember what came after that cursor
└── Strange      what answers is no Paragraf, or of another version
"""

from __future__ import annotations


class ParagrafError(Exception):
    """The service gave no answer that can be used; the message is in Swedish. ``status`` is that of its reply."""

    def __init__(self, message: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class Unreachable(ParagrafError):
    """Nothing answers at the address."""


class Rejected(ParagrafError):
    """The question or list cannot be asked for as it is."""


class NotFound(ParagrafError):
    """The service holds nothing of that name."""


class Gone(ParagrafError):
    """The service does not remember what came after that cursor: begin with ``everything``."""


class Strange(ParagrafError):
    """What answers is no Paragraf, or of another version."""
