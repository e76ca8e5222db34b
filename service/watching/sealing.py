"""The key of what is kept of persons: it seals, opens, signs, and tells whether two are the same.

It lies in a file of its own, outside the folder that holds what it seals, so that a copy of the one tells nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64decode
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from service.base.errors import NotSaved, NotSet

_MARK_CHARS = 32


class Key:
    """A key; ``text`` is what its file holds. Raises ``ValueError`` for what is none."""

    def __init__(self, text: bytes) -> None:
        self._fernet = Fernet(text)
        self._bytes = urlsafe_b64decode(text)

    def seal(self, text: str) -> bytes:
        """The text as nobody without the key can read or change it."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text that was sealed. Raises ``NotSaved`` when another key sealed it or somebody changed it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise NotSaved("Det som är sparat om bevakningar går inte att läsa med nyckeln.") from error

    def mark(self, purpose: str, text: str) -> str:
        """The same mark for the same text and purpose, from which nobody without the key can tell the text."""
        made = hmac.new(self._bytes, f"{purpose}\0{text}".encode(), hashlib.sha256)
        return made.hexdigest()[:_MARK_CHARS]

    def sign(self, purpose: str, name: str) -> str:
        """The name with a mark that only the key can have made, as links hold it."""
        return f"{name}.{self.mark(purpose, name)}"

    def read_signed(self, purpose: str, signed: str) -> str | None:
        """The name that was signed for the purpose; ``None`` for anything else."""
        name, _, mark = signed.rpartition(".")
        given, right = mark.encode("utf-8", "replace"), self.mark(purpose, name).encode()
        return name if hmac.compare_digest(given, right) else None


def read_key(path: Path, *folders: Path) -> Key:
    """The key in the file. Raises ``NotSet`` when there is none, or when it lies in one of the folders."""
    if any(path.resolve().is_relative_to(folder.resolve()) for folder in folders):
        raise NotSet(f"Nyckelfilen {path} ligger bland det som den ska skydda. Lägg den i en annan mapp.")
    try:
        return Key(path.read_bytes().strip())
    except FileNotFoundError:
        raise NotSet(f"Nyckelfilen {path} finns inte. Skapa den med: paragraf notify --new-key {path}") from None
    except OSError as error:
        raise NotSet(f"Nyckelfilen {path} går inte att läsa: {error.strerror}.") from error
    except ValueError:
        raise NotSet(f"Nyckelfilen {path} innehåller ingen nyckel.") from None


def make_key(path: Path) -> None:
    """Writes a new key, which only the owner of the file can read. Raises ``NotSaved``, also when the file is there."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
    except FileExistsError:
        raise NotSaved(f"Filen {path} finns redan. Den är inte ändrad.") from None
    except OSError as error:
        raise NotSaved(f"Filen {path} går inte att skriva: {error.strerror}.") from error
