"""The body of a reply, unpacked, up to limits of size and time."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

from service.fetching.errors import NotFetched
from service.generation.http_client import Reply

_GZIP = 16 + zlib.MAX_WBITS
GZIP_MARK = b"\x1f\x8b"


def body_of(reply: Reply, max_bytes: int, until: float) -> bytes:
    """The body, unpacked. Raises ``NotFetched`` for more than ``max_bytes``, or when the clock has passed ``until``."""
    packing = reply.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "gzip", "x-gzip", ""):
        raise NotFetched(f"är packat som {packing[:20]}, vilket ingen bett om")
    parts = _unpacked(reply.chunks, max_bytes) if packing.endswith("gzip") else reply.chunks
    body = _gathered(parts, max_bytes, until)
    told = reply.headers.get("content-length", "")
    if packing in ("identity", "") and told.isdigit() and int(told) != len(body):
        raise NotFetched("kom inte helt")
    return body


def unpacked(content: bytes, max_bytes: int) -> bytes:
    """What is packed with gzip. Raises ``NotFetched`` for more than ``max_bytes``."""
    return _gathered(_unpacked(iter((content,)), max_bytes), max_bytes, float("inf"))


def _gathered(parts: Iterator[bytes], max_bytes: int, until: float) -> bytes:
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > max_bytes:
            raise NotFetched(f"är större än {max_bytes} byte (PARAGRAF_MAX_FILE_BYTES)")
        if time.monotonic() > until:
            raise NotFetched("tog för lång tid att hämta")
    return bytes(body)


def _unpacked(chunks: Iterator[bytes], max_bytes: int) -> Iterator[bytes]:
    """The parts of what is packed, none longer than the limit and a byte. Raises ``NotFetched``."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        for chunk in chunks:
            left = chunk
            while left and not unpacking.eof:
                yield unpacking.decompress(left, max_bytes + 1)
                left = unpacking.unconsumed_tail
    except zlib.error as error:
        raise NotFetched("är packat på ett sätt som inte går att läsa") from error
    if not unpacking.eof:
        raise NotFetched("kom inte helt")
