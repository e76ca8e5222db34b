"""The statements of a matter that decide or propose, each with its clauses and the words that lead on to them.

Under «Beslut» and the body's own «Förslag till beslut» every clause counts; elsewhere a sentence must say itself that
the document's own body decides or proposes. Where nothing stands under Beslut, the vote decides, else what the chair
finds.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from corpus.base.types import Block, DecisionStatus, Outcome, Section, Span
from corpus.extraction.acting_body import BODY_NAME, acting_body, is_own, tells_of_another_day
from corpus.extraction.present_blocks import present_blocks, proposed_to_it
from corpus.extraction.votes import VOTING_PARTS, tells_figures
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.bodies import BODY_ENDING
from corpus.vocabulary.outcomes import clause_outcome, says_what_is_done
from corpus.vocabulary.statuses import sentence_status, statement_status

_ZONES = frozenset({"Beslut", "Förslag till beslut"})
LEVELS = re.compile(
    r"^\W*?(?:(?P<figure>\d{1,2}[.)])|(?P<letter>[a-zåäö][.)])\s|(?P<bullet>[•▪◦o–*-])\s|(?P<att>att)\s)", re.I
)
_LEADS = re.compile(r":\s*$")
_UNENDED = re.compile(r"\w\s*$")
# «Enligt kommunstyrelsens förslag:» · «På förslag av …:» leads on; «Följande ska beaktas:» goes on with a clause.
_LEAD_WORDS = re.compile(
    r"^(?:enligt|på\s+förslag|bifall\s+till|i\s+enlighet|\W*(?:\S+\s+){0,12}?(?:beslut(?:ar|ade|at|a)|föreslår|tillstyrker))\b",
    re.IGNORECASE,
)
# A body, or a verb that takes effect by itself; without either no sentence decides.
_COULD_DECIDE = re.compile(
    rf"{BODY_ENDING}\b|\buppdrag\b|\b(?:avslås|bifall\w*|bordläggs|återremitteras|utses)\b",
    re.IGNORECASE,
)
_SHORT = 60
_MAX_SENTENCE = 1000
# «Redovisningen godkänns.» · «Meddelanden noteras.»
_SAYS_ALL = re.compile(
    r"[A-ZÅÄÖ]\w+(?:\s+\w+){0,5}?\s+(?:godkän(?:ns|nes|des)|notera(?:s|des)|anteckna(?:s|des)|antas|antogs|fastställ(?:s|des)"
    r"|bevilja(?:s|des)|(?:anses?|ansågs)\s+besvarad\w*|(?:läggs|lades)\s+till\s+handlingarna|avslås|avslogs|bifalls|bifölls"
    r"|bordlägg(?:s|es)|bordlades|återremittera(?:s|des)|utgår|utgick|(?:dras|drogs)\s+(?:till)?baka)"
    r"(?:\s+(?:för\s+kännedom|till\s+protokollet))?\."
)
_TAKES_NOTE = re.compile(
    rf"{BODY_NAME}\s+(?:(?:har\s+)?(?:tar|tog|tagit)\s+del\s+av|noterar|tackar\s+för)\s+(?:\w+\s+){{0,3}}?information(?:en)?\."
)
# «Kommunfullmäktige beslutar», on a line of its own
_BARE_LEAD = re.compile(rf"{BODY_NAME}\s+(?:har\s+)?beslut(?:ar|ade|at)(?:\s+(?:att|följande))?\s*:?")
# Under Beslut these only tell: «Inga anmälningar förekom.» · «Chefen informerar om läget.»
_ONLY_TELLS = re.compile(
    r"^\W*(?:ing(?:en|a|et)|det\s+(?:finns|förekom)|ej)\b|\binte\b"
    r"|\b(?:inform|redogör|presenter|föredr|berätt|redovisa[rd]|meddela|delta)\w*",
    re.IGNORECASE,
)
# «Efter diskussion fastställdes budgeten.» · «Direktionen enades om att …»; not what somebody else did
_WAS_DONE = re.compile(
    r"\b(?:(?:fastställdes|godkändes|antogs|avslogs|bifölls|bordlades|återremitterades|beslutades|beslöts)\b(?!.*\bav\b)"
    r"|lades\s+till\s+handlingarna|(?:enades|enats)\s+om\s+att)\b",
    re.IGNORECASE | re.DOTALL,
)
# What the chair asks and finds is the meeting's decision only when nothing else tells it.
_FINDS = re.compile(r"\b(?:finner|fann|konstaterar)\b", re.IGNORECASE)
_FOUND = re.compile(
    rf"\b(?:finner|fann)\s+(?:därvid\s+)?att\s+(?:{BODY_NAME}|mötet)\s+(?:\w+\s+)?"
    r"(?:beslut|bif|avsl|god|anta|åter|bord)"
)


@dataclass(slots=True)
class Group:
    """Clauses that stand under the same words: where they begin, the words that lead on, the clauses.

    ``heading`` is that of the part they stand in; ``proposal`` is what had been proposed to the body, where it is told.
    """

    section_id: str
    lead: Span | None
    status: DecisionStatus | None
    clauses: list[Span] = field(default_factory=list)
    level: str | None = None  # how its clauses are marked: figure, letter, bullet, att
    part: str | None = None
    heading: str = ""
    proposal: Outcome | None = None


class _Own(NamedTuple):
    """Whose decisions are looked for, and of which day."""

    body: str | None
    day: date | None


def read_groups(text: str, section: Section, body: str | None, day: date | None = None) -> Iterator[Group]:
    """The groups of a matter that tell what ``body`` decided or proposed at the meeting on ``day``, in order."""
    blocks = present_blocks(text, section)
    groups = list(_groups(text, section.id, blocks, _Own(body, day)))
    if not any(block.part in _ZONES for block in blocks):
        groups += _without_zone(text, section.id, blocks, _Own(body, day), found=bool(groups))
    proposal = _proposal(text, section) if groups else None
    for group in groups:
        group.proposal = proposal
        yield group


def _without_zone(text: str, section_id: str, blocks: Sequence[Block], own: _Own, *, found: bool) -> Iterator[Group]:
    """What a matter without Beslut decides: a block that says all of it, else the vote or what the chair finds, else
    what a sentence tells to have been done.
    """
    said = [Span(block.start, block.end) for block in blocks if _says_all(text, block)]
    if not said and not found and (told := _found_by_vote(text, blocks, own.body) or _told_of(text, blocks, own)):
        said = [told]
    for span in said:
        yield Group(section_id, None, "decided", [span])


def _groups(text: str, section_id: str, blocks: Sequence[Block], own: _Own) -> Iterator[Group]:
    group: Group | None = None
    first = noted = False
    heading = ""
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind in ("heading", "field"):
            if group:
                yield group
            group = None
            heading = text[block.start : block.end] if block.kind == "heading" else heading
        elif block.part in _ZONES:
            # What is listed behind «Antecknas.» was only told of.
            noted = noted or (group is not None and _only_notes(text, group))
            if not noted or _leads_on(text[block.start : block.end], block, None):
                group = yield from _in_zone(text, section_id, block, group, first=first)
                if group:
                    group.part, group.heading = block.part, heading
        elif block.part is None and block.kind in ("paragraph", "item") and _may_decide(text, block, group):
            group = yield from _in_text(text, section_id, block, group, own, leads=_leads(text, block, after))
        elif group:
            yield group
            group = None
        first = block.kind == "heading"
        noted = noted and not first
    if group:
        yield group


def _says_all(text: str, block: Block) -> bool:
    """Whether a short block in a matter without Beslut says all of what was decided: «Informationen noteras.»"""
    short = block.kind == "paragraph" and block.end - block.start <= _SHORT
    return short and any(pattern.fullmatch(text, block.start, block.end) for pattern in (_SAYS_ALL, _TAKES_NOTE))


def _only_notes(text: str, group: Group) -> bool:
    """Whether a group is one short statement that takes note, with nothing that leads on to it."""
    if group.lead or group.level or len(group.clauses) != 1:
        return False
    clause = text[group.clauses[0].start : group.clauses[0].end]
    return len(clause) <= _SHORT and clause_outcome(clause) == "noted"


def _leads(text: str, block: Block, after: Block | None) -> bool:
    """Whether a block under no part leads on to the one after it: to a list, or as a line of its own to any words."""
    if after is None:
        return False
    bare = after.kind == "paragraph" and _BARE_LEAD.fullmatch(text, block.start, block.end) is not None
    return bare or after.kind == "item"


def _waits(group: Group | None) -> bool:
    """Whether the group is open under words that lead on, with nothing in it yet."""
    return group is not None and group.lead is not None and not group.clauses


def _may_decide(text: str, block: Block, group: Group | None) -> bool:
    if _waits(group):
        return True
    if block.kind == "item":
        return group is not None and block.status == group.status
    return _COULD_DECIDE.search(text, block.start, block.end) is not None


def _in_zone(
    text: str, section_id: str, block: Block, group: Group | None, *, first: bool
) -> Generator[Group, None, Group | None]:
    """Take a block that stands under Beslut; the group that is open after it is returned.

    What decides nothing counts only right behind the heading: «Inga anmälningar förekom.»
    """
    words, span = text[block.start : block.end], Span(block.start, block.end)
    level = _level(words)
    if block.kind == "row" or (group and group.level and level != group.level and not _leads_on(words, block, group)):
        return _prolonged(group, span)
    if _leads_on(words, block, group):
        if group:
            yield group
        return Group(section_id, span, block.status)
    if group and (group.lead or group.level):
        group.clauses.append(span)
        group.level = group.level or level
        return group
    if group:
        yield group
    says = level is not None or says_what_is_done(words)
    if not says and not first:
        return None
    decides = says or not _ONLY_TELLS.search(words)
    return Group(section_id, None, block.status if decides else "information", [span], level)


def _level(words: str) -> str | None:
    match = LEVELS.match(words)
    return match.lastgroup if match else None


def _leads_on(words: str, block: Block, group: Group | None) -> bool:
    if block.kind == "item":
        return False
    if _LEADS.search(words):
        return group is None or not group.level or bool(_LEAD_WORDS.match(words))
    return bool(_UNENDED.search(words)) and bool(_LEAD_WORDS.match(words))


def _prolonged(group: Group | None, span: Span) -> Group | None:
    """The group whose last clause (or lead) goes on to the end of ``span``."""
    if group and group.clauses:
        group.clauses[-1] = Span(group.clauses[-1].start, span.end)
    return group


def _in_text(
    text: str, section_id: str, block: Block, group: Group | None, own: _Own, *, leads: bool
) -> Generator[Group, None, Group | None]:
    """Take a block that stands under no part: its sentences decide or propose by their own words."""
    words = text[block.start : block.end]
    if group and (_waits(group) or (block.kind == "item" and (group.lead or group.level))):
        group.clauses.append(Span(block.start, block.end))
        return group
    if block.kind == "item":
        return None
    if group:
        yield group
    if (
        leads
        and block.status in ("decided", "proposed")
        and (_LEADS.search(words) or _UNENDED.search(words))
        and is_own(words, own.body)
    ):
        return Group(section_id, Span(block.start, block.end), block.status)
    for sentence in split_sentences(words):
        status = sentence_status(words[sentence.start : sentence.end], words, block)
        sentence_text = words[sentence.start : sentence.end]
        if tells_of_another_day(sentence_text, own.day):
            continue
        # A proposal that is not the body's own is somebody's motion.
        if (status == "decided" and is_own(sentence_text, own.body) and not _FINDS.search(sentence_text)) or (
            status == "proposed" and acting_body(sentence_text) and is_own(sentence_text, own.body)
        ):
            span = Span(block.start + sentence.start, block.start + sentence.end)
            yield Group(section_id, None, status, [span])
    return None


def _found_by_vote(text: str, blocks: Sequence[Block], body: str | None) -> Span | None:
    """The last sentence that tells what a vote decided, else what the chair found."""
    voted = found = None
    for block in blocks:
        if block.kind == "row" or not (block.part is None or block.part in VOTING_PARTS):
            continue
        words = text[block.start : block.end]
        for sentence in split_sentences(words):
            sentence_text = words[sentence.start : sentence.end][:_MAX_SENTENCE]
            figures = tells_figures(sentence_text) or _says_decided(sentence_text, block)
            if not (figures or _FINDS.search(sentence_text)) or not is_own(sentence_text, body):
                continue
            span = Span(block.start + sentence.start, block.start + sentence.end)
            if figures and acting_body(sentence_text):
                voted = span
            elif _FOUND.search(sentence_text):
                found = span
    return voted or found


def _told_of(text: str, blocks: Sequence[Block], own: _Own) -> Span | None:
    """The last sentence of running text that tells what was done at the meeting, without saying by whom."""
    told = None
    for block in blocks:
        if block.part is not None or block.kind != "paragraph":
            continue
        for sentence in split_sentences(text[block.start : block.end]):
            span = Span(block.start + sentence.start, block.start + sentence.end)
            words = text[span.start : span.end]
            if _WAS_DONE.search(words) and is_own(words, own.body) and not tells_of_another_day(words, own.day):
                told = span
    return told


def _says_decided(sentence: str, block: Block) -> bool:
    """Whether a sentence of a voting part says itself that a body decides, which the chair does not only find."""
    return block.part is not None and statement_status(sentence, None) == "decided" and not _FINDS.search(sentence)


def _proposal(text: str, section: Section) -> Outcome | None:
    """What others proposed that the body should do, where one proposal stands there."""
    proposals = proposed_to_it(text, section)
    words = text[proposals[0].start : proposals[-1].end] if proposals else ""
    return clause_outcome(words) if says_what_is_done(words) else None
