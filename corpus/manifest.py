"""The manifest of a corpus folder: what is known about its files from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import ManifestError
from corpus.metadata import Metadata
from corpus.types import KINDS

MANIFEST = "manifest.json"
_KEYS = frozenset({"file", "title", "organisation", "body", "kind", "date", "source", "source_url", "sha256"})


def read_manifest(folder: Path) -> Mapping[str, tuple[Metadata, str | None]]:
    """Metadata and digest by file name; empty when the folder has no manifest. Raises ``ManifestError``."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
        entries = content["documents"]
        return {entry["file"]: (_metadata(entry), entry.get("sha256")) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: {error}") from error


def _metadata(entry: Mapping[str, Any]) -> Metadata:
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"okända nycklar {sorted(unknown)}")
    if entry["kind"] not in KINDS:
        raise ValueError(f"okänd typ {entry['kind']!r}; kända är {', '.join(KINDS)}")
    day = date.fromisoformat(entry["date"]) if entry.get("date") else None
    return Metadata(
        entry["title"], entry.get("organisation"), entry.get("body"), entry["kind"], day, entry.get("source_url")
    )
