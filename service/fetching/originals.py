"""The folder of a source: its documents as they were fetched, and what is remembered of each.

Names are made here, of the digest of the address; nothing that a server says becomes a name. What is remembered is
written before a file is, so that no file stands there that is not known.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.loading.manifest import FOLDER_FILE
from indexer.files import reason_of, replace_file
from service.fetching.errors import FetchFault
from service.fetching.getting import Marks
from service.fetching.listing import Listed

# Hidden files are passed over by what reads the folder.
_STATE = ".fetched.json"
_NAME_CHARS = 24


class Original(BaseModel):
    """What is remembered of an address: the file that stands for it, its digest, when it was fetched, and the marks.

    ``missing`` is when it was first found to be withdrawn; ``told`` and ``modified`` are what a list tells of it.
    """

    model_config = ConfigDict(frozen=True)

    file: str = ""
    sha256: str = ""
    fetched: datetime | None = None
    marks: Marks = Marks()
    missing: datetime | None = None
    told: dict[str, str] = {}
    modified: str = ""

    @property
    def is_held(self) -> bool:
        """Whether something was fetched."""
        return bool(self.file)


_ENTRIES = TypeAdapter(dict[str, Original])


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Work on what is fetched to the folder. Raises ``FetchFault`` for whatever the disk refuses."""
    try:
        yield
    except OSError as error:
        reason = reason_of(error)
        raise FetchFault(f"Hämtningen till {folder} avbröts: {reason}. Det som redan är hämtat ligger kvar.") from error


class Originals:
    """The documents of one source, by their addresses. Raises ``FetchFault`` when what is remembered cannot be read."""

    def __init__(self, folder: Path, told: Mapping[str, str]) -> None:
        self._folder, self._told = folder, told
        self.known = _remembered(folder / _STATE)

    def expect(self, addresses: Iterable[str]) -> None:
        """Remember that these are to be fetched."""
        self.known = {**dict.fromkeys(addresses, Original()), **self.known}
        self.remember()

    def marks(self, address: str) -> Marks | None:
        """The marks of what is held whole, to be asked whether it has changed."""
        known = self.known[address]
        return known.marks if known.is_held and (self._folder / known.file).is_file() else None

    def is_as(self, address: str, listed: Listed) -> bool:
        """Whether what is held is what the list tells of, so that nobody need be asked."""
        known = self.known[address]
        is_whole = known.is_held and (self._folder / known.file).is_file()
        return is_whole and bool(listed.modified) and known.modified == listed.modified

    def keep(self, address: str, listed: Listed) -> None:
        """What is held is as it was."""
        self.known[address] = self.known[address].model_copy(update={"missing": None, **_told(listed)})

    def miss(self, address: str, now: datetime) -> None:
        """The document was found to be withdrawn; what was never fetched is forgotten."""
        known = self.known[address]
        if not known.is_held:
            del self.known[address]
        elif known.missing is None:
            self.known[address] = known.model_copy(update={"missing": now})

    @property
    def held(self) -> list[str]:
        """The addresses of what is held."""
        return [address for address, known in self.known.items() if known.is_held]

    def missing_since(self, moment: datetime) -> list[str]:
        """The addresses of what was first found to be withdrawn at that moment or before."""
        return [address for address, known in self.known.items() if known.missing and known.missing <= moment]

    def remove(self, addresses: Iterable[str]) -> None:
        """Take the documents out of the folder."""
        for address in addresses:
            self._clear(address)
            del self.known[address]

    def put(  # noqa: PLR0917  (what a reply and a list tell of one address)
        self, address: str, content: bytes, suffix: str, marks: Marks, now: datetime, listed: Listed
    ) -> bool:
        """Lay what was fetched in the folder; whether it differs from what lay there."""
        before, digest = self.known[address], hashlib.sha256(content).hexdigest()
        name = f"{_name(address)}{suffix}"
        differs = (before.file, before.sha256) != (name, digest) or not (self._folder / name).is_file()
        if differs:
            replace_file(self._folder / name, content)
            self._clear(address, name)
        fetched = now if differs else before.fetched
        self.known[address] = Original(file=name, sha256=digest, fetched=fetched, marks=marks, **_told(listed))
        return differs

    def remember(self) -> None:
        """Write down what is known, for the next time and for what reads the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_file(self._folder / _STATE, _ENTRIES.dump_json(self.known, indent=1))
        lines = [f"{field} = {_toml(value)}" for field, value in sorted(self._told.items())]
        for address, each in sorted(self.known.items()):
            if each.is_held:
                fields = {"source_url": address, **each.told, "sha256": each.sha256}
                lines += ["", f"[{_toml(each.file)}]", *(f"{name} = {_toml(value)}" for name, value in fields.items())]
        replace_file(self._folder / FOLDER_FILE, "\n".join([*lines, ""]).encode())

    def _clear(self, address: str, kept: str = "") -> None:
        """Take away the files of an address but the one that is kept."""
        for path in self._folder.glob(f"{_name(address)}.*"):
            if path.name != kept:
                path.unlink(missing_ok=True)


def _told(listed: Listed) -> dict[str, Any]:
    return {"told": dict(listed.told), "modified": listed.modified}


def _name(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:_NAME_CHARS]


def _toml(text: str) -> str:
    """A basic string of TOML, which has the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _remembered(path: Path) -> dict[str, Original]:
    try:
        return _ENTRIES.validate_json(path.read_bytes()) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise FetchFault(f"{path} går inte att läsa. Ta bort mappen, så hämtas allt i den på nytt.") from error
