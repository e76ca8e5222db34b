"""What is known about files from elsewhere: the manifest of a corpus folder, and the ``paragraf.toml`` of any folder.

What a person has told goes before what is read, field by field; what is not told is read from the document.
"""

from __future__ import annotations

import json
import logging
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from corpus.base.errors import ManifestError
from corpus.base.privacy import RULES
from corpus.base.types import KINDS

logger = logging.getLogger(__name__)

MANIFEST = "manifest.json"
FOLDER_FILE = "paragraf.toml"
# How personal data and secret parts of a file or folder are treated, whatever the settings say
RULE = "personal_data"
_TEXTS = ("file", "title", "organisation", "body", "date", "source_url", "sha256")
_KEYS = frozenset({"file", "title", "organisation", "body", "kind", "date", "source", "source_url", "sha256", RULE})
_FIELDS = ("title", "organisation", "body", "kind", "date", "source_url", RULE)
_OF_FOLDER = frozenset({"organisation", "body", "kind", "date", RULE})
_NEEDED = ("title", "kind")

Given = Mapping[str, Any]


def read_manifest(folder: Path) -> Mapping[str, tuple[Given, str | None]]:
    """What is given of each file, and its digest, by file name; empty without a manifest. Raises ``ManifestError``.

    Other programs call files of theirs so too, a saved web site for one: what lists no documents is passed over.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text("utf-8-sig"))
        if not (isinstance(content, dict) and isinstance(content.get("documents"), list)):
            logger.warning("%s lists no documents and is taken for another program's", path)
            return {}
        return {entry["file"]: (_given(entry), entry.get("sha256")) for entry in content["documents"]}
    except KeyError as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: nyckeln {error} saknas") from error
    except json.JSONDecodeError as error:
        raise ManifestError(f"{path} är inte giltig JSON: rad {error.lineno}, tecken {error.colno}") from error
    except (TypeError, AttributeError, RecursionError) as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: det har inte rätt form") from error
    except (OSError, ValueError) as error:
        raise ManifestError(f"{path} är inte ett giltigt manifest: {error}") from error


def read_folder_file(folder: Path) -> Mapping[str, Given]:
    """What the folder's ``paragraf.toml`` gives: under «» for all files there and below, and by file name.

    Raises ``ManifestError``.
    """
    path = folder / FOLDER_FILE
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text("utf-8-sig"))
        tables = {name: value for name, value in content.items() if isinstance(value, dict)}
        for_all = {name: value for name, value in content.items() if name not in tables}
        unknown = sorted(set(for_all) - _OF_FOLDER)
        if unknown:
            raise ValueError(f"okända nycklar {unknown}; för en mapp kan anges {', '.join(sorted(_OF_FOLDER))}")
        return {"": _given(_dated(for_all)), **{name: _given(_dated(table)) for name, table in tables.items()}}
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise ManifestError(f"{path} går inte att använda: {error}") from error


def _dated(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with its day as text; TOML has days of its own."""
    day = table.get("date")
    return {**table, "date": day.isoformat()} if isinstance(day, date) else dict(table)


def _given(entry: Mapping[str, Any]) -> Given:
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"okända nycklar {sorted(unknown)}")
    wrong = [key for key in _TEXTS if not isinstance(entry.get(key) or "", str)]
    if wrong:
        raise ValueError(f"värdet för {wrong[0]!r} är inte text")
    if "kind" in entry and entry["kind"] not in KINDS:
        raise ValueError(f"okänd typ {entry['kind']!r}; kända är {', '.join(KINDS)}")
    if entry.get(RULE, RULES[0]) not in RULES:
        raise ValueError(f"{RULE} kan inte vara {entry[RULE]!r}; det ska vara {', '.join(RULES)}")
    given: dict[str, Any] = {field: entry[field] or None for field in _FIELDS if field in entry}
    if given.get("date"):
        given["date"] = _day(given["date"])
    return {field: value for field, value in given.items() if value or field not in _NEEDED}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"datumet {text!r} är inte ett datum som 2024-12-31") from error
