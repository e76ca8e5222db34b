"""Keeps a folder like a service, by its feed of changes: python mirror.py http://127.0.0.1:8000 FOLDER

Each document, decision, vote, meeting and matter is a JSON file. A run fetches what has changed since the last one; one
that is stopped leaves whole files, and the next one goes on from there.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import quote

from paragraf_client import Client, Gone, Json

CURSOR = "cursor.txt"


def mirror(paragraf: Client, folder: Path) -> tuple[int, int]:
    """How many files were written and taken away."""
    kept = folder / CURSOR
    try:
        return _follow(paragraf, folder, kept.read_text("utf-8") if kept.exists() else None)
    except Gone:
        return _begin_again(paragraf, folder)


def _follow(paragraf: Client, folder: Path, cursor: str | None) -> tuple[int, int]:
    written = removed = 0
    for line in paragraf.changes(cursor):
        if line["type"] == "end":
            _put(folder / CURSOR, line["cursor"])
        elif line["type"] == "removed":
            _file(folder, line).unlink(missing_ok=True)
            removed += 1
        else:
            _put(_file(folder, line), json.dumps(line["thing"], ensure_ascii=False, indent=1))
            written += 1
    return written, removed


def _begin_again(paragraf: Client, folder: Path) -> tuple[int, int]:
    """Fetches everything, and takes away what the service does not hold."""
    held, end = set(), {}
    for line in paragraf.everything():
        if line["type"] == "end":
            end = line
        else:
            held.add(_file(folder, line))
            _put(_file(folder, line), json.dumps(line["thing"], ensure_ascii=False, indent=1))
    gone = [path for path in folder.glob("*/*.json") if path not in held]
    for path in gone:
        path.unlink()
    _put(folder / CURSOR, end["cursor"])
    return len(held), len(gone)


def _file(folder: Path, line: Json) -> Path:
    return folder / line["data_set"] / f"{quote(line['id'], safe='')}.json"


def _put(path: Path, content: str) -> None:
    """Puts the content in its place whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(content, "utf-8")
    unfinished.replace(path)


if __name__ == "__main__":
    with Client(sys.argv[1]) as client:
        print("skrivna {}, borttagna {}".format(*mirror(client, Path(sys.argv[2]))))
