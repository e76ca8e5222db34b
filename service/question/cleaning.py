"""What was typed, as text that can be read."""

from __future__ import annotations

import re
import unicodedata

_SPACE = re.compile(r"\s+")


def clean_question(typed: str) -> str:
    """What was typed without control characters, lone surrogates and extra space."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") else c for c in typed)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", visible)).strip()
