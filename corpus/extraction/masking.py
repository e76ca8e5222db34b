"""Personal data masked as text comes in, by rule: a document is read without ever holding what is masked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from corpus.base.errors import Quarantined
from corpus.base.privacy import DEFAULT_RULES, QUARANTINE, Finding, PrivacyRules, PrivateKind, counted, told
from corpus.base.types import Span
from corpus.extraction.private_contacts import private_contacts
from corpus.vocabulary.personal_numbers import mask_personal_numbers

_SIGN = re.compile(r"[^\W_]")
_CHANGED = re.compile(r"X(?:[^\n]{0,3}X)*")


def masked(text: str, rules: PrivacyRules = DEFAULT_RULES) -> tuple[str, tuple[Finding, ...]]:
    """The text with what the rules mask as «X», its length the same, and what was found, masked or not.

    Raises ``Quarantined`` where a rule says so.
    """
    without_numbers = mask_personal_numbers(text)
    found: list[tuple[PrivateKind, Span]] = [("personal_number", span) for span in _changed(text, without_numbers)]
    found += [(detail.kind, Span(detail.start, detail.end)) for detail in private_contacts(without_numbers)]
    findings = counted(((kind, _page(text, span.start)) for kind, span in found), rules)
    refuse_quarantined(findings)
    stretches = [span for kind, span in found if rules.of(kind) == "mask"]
    return blotted(without_numbers, stretches), findings


def refuse_quarantined(findings: Iterable[Finding]) -> None:
    """Raises ``Quarantined`` where one of the findings is treated so."""
    stopped = [finding for finding in findings if finding.rule == "quarantine"]
    if stopped:
        raise Quarantined(f"{QUARANTINE}{told(stopped)}")


def mask_in(value: Any) -> Any:
    """A record or list, as JSON has them, with the personal data of private persons masked in all its texts."""
    if isinstance(value, str):
        return masked(value)[0]
    if isinstance(value, Mapping):
        return {key: mask_in(inner) for key, inner in value.items()}
    return [mask_in(inner) for inner in value] if isinstance(value, list | tuple) else value


def blotted(text: str, stretches: Iterable[Span]) -> str:
    """The text with every letter and digit of the stretches as «X»; its length stays the same."""
    parts, position = [], 0
    for span in sorted(stretches, key=lambda each: each.start):
        parts += [
            text[position : max(position, span.start)],
            _SIGN.sub("X", text[max(position, span.start) : span.end]),
        ]
        position = max(position, span.end)
    return "".join((*parts, text[position:]))


def _changed(before: str, after: str) -> Iterator[Span]:
    """The stretches that masking has changed."""
    if before != after:
        for match in _CHANGED.finditer(after):
            if before[match.start() : match.end()] != match.group():
                yield Span(*match.span())


def _page(text: str, position: int) -> int | None:
    return text.count("\f", 0, position) + 1 if "\f" in text else None
