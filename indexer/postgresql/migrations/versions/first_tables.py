"""Generations of a collection: documents, passages, postings, and what is counted over all of them.

A row is in the generations from ``born`` up to, not with, ``died``. A generation is put in force in one step.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

_LIVES = "born integer NOT NULL, died integer NOT NULL DEFAULT 2147483647"
_TABLES = {
    "generation": """
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        snapshot text NOT NULL UNIQUE,
        manifest text NOT NULL,
        inventory text NOT NULL,
        documents bytea NOT NULL,
        passages integer NOT NULL,
        tokens bigint NOT NULL,
        made timestamptz NOT NULL DEFAULT now()
    """,
    "in_force": """
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        generation integer NOT NULL REFERENCES paragraf.generation,
        since timestamptz NOT NULL DEFAULT now()
    """,
    "document": f"""
        key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        {_LIVES},
        id text NOT NULL,
        aliases text[] NOT NULL,
        organisation text NOT NULL,
        body text NOT NULL,
        kind text NOT NULL,
        day date,
        digest bytea NOT NULL,
        content text NOT NULL
    """,
    "passage": f"""
        key integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        {_LIVES},
        document integer NOT NULL REFERENCES paragraf.document,
        place integer NOT NULL,
        section text NOT NULL,
        number text,
        case_number text,
        statuses text[] NOT NULL,
        tokens integer NOT NULL,
        content text NOT NULL,
        embedding vector NOT NULL,
        units bytea NOT NULL,
        keys bytea NOT NULL
    """,
    "term": "id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, token text NOT NULL UNIQUE",
    "term_count": f"term integer NOT NULL REFERENCES paragraf.term, {_LIVES}, count integer NOT NULL",
    "word_count": f"word text NOT NULL, stripped text NOT NULL, {_LIVES}, count integer NOT NULL",
    "posting": "term integer NOT NULL, passage integer NOT NULL, frequency integer NOT NULL, tokens integer NOT NULL",
    "removal": "digest text PRIMARY KEY, removals text NOT NULL, made timestamptz NOT NULL DEFAULT now()",
}
_INDEXES = (
    "CREATE UNIQUE INDEX document_living ON paragraf.document (id) WHERE died = 2147483647",
    "CREATE INDEX document_id ON paragraf.document (id)",
    "CREATE UNIQUE INDEX passage_of_document ON paragraf.passage (document, place)",
    "CREATE INDEX passage_case_number ON paragraf.passage (case_number) WHERE case_number IS NOT NULL",
    "CREATE INDEX passage_number ON paragraf.passage (number) WHERE number IS NOT NULL",
    "CREATE INDEX passage_born ON paragraf.passage (born)",
    "CREATE INDEX passage_died ON paragraf.passage (died) WHERE died < 2147483647",
    "CREATE UNIQUE INDEX term_counted ON paragraf.term_count (term, born) INCLUDE (died, count)",
    "CREATE INDEX term_count_died ON paragraf.term_count (died) WHERE died < 2147483647",
    "CREATE UNIQUE INDEX word_counted ON paragraf.word_count (word, born)",
    "CREATE INDEX word_stripped ON paragraf.word_count (stripped)",
    "CREATE INDEX word_like ON paragraf.word_count (left(word, 1), length(word))",
    "CREATE INDEX word_count_died ON paragraf.word_count (died) WHERE died < 2147483647",
    "CREATE UNIQUE INDEX posted ON paragraf.posting (term, passage) INCLUDE (frequency, tokens)",
    "CREATE INDEX posting_passage ON paragraf.posting (passage)",
)


def upgrade() -> None:
    """Make the tables; the indexer may write in them, the reader may read."""
    for name, columns in _TABLES.items():
        op.execute(f"CREATE TABLE paragraf.{name} ({columns})")
    for index in _INDEXES:
        op.execute(index)
    # Compared with every question where no index helps: in the row itself.
    op.execute("ALTER TABLE paragraf.passage ALTER embedding SET STORAGE PLAIN")
    for bits in ("units", "keys"):
        op.execute(f"ALTER TABLE paragraf.passage ALTER {bits} SET STORAGE EXTERNAL")
    op.execute("GRANT USAGE ON SCHEMA paragraf TO paragraf_indexer, paragraf_reader")
    op.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA paragraf TO paragraf_indexer")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA paragraf TO paragraf_indexer, paragraf_reader")
    for name in _TABLES:
        op.execute(f"GRANT INSERT, UPDATE, DELETE ON paragraf.{name} TO paragraf_indexer")


def downgrade() -> None:
    """Take the tables away, with what they hold."""
    for name in reversed(_TABLES):
        op.execute(f"DROP TABLE paragraf.{name}")
