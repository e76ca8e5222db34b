"""What personal data and secret parts were found in the documents of an index: never what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corpus.base.privacy import KIND_WORDS, QUARANTINE, Rule
from indexer.snapshot import Snapshot

_DONE: Mapping[Rule, str] = {"mask": "maskerat", "keep": "kvar", "quarantine": "i karantän"}
_NOTHING = "Inga personuppgifter om enskilda och inga delar märkta sekretess är funna."
_HEAD = ("handling", "sida", "antal", "vad", "gjort")


def privacy_records(snapshot: Snapshot) -> list[dict[str, Any]]:
    """A record for each document, kind and page, and one for each document in quarantine, as JSON has them."""
    found = [
        {
            "file": d.path or d.source_file,
            "document": d.id,
            "done": f.rule,
            "kind": f.kind,
            "page": f.page,
            "count": f.count,
        }
        for d in snapshot.documents
        for f in d.private
    ]
    return [
        *found,
        *({"file": path, "done": "quarantine", "reason": reason} for path, reason in _quarantined(snapshot)),
    ]


def privacy_table(snapshot: Snapshot) -> str:
    """The same as a table for people."""
    rows = [*_rows(snapshot)]
    if not rows:
        return _NOTHING
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    lines = ("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)) for row in (_HEAD, *rows))
    return "\n".join(line.rstrip() for line in lines)


def _rows(snapshot: Snapshot) -> Iterator[tuple[str, str, str, str, str]]:
    for document in snapshot.documents:
        for found in document.private:
            words, page = KIND_WORDS[found.kind][found.count > 1], str(found.page or "–")
            yield document.path or document.source_file, page, str(found.count), words, _DONE[found.rule]
    for path, reason in _quarantined(snapshot):
        yield path, "–", "–", reason.removeprefix(QUARANTINE), _DONE["quarantine"]


def _quarantined(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    return ((path, reason) for path, reason in snapshot.inventory.unread if reason.startswith(QUARANTINE))
