"""What the feed is of: the things of the data sets, as the API gives them."""

from __future__ import annotations

from collections.abc import Iterator

from service.api.formats.memory.recorder import Thing
from service.api.formats.open_data.tables import TABLES
from service.api.records import DocumentTextJson
from service.base.types import Filters
from service.engine.engine import Engine

_ALL = 10_000_000


def things(engine: Engine) -> Iterator[Thing]:
    """Each thing with its data set and its id; documents with their text, the others as the data sets have them."""
    for document in engine.documents(Filters(), _ALL, 0)[1]:
        yield "documents", document.id, DocumentTextJson.of(document).model_dump(mode="json")
    for table in TABLES.values():
        if table.name != "documents":
            key = table.columns[0].path
            for shape in table.shapes(engine):
                told = shape.model_dump(mode="json")
                yield table.name, told[key], told
