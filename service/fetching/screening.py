"""What of a fetched document may lie on the disk: nothing that was taken out for good, and nothing that is masked.

Where something must go, the text that is left is kept in place of the file, written so that it is read as the same
document. The file is read as the indexer reads it, in a process of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from corpus.base.types import Document
from corpus.loading.corpus_folder import Source
from corpus.loading.worker import Stopped, Worker
from indexer.files import replace_file
from indexer.intake import limits_of
from indexer.tombstones import Removals, read_removals
from service.base.settings import ServiceSettings

# Hidden, so that nothing reads it as a document
_LOOKED_AT = ".granskas"
_TEXT = ".txt"
_NUMBERED = re.compile(r"\w{1,3}[.)]")
_MARKS = {"heading": "# ", "item": "• "}
OWNER_ALONE = 0o600


class Screen(Protocol):
    """What may be kept of a file in a folder, with the suffix it has then; ``None`` where nothing may."""

    def __call__(self, content: bytes, suffix: str, folder: Path) -> tuple[bytes, str] | None: ...


def as_it_is(content: bytes, suffix: str, folder: Path) -> tuple[bytes, str] | None:  # noqa: ARG001
    """All of it."""
    return content, suffix


@contextmanager
def screening(settings: ServiceSettings, removals: Removals | None = None) -> Iterator[Screen]:
    """What may be kept where those settings hold and that has been taken out. Raises ``BuildError``."""
    gone = read_removals(settings.index_dir) if removals is None else removals
    if settings.fetch_unmasked and not gone:
        yield as_it_is
        return
    limits = limits_of(settings)
    worker = Worker(limits)

    def screened(content: bytes, suffix: str, folder: Path) -> tuple[bytes, str] | None:
        path = folder / f"{_LOOKED_AT}{suffix}"
        replace_file(path, content, OWNER_ALONE)
        try:
            report = worker.ask((Source(path, path.stem), limits, settings.privacy))
        except Stopped:
            return content, suffix
        finally:
            path.unlink(missing_ok=True)
        if report.kind != "done":  # it says nothing that could be found, or is in quarantine and out of the index
            return content, suffix
        return _left(report.content, content, suffix)

    def _left(document: Document, content: bytes, suffix: str) -> tuple[bytes, str] | None:
        left = gone.left_of(document)
        is_masked = any(finding.rule == "mask" for finding in document.private)
        if left is document and (settings.fetch_unmasked or not is_masked):
            return content, suffix
        return (text_file(left).encode(), _TEXT) if left else None

    try:
        yield screened
    finally:
        worker.close()


def text_file(document: Document) -> str:
    """What is left in the document as a text file that is read as it was, with its headings, lists and pages."""
    parts: list[str] = []
    at, page = 0, 1
    for block in (block for section in document.sections for block in section.blocks):
        between = document.text[at : block.start]
        parts += ["\n\n" if between.strip() else between, "\f" * max(0, (block.page or page) - page)]
        if block.kind != "item" or not _NUMBERED.match(document.text, block.start):
            parts.append(_MARKS.get(block.kind, ""))
        parts.append(document.text[block.start : block.end])
        at, page = block.end, max(page, block.page or page)
    return "".join(parts)
