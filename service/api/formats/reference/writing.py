"""References in the forms that programs for sources read: CSL-JSON, BibTeX, RIS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.base.text import folded
from service.api.formats.reference.reference import Reference

Form = Literal["csl", "bibtex", "ris"]

_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED = re.compile(r"[\\~^{}%$&#_]")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")


def csl_json(references: Sequence[Reference]) -> str:
    """The references as CSL-JSON (Zotero, Mendeley, Pandoc)."""
    return json.dumps([_csl_item(each) for each in references], ensure_ascii=False, indent=2) + "\n"


def bibtex(references: Sequence[Reference]) -> str:
    """The references as BibTeX."""
    return "\n".join(map(_bibtex_entry, references))


def ris(references: Sequence[Reference]) -> str:
    """The references as RIS (EndNote, Zotero, Mendeley)."""
    return "\r\n".join(
        "".join(f"{tag}  - {value}\r\n" for tag, value in _ris_lines(reference)) for reference in references
    )


def _csl_item(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {"id": reference.id, "type": "document", "title": reference.title, "URL": reference.url}
    if reference.body:
        item["author"] = [{"literal": reference.body}]
    if reference.organisation:
        item["publisher"] = reference.organisation
    if reference.day:
        item["issued"] = {"date-parts": [[reference.day.year, reference.day.month, reference.day.day]]}
    if reference.section:
        item["section"] = reference.section
    return item


def _bibtex_entry(reference: Reference) -> str:
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


@dataclass(frozen=True, slots=True)
class WrittenForm:
    """A form: its media type, the ending of its files, and how references are written in it."""

    media_type: str
    ending: str
    write: Callable[[Sequence[Reference]], str]


FORMS: dict[Form, WrittenForm] = {
    "csl": WrittenForm("application/vnd.citationstyles.csl+json", "json", csl_json),
    "bibtex": WrittenForm("application/x-bibtex; charset=utf-8", "bib", bibtex),
    "ris": WrittenForm("application/x-research-info-systems; charset=utf-8", "ris", ris),
}
