"""Postings packed in blocks, those of a term together, and all that a passage holds in one row.

A row for each posting took ten times the room, and a question read some hundred thousand of them.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_BLOCK = 1024
_ROWS = "term integer NOT NULL, passage integer NOT NULL, frequency integer NOT NULL, tokens integer NOT NULL"
_PACKED = {
    "posting": "term integer NOT NULL, first integer NOT NULL, packed bytea NOT NULL, PRIMARY KEY (term, first)",
    "passage_terms": "passage integer PRIMARY KEY, tokens integer NOT NULL, terms bytea NOT NULL",
}
_PACK = (
    f"""
    INSERT INTO paragraf.posting
    SELECT term, min(passage),
        string_agg(int4send(passage) || int4send(frequency) || int4send(tokens), ''::bytea ORDER BY passage)
    FROM (
        SELECT *, (row_number() OVER (PARTITION BY term ORDER BY passage) - 1) / {_BLOCK} AS block
        FROM paragraf.posted_row
    ) AS numbered GROUP BY term, block
    """,  # noqa: S608
    """
    INSERT INTO paragraf.passage_terms
    SELECT passage, min(tokens), string_agg(int4send(term) || int4send(frequency), ''::bytea ORDER BY term)
    FROM paragraf.posted_row GROUP BY passage
    """,
)


def upgrade() -> None:
    """Pack what there is; the indexer may write it, the reader may read."""
    op.execute("ALTER TABLE paragraf.posting RENAME TO posted_row")
    for name, columns in _PACKED.items():
        op.execute(f"CREATE TABLE paragraf.{name} ({columns})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON paragraf.{name} TO paragraf_indexer")
        op.execute(f"GRANT SELECT ON paragraf.{name} TO paragraf_reader")
    # Numbers hardly get smaller, and are read with every question.
    op.execute("ALTER TABLE paragraf.posting ALTER packed SET STORAGE EXTERNAL")
    op.execute("ALTER TABLE paragraf.passage_terms ALTER terms SET STORAGE EXTERNAL")
    for statement in _PACK:
        op.execute(statement)
    op.execute("DROP TABLE paragraf.posted_row")


def downgrade() -> None:
    """Give each posting a row of its own again."""
    op.execute("DROP TABLE paragraf.posting")
    op.execute(f"CREATE TABLE paragraf.posting ({_ROWS})")
    op.execute(
        "INSERT INTO paragraf.posting"  # noqa: S608
        f" SELECT {_number('terms', '8 * at')}, passage, {_number('terms', '8 * at + 4')}, tokens"
        " FROM paragraf.passage_terms, generate_series(0, octet_length(terms) / 8 - 1) AS at"
    )
    op.execute("CREATE UNIQUE INDEX posted ON paragraf.posting (term, passage) INCLUDE (frequency, tokens)")
    op.execute("CREATE INDEX posting_passage ON paragraf.posting (passage)")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON paragraf.posting TO paragraf_indexer")
    op.execute("GRANT SELECT ON paragraf.posting TO paragraf_reader")
    op.execute("DROP TABLE paragraf.passage_terms")


def _number(column: str, start: str) -> str:
    """The number that stands in four bytes from there on."""
    return " + ".join(f"(get_byte({column}, {start} + {at}) << {8 * (3 - at)})" for at in range(4))
