"""The folder of a source: its documents as they were fetched, or what may be kept of them, and what is remembered.

Names are made here, of the digest of the address; nothing that a server says becomes a name. What is remembered is
written before a file is, so that no file stands there that is not known.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter

from corpus.loading.manifest import FOLDER_FILE
from indexer.files import reason_of, replace_file
from indexer.locks import LockHeld, hold
from service.fetching.errors import FetchFault
from service.fetching.getting import Marks
from service.fetching.listing import Listed
from service.fetching.screening import OWNER_ALONE, Screen, as_it_is

# Hidden files are passed over by what reads the folder.
_STATE = ".fetched.json"
_LOCK = ".fetch.lock"
_NAME_CHARS = 24
_OWNER_ALONE_IN = 0o700


class Original(BaseModel):
    """What is remembered of an address: the file that stands for it, the digest and day of what was fetched, the marks.

    ``stored`` is the digest of the file where that is only what may be kept; there is none where nothing may.
    ``missing`` is when it was first found to be withdrawn; ``told`` and ``modified`` are what a list tells of it.
    """

    model_config = ConfigDict(frozen=True)

    file: str = ""
    sha256: str = ""
    stored: str = ""
    fetched: datetime | None = None
    marks: Marks = Marks()
    missing: datetime | None = None
    told: dict[str, str] = {}
    modified: str = ""

    @property
    def is_held(self) -> bool:
        """Whether something was fetched that is kept."""
        return bool(self.file)

    @property
    def digest(self) -> str:
        """The digest of the file."""
        return self.stored or self.sha256


_ENTRIES = TypeAdapter(dict[str, Original])


@contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Work on what is fetched to the folder, which is made when it is not there, while nobody else does.

    Raises ``FetchFault`` where somebody does, and for whatever the disk refuses.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with hold(folder / _LOCK, timeout_s=0):
            yield
    except LockHeld as error:
        raise FetchFault(f"En annan hämtning pågår till {folder}.") from error
    except OSError as error:
        reason = reason_of(error)
        raise FetchFault(f"Hämtningen till {folder} avbröts: {reason}. Det som redan är hämtat ligger kvar.") from error


def is_fetched(path: Path, folder: Path) -> bool:
    """Whether the file is one of those that were fetched to the folder."""
    return path.parent.parent.resolve() == folder.resolve() and (path.parent / _STATE).is_file()


class Originals:
    """The documents of one source, by their addresses. Raises ``FetchFault`` when what is remembered cannot be read.

    ``screen`` says what may be kept of each.
    """

    def __init__(self, folder: Path, told: Mapping[str, str], screen: Screen = as_it_is) -> None:
        self._folder, self._told, self._screen = folder, told, screen
        self.known = _remembered(folder / _STATE)

    @classmethod
    def all_in(cls, folder: Path, screen: Screen) -> Iterator[Self]:
        """Those of each source that was fetched to the folder."""
        for state in sorted(folder.glob(f"*/{_STATE}")):
            yield cls(state.parent, _told_of_all(state.with_name(FOLDER_FILE)), screen)

    def expect(self, addresses: Iterable[str]) -> None:
        """Remember that these are to be fetched."""
        self.known = {**dict.fromkeys(addresses, Original()), **self.known}
        self.remember()

    def marks(self, address: str) -> Marks | None:
        """The marks of what is held whole, to be asked whether it has changed."""
        known = self.known[address]
        return known.marks if self._is_as_it_was(known) else None

    def is_as(self, address: str, listed: Listed) -> bool:
        """Whether what is held is what the list tells of, so that nobody need be asked."""
        known = self.known[address]
        return self._is_as_it_was(known) and bool(listed.modified) and known.modified == listed.modified

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
        """Lay what may be kept of what was fetched in the folder; whether that differs from what lay there."""
        before, digest = self.known[address], hashlib.sha256(content).hexdigest()
        if before.sha256 == digest and self._is_as_it_was(before):
            self.known[address] = before.model_copy(update={"marks": marks, "missing": None, **_told(listed)})
            return False
        fetched = Original(sha256=digest, fetched=now, marks=marks, **_told(listed))
        self.known[address] = self._laid(address, fetched, content, suffix)
        return self.known[address].is_held

    def screen_again(self, clean: Collection[str]) -> list[Path]:
        """Keep only what may be kept now of all but the ``clean``, told by digests; the files that were changed."""
        changed = []
        for address, known in self.known.items():
            path = self._folder / known.file
            if known.is_held and known.digest not in clean and path.is_file():
                left = self._laid(address, known, path.read_bytes(), path.suffix)
                if left.digest != known.digest or not left.is_held:
                    changed.append(path)
                self.known[address] = left
        self.remember()
        return changed

    def _laid(self, address: str, known: Original, content: bytes, suffix: str) -> Original:
        """What is to be remembered once what may be kept of the content lies in the folder."""
        self._folder.mkdir(_OWNER_ALONE_IN, parents=True, exist_ok=True)
        kept = self._screen(content, suffix, self._folder)
        if kept is None:
            self._clear(address)
            return known.model_copy(update={"file": "", "stored": ""})
        name = f"{_name(address)}{kept[1]}"
        replace_file(self._folder / name, kept[0], OWNER_ALONE)
        self._clear(address, name)
        digest = hashlib.sha256(kept[0]).hexdigest()
        return known.model_copy(update={"file": name, "stored": digest if digest != known.sha256 else ""})

    def _is_as_it_was(self, known: Original) -> bool:
        """Whether what may be kept of what was fetched lies where it was laid."""
        return (self._folder / known.file).is_file() if known.is_held else bool(known.sha256)

    def remember(self) -> None:
        """Write down what is known, for the next time and for what reads the folder."""
        self._folder.mkdir(_OWNER_ALONE_IN, parents=True, exist_ok=True)
        replace_file(self._folder / _STATE, _ENTRIES.dump_json(self.known, indent=1))
        lines = [f"{field} = {_toml(value)}" for field, value in sorted(self._told.items())]
        for address, each in sorted(self.known.items()):
            if each.is_held:
                fields = {"source_url": address, **each.told, "sha256": each.digest}
                lines += ["", f"[{_toml(each.file)}]", *(f"{name} = {_toml(value)}" for name, value in fields.items())]
        replace_file(self._folder / FOLDER_FILE, "\n".join([*lines, ""]).encode())

    def _clear(self, address: str, kept: str = "") -> None:
        """Take away the files of an address but the one that is kept."""
        for path in self._folder.glob(f"{_name(address)}.*"):
            if path.name != kept:
                path.unlink(missing_ok=True)


def _told(listed: Listed) -> dict[str, Any]:
    return {"told": dict(listed.told), "modified": listed.modified}


def _told_of_all(path: Path) -> dict[str, str]:
    """What the folder's own file tells of all documents in it."""
    try:
        told = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {field: value for field, value in told.items() if isinstance(value, str)}


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
