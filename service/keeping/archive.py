"""The file of a backup: a tar with every file and, last, a list of their digests, which says that it is whole."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from indexer.files import reach_disk
from service.base.errors import BadBackup, NotSaved

_LIST = "paragraf-backup.json"
_FORMAT = 1
_PART = 1 << 20
# No part begins with a dot: no way leads out of a folder, and hidden files are none of ours.
Name = Annotated[str, StringConstraints(pattern=r"^[\w-][\w.-]*(/[\w-][\w.-]*)*$", max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BackupFile(_Strict):
    """A file of the backup, with the digest of what it holds."""

    name: Name
    size: int
    sha256: str

    @property
    def store(self) -> str:
        """The name of the store that it belongs to."""
        return self.name.partition("/")[0]


class Contents(_Strict):
    """What a backup holds: when and by which version it was made, and its files."""

    format: int
    made: datetime
    version: str
    files: tuple[BackupFile, ...]


class Writer:
    """Adds files to a backup that is being made."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: list[BackupFile] = []

    def add(self, name: str, file: IO[bytes]) -> None:
        """Adds what an open file holds from its start to its end as it is now."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        counted = _Counted(file)
        self._tar.addfile(_entry(name, size), counted)
        self.files.append(BackupFile(name=name, size=size, sha256=counted.sha256))

    def add_bytes(self, name: str, content: bytes) -> None:
        """Adds a file with that content."""
        self.add(name, io.BytesIO(content))


@contextmanager
def written(path: Path, version: str) -> Iterator[Writer]:
    """Makes the backup at the path, which only its owner can read: whole, or not at all. Raises ``NotSaved``."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
                writer = Writer(tar)
                yield writer
                contents = Contents(
                    format=_FORMAT, made=datetime.now(UTC), version=version, files=tuple(writer.files)
                ).model_dump_json(indent=1)
                tar.addfile(_entry(_LIST, len(contents.encode())), io.BytesIO(contents.encode()))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        reach_disk(path.parent)
    except OSError as error:
        raise NotSaved(f"Säkerhetskopian {path} går inte att skriva: {error.strerror or error}.") from error
    finally:
        beside.unlink(missing_ok=True)


def contents_of(path: Path) -> Contents:
    """What the backup holds, once every file in it has matched its digest. Raises ``BadBackup``."""
    with _read(path) as tar:
        digests: list[tuple[str, int, str]] = []
        listed: bytes | None = None
        for entry, file in _entries(tar):
            if entry.name == _LIST:
                listed = file.read()
            else:
                digests.append((entry.name, entry.size, _digest(file)))
    contents = _contents(path, listed)
    if [(file.name, file.size, file.sha256) for file in contents.files] != digests:
        raise BadBackup(f"Säkerhetskopian {path} är skadad: filerna i den stämmer inte med dess förteckning.")
    return contents


def unpack(path: Path, folder: Path) -> None:
    """Writes every file of a backup that has been checked under the folder. Raises ``BadBackup``."""
    with _read(path) as tar:
        for entry, file in _entries(tar):
            if entry.name != _LIST:
                place = folder / BackupFile(name=entry.name, size=entry.size, sha256="").name
                place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with place.open("xb") as out:
                    shutil.copyfileobj(file, out)
                    out.flush()
                    os.fsync(out.fileno())


class _Counted(io.RawIOBase):
    """A file that is digested as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self._digest.update(part)
        return part

    @property
    def sha256(self) -> str:
        """The digest of what has been read."""
        return self._digest.hexdigest()


def _digest(file: IO[bytes]) -> str:
    counted = _Counted(file)
    while counted.read(_PART):
        pass
    return counted.sha256


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(datetime.now(UTC).timestamp())
    return entry


@contextmanager
def _read(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except tarfile.TarError as error:
        raise BadBackup(f"{path} är ingen säkerhetskopia, eller är avbruten.") from error
    except OSError as error:
        raise BadBackup(f"{path} går inte att läsa: {error.strerror or error}.") from error


def _entries(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for entry in tar:
        file = tar.extractfile(entry) if entry.isreg() else None
        if file is None:
            raise tarfile.ReadError(entry.name)
        yield entry, file


def _contents(path: Path, listed: bytes | None) -> Contents:
    try:
        contents = Contents.model_validate_json(listed or b"")
    except ValidationError as error:
        raise BadBackup(f"{path} är ingen säkerhetskopia, eller är avbruten: den saknar förteckning.") from error
    if contents.format != _FORMAT:
        raise BadBackup(f"{path} är gjord av en annan version av Paragraf ({contents.version}). Återställ med den.")
    return contents
