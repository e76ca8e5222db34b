"""From a file's bytes to text. Each format has one reader; ``READERS`` says which suffix goes to which."""

from __future__ import annotations

import codecs
import errno
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from charset_normalizer import from_bytes

from corpus.errors import UnreadableFile

Reader = Callable[[bytes], str]

_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ONE_BYTE_ENCODINGS = ("cp1252", "latin-1", "mac_roman", "cp850")
_SWEDISH_SIGNS = "åäöÅÄÖéÉüÜ§–—−’”“»«•·…½°€\u00a0\u00ad"
_ASCII = re.compile(r"[\x00-\x7f]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MIN_SWEDISH_SHARE = 0.8
_MAX_CONTROL_SHARE = 0.02
_FAULTS = {
    errno.ENOENT: "den finns inte",
    errno.EACCES: "den får inte läsas",
    errno.EPERM: "den får inte läsas",
    errno.EISDIR: "det är en mapp",
}


def read_text(data: bytes) -> str:
    """The text of a plain text or Markdown file in any common encoding. Raises ``UnreadableFile``."""
    if not data.strip():
        raise UnreadableFile("filen är tom")
    if b"\x00" in data and not data.startswith(_UTF_16_MARKS):
        raise UnreadableFile("filen är binär, inte text")
    text = _decode(data)
    if _control_share(text) > _MAX_CONTROL_SHARE:
        raise UnreadableFile("filen är binär, inte text")
    return text


READERS: Mapping[str, Reader] = {".txt": read_text, ".text": read_text, ".md": read_text, ".markdown": read_text}


def read_file(path: Path, max_bytes: int) -> tuple[bytes, str]:
    """The bytes of the file and the text its reader finds in them. Raises ``UnreadableFile``."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        known = ", ".join(sorted(READERS))
        raise UnreadableFile(
            f"formatet {path.suffix or '(utan filändelse)'} kan inte läsas; det som kan läsas är {known}"
        )
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise UnreadableFile(f"filen är för stor: {size} byte, högst {max_bytes} läses (PARAGRAF_MAX_FILE_BYTES)")
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"filen går inte att öppna: {_fault(error)}") from error
    return data, reader(data)


def _fault(error: OSError) -> str:
    name = os.strerror(error.errno) if error.errno else str(error)
    return _FAULTS.get(error.errno or 0, f"operativsystemet svarar «{name}»")


def _decode(data: bytes) -> str:
    utf_16 = data.startswith(_UTF_16_MARKS)
    text = _decoded(data, "utf-16" if utf_16 else "utf-8-sig")
    if text is None and not utf_16:
        text = _guessed(data)
    if text is None:
        raise UnreadableFile("filens teckenkodning går inte att avgöra")
    return text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> str | None:
    """The text in the encoding that makes Swedish of what is not ASCII, else in the likeliest one, if there is any."""
    texts = [text for text in (_decoded(data, encoding) for encoding in _ONE_BYTE_ENCODINGS) if text is not None]
    best = max(texts, key=_swedish_share)
    if _swedish_share(best) >= _MIN_SWEDISH_SHARE:
        return best
    guess = from_bytes(data, cp_isolation=list(_ONE_BYTE_ENCODINGS)).best()
    return None if guess is None else str(guess)


def _swedish_share(text: str) -> float:
    foreign = _ASCII.sub("", text)
    signs = Counter(foreign)
    return sum(signs[sign] for sign in _SWEDISH_SIGNS) / max(1, len(foreign))


def _control_share(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(1, len(text))
