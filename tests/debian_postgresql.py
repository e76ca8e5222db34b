"""Debian's PostgreSQL with pgvector in a root of its own: unlike the one of ``postgresql_server`` it speaks TLS."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from indexer.locks import hold
from tests.bare_machine import bare_root
from tests.postgresql_server import Server, said_by

_RELEASE = "trixie"
_PACKAGES = "postgresql-17,postgresql-17-pgvector"
_PROGRAMS = "/usr/lib/postgresql/17/bin"
_USER = "nobody:nogroup"


@dataclass(frozen=True)
class DebianServer(Server):
    """A server whose programs and folder are in a root."""

    root: Path

    def run(self, program: str, *arguments: str, given: str = "") -> str:
        """What one of PostgreSQL's programs says, run in the root. Raises ``RuntimeError``."""
        inside = ["chroot", f"--userspec={_USER}", str(self.root), f"{_PROGRAMS}/{program}"]
        return said_by([*inside, *arguments], given)


def debian_root() -> Path:
    """The root, made by who first needs it and kept; where none can be made the test is skipped, and fails in CI."""
    root = Path(tempfile.gettempdir()) / f"paragraf-{_RELEASE}"
    made = root / "made"
    with hold(root.with_suffix(".lock"), timeout_s=1200):
        if not made.exists():
            shutil.rmtree(root, ignore_errors=True)
            bare_root(root, _RELEASE, _PACKAGES)
            # So that a path of this machine into the root is the same there.
            inside = root / root.relative_to("/")
            inside.parent.mkdir(parents=True, exist_ok=True)
            inside.symlink_to("/")
            made.touch()
    return root
