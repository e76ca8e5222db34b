"""Where something stands: the page of the file, and the address that shows it."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from corpus.base.types import Document, Section


def passage_url(document: Document, start: int, end: int) -> str:
    """The page that shows the document with that span marked."""
    return f"/dokument/{document.id}?markera={start}-{end}#markering"


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


def person_address(person_id: str) -> str:
    """The page of an elected person."""
    return f"/person/{person_id}"
