"""Another server's OParl as files of a collection: each file with what is told of it in the folder's manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from indexer.files import replace_file
from service.base.errors import ServiceError
from service.client.oparl_client import OParlClient, OParlFault
from service.fetching.oparl import FileTold, files_of, modified_of, source_of
from service.register.meetings import slug

_MANIFEST = "manifest.json"
# What was fetched, by the ids of the files; the loader passes over hidden files.
_STATE = ".oparl.json"
_ENDINGS = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
}
Known = dict[str, str]
# More than a tenth gone at once is more likely a fault of the server.
_MOST_GONE = 0.1
_FEW = 3


class ImportFault(ServiceError):
    """The files could not be fetched; those that were fetched before are as they were."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: files written, kept as they were and taken away, and why others could not be fetched."""

    written: int
    kept: int
    removed: int
    faults: tuple[str, ...]


def import_from(server: OParlClient, folder: Path, max_bytes: int, *, accept_removals: bool = False) -> Imported:
    """Makes the folder hold the files of the server. Raises ``ImportFault``; the folder is then as it was."""
    before = _state(folder)
    told = _all_files(server)
    gone = before.keys() - told.keys()
    if not accept_removals and len(gone) > max(_FEW, _MOST_GONE * len(before)):
        raise ImportFault(f"{len(gone)} av {len(before)} filer är borta från servern. Stämmer det: --accept-removals.")
    folder.mkdir(parents=True, exist_ok=True)
    state: dict[str, Known] = {}
    faults, written = [], 0
    for name, each in told.items():
        known = before.get(name)
        try:
            fetched = None if _is_kept(folder, each, known) else server.content(source_of(each.file), max_bytes)
        except OParlFault as error:
            faults.append(str(error))
            fetched = None
        if fetched is not None:
            known = {"file": _file_name(each), "modified": modified_of(each)}
            replace_file(folder / known["file"], fetched)
            written += 1
        # What could not be fetched today is no reason to lose what was fetched before.
        if known:
            state[name] = known
    _put(
        folder / _MANIFEST, {"documents": [{"file": state[name]["file"], **told[name].entry} for name in sorted(state)]}
    )
    _put(folder / _STATE, state)
    left = {known["file"] for known in before.values()} - {known["file"] for known in state.values()}
    for file in left:
        (folder / file).unlink(missing_ok=True)
    return Imported(written, len(state) - written, len(left), tuple(faults))


def _all_files(server: OParlClient) -> dict[str, FileTold]:
    """The files by their ids, each as the first place tells of it. Raises ``ImportFault``."""
    found: dict[str, FileTold] = {}
    try:
        for each in files_of(server):
            found.setdefault(each.file["id"], each)
    except OParlFault as error:
        raise ImportFault(str(error)) from error
    return found


def _is_kept(folder: Path, told: FileTold, known: Known | None) -> bool:
    """Whether the folder has the file as the server says that it is."""
    modified = modified_of(told)
    return bool(known and modified and known["modified"] == modified and (folder / known["file"]).is_file())


def _file_name(told: FileTold) -> str:
    """A name of our own, that stays: what the server calls a file is no name on this machine."""
    digest = hashlib.sha256(told.file["id"].encode()).hexdigest()[:10]
    kind = str(told.file.get("mimeType", "")).partition(";")[0].strip().lower()
    words = slug(told.entry.get("title"))[:60].strip("-")
    named = Path(str(told.file.get("fileName", ""))).suffix.lower()
    ending = _ENDINGS.get(kind) or (named if named in _ENDINGS.values() else ".pdf")
    return f"{words or 'fil'}-{digest}{ending}"


def _state(folder: Path) -> dict[str, Known]:
    path = folder / _STATE
    try:
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise ImportFault(f"{path} går inte att läsa. Ta bort den, så hämtas allt på nytt.") from error


def _put(path: Path, content: object) -> None:
    replace_file(path, json.dumps(content, ensure_ascii=False, indent=1).encode())
