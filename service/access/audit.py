"""The log of administrative acts: who did what, by ids, never by words. Each line is chained to the one before.

What chains them is a key kept in another folder, and beside it how far the log goes: whoever can only write the log
can neither change a line nor take one out, not even the last, without that being found.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

from indexer.locks import LockHeld, hold
from service.base.errors import NotSaved, NotSet
from service.base.settings import ServiceSettings

_KEY_BYTES = 32
_LOCK_S = 10.0
_BEGINNING = "0" * 64
# How far an act that takes its time has come.
BEGUN, DONE, FAILED = "begun", "done", "failed"


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The log and its key."""

    path: Path
    key: bytes
    head: Path

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self | None:
        """The log of the settings, where they ask for one. Raises ``NotSet`` or ``NotSaved``."""
        path, key_file = settings.audit_file, settings.audit_key_file
        if path is None:
            return None
        if key_file is None or key_file.resolve().parent == path.resolve().parent:
            raise NotSet("PARAGRAF_AUDIT_FILE behöver PARAGRAF_AUDIT_KEY_FILE, en nyckel i en annan mapp.")
        try:
            key = bytes.fromhex(key_file.read_text("ascii").strip())
        except (OSError, ValueError) as error:
            raise NotSet(f"{key_file} är ingen nyckel. Skapa en: paragraf audit new-key {key_file}") from error
        if len(key) != _KEY_BYTES:
            raise NotSet(f"{key_file} är ingen nyckel. Skapa en: paragraf audit new-key {key_file}")
        return cls(path, key, key_file.with_name(f"{key_file.name}.head"))

    def add(self, act: str, by: str, **ids: str) -> int:
        """Writes that it was done, by whom, and to what; the number of the line. Raises ``NotSaved``."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with hold(self.path.with_name(f".{self.path.name}.lock"), _LOCK_S):
                number, before = self._end()
                time = datetime.now(UTC).isoformat(timespec="milliseconds")
                line = self._chained({"n": number + 1, "time": time, "act": act, "by": by, **ids}, before)
                _append(self.path, json.dumps(line, ensure_ascii=False))
                _replace(self.head, json.dumps({"n": line["n"], "mac": line["mac"]}))
                return number + 1
        except LockHeld as error:
            raise NotSaved("Någon annan skriver i revisionsloggen just nu. Försök igen.") from error
        except OSError as error:
            raise NotSaved(f"Revisionsloggen går inte att skriva: {error.strerror}.") from error

    @contextmanager
    def acting(self, act: str, by: str, **ids: str) -> Iterator[dict[str, str]]:
        """Writes that what is done within begins, and then whether it was done, so that no act stands without a line.

        What is put in the dictionary that is given is written at the end. Raises ``NotSaved``: before anything is
        done, or when it was done and only its beginning is written.
        """
        begun, told = str(self.add(act, by, state=BEGUN, **ids)), dict[str, str]()
        try:
            yield told
        except BaseException:
            with suppress(NotSaved):
                self.add(act, by, state=FAILED, begun=begun, **ids)
            raise
        self.add(act, by, state=DONE, begun=begun, **ids, **told)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Writes that the service starts, and when this is left that it stops. Raises ``NotSaved``."""
        self.add("service.started", "service")
        try:
            yield
        finally:
            self.add("service.stopped", "service")

    def faults(self) -> list[str]:
        """What is wrong with the log, in Swedish, in the order of its lines. Raises ``NotSaved``."""
        lines = [_read(text) for text in self._texts()]
        whole = [line for line in lines if line is not None and self._is_whole(line)]
        changed = [
            f"Rad {place} i filen är ändrad eller skadad."
            for place, line in enumerate(lines, start=1)
            if line is None or not self._is_whole(line)
        ]
        steps = [
            f"Mellan rad {before['n']} och {line['n']} saknas något eller är flyttat."
            if line["n"] != before["n"] + 1
            else f"Rad {line['n']} hör inte ihop med raden före."
            for before, line in pairwise([{"n": 0, "mac": _BEGINNING}, *whole])
            if line["n"] != before["n"] + 1 or line["before"] != before["mac"]
        ]
        return [*changed, *steps, *self._cut({line["n"]: line["mac"] for line in whole})]

    def unended(self) -> list[tuple[int, str]]:
        """The acts of which is written that they began and not how they ended: line and act. Raises ``NotSaved``."""
        lines = [line for line in map(_read, self._texts()) if line is not None]
        ended = {line["begun"] for line in lines if "begun" in line}
        begun = [(line["n"], str(line["act"])) for line in lines if line.get("state") == BEGUN]
        return [(number, act) for number, act in begun if str(number) not in ended]

    def count(self) -> int:
        """How many lines there are. Raises ``NotSaved``."""
        return len(self._texts())

    def _is_whole(self, line: dict[str, Any]) -> bool:
        return hmac.compare_digest(self._mac(line), line["mac"])

    def _cut(self, whole: dict[int, str]) -> list[str]:
        head = _read(self.head.read_text("utf-8")) if self.head.exists() else None
        if head is None:
            return ["Det går inte att säga hur långt loggen ska gå: filen bredvid nyckeln saknas eller är skadad."]
        if whole.get(head["n"]) != head["mac"]:
            return [f"Loggen ska gå till rad {head['n']}, men slutar före den eller är en annan där."]
        return []

    def _end(self) -> tuple[int, str]:
        """The number and the mark of the last line; of one that a stop left half nothing remains."""
        texts = self._texts()
        last = _read(texts[-1]) if texts else None
        if texts and last is None:
            raise NotSaved("Revisionsloggens sista rad är skadad. Se efter med: paragraf audit verify")
        return (int(last["n"]), str(last["mac"])) if last else (0, _BEGINNING)

    def _texts(self) -> list[str]:
        try:
            return self.path.read_text("utf-8", "replace").splitlines() if self.path.exists() else []
        except OSError as error:
            raise NotSaved(f"Revisionsloggen går inte att läsa: {error.strerror}.") from error

    def _chained(self, line: dict[str, Any], before: str) -> dict[str, Any]:
        linked = {**line, "before": before}
        return {**linked, "mac": self._mac(linked)}

    def _mac(self, line: dict[str, Any]) -> str:
        told = {name: value for name, value in line.items() if name != "mac"}
        return hmac.digest(self.key, json.dumps(told, sort_keys=True).encode(), "sha256").hex()


def act_of_command(act: str, **ids: str) -> AbstractContextManager[dict[str, str]]:
    """Writes what a command does within, by the user that runs it, where there is a log.

    Raises ``NotSet`` or ``NotSaved``.
    """
    log = AuditLog.of(ServiceSettings.load())
    return nullcontext({}) if log is None else log.acting(act, f"command:{getuser()}", **ids)


def make_audit_key(path: Path) -> None:
    """Writes a new key, which only the owner of the file can read. Raises ``NotSaved``, also when the file is there."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(f"{secrets.token_hex(_KEY_BYTES)}\n")
    except FileExistsError:
        raise NotSaved(f"Filen {path} finns redan. Den är inte ändrad.") from None
    except OSError as error:
        raise NotSaved(f"Filen {path} går inte att skriva: {error.strerror}.") from error


def _read(text: str) -> dict[str, Any] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    is_line = isinstance(line, dict) and isinstance(line.get("n"), int) and isinstance(line.get("mac"), str)
    return line if is_line else None


def _append(path: Path, line: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
        size = path.stat().st_size
        try:
            file.write(f"{line}\n".encode())
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


def _replace(path: Path, text: str) -> None:
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
