"""Keeps a folder like the documents of a service: python mirror.py http://127.0.0.1:8000 FOLDER

Each document is a JSON file. What is held already is fetched again only when another snapshot is served; what the
service holds no more is taken away. A run that is stopped leaves whole files and is made good by the next one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import quote

from paragraf_client import Client, Json

STATE = "snapshot.txt"


def mirror(paragraf: Client, folder: Path) -> tuple[int, int]:
    """How many documents were written and taken away; nothing is done while the same snapshot is served."""
    folder.mkdir(parents=True, exist_ok=True)
    state, snapshot = folder / STATE, paragraf.ready()["snapshot"]
    if state.exists() and state.read_text("utf-8") == snapshot:
        return 0, 0
    held = {_file(folder, document["id"]): document["id"] for document in paragraf.documents()}
    gone = [path for path in folder.glob("*.json") if path not in held]
    for path in gone:
        path.unlink()
    written = sum(_write(path, paragraf.document(name)) for path, name in held.items())
    if paragraf.ready()["snapshot"] == snapshot:
        state.write_text(snapshot, "utf-8")
    return written, len(gone)


def _file(folder: Path, document_id: str) -> Path:
    return folder / f"{quote(document_id, safe='')}.json"


def _write(path: Path, document: Json) -> bool:
    """Whether the document is another than the one that is held; it is put in its place whole."""
    content = json.dumps(document, ensure_ascii=False, indent=1)
    if path.exists() and path.read_text("utf-8") == content:
        return False
    unfinished = path.with_suffix(".part")
    unfinished.write_text(content, "utf-8")
    unfinished.replace(path)
    return True


if __name__ == "__main__":
    with Client(sys.argv[1]) as client:
        print("skrivna {}, borttagna {}".format(*mirror(client, Path(sys.argv[2]))))
