"""The socket that the service answers on: a port, or a file (Unix socket) that a proxy on this computer asks."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.base.errors import ServiceError
from service.base.settings import ServiceSettings

_BACKLOG = 2048


@contextmanager
def listening(settings: ServiceSettings) -> Iterator[socket.socket]:
    """A socket that listens where the settings say. Raises ``ServiceError`` when that cannot be had."""
    if settings.socket is None:
        with _on_port(settings.host, settings.port) as listener:
            yield listener
        return
    with _on_file(settings.socket) as listener:
        yield listener
    settings.socket.unlink(missing_ok=True)


def place_of(settings: ServiceSettings, listener: socket.socket) -> str:
    """Where the socket listens, as people write it."""
    if settings.socket is not None:
        return str(settings.socket)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{listener.getsockname()[1]}"


def _on_port(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise ServiceError(f"Det går inte att svara på {host}, port {port}: {_why_not(error)}") from error


def _on_file(path: Path) -> socket.socket:
    """A socket for its owner and group, in place of one that nobody listens on any more."""
    try:
        if path.is_socket() and _is_left_behind(path):
            path.unlink()
        listener = socket.socket(socket.AF_UNIX)
        try:
            listener.bind(str(path))
            path.chmod(0o660)
            listener.listen(_BACKLOG)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise ServiceError(f"Det går inte att svara på {path}: {_why_not(error)}") from error
    return listener


def _is_left_behind(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as asking:
        return asking.connect_ex(str(path)) == errno.ECONNREFUSED


def _why_not(error: OSError) -> str:
    match error.errno:
        case socket.EAI_NONAME:
            return "adressen finns inte. Välj en annan med --host."
        case errno.EADDRINUSE:
            return "porten är upptagen. Stoppa det andra programmet eller välj en annan port med --port."
        case errno.EADDRNOTAVAIL:
            return "den här datorn har inte den adressen. Välj en annan med --host."
        case errno.EACCES:
            return "porten kräver särskild behörighet. Välj en port över 1023 med --port."
    return f"{error.strerror}."
