"""The lines of fields that a program has put before a Markdown text, between two lines of dashes."""

from __future__ import annotations

import re
from collections.abc import Mapping

_FRONT = re.compile(r"\A\ufeff?\s*---[ \t]*\r?\n(.{0,20000}?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([\w -]{1,40}):[ \t]+(.*?)[ \t]*$", re.MULTILINE)
_EMPTY = frozenset({"", "null", "~", "[]", "none"})


def split_front_matter(raw: str) -> tuple[Mapping[str, str], str]:
    """The fields by name in small letters, and the text that follows them; no fields and all of it without any."""
    front = _FRONT.match(raw)
    fields = dict(_fields(front.group(1))) if front else {}
    return (fields, raw[front.end() :]) if front and fields else ({}, raw)


def _fields(lines: str) -> list[tuple[str, str]]:
    found = ((match[1].strip().lower(), match[2].strip("\"'")) for match in _FIELD.finditer(lines))
    return [(name, value) for name, value in found if value.lower() not in _EMPTY]
