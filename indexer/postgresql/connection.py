"""Connections to the database: a pool, time-outs, one more try where a server is gone, and faults told in Swedish.

The address names no password: that stands in a password file or a service file (``~/.pgpass``, ``PGSERVICEFILE``).
Beyond this machine the server must show a certificate for its name (``sslmode=verify-full``), or no word is sent to it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, TypeVar

import psycopg
from pgvector.psycopg import register_vector
from psycopg import Connection as PsycopgConnection
from psycopg import conninfo, errors, pq
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
# What libpq says of a server that did not prove who it is.
_UNPROVEN = (
    ("does not match host name", "Databasens certifikat gäller ett annat namn än det i adressen."),
    (
        "certificate verify failed",
        "Databasens certifikat är inte utfärdat av den som sslrootcert pekar ut, eller gäller inte i dag.",
    ),
    ("root certificate file", "Filen som sslrootcert pekar ut finns inte."),
    ("does not support SSL", "Databasen erbjuder ingen krypterad förbindelse."),
)


class Database:
    """The database at an address. Safe to use from several threads; connections are made when they are needed."""

    def __init__(self, address: str, *, most: int = 4, statement_timeout_s: float = 10.0) -> None:
        self._address = checked_address(address, statement_timeout_s)
        self._pool = ConnectionPool(
            self._address,
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
                with self._connected() as connection:
                    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    return work(connection)
            except StoreDown:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_S)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that is done whole or not at all. Raises as ``read`` does."""
        with self._connected() as connection:
            connection.execute("SET LOCAL statement_timeout = 0")
            yield connection

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with told_in_swedish():
            try:
                with self._pool.connection() as connection:
                    yield connection
            except PoolTimeout:
                # The pool does not tell why there is none.
                psycopg.connect(self._address).close()
                raise


@contextmanager
def single_connection(address: str) -> Iterator[Connection]:
    """A connection for work that no time-out ends and that commits each statement. Raises as ``Database.read``."""
    with told_in_swedish(), psycopg.connect(checked_address(address, 0), autocommit=True) as connection:
        yield connection


def connect_for_migrating(address: str) -> Connection:
    """A connection that whoever asked closes."""
    return psycopg.connect(checked_address(address, 0))


def checked_address(address: str, statement_timeout_s: float) -> str:
    """The address with what every connection is to hold to. Raises ``StoreRefused`` where it is none or unsafe."""
    try:
        given = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        # What is wrong with it may stand beside a password: it is not told.
        raise StoreRefused("PARAGRAF_STORE är ingen adress som postgresql://roll@värd/paragraf.") from None
    told = f"-c search_path={SCHEMA},public -c statement_timeout={round(statement_timeout_s * 1000)}"
    options: dict[str, str | int | None] = {"connect_timeout": _CONNECT_S, "keepalives_idle": 10}
    _refuse_unverified(address)
    missing = {key: value for key, value in options.items() if key not in given}
    return conninfo.make_conninfo(address, **missing, application_name="paragraf", options=told)


def _prepare(connection: Connection) -> None:
    register_vector(connection)
    connection.commit()


def _refuse_unverified(address: str) -> None:
    """Raises ``StoreRefused`` where a server may be on another machine and is not held to proving who it is."""
    # Knows what stands in service files and the environment too; until it is asked further it sends no word.
    begun = pq.PGconn.connect_start(address.encode())
    told = {option.keyword: (option.val or b"").decode() for option in begun.info}
    begun.finish()
    places = [*told[b"host"].split(","), *told[b"hostaddr"].split(",")]
    if told[b"sslmode"] != _VERIFIED and not all(is_here(place) for place in places):
        raise StoreRefused(f"Databasen ligger på en annan dator: adressen ska ha sslmode={_VERIFIED}.")


def is_here(place: str) -> bool:
    """Whether a server's name, number or socket is sure to be of this machine; none at all stands for a socket."""
    if place in {"", "localhost"} or place.startswith(("/", "@")):
        return True
    try:
        return ip_address(place).is_loopback
    except ValueError:
        return False


@contextmanager
def told_in_swedish() -> Iterator[None]:
    """Faults of the database as errors of ours."""
    try:
        yield
    except (psycopg.Error, PoolTimeout) as error:
        raise explained(error) from error


def explained(error: BaseException | None) -> Exception:
    """The fault as one of ours; what is no fault of the database's comes back as it is."""
    unproven = next((message for said, message in _UNPROVEN if said in str(error)), None)
    if isinstance(error, psycopg.OperationalError) and unproven:
        return StoreRefused(unproven)
    for kinds, ours, message in _FAULTS:
        if isinstance(error, kinds):
            if ours is StoreDown:
                logger.warning(
                    "the database does not answer: %s %s", type(error).__name__, getattr(error, "sqlstate", "")
                )
            return ours(message)
    return error if isinstance(error, Exception) else StoreRefused("Databasen kunde inte användas.")
