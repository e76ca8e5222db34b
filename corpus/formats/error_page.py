"""What a server sends instead of the file that was asked for."""

from __future__ import annotations

import re

_SHORT = 800
_FAULT = re.compile(
    r"\b(?:[45]\d\d|error|fel(?:meddelande|sida)?|not found|hittas inte|hittades inte|kunde inte hittas|finns inte"
    r"|forbidden|access denied|åtkomst nekad|unauthorized|behörighet|logga in|log ?in|sign in|sidan saknas"
    r"|session(?:en)? har|timeout|unavailable|otillgänglig|tillfälligt)\b",
    re.IGNORECASE,
)


def is_error_page(text: str) -> bool:
    """Whether the text of a web page is an error message or a form to sign in with, not a document."""
    return len(text.strip()) <= _SHORT and _FAULT.search(text) is not None
