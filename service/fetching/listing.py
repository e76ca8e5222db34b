"""The addresses of a source, read where they are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from corpus.base.errors import UnreadableFile
from corpus.formats.encodings import decoded
from corpus.formats.markup import Element, parse_html
from corpus.formats.web import declared_encoding
from service.fetching.addresses import NoAddress, tidied
from service.fetching.errors import NotFetched
from service.fetching.getting import Getter, Got
from service.fetching.sources import Source

_MOST_ADDRESSES = 100_000


def listed(source: Source, getter: Getter) -> dict[str, None]:
    """The addresses of the source, in order, each once. Raises ``NotFetched`` unless all of it could be read."""
    found: dict[str, None] = dict.fromkeys(source.addresses)
    for place in source.list:
        found |= dict.fromkeys(_wanted(source, _links(_read(getter, place))))
    if len(found) > _MOST_ADDRESSES:
        raise NotFetched(f"{source.name} har fler än {_MOST_ADDRESSES} adresser")
    return found


def _read(getter: Getter, url: str) -> Got:
    got = getter.get(url)
    if got is None:
        raise NotFetched(f"{url}: svarade oförändrad utan att ha tillfrågats")
    return got


def _wanted(source: Source, links: Iterator[str]) -> Iterator[str]:
    """The links that are addresses and that the pattern of the source is found in."""
    pattern = re.compile(source.pattern)
    for link in links:
        try:
            address = tidied(link)
        except NoAddress:
            continue
        if pattern.search(address):
            yield address


def _links(page: Got) -> Iterator[str]:
    """Where the links of a page lead."""
    try:
        root = parse_html(decoded(page.content, declared_encoding(page.content)) or "")
    except UnreadableFile as error:
        raise NotFetched(f"{page.url}: ingen webbsida") from error
    base = urljoin(page.url, next((each.get("href") for each in _with_href(root, "base")), ""))
    for link in _with_href(root, "a"):
        try:
            yield urljoin(base, link.get("href").strip())
        except ValueError:  # what is no address is none of ours
            continue


def _with_href(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter(name) if each.get("href"))
