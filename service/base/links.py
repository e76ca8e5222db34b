"""Where something stands: the page of the file, and the address that shows it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from urllib.parse import quote, urlencode

from corpus.base.types import Document, Section
from corpus.vocabulary.case_numbers import normalise_case_number

# 50 bits: among a hundred thousand sections two hardly ever have the same.
_CODE_LETTERS = 10
_PARAGRAPH = re.compile(r"§\s*(\d+)\s*([a-zA-Z]?)")


def passage_url(document: Document, start: int, end: int) -> str:
    """The page that shows the document with that span marked."""
    return f"/dokument/{document.id}?markera={start}-{end}#markering"


def section_keys(document: Document) -> dict[str, str]:
    """What each section is called in addresses, by its id: by its § where that is its alone («p258»), which lasts when
    the document is read anew; else by its id."""
    paragraphs = {section.id: _paragraph_key(section) for section in document.sections}
    counts = Counter(paragraphs.values())
    return {id_: key if key and counts[key] == 1 else id_ for id_, key in paragraphs.items()}


def section_address(document: Document, section: Section) -> str:
    """The page that shows the document from where that section begins."""
    key = section_keys(document)[section.id]
    return f"/dokument/{quote(document.id)}?avsnitt={key}#{key}"


def short_code(*identity: str) -> str:
    """The letters that a short address has for something, made from what it is called alone, so that they last."""
    digest = hashlib.sha256("\n".join(identity).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_CODE_LETTERS]


def short_address(document: Document, section: Section | None = None) -> str:
    """A short address of the document or its section, to be written by hand too."""
    key = (section_keys(document)[section.id],) if section else ()
    return f"/h/{short_code(document.id, *key)}"


def short_case_address(case_number: str) -> str:
    """A short address of the matter with that number, in any writing."""
    return f"/h/{short_code('arende', normalise_case_number(case_number))}"


def _paragraph_key(section: Section) -> str | None:
    written = _PARAGRAPH.fullmatch(section.number or "")
    return f"p{written[1]}{written[2].lower()}" if written else None


def page_at(section: Section, offset: int) -> int | None:
    """The page of the file that the block at ``offset`` begins on, from 1; ``None`` where there are no pages."""
    pages = [block.page for block in section.blocks if block.start <= offset]
    return pages[-1] if pages else None


def case_address(case_number: str) -> str:
    """The page of the matter with that number; slashes stand as they are written."""
    return f"/arende/{quote(case_number, safe='/:')}"


def question_address(question: str) -> str:
    """The page that answers the question."""
    return f"/?{urlencode({'fraga': question})}#svar"


def meetings_address(body: str, organisation: str | None = None) -> str:
    """The page of the meetings of a body."""
    named = {"body": body, "organisation": organisation or ""}
    return f"/moten?{urlencode({name: value for name, value in named.items() if value})}"


def meeting_address(meeting_id: str) -> str:
    """The page of a meeting."""
    return f"/mote/{quote(meeting_id)}"


def person_address(person_id: str) -> str:
    """The page of an elected person."""
    return f"/person/{person_id}"
