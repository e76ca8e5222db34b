"""From a file's bytes to text. Each format has one reader; ``READERS`` says which suffix goes to which.

All formats become the same light mark-up: # signs before headings, tabs between the cells of a row, bullets before
items, blank lines between paragraphs. Every page of a format that has pages ends with a form feed.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.base.errors import UnreadableFile
from corpus.formats.archive import open_archive
from corpus.formats.chunks import read_word
from corpus.formats.docx import MAIN_PART
from corpus.formats.encodings import UTF_16_MARKS, decoded, mended
from corpus.formats.error_page import is_error_page
from corpus.formats.markdown import shown_markdown
from corpus.formats.mending import mended as with_signs_told
from corpus.formats.odt import MIME_TYPES, read_odt
from corpus.formats.pdf.paged import read_pdf
from corpus.formats.web import declared_encoding, read_saved_page

Reader = Callable[[bytes], str]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_MAX_CONTROL_SHARE = 0.02
_FAULTS = {
    errno.ENOENT: "den finns inte",
    errno.EACCES: "den får inte läsas",
    errno.EPERM: "den får inte läsas",
    errno.EISDIR: "det är en mapp",
}

_PDF_MARK, _PDF_MARK_WITHIN = b"%PDF-", 1024
_ZIP_MARK = b"PK\x03\x04"
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_PAGE_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}\?>\s{0,200})?(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE
)
_ZIP_PARTS = {"xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx", "content.xml": ".ods"}
_SAVE_AS = "öppna filen i ett ordbehandlingsprogram, spara den som {} och lägg in den på nytt"
_SHEET = "kalkylark kan inte läsas; spara det som ska gå att söka i som PDF och lägg in den filen i stället"
_SLIDES = "bildspel kan inte läsas; spara det som PDF och lägg in den filen i stället"
_REMEDIES = {
    ".doc": "det äldre Word-formatet (.doc) kan inte läsas; " + _SAVE_AS.format("Word-dokument (.docx)"),
    ".docx-encrypted": "Word-filen är låst med lösenord; spara den utan lösenord och lägg in den på nytt",
    ".rtf": "formatet RTF kan inte läsas; " + _SAVE_AS.format("Word-dokument (.docx)"),
    ".zip": "arkiv (.zip) läses inte; packa upp filerna och lägg dem i mappen",
    **dict.fromkeys((".xls", ".xlsx", ".xlsm", ".ods", ".csv"), _SHEET),
    **dict.fromkeys((".ppt", ".pptx", ".odp"), _SLIDES),
}


def read_text(data: bytes, label: str | None = None) -> str:
    """The text of a plain text file in any common encoding. Raises ``UnreadableFile``.

    ``label`` is the encoding that the file says it has.
    """
    if not data.strip():
        raise UnreadableFile("filen är tom")
    if b"\x00" in data and not data.startswith(UTF_16_MARKS):
        raise UnreadableFile("filen är binär, inte text")
    text = decoded(data, label)
    if text is None:
        raise UnreadableFile("filens teckenkodning går inte att avgöra")
    if _control_share(text) > _MAX_CONTROL_SHARE:
        raise UnreadableFile("filen är binär, inte text")
    return text


def read_markdown(data: bytes) -> str:
    """The text of a Markdown file in any common encoding, as its page is shown. Raises ``UnreadableFile``."""
    return shown_markdown(read_text(data))


def read_page(data: bytes) -> str:
    """The main text of a saved web page in any common encoding. Raises ``UnreadableFile``."""
    if not data.startswith(UTF_16_MARKS):
        data = data.replace(b"\0", b"")  # as a browser does
    return read_saved_page(read_text(data, declared_encoding(data)))


READERS: Mapping[str, Reader] = {
    **dict.fromkeys((".txt", ".text"), read_text),
    **dict.fromkeys((".md", ".markdown"), read_markdown),
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_page),
    ".pdf": read_pdf,
    ".docx": read_word,
    ".docm": read_word,
    ".odt": read_odt,
}
# Files that may well be a web page in spite of their name
_ARE_PAGES = (read_page, read_text, read_markdown)


def read_file(path: Path, max_bytes: int, before_optical: Callable[[], None] | None = None) -> tuple[bytes, str]:
    """The bytes of the file and the text its reader finds in them. Raises ``UnreadableFile``.

    What the content is goes before what the file is called. ``before_optical`` is called before images are read.
    """
    data = _content(path, max_bytes)
    if not data:
        raise UnreadableFile("filen är tom")
    suffix = kind_of(data) or path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise UnreadableFile(_unknown(suffix))
    text = read_pdf(data, before_optical) if reader is read_pdf and before_optical else reader(data)
    named = path.suffix.lower()
    if reader is read_page and named in READERS and READERS[named] not in _ARE_PAGES and is_error_page(text):
        raise UnreadableFile(f"filen heter {named} men är en webbsida med ett felmeddelande; hämta den på nytt")
    text = mended(text)
    return data, text if reader is read_pdf else with_signs_told(text)


def kind_of(data: bytes) -> str | None:
    """The suffix that fits the content, for formats that can be told from it; ``None`` for the others."""
    if _PDF_MARK in data[:_PDF_MARK_WITHIN]:
        return ".pdf"
    if data.startswith(_ZIP_MARK):
        return _zip_kind(data)
    if data.startswith(_OLE_MARK):
        return ".docx-encrypted" if _ENCRYPTED_PACKAGE in data else ".doc"
    if data.startswith(b"{\\rtf"):
        return ".rtf"
    return ".html" if _PAGE_START.match(data) else None


def _zip_kind(data: bytes) -> str:
    with open_archive(data) as archive:
        if archive.holds(MAIN_PART):
            return ".docx"
        if archive.read("mimetype").strip() in MIME_TYPES:
            return ".odt"
        return next((suffix for part, suffix in _ZIP_PARTS.items() if archive.holds(part)), ".zip")


def _unknown(suffix: str) -> str:
    remedy = _REMEDIES.get(suffix)
    if remedy is not None:
        return remedy
    known = ", ".join(sorted(READERS))
    return f"formatet {suffix or '(utan filändelse)'} kan inte läsas; det som kan läsas är {known}"


def _content(path: Path, max_bytes: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_bytes:
            raise UnreadableFile(f"filen är för stor: {size} byte, högst {max_bytes} läses (PARAGRAF_MAX_FILE_BYTES)")
        with path.open("rb") as file:
            return file.read(max_bytes)
    except OSError as error:
        raise UnreadableFile(f"filen går inte att öppna: {_fault(error)}") from error


def _fault(error: OSError) -> str:
    name = os.strerror(error.errno) if error.errno else str(error)
    return _FAULTS.get(error.errno or 0, f"operativsystemet svarar «{name}»")


def _control_share(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(1, len(text))
