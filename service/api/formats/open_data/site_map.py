"""The pages for search engines, and the service as a search engine of a browser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from service.base.types import Filters
from service.engine.engine import Engine
from service.register.meetings import MeetingQuery

# As many as the protocol allows in one file.
MOST_IN_A_FILE = 50_000
_ALL = 10_000_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED = ("/", "/beslut", "/moten", "/handlingar", "/om", "/tillganglighet")


def page_paths(engine: Engine) -> Iterator[str]:
    """The address of every page that stays, under that of the service."""
    yield from _FIXED
    yield from (f"/mote/{quote(each.id)}" for each in engine.meetings(MeetingQuery(limit=_ALL))[1])
    yield from (f"/dokument/{quote(each.id)}" for each in engine.documents(Filters(), _ALL, 0)[1])


def site_map(paths: Iterable[str], address: str) -> str:
    """The pages of one file."""
    return _listed("urlset", "url", (f"{address}{path}" for path in paths))


def site_map_index(files: int, address: str) -> str:
    """The files, where there are more pages than one file may hold."""
    return _listed("sitemapindex", "sitemap", (f"{address}/sitemap/{number}.xml" for number in range(1, files + 1)))


def open_search(address: str) -> str:
    """What a browser needs to know to ask here from its address bar."""
    return (
        f'{_HEAD}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        "<ShortName>Paragraf</ShortName><Description>Fråga politiska handlingar</Description>"
        "<InputEncoding>UTF-8</InputEncoding><Language>sv-SE</Language>"
        f'<Url type="text/html" template="{escape(address)}/?fraga={{searchTerms}}"/>'
        "</OpenSearchDescription>\n"
    )


def _listed(root: str, item: str, addresses: Iterable[str]) -> str:
    items = "".join(f"<{item}><loc>{escape(address)}</loc></{item}>\n" for address in addresses)
    return f'{_HEAD}<{root} xmlns="{_SITEMAPS}">\n{items}</{root}>\n'
