"""A build that many machines share: the documents to be read, and the vectors that have been made of them."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_TABLES = {
    "work": """
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        document text NOT NULL UNIQUE,
        content text NOT NULL,
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'leased', 'done', 'refused')),
        lease bigint NOT NULL DEFAULT 0,
        until timestamptz,
        tries integer NOT NULL DEFAULT 0,
        result text
    """,
    "made_vector": """
        key bytea NOT NULL,
        model text NOT NULL,
        vector bytea NOT NULL,
        PRIMARY KEY (key, model)
    """,
}


def upgrade() -> None:
    """Make the tables; the indexer may write in them, the reader need not know them."""
    for name, columns in _TABLES.items():
        op.execute(f"CREATE TABLE paragraf.{name} ({columns})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON paragraf.{name} TO paragraf_indexer")
    op.execute("CREATE INDEX work_to_do ON paragraf.work (id) WHERE state IN ('waiting', 'leased')")
    op.execute("GRANT USAGE ON SEQUENCE paragraf.work_id_seq TO paragraf_indexer")


def downgrade() -> None:
    """Take the tables away; what was in force stays."""
    for name in reversed(_TABLES):
        op.execute(f"DROP TABLE paragraf.{name}")
