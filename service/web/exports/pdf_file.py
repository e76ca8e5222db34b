"""An answer as a PDF document that everybody can read: tagged, in the form of PDF/UA."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from service.base.text import xml_text
from service.web.exports.answer_export import CAUTION, ExportedAnswer

PDF_TYPE = "application/pdf"
SOURCES_HEADING, READ_MORE = "Källor", "Läs i handlingen"

_TEMPLATE = Path(__file__).resolve().parent / "answer.typ"
# What the fonts surely have: letters of Europe, figures, the signs of running text.
_NO_SIGN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f"
    "\u2010-\u2026\u2030\u20ac\u2190-\u2193\u2212\u2264\u2265]"
)
_MISSING = "?"


def pdf_file(exported: ExportedAnswer) -> bytes:
    """The answer as a PDF file in A4, in Swedish, with tagged headings, tables and links (PDF/UA-1)."""
    data = _data(exported)
    try:
        return _set(_each_text(data, xml_text))
    except typst.TypstError:
        # A sign that no font has may not stand in such a file.
        return _set(_each_text(data, lambda text: _NO_SIGN.sub(_MISSING, text)))


def _each_text(data: Any, change: Callable[[str], str]) -> Any:
    """The data with each text in it changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {name: _each_text(value, change) for name, value in data.items()}
    return [_each_text(value, change) for value in data] if isinstance(data, (list, tuple)) else data


def _set(data: Any) -> bytes:
    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"answer": json.dumps(data)},
        format="pdf",
        pdf_standards="ua-1",
    )


def _data(exported: ExportedAnswer) -> dict[str, Any]:
    """All that the file holds, as the template takes it."""
    return {
        "question": exported.question,
        "above": exported.above,
        "heading": exported.heading,
        "sentences": exported.sentences,
        "votes": [
            {
                "heading": vote.heading,
                "words": f"{vote.place}. {vote.table.words}",
                "header": vote.header,
                "rows": vote.rows,
                "bars": [[asdict(part) for part in row.bar] for row in vote.table.rows],
                "legend": [{"words": words, "ballot": ballot} for words, ballot in vote.table.legend],
            }
            for vote in exported.votes
        ],
        "below": exported.below,
        "listed": exported.listed,
        "matters_heading": exported.matters_heading,
        "matters": [asdict(matter) for matter in exported.matters],
        "sources_heading": SOURCES_HEADING,
        "read_more": READ_MORE,
        "sources": [
            {
                "heading": source.heading,
                "about": source.about,
                "quote": f"”{source.quote}”",
                "address": source.address,
                "reference": source.reference,
            }
            for source in exported.sources
        ],
        "made": f"{exported.made} {CAUTION}",
        "address": exported.address,
    }
