"""A reference to a document or one of its sections, and the three forms that it is written in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from corpus.base.text import folded, one_line
from corpus.base.types import Document, Section
from service.api.formats.plain_words import plain
from service.base.links import passage_url
from service.base.text import section_title

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED = re.compile(r"[\\~^{}%$&#_]")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference tells: who, what, when, where."""

    id: str
    title: str
    section: str | None
    body: str | None
    organisation: str | None
    day: date | None
    url: str


def reference_to(document: Document, start: int | None, address: str) -> Reference:
    """The reference to the document, or to the section that holds the offset."""
    section = _section_at(document, start)
    path = passage_url(document, section.start, section.end) if section else f"/dokument/{document.id}"
    return Reference(
        document.id,
        one_line(plain(document.title)),
        one_line(plain(section_title(section))) if section else None,
        document.body,
        document.organisation,
        document.date,
        f"{address}{path}",
    )


def csl_json(reference: Reference) -> str:
    """The reference as CSL-JSON (Zotero, Mendeley, Pandoc)."""
    item: dict[str, object] = {"id": reference.id, "type": "document", "title": reference.title, "URL": reference.url}
    if reference.body:
        item["author"] = [{"literal": reference.body}]
    if reference.organisation:
        item["publisher"] = reference.organisation
    if reference.day:
        item["issued"] = {"date-parts": [[reference.day.year, reference.day.month, reference.day.day]]}
    if reference.section:
        item["section"] = reference.section
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def bibtex(reference: Reference) -> str:
    """The reference as BibTeX."""
    fields = {
        "title": f"{{{_tex(reference.title)}}}",
        "author": f"{{{_tex(reference.body)}}}" if reference.body else "",
        "publisher": _tex(reference.organisation or ""),
        "date": reference.day.isoformat() if reference.day else "",
        "year": str(reference.day.year) if reference.day else "",
        "note": _tex(reference.section or ""),
        "url": reference.url,
    }
    key = _NOT_IN_KEY.sub("-", folded(reference.id)).strip("-") or "handling"
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{lines}\n}}\n"


def ris(reference: Reference) -> str:
    """The reference as RIS."""
    return "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_lines(reference))


def _ris_lines(reference: Reference) -> Iterator[tuple[str, str]]:
    yield "TY", "GEN"
    yield "ID", reference.id
    yield "TI", reference.title
    if reference.body:
        yield "AU", reference.body
    if reference.organisation:
        yield "PB", reference.organisation
    if reference.day:
        yield "PY", str(reference.day.year)
        yield "DA", reference.day.strftime("%Y/%m/%d/")
    if reference.section:
        yield "SE", reference.section
    yield "UR", reference.url
    yield "ER", ""


def _tex(words: str) -> str:
    return _ESCAPED.sub(lambda sign: _SPECIAL.get(sign[0], f"\\{sign[0]}"), words)


def _section_at(document: Document, start: int | None) -> Section | None:
    if start is None:
        return None
    return next((section for section in document.sections if section.start <= start < section.end), None)
