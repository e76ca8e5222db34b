"""The data sets as Parquet, with the kinds and the words of their columns. Needs pyarrow."""

from __future__ import annotations

import io
from datetime import date
from itertools import islice
from typing import Any

import pyarrow
from pyarrow.parquet import ParquetWriter

from service.api.formats.open_data.tables import Column, Table, values
from service.engine.engine import Engine

_AT_ONCE = 5000
_KINDS = {"string": pyarrow.string, "integer": pyarrow.int64, "date": pyarrow.date32, "boolean": pyarrow.bool_}


def parquet(table: Table, engine: Engine, address: str) -> bytes:
    """The file of a data set."""
    schema = pyarrow.schema([_field(column) for column in table.columns], {"title": table.title})
    written, rows = io.BytesIO(), values(table, engine, address)
    with ParquetWriter(written, schema, compression="zstd") as writer:
        while some := list(islice(rows, _AT_ONCE)):
            columns = [
                [_typed(value, column) for value in given]
                for column, given in zip(table.columns, zip(*some, strict=True), strict=True)
            ]
            writer.write_table(pyarrow.table(columns, schema=schema))
    return written.getvalue()


def _field(column: Column) -> Any:
    words = {"description": column.words}
    return pyarrow.field(column.name, _KINDS[column.kind](), nullable=not column.is_required, metadata=words)


def _typed(value: Any, column: Column) -> Any:
    return date.fromisoformat(value) if column.kind == "date" and value else value
