"""Parts of a document that are marked as secret: found by their marks, and kept out of what is held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.base.errors import Quarantined
from corpus.base.privacy import QUARANTINE, Finding, PrivacyRules, counted
from corpus.base.types import Block, Section, Span
from corpus.extraction.masking import blotted, refuse_quarantined
from corpus.vocabulary.secrecy_marks import is_secrecy_mark

# A mark before the first matter, among so many blocks, is one of the whole document.
_HEAD_BLOCKS = 20
_SPEAKS_OF_IT = re.compile("sekretess|hemlig", re.IGNORECASE)


def with_marks_apart(raw: str) -> str:
    """The raw text with every line that marks something as secret parted from what stands around it."""
    if not _SPEAKS_OF_IT.search(raw):
        return raw
    return "\n".join(f"\n{line}\n" if is_secrecy_mark(line) else line for line in raw.split("\n"))


def without_secret_parts(
    text: str, sections: tuple[Section, ...], rules: PrivacyRules
) -> tuple[str, tuple[Section, ...], tuple[Finding, ...]]:
    """The text and sections with what is marked as secret as «X» but for the marks, and where they stand.

    Raises ``Quarantined`` where the rule says so, or where the document as a whole is marked and is not to be kept.
    """
    marks = {section.id: [block for block in section.blocks if _is_mark(text, block)] for section in sections}
    secret = [section for section in sections if marks[section.id]]
    findings = counted((("secrecy", marks[section.id][0].page) for section in secret), rules)
    if not secret or rules.secrecy == "keep":
        return text, sections, findings
    refuse_quarantined(findings)
    if _is_marked_as_a_whole(sections, marks[sections[0].id]):
        raise Quarantined(f"{QUARANTINE}handlingen är märkt sekretess")
    stretches = [Span(block.start, block.end) for s in secret for block in s.blocks if block not in marks[s.id]]
    return (
        blotted(text, stretches),
        tuple(_hidden(each, marks[each.id]) if marks[each.id] else each for each in sections),
        findings,
    )


def _is_mark(text: str, block: Block) -> bool:
    return is_secrecy_mark(text[block.start : block.end])


def _is_marked_as_a_whole(sections: Sequence[Section], marks: Sequence[Block]) -> bool:
    first = sections[0]
    return not first.number and any(mark in first.blocks[:_HEAD_BLOCKS] for mark in marks)


def _hidden(section: Section, marks: Sequence[Block]) -> Section:
    """The section with its number and its marks alone."""
    return replace(section, heading=("Sekretess",) if section.heading else (), blocks=tuple(marks))
