"""Files that stand whole inside a Word document (altChunk), each read by the reader of its format."""

from __future__ import annotations

import email
import email.policy

from corpus.base.errors import UnreadableFile
from corpus.base.remarks import remark
from corpus.formats.docx import read_docx
from corpus.formats.encodings import decoded
from corpus.formats.web import declared_encoding, read_html

_PAGES = (".htm", ".html", ".xhtml")
_ARCHIVED_PAGES = (".mht", ".mhtml")


def read_word(data: bytes) -> str:
    """The text of a Word document and of the files inside it. Raises ``UnreadableFile``."""
    return read_docx(data, _read_chunk)


def _read_chunk(name: str, data: bytes, deep: int) -> str:
    """The mark-up of a file in a document; empty, with a remark, when it cannot be read."""
    suffix = name[name.rfind(".") :].lower()
    try:
        if suffix in (".docx", ".docm"):
            return read_docx(data, _read_chunk, deep)
        if suffix in _ARCHIVED_PAGES:
            return _archived_page(data)
        text = decoded(data, declared_encoding(data)) if suffix in (*_PAGES, ".txt") else None
    except UnreadableFile as error:
        remark(f"en fil inuti dokumentet ({name}) har inte lästs: {error}")
        return ""
    if text is None:
        remark(f"en fil inuti dokumentet ({name}) har inte lästs")
        return ""
    return read_html(text) if suffix in _PAGES else text


def _archived_page(data: bytes) -> str:
    """The text of a page saved together with its pictures."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    page = message.get_body(("html", "plain"))
    if page is None:
        raise UnreadableFile("webbsidan innehåller ingen text")
    text = str(page.get_content())
    return read_html(text) if page.get_content_type() == "text/html" else text
