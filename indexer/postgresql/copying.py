"""Many rows at once into tables of the database, and what sections are found by there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from corpus.base.types import Document
from indexer.abbreviations import abbreviations_in
from indexer.lookup import headings_in, named_numbers
from indexer.postgresql.connection import Connection
from indexer.tokens import words
from indexer.word_forms import tokens_of_word


def copy_rows(connection: Connection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
    """Write the rows into a table; ``columns`` are their types by name."""
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def write_lookup(connection: Connection, documents: Sequence[tuple[Document, int]]) -> None:
    """Write what the sections of documents, each with its key, are found by."""
    headed = [(key, *row) for document, key in documents for row in headings_in(document)]
    ids = _headings(connection, {heading for *_, heading in headed})
    columns = {"document": "int4", "section": "text"}
    rows = ((key, section, ids[heading]) for key, section, heading in headed)
    copy_rows(connection, "headed_section", {**columns, "heading": "int4"}, rows)
    named = ((key, *row) for document, key in documents for row in named_numbers(document))
    copy_rows(connection, "named_number", {**columns, "number": "text"}, named)
    short = (
        (key, at, *found) for document, key in documents for at, found in enumerate(abbreviations_in(document.text))
    )
    columns = {"document": "int4", "at": "int4", "letters": "text", "name": "text"}
    copy_rows(connection, "abbreviation", columns, short)


def forget_headings(connection: Connection) -> None:
    """Take away the headings that stand in no document any more."""
    connection.execute("DELETE FROM heading WHERE NOT EXISTS (SELECT FROM headed_section WHERE heading = heading.id)")
    connection.execute("DELETE FROM word_token WHERE word NOT IN (SELECT word FROM heading_word)")


def _headings(connection: Connection, texts: Collection[str]) -> dict[str, int]:
    """The numbers of headings, which are told with their words where they are new."""
    known = _known(connection, texts)
    new = sorted(set(texts) - known.keys())
    connection.execute("INSERT INTO heading (text) SELECT unnest(%s::text[])", [new])
    made = _known(connection, new)
    _write_words(connection, {word for text in made for word in words(text)})
    rows = ((word, number) for text, number in made.items() for word in dict.fromkeys(words(text)))
    copy_rows(connection, "heading_word", {"word": "text", "heading": "int4"}, rows)
    return known | made


def _write_words(connection: Connection, written: Collection[str]) -> None:
    """Write the tokens of the words that stand in no heading yet."""
    known = connection.execute("SELECT DISTINCT word FROM heading_word WHERE word = ANY(%s)", [list(written)])
    new = sorted(set(written) - {word for (word,) in known})
    rows = ((token, word) for word in new for token in sorted(tokens_of_word(word)))
    copy_rows(connection, "word_token", {"token": "text", "word": "text"}, rows)


def _known(connection: Connection, texts: Collection[str]) -> dict[str, int]:
    # By their digests: an index takes no text of any length.
    found = connection.execute(
        "SELECT text, id FROM heading WHERE md5(text) = ANY(SELECT md5(unnest(%s::text[])))", [list(texts)]
    )
    return dict(found.fetchall())
