"""Feeds (Atom, RSS) of other servers."""

from __future__ import annotations

from io import BytesIO

import feedparser

_LINKS = ("alternate", "enclosure")


def links_of_feed(content: bytes, kind: str) -> list[str] | None:
    """Where the entries of a feed lead, and what is enclosed in them; nothing where it is no feed."""
    # A stream: content given as such is taken for the name of a file, or an address, when it looks like one.
    feed = feedparser.parse(BytesIO(content), response_headers={"content-type": kind}, sanitize_html=False)
    if not feed.get("version"):
        return None
    return [str(link.href) for entry in feed.entries for link in entry.get("links", ()) if _leads(link)]


def _leads(link: feedparser.FeedParserDict) -> bool:
    return bool(link.get("href")) and link.get("rel", "alternate") in _LINKS
