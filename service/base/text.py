"""Short texts that answers, pages and the command line write alike."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.base.types import Document, Section
from corpus.vocabulary.dates import written_date

# What XML 1.0 can hold in no way, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# «6 500», «§ 98»: a line must not break at their spaces.
_GROUPED = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)|§ (?=\d)")


def xml_text(text: str) -> str:
    """The text without what no XML file can hold; no-break spaces and soft hyphens stay."""
    return _NO_XML.sub("", text)


def origin_words(document: Document) -> str:
    """Whose document it is and from when: «Region Västerbotten · Regionstyrelsen · 17 december 2024»."""
    day = written_date(document.date) if document.date else None
    return " · ".join(part for part in (document.organisation, document.body, day) if part)


def location_words(document: Document, section: Section) -> str:
    """Where something stands: the document's origin, then § or chapter, then case number."""
    number = section.number
    if number and not number.startswith("§"):
        number = f"avsnitt {number}"
    return " · ".join(part for part in (origin_words(document), number, section.case_number) if part)


def listed(words: Sequence[str], most: int = 12) -> str:
    """The words as a list in running text, «a, b och c»; of many words the first and how many more there are."""
    if len(words) > most:
        return f"{', '.join(words[:most])} och {len(words) - most} till"
    return " och ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def thousands(number: int) -> str:
    """The number with its thousands apart: «3 036»."""
    return f"{number:,}".replace(",", "\N{NO-BREAK SPACE}")


def counted(number: int, one: str, many: str) -> str:
    """The number with its noun, thousands apart: «1 beslut», «3 036 beslut»."""
    return f"{thousands(number)} {one if number == 1 else many}"


def whole_numbers(text: str) -> str:
    """The text with its grouped figures kept on one line: «6 500», and «§ 98» with its sign."""
    return _GROUPED.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def section_title(section: Section) -> str:
    """The heading of a section with its number, as a table of contents shows it."""
    heading = section.heading[-1] if section.heading else "Inledande text"
    return f"{section.number} {heading}" if section.number else heading
