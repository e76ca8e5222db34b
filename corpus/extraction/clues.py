"""What tells whose a document is, what and when: its first page line by line, its place, its fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from pathlib import PurePosixPath

_HEAD_CHARS = 1500
_SAMPLE, _TAIL = 30_000, 4_000
_TOP_LINES = 15
_FACT_LINES = 40
_MAX_LINE = 120
_FACT_CHARS = 4000
_MATTER = re.compile(r"(?:[KR]?[FS]s? )?§ ?\d|\d{1,4} ?§", re.IGNORECASE)
_CONTENTS = re.compile(r"\t\s*\d{1,4}$|\.{4,}|^(?:innehåll(?:sförteckning)?|tabell|figur)\b", re.IGNORECASE)
# «Antagen av: Koncernchefsgruppen», «Beslutande instans\tKommunfullmäktige», «Dokumentet beslutades den: 2025-06-16»
_NEXT_LABEL = r"\s[A-ZÅÄÖ][a-zåäö]+(?: [a-zåäö]+){0,3}:"
_FACT = re.compile(rf"(?:^|\t|(?<=\s))([A-ZÅÄÖ][\wåäöÅÄÖ /-]{{2,50}}?)(?::[ \t]*|\t+)((?:(?!\t|{_NEXT_LABEL}).)+)")
_WHOM_TO = re.compile(r"^(?:till|mottagare|kopia till|sändlista|delges|expedieras(?: till)?)\b:?", re.IGNORECASE)
# A name in capitals on a line that goes on in small letters («JÖNKÖPINGS KOMMUN Barnnämnden»)
_CAPITAL_NAME = re.compile(
    r"\bREGION(?: [A-ZÅÄÖ]{3,})+\b|\b(?:[A-ZÅÄÖ][A-ZÅÄÖ-]+ ){1,2}(?:KOMMUN|STAD)S?\b|\b(?:SAMMANTRÄDES)?PROTOKOLL\b"
)
# Another document that is named among many: «• Översiktsplan, antagen av KF 2002-06-17»
ITEM = re.compile(r"\s*[•▪●○*–-]\s")
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file lies: its path under the corpus folder, and that folder's own name."""

    path: str
    folder: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return unicodedata.normalize("NFC", PurePosixPath(self.path).stem)

    @property
    def folders(self) -> tuple[str, ...]:
        """The names of the folders that it lies in, the nearest first."""
        names = (*reversed(PurePosixPath(self.path).parts[:-1]), self.folder)
        return tuple(unicodedata.normalize("NFC", name) for name in names if name)

    @property
    def is_web_page(self) -> bool:
        """Whether it is called a web page."""
        return PurePosixPath(self.path).suffix.lower() in (".html", ".htm", ".xhtml")


@dataclass(frozen=True)
class Clues:
    """The text of a document with what stands around it; ``fields`` are those that a program put before it."""

    text: str
    place: Place
    headings: tuple[str, ...] = ()
    matters: int = 0
    fields: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def sample(self) -> str:
        """So much of the text as its owner is looked for in: the beginning and the end."""
        if len(self.text) <= _SAMPLE + _TAIL:
            return self.text
        return f"{self.text[:_SAMPLE]}\n{self.text[-_TAIL:]}"

    @cached_property
    def head(self) -> str:
        """The beginning of the text, lines in capitals in small letters."""
        return in_small_letters(self.text[:_HEAD_CHARS])

    @cached_property
    def top_lines(self) -> tuple[str, ...]:
        """The first lines that hold something, but for those to whom it is sent."""
        return tuple(_without_recipients(_filled(self.head)[:_TOP_LINES]))

    @cached_property
    def title_lines(self) -> tuple[str, ...]:
        """The short lines at the top, before any §, that are no contents list: a title stands among them."""
        lines = takewhile(lambda line: not _MATTER.match(line), _filled(self.head)[: 2 * _TOP_LINES])
        short = (line for line in lines if len(line) <= _MAX_LINE)
        return tuple(line for line in short if not _CONTENTS.search(line))

    @cached_property
    def receivers(self) -> frozenset[str]:
        """The lines that only name those to whom it is sent."""
        lines = _filled(self.head)
        return frozenset(lines) - frozenset(_without_recipients(lines))

    @cached_property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The labels with their values in the box or letter head at the top, labels in small letters."""
        lines = _filled(self.text[:_FACT_CHARS])[:_FACT_LINES]
        return tuple((match[1].strip().lower(), match[2].strip()) for line in lines for match in _FACT.finditer(line))


def words_of(name: str) -> list[str]:
    """The words of a file's or folder's name: letters and figures between dashes, dots and spaces."""
    return _WORDS.findall(name)


def _filled(text: str) -> list[str]:
    return [line for line in (line.strip() for line in text.split("\n")) if line]


def _without_recipients(lines: list[str]) -> list[str]:
    """The lines but for «Till:» and those under it, as many as there are names of receivers."""
    kept: list[str] = []
    receiving = False
    for line in lines:
        if _WHOM_TO.match(line):
            receiving = line.rstrip().endswith(":") or len(line.split()) == 1
            continue
        receiving = receiving and not line.endswith(".") and len(line) < _MAX_LINE // 2
        if not receiving:
            kept.append(line)
    return kept


def in_small_letters(head: str) -> str:
    """The head with what stands in capitals as it would be written otherwise («Region Norrland»)."""
    return "\n".join(
        _sentence_case(line) if line.isupper() else _CAPITAL_NAME.sub(lambda name: _sentence_case(name.group()), line)
        for line in head.split("\n")
    )


def _sentence_case(line: str) -> str:
    words = line.lower().split(" ")
    names = "region" in words or words[-1].rstrip("s") in ("kommun", "stad")
    if not names:
        return line[:1] + line[1:].lower()
    return " ".join(word if word.rstrip("s") in ("kommun", "stad", "län") else word.capitalize() for word in words)
