"""Taking the tables to a revision and back, as the role that owns them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from indexer.errors import StoreRefused, WrongVersion
from indexer.postgresql.connection import SCHEMA, Connection, connect_for_migrating, explained

# What an administrator runs once
SETUP = Path(__file__).parents[1] / "setup.sql"
NEWEST = "head"
NOTHING = "base"


def migrate(address: str, revision: str = NEWEST) -> str:
    """Take the tables to the revision, up or down; the one they are at then, empty for none.

    Raises ``StoreDown``, ``StoreRefused``; where a step fails the tables are as after the step before it.
    """
    config = _config()
    known = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    if revision not in {NEWEST, NOTHING, *known}:
        raise StoreRefused(f"Det finns inga tabeller av utgåva {revision}. De som finns: {', '.join(sorted(known))}.")
    engine = create_engine("postgresql+psycopg://", creator=lambda: connect_for_migrating(address), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
            connection.commit()
            config.attributes["connection"] = connection
            at = connection.scalar(text(f"SELECT to_regclass('{SCHEMA}.alembic_version')"))
            now = connection.scalar(text(_REVISION)) if at else None
            connection.commit()
            goes_down = revision == NOTHING or (now is not None and revision in known[known.index(now) + 1 :])
            (command.downgrade if goes_down else command.upgrade)(config, revision)
            return str(connection.scalar(text(_REVISION)) or "")
    except DBAPIError as error:
        raise explained(error.orig) from error
    finally:
        engine.dispose()


def check_revision(connection: Connection) -> None:
    """Raises ``WrongVersion`` where the tables are not those that this program knows."""
    row = connection.execute(_REVISION).fetchone()
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if row is None or row[0] != newest:
        raise WrongVersion(
            f"Databasens tabeller är av utgåva {row[0] if row else 'ingen'}, programmet använder {newest}. "
            "Kör: paragraf store migrate"
        )


_REVISION = f"SELECT version_num FROM {SCHEMA}.alembic_version"  # noqa: S608


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
