"""Words of documents as they are handed to assistants and chats: plain, with nothing hidden and nothing to load.

A document can hold words that are written to steer whoever reads them by machine. What cannot be seen goes out, and
mark-up and addresses become words like others; what is left stands in fields of its own.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

# Controls, formats (zero width, direction, tags), halves, private ones and none at all
_HIDDEN_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT = "\t\n"
# Marks that show nothing: joiners, fillers, blanks, variation selectors
_HIDDEN = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_TAG = re.compile(r"<(?:/?[a-zA-Z][\w:-]*(?:\s[^<>]{0,2000})?/?|!--.{0,2000}?--|![^<>]{0,200})>", re.DOTALL)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,1000})\]\(\s*<?([^()\s]{0,2000}?)>?(?:\s+[\"'][^\"'\n]{0,300}[\"'])?\s*\)")
_SCHEME = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://")
# Addresses of the service's own, ids and codes
_NOT_WORDS = frozenset({"url", "source_url", "id", "document_id", "source_file", "@context", "source"})
_ADDRESSES = frozenset({"url", "id", "source"})


def seen(text: str) -> str:
    """The text without the characters that show nothing."""
    if text.isascii() and text.isprintable():
        return text
    text = _HIDDEN.sub("", _LINE_BREAKS.sub("\n", text))
    return "".join(each for each in text if each in _KEPT or unicodedata.category(each) not in _HIDDEN_KINDS)


def plain(text: str) -> str:
    """The text without what is hidden, without mark-up, and with addresses as words."""
    text = _SCHEME.sub("", seen(text))
    if "](" in text:
        text = _LINK.sub(lambda link: f"{link[1]} ({link[2]})" if link[2] else link[1], text)
    return _TAG.sub("", text) if "<" in text else text


def plain_json(told: Any, address: str = "") -> Any:
    """What the API tells, with plain words, and with the links of the service under its address."""
    if isinstance(told, str):
        return plain(told)
    if isinstance(told, list):
        return [plain_json(each, address) for each in told]
    if not isinstance(told, dict):
        return told
    made = {seen(name): _field(name, value, address) for name, value in told.items()}
    if "highlights" in told and made.get("passage") != told.get("passage"):
        # They would point at other words.
        made["highlights"] = []
    return made


def _field(name: str, value: Any, address: str) -> Any:
    if not isinstance(value, str) or name not in _NOT_WORDS:
        return plain_json(value, address)
    if name in _ADDRESSES and value.startswith("/"):
        return f"{address}{seen(value)}"
    if name == "source_url" and urlsplit(value).scheme not in ("http", "https"):
        return None
    return seen(value)
