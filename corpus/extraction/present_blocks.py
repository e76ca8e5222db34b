"""What of a matter tells of this meeting: nothing quoted that was decided before, nothing that others proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.base.types import Block, Section
from corpus.vocabulary.bodies import BODY_ENDING
from corpus.vocabulary.parts import heads_account

_HIGHER_BODY = re.compile(rf"\b(?:i|till)\s+[\w-]*{BODY_ENDING}\s*:?$", re.IGNORECASE)


def present_blocks(text: str, section: Section) -> list[Block]:
    """The blocks of a matter that tell what the body did at this meeting, in reading order."""
    blocks = _without_history(text, section.blocks)
    if not any(block.part == "Beslut" and block.kind != "heading" for block in blocks):
        return blocks
    return list(_without_proposals_to_it(text, blocks))


def proposed_to_it(text: str, section: Section) -> list[Block]:
    """The blocks of a matter that tell what others proposed to this body, in reading order."""
    kept = {block.start for block in present_blocks(text, section)}
    return [
        block
        for block in _without_history(text, section.blocks)
        if block.part == "Förslag till beslut" and block.kind != "heading" and block.start not in kept
    ]


def _without_history(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks without the accounts of earlier treatments: those with another account and a Beslut after them."""
    beslut = [index for index, block in enumerate(blocks) if block.kind == "heading" and block.part == "Beslut"]
    accounts = [
        index
        for index, block in enumerate(blocks[: beslut[-1]] if beslut else ())
        if block.kind != "heading" and heads_account(text[block.start : block.end])
    ]
    if not accounts:
        return list(blocks)
    return [*blocks[: accounts[0]], *blocks[accounts[-1] :]]


def _without_proposals_to_it(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without what others proposed to this body; its own proposals stand right under Beslut."""
    decided = own = False
    before: Block | None = None
    for block in blocks:
        if block.part != "Förslag till beslut":
            decided = block.part == "Beslut" and (block.kind != "heading" or decided)
            own = False
        elif block.kind == "heading":
            words = text[block.start : block.end]
            under = before is not None and before.part == "Beslut"
            own = words.lower().startswith("beslut") or (under and (not decided or _names_higher(words)))
        if block.part != "Förslag till beslut" or own:
            yield block
        before = block


def _names_higher(heading: str) -> bool:
    return _HIGHER_BODY.search(heading) is not None
