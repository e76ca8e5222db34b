"""Connections to the database: a pool, time-outs, one more try where a server is gone, and faults told in Swedish.

The address names no password: that stands in a password file or a service file (``~/.pgpass``, ``PGSERVICEFILE``).
Beyond this machine the server must show a certificate for its name (``sslmode=verify-full``).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from pgvector.psycopg import register_vector
from psycopg import Connection as PsycopgConnection
from psycopg import conninfo, errors
from psycopg_pool import ConnectionPool, PoolTimeout

from indexer.errors import NoSnapshot, SnapshotError, StoreDown, StoreRefused

logger = logging.getLogger(__name__)

SCHEMA = "paragraf"
Connection = PsycopgConnection[tuple[Any, ...]]
_Found = TypeVar("_Found")

_VERIFIED = "verify-full"
# A standby is promoted in a second or two; whoever asks waits no longer than that.
_TRY_FOR_S = 5.0
_PAUSE_S = 0.2
_CONNECT_S = 3

# The first that fits; what libpq says is not told on: it may name what nobody should read.
_FAULTS: tuple[tuple[tuple[type[Exception], ...], type[SnapshotError], str], ...] = (
    (
        (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction),
        StoreRefused,
        "Rollen i PARAGRAF_STORE får inte göra det här i databasen.",
    ),
    (
        (errors.UndefinedTable, errors.InvalidSchemaName),
        NoSnapshot,
        "Databasen har inga tabeller än. Gör dem med: paragraf store migrate",
    ),
    ((errors.UndefinedObject,), StoreRefused, "Databasen saknar tillägget vector."),
    ((errors.QueryCanceled,), StoreDown, "Databasen hann inte svara i tid. Försök igen om en stund."),
    (
        (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout),
        StoreDown,
        "Databasen svarar inte just nu. Försök igen om en stund.",
    ),
)


class Database:
    """The database at an address. Safe to use from several threads; connections are made when they are needed."""

    def __init__(self, address: str, *, most: int = 4, statement_timeout_s: float = 10.0) -> None:
        self._pool = ConnectionPool(
            checked_address(address, statement_timeout_s),
            min_size=0,
            max_size=most,
            timeout=_TRY_FOR_S,
            open=True,
            configure=_prepare,
            check=ConnectionPool.check_connection,
            reconnect_timeout=_TRY_FOR_S,
            name="paragraf",
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    def read(self, work: Callable[[Connection], _Found]) -> _Found:
        """What ``work`` finds in one state of the database. It is begun anew where the server went away meanwhile.

        Raises ``StoreDown``, and ``StoreRefused`` when the database cannot be used as it is.
        """
        until = time.monotonic() + _TRY_FOR_S
        while True:
            try:
                with told_in_swedish(), self._pool.connection() as connection:
                    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    return work(connection)
            except StoreDown:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_S)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is done whole or not at all. Raises as ``read`` does."""
        with told_in_swedish(), self._pool.connection() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            yield connection


@contextmanager
def single_connection(address: str) -> Iterator[Connection]:
    """A connection for work that no time-out ends and that commits each statement. Raises as ``Database.read``."""
    with told_in_swedish(), psycopg.connect(checked_address(address, 0), autocommit=True) as connection:
        _refuse_unverified(connection)
        yield connection


def connect_for_migrating(address: str) -> Connection:
    """A connection that whoever asked closes."""
    return psycopg.connect(checked_address(address, 0))


def checked_address(address: str, statement_timeout_s: float) -> str:
    """The address with what every connection is to hold to. Raises ``StoreRefused`` for one that is none."""
    try:
        given = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        # What is wrong with it may stand beside a password: it is not told.
        raise StoreRefused("PARAGRAF_STORE är ingen adress som postgresql://roll@värd/paragraf.") from None
    told = f"-c search_path={SCHEMA},public -c statement_timeout={round(statement_timeout_s * 1000)}"
    options: dict[str, str | int | None] = {"connect_timeout": _CONNECT_S, "keepalives_idle": 10}
    missing = {key: value for key, value in options.items() if key not in given}
    return conninfo.make_conninfo(address, **missing, application_name="paragraf", options=told)


def _prepare(connection: Connection) -> None:
    _refuse_unverified(connection)
    register_vector(connection)
    connection.commit()


def _refuse_unverified(connection: Connection) -> None:
    """Raises ``StoreRefused`` where the server is on another machine and did not prove who it is."""
    if not is_verified(connection.info.host, connection.info.get_parameters().get("sslmode")):
        raise StoreRefused(f"Databasen ligger på en annan dator: adressen ska ha sslmode={_VERIFIED}.")


def is_verified(host: str, mode: str | None) -> bool:
    """Whether a server is on this machine, or held to showing a certificate for its name."""
    return host.startswith("/") or host in {"localhost", "::1"} or host.startswith("127.") or mode == _VERIFIED


@contextmanager
def told_in_swedish() -> Iterator[None]:
    """Faults of the database as errors of ours."""
    try:
        yield
    except (psycopg.Error, PoolTimeout) as error:
        raise explained(error) from error


def explained(error: BaseException | None) -> Exception:
    """The fault as one of ours; what is no fault of the database's comes back as it is."""
    for kinds, ours, message in _FAULTS:
        if isinstance(error, kinds):
            if ours is StoreDown:
                logger.warning(
                    "the database does not answer: %s %s", type(error).__name__, getattr(error, "sqlstate", "")
                )
            return ours(message)
    return error if isinstance(error, Exception) else StoreRefused("Databasen kunde inte användas.")
