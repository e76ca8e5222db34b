"""A service over minutes made by hand whose heading, text and number are as bad as a file could make them."""

from __future__ import annotations

from dataclasses import replace

from corpus.base.types import Document
from service.register.records import Records
from tests.tiny_service import DECIDED, MINUTES, TinyEngine

HEADING = '=HYPERLINK("https://exempel.se";"Klicka") <script>alert(1)</script>\x0b\ufffe'
NUMBER = "KS/2024:40?<img src=x>#\"'"
TEXT = f"-1+1 <img src=x onerror=alert(1)> {'ordutanmellanslag' * 30}"


def _hostile() -> Document:
    text = MINUTES.text.replace(DECIDED, TEXT)
    first, second = MINUTES.sections
    moved = len(text) - len(MINUTES.text)
    start = text.index(TEXT)
    decision = replace(MINUTES.decisions[0], items=(TEXT,), start=start, end=start + len(TEXT))
    first = replace(first, heading=(HEADING,), case_number=NUMBER, end=first.end + moved)
    second = replace(second, start=second.start + moved, end=second.end + moved, blocks=())
    return replace(MINUTES, text=text, sections=(first, second), decisions=(decision,), matters=())


HOSTILE = _hostile()


class HostileEngine(TinyEngine):
    """The tiny engine over the hostile minutes."""

    records = Records((HOSTILE,))

    def __init__(self) -> None:
        self._documents = (HOSTILE,)
