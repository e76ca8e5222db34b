"""Which suffix a fetched file gets, by what it holds and by what the server says that it is, never by a name."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.base.errors import UnreadableFile
from corpus.formats.readers import READERS, kind_of
from service.fetching.errors import NotFetched
from service.fetching.getting import Got

_HTML = ".html"
_OF_TEXT = {"text/plain": ".txt", "text/markdown": ".md", "text/html": _HTML, "application/xhtml+xml": _HTML}


def suffix_of(got: Got, url: str) -> str:
    """The suffix of what stands at an address. Raises ``NotFetched`` for what is no document that can be read."""
    try:
        told = kind_of(got.content)
    except UnreadableFile as error:
        raise NotFetched(f"{url}: {error}") from error
    suffix = told or _OF_TEXT.get(got.kind, "")
    if suffix not in READERS:
        raise NotFetched(f"{url}: är av en typ som inte läses ({told or got.kind or 'okänd'})")
    named = PurePosixPath(urlsplit(url).path).suffix.lower()
    if suffix == _HTML and READERS.get(named) not in (None, READERS[_HTML], READERS[".txt"]):
        raise NotFetched(f"{url}: svarade med en webbsida i stället för {named}")
    return suffix
