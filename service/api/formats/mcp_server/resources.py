"""Documents and passages as resources that an assistant can read."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from mcp import types

from corpus.base.types import Document
from corpus.vocabulary.labels import KIND_WORDS
from service.api.formats.plain_words import plain
from service.base.errors import DocumentNotFound
from service.base.types import Filters
from service.engine.engine import Engine

_TEXT = "text/plain"
_PAGE = 100
_ADDRESS = re.compile(r"paragraf://dokument/(?P<id>[^/?#]{1,900})(?:/(?P<start>\d{1,9})-(?P<end>\d{1,9}))?")

TEMPLATES = (
    types.ResourceTemplate(
        uri_template="paragraf://dokument/{id}",
        name="dokument",
        title="En handling",
        description="Handlingens hela text. id är dokumentets id (document.id).",
        mime_type=_TEXT,
    ),
    types.ResourceTemplate(
        uri_template="paragraf://dokument/{id}/{start}-{end}",
        name="avsnitt",
        title="Ett avsnitt",
        description="Ett stycke ur handlingen: start och end räknas i tecken, som i träffar och källor.",
        mime_type=_TEXT,
    ),
)


def listed(engine: Engine, cursor: str | None) -> types.ListResourcesResult:
    """A page of the documents, newest first; a cursor that is none of ours begins anew."""
    offset = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 10 else 0
    total, found = engine.documents(Filters(), _PAGE, offset)
    following = offset + len(found)
    return types.ListResourcesResult(
        resources=[_resource(document) for document in found],
        next_cursor=str(following) if found and following < total else None,
    )


def read(engine: Engine, uri: str) -> types.ReadResourceResult:
    """The text of a document or of a stretch of it. Raises ``DocumentNotFound``."""
    match = _ADDRESS.fullmatch(uri)
    if match is None:
        raise DocumentNotFound("Adressen är ingen handling. Skriv den som paragraf://dokument/ID.")
    text = engine.document(unquote(match["id"])).text
    if match["start"] is not None:
        start, end = int(match["start"]), int(match["end"])
        if not start < end <= len(text):
            raise DocumentNotFound(f"Handlingen har {len(text)} tecken; stycket finns inte.")
        text = text[start:end]
    return types.ReadResourceResult(contents=[types.TextResourceContents(uri=uri, mime_type=_TEXT, text=plain(text))])


def _resource(document: Document) -> types.Resource:
    day = f", {document.date.isoformat()}" if document.date else ""
    return types.Resource(
        uri=f"paragraf://dokument/{quote(document.id, safe='')}",
        name=document.id,
        title=plain(document.title),
        description=f"{KIND_WORDS[document.kind]}{day}",
        mime_type=_TEXT,
    )
