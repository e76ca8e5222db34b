"""The addresses of a source, read where they are listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from corpus.base.errors import UnreadableFile
from corpus.formats.encodings import decoded
from corpus.formats.markup import Element, local_name, parse_html, parse_xml
from corpus.formats.web import declared_encoding
from service.fetching.addresses import NoAddress, tidied
from service.fetching.bodies import GZIP_MARK, unpacked
from service.fetching.errors import NotFetched
from service.fetching.feeds import links_of_feed
from service.fetching.getting import Getter, Got
from service.fetching.oparl import files_at, modified_of, source_of
from service.fetching.sources import Source

_MOST_ADDRESSES = 100_000
_MOST_SITEMAPS = 1000
_MOST_SITEMAP_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list tells of a document: what stands in its place in the manifest, and what changes when it does."""

    told: Mapping[str, str] = field(default_factory=dict)
    modified: str = ""


def listed(source: Source, getter: Getter) -> dict[str, Listed]:
    """The addresses of the source, in order, each once. Raises ``NotFetched`` unless all of it could be read."""
    found: dict[str, Listed] = dict.fromkeys(source.addresses, Listed())
    for places, links in ((source.list, _links), (source.sitemap, _of_sitemap), (source.feed, _of_feed)):
        for place in places:
            found |= dict.fromkeys(_wanted(source, links(getter, place)), Listed())
    for place in source.oparl:
        found |= dict(_of_oparl(source, getter, place))
    if len(found) > _MOST_ADDRESSES:
        raise NotFetched(f"{source.name} har fler än {_MOST_ADDRESSES} adresser")
    return found


def _wanted(source: Source, links: Iterator[str]) -> Iterator[str]:
    """The links that are addresses and that the pattern of the source is found in."""
    pattern = re.compile(source.pattern)
    for link in links:
        address = _tidied(link)
        if address and pattern.search(address):
            yield address


def _tidied(link: str) -> str | None:
    try:
        return tidied(link)
    except NoAddress:
        return None


def _links(getter: Getter, place: str) -> Iterator[str]:
    """Where the links of a page lead."""
    page = getter.read(place)
    try:
        root = parse_html(decoded(page.content, declared_encoding(page.content)) or "")
    except UnreadableFile as error:
        raise NotFetched(f"{page.url}: ingen webbsida") from error
    base = urljoin(page.url, next((each.get("href") for each in _with_href(root, "base")), ""))
    links = list(_with_href(root, "a"))
    if not links:
        raise NotFetched(f"{page.url}: ingen webbsida med länkar")
    for link in links:
        try:
            yield urljoin(base, link.get("href").strip())
        except ValueError:  # what is no address is none of ours
            continue


def _with_href(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter(name) if each.get("href"))


def _of_sitemap(getter: Getter, place: str) -> Iterator[str]:
    """The addresses of a sitemap, and of those that it names."""
    waiting, read = [place], set[str]()
    while waiting:
        at = waiting.pop()
        if at in read:
            continue
        read.add(at)
        if len(read) > _MOST_SITEMAPS:
            raise NotFetched(f"{place}: nämner fler än {_MOST_SITEMAPS} webbplatskartor")
        root = _sitemap(getter.read(at))
        found = [(each.text or "").strip() for each in root.iter() if local_name(each) == "loc"]
        if local_name(root) == "sitemapindex":
            waiting += [address for link in found if (address := _tidied(link))]
        else:
            yield from found


def _sitemap(got: Got) -> Element:
    packed = got.content.startswith(GZIP_MARK)
    try:
        root = parse_xml(unpacked(got.content, _MOST_SITEMAP_BYTES) if packed else got.content)
    except (UnreadableFile, NotFetched) as error:
        raise NotFetched(f"{got.url}: ingen webbplatskarta ({error})") from error
    if local_name(root) not in ("urlset", "sitemapindex"):
        raise NotFetched(f"{got.url}: ingen webbplatskarta")
    return root


def _of_oparl(source: Source, getter: Getter, place: str) -> Iterator[tuple[str, Listed]]:
    """The files of a server of OParl that fit the pattern of the source, each as it is told of first."""
    for each in files_at(place, getter):
        for address in _wanted(source, iter((source_of(each.file),))):
            yield address, Listed(each.entry, modified_of(each))


def _of_feed(getter: Getter, place: str) -> Iterator[str]:
    """Where the entries of a feed lead, and what is enclosed in them."""
    got = getter.read(place)
    found = links_of_feed(got.content, got.kind)
    if found is None:
        raise NotFetched(f"{got.url}: inget flöde (Atom, RSS)")
    return (urljoin(got.url, link) for link in found)
