"""The manifest of a corpus folder: what is known about its files from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corpus.base.errors import ManifestError
from corpus.base.types import KINDS
from corpus.extraction.metadata import Metadata

MANIFEST = "manifest.json"
_TEXTS = ("file", "title", "organisation", "body", "date", "source_url", "sha256")
_KEYS = frozenset({"file", "title", "organisation", "body", "kind", "date", "source", "source_url", "sha256"})


def read_manifest(folder: Path) -> Mapping[str, tuple[Metadata, str | None]]:
    """Metadata and digest by file name; empty when the folder has no manifest. Raises ``ManifestError``."""
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        return {entry["file"]: (_metadata(entry), entry.get("sha256")) for entry in content["documents"]}
    except KeyError as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: nyckeln {error} saknas") from error
    except json.JSONDecodeError as error:
        raise ManifestError(f"{path} är inte giltig JSON: rad {error.lineno}, tecken {error.colno}") from error
    except (TypeError, AttributeError, RecursionError) as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: det har inte rätt form") from error
    except (OSError, ValueError) as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: {error}") from error


def _metadata(entry: Mapping[str, Any]) -> Metadata:
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"okända nycklar {sorted(unknown)}")
    wrong = [key for key in _TEXTS if not isinstance(entry.get(key) or "", str)]
    if wrong:
        raise ValueError(f"värdet för {wrong[0]!r} är inte text")
    if entry["kind"] not in KINDS:
        raise ValueError(f"okänd typ {entry['kind']!r}; kända är {', '.join(KINDS)}")
    day = _day(entry["date"]) if entry.get("date") else None
    return Metadata(
        entry["title"], entry.get("organisation"), entry.get("body"), entry["kind"], day, entry.get("source_url")
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"datumet {text!r} är inte ett datum som 2024-12-31") from error
