"""Reads Markdown as the page that it is shown as; headings, lists and tables are marked as in every other format."""

from __future__ import annotations

import html
import re

# A comment is not shown. One that only tells the page, as converters from PDF write it, ends the page before.
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_PAGE_COMMENT = re.compile(r"\s*(?:sida|page)\s*:?\s*(\d{1,4})\s*", re.IGNORECASE)
# CommonMark: a backslash before a punctuation mark shows that mark. Emphasis, headings and rows stay as they are
# written, lest an escaped star begin one.
_ESCAPE = re.compile(r"\\([!\"%&'()+,\-./:;<=>?@\[\]^{}~])")
_QUOTED = re.compile(r"^[ ]{0,3}(?:>[ ]?)+", re.MULTILINE)
# What pymupdf4llm writes in place of an image
_LEFT_OUT = re.compile(r"\**==> picture \[\d+ x \d+\] intentionally omitted <==\**")
# A heading of one line, underlined
_UNDERLINED = re.compile(r"(?m)(?<![^\n]\n)^(?![-=#>|*])(\S[^\n|]*)\n(={3,}|-{3,})[ \t]*$")


def shown_markdown(text: str) -> str:
    """What a reader of the page sees: no comments, no escapes, no marks of quoting, entities as their signs."""
    seen = _UNDERLINED.sub(_with_signs, _LEFT_OUT.sub("", _COMMENT.sub(_page_break, text)))
    return html.unescape(_ESCAPE.sub(r"\1", _QUOTED.sub("", seen)))


def _with_signs(heading: re.Match[str]) -> str:
    return f"{'#' if heading[2][0] == '=' else '##'} {heading[1]}"


def _page_break(comment: re.Match[str]) -> str:
    page = _PAGE_COMMENT.fullmatch(comment[1])
    return "\f" if page and int(page[1]) > 1 else ""
