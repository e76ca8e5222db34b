"""What is looked up over all documents: words of headings, case numbers that sections name, abbreviations."""

from __future__ import annotations

from alembic import op

from indexer.abbreviations import abbreviations_in
from indexer.lookup import headings_in, named_numbers
from indexer.stored import DOCUMENT_JSON
from indexer.tokens import words
from indexer.word_forms import tokens_of_word

revision = "0004"
down_revision = "0003"

_OF_DOCUMENT = "document integer NOT NULL REFERENCES paragraf.document ON DELETE CASCADE"
_OF_HEADING = "heading integer NOT NULL REFERENCES paragraf.heading ON DELETE CASCADE"
_TABLES = {
    "heading": "id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL",
    "heading_word": f"word text NOT NULL, {_OF_HEADING}",
    "word_token": "token text NOT NULL, word text NOT NULL",
    "headed_section": f"{_OF_DOCUMENT}, section text NOT NULL, heading integer NOT NULL REFERENCES paragraf.heading",
    "named_number": f"{_OF_DOCUMENT}, section text NOT NULL, number text NOT NULL",
    "abbreviation": f"{_OF_DOCUMENT}, at integer NOT NULL, letters text NOT NULL, name text",
}
_INDEXES = (
    "CREATE UNIQUE INDEX heading_text ON paragraf.heading (md5(text))",
    "CREATE UNIQUE INDEX heading_held ON paragraf.heading_word (word, heading)",
    "CREATE UNIQUE INDEX word_held ON paragraf.word_token (token, word)",
    "CREATE INDEX heading_of_word ON paragraf.heading_word (heading)",
    "CREATE INDEX section_heading ON paragraf.headed_section (heading)",
    "CREATE INDEX section_document ON paragraf.headed_section (document)",
    "CREATE INDEX number_named ON paragraf.named_number (number)",
    "CREATE INDEX abbreviation_document ON paragraf.abbreviation (document)",
    "CREATE INDEX number_document ON paragraf.named_number (document)",
)
_HEADING = (
    "INSERT INTO paragraf.heading (text) VALUES (%s) ON CONFLICT (md5(text)) DO NOTHING RETURNING id",
    "SELECT id FROM paragraf.heading WHERE md5(text) = md5(%s)",
)


def upgrade() -> None:
    """Make the tables, of the documents that there are; the indexer may write in them, the reader may read."""
    for name, columns in _TABLES.items():
        op.execute(f"CREATE TABLE paragraf.{name} ({columns})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON paragraf.{name} TO paragraf_indexer")
        op.execute(f"GRANT SELECT ON paragraf.{name} TO paragraf_reader")
    for index in _INDEXES:
        op.execute(index)
    op.execute("GRANT USAGE ON SEQUENCE paragraf.heading_id_seq TO paragraf_indexer")
    for (key,) in op.get_bind().exec_driver_sql("SELECT key FROM paragraf.document").fetchall():
        _fill(key)


def downgrade() -> None:
    """Take the tables away; the documents that they are of stay."""
    for name in reversed(_TABLES):
        op.execute(f"DROP TABLE paragraf.{name}")


def _fill(key: int) -> None:
    """Write the rows of a document."""
    write = op.get_bind().exec_driver_sql
    content = write("SELECT content FROM paragraf.document WHERE key = %s", (key,)).scalar_one()
    document = DOCUMENT_JSON.validate_json(content)
    for section, heading in headings_in(document):
        write("INSERT INTO paragraf.headed_section VALUES (%s, %s, %s)", (key, section, _heading(heading)))
    for section, number in named_numbers(document):
        write("INSERT INTO paragraf.named_number VALUES (%s, %s, %s)", (key, section, number))
    for at, (letters, name) in enumerate(abbreviations_in(document.text)):
        write("INSERT INTO paragraf.abbreviation VALUES (%s, %s, %s, %s)", (key, at, letters, name))


def _heading(text: str) -> int:
    """The number of a heading, which is written with its words where it is new."""
    write, (insert, find) = op.get_bind().exec_driver_sql, _HEADING
    made = write(insert, (text,)).scalar()
    if made is None:
        return int(write(find, (text,)).scalar_one())
    for word in dict.fromkeys(words(text)):
        write("INSERT INTO paragraf.heading_word VALUES (%s, %s)", (word, made))
        for token in sorted(tokens_of_word(word)):
            write("INSERT INTO paragraf.word_token VALUES (%s, %s) ON CONFLICT DO NOTHING", (token, word))
    return int(made)
