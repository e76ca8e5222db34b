"""From bytes to characters: the encoding of a text, and text that has been encoded twice put right."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from collections import Counter
from functools import partial

from charset_normalizer import from_bytes

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ONE_BYTE_ENCODINGS = ("cp1252", "latin-1", "mac_roman", "cp850")
_SWEDISH_SIGNS = "åäöÅÄÖéÉüÜ§–—−’”“»«•·…½°€\u00a0\u00ad"
_ASCII = re.compile(r"[\x00-\x7f]+")
_MIN_SWEDISH_SHARE = 0.8
# What browsers take these labels for (WHATWG Encoding Standard)
_AS_WINDOWS_1252 = frozenset({"iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii"})
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}\d{0,2}|#\d{2,5}|#[xX][0-9a-fA-F]{2,4});")
_MOST_ROUNDS = 2


def decoded(data: bytes, label: str | None = None) -> str | None:
    """The text in the encoding that its byte order mark, its bytes or the label tell; ``None`` when none fits.

    Bytes that are UTF-8 are read as that whatever the label says.
    """
    if data.startswith(UTF_16_MARKS):
        return _strict(data, "utf-16")
    text = _strict(data, "utf-8-sig")
    if text is None and label is not None and label.lower() not in ("utf-8", "utf8"):
        text = _strict(data, "cp1252" if label.lower() in _AS_WINDOWS_1252 else label)
    return text if text is not None else _mostly_utf_8(data) or _guessed(data)


def mended(text: str) -> str:
    """The text with what has been encoded twice («Ã¤», «√§», «&ouml;») as the signs that were meant."""
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
    for encoding, leads, pattern in _TWICE:
        for _ in range(_MOST_ROUNDS):
            if not any(lead in text for lead in leads):
                break
            text = pattern.sub(partial(_meant, encoding), text)
    return text


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _mostly_utf_8(data: bytes) -> str | None:
    """UTF-8 in which some bytes are of another encoding, each of them as the sign of windows-1252 that it is."""
    right = data.decode("utf-8", "ignore")
    foreign = len(right.encode()) - sum(len(piece) for piece in _ASCII.findall(right))
    wrong = len(data) - len(right.encode())
    return data.decode("utf-8", _AS_ONE_BYTE) if foreign > 2 * wrong else None


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.start + 1].decode("cp1252", "replace"), error.start + 1


_AS_ONE_BYTE = "paragraf-one-byte"
codecs.register_error(_AS_ONE_BYTE, _one_byte)


def _guessed(data: bytes) -> str | None:
    """The text in the encoding that makes Swedish of what is not ASCII, else in the likeliest one, if there is any."""
    texts = [text for text in (_strict(data, encoding) for encoding in _ONE_BYTE_ENCODINGS) if text is not None]
    best = max(texts, key=_swedish_share)
    if _swedish_share(best) >= _MIN_SWEDISH_SHARE:
        return best
    guess = from_bytes(data, cp_isolation=list(_ONE_BYTE_ENCODINGS)).best()
    return None if guess is None else str(guess)


def _swedish_share(text: str) -> float:
    foreign = _ASCII.sub("", text)
    signs = Counter(foreign)
    return sum(signs[sign] for sign in _SWEDISH_SIGNS) / max(1, len(foreign))


# Encoded twice


def _shown(byte: int, encoding: str) -> str:
    """The sign that a byte is taken for; programs take those that windows-1252 leaves out for latin-1."""
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)


def _sequences(encoding: str) -> tuple[str, str, re.Pattern[str]]:
    """What the signs of UTF-8 beyond ASCII look like when each of their bytes is taken for a sign."""
    rest = re.escape("".join(_shown(byte, encoding) for byte in range(0x80, 0xC0)))
    two, three = "".join(_shown(byte, encoding) for byte in (0xC2, 0xC3)), _shown(0xE2, encoding)
    return encoding, two + three, re.compile(f"[{re.escape(two)}][{rest}]|{re.escape(three)}[{rest}]{{2}}")


_TWICE = tuple(map(_sequences, ("cp1252", "latin-1", "mac_roman", "cp850")))


def _meant(encoding: str, match: re.Match[str]) -> str:
    signs = {_shown(byte, encoding): byte for byte in range(0x80, 0x100)}
    try:
        meant = bytes(signs[sign] for sign in match.group()).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return match.group()
    # «för¬ändring» holds a mark of old texts where a word may be cut
    return match.group() if encoding == "mac_roman" and unicodedata.category(meant) == "Cc" else meant
