"""What the minutes hold on each matter: motions, propositions, votes, reservations, notes, disqualifications."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.base.types import Actor, Block, FloorProposal, Matter, Request, Section, Span, Statement, Vote
from corpus.extraction.earlier_treatments import read_earlier
from corpus.extraction.present_blocks import present_blocks
from corpus.extraction.votes import VOTING_PARTS, RollCalls, read_told_votes, read_votes
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.case_numbers import case_numbers_in_capitals, paragraph_number
from corpus.vocabulary.parties import find_actors

_FLOOR_PROPOSAL_PARTS = frozenset({"Yrkande", "Yrkanden"})
_PROPOSITION_PARTS = frozenset({"Propositionsordning", "Proposition", "Beslutsgång"})
_TELLING_PARTS = frozenset({None, "Beslut", "Överläggning", "Överläggningar"}) | _FLOOR_PROPOSAL_PARTS
_RESERVATION_PARTS = frozenset({"Reservation", "Reservationer"})
_NOTE_PARTS = frozenset(
    {"Protokollsanteckning", "Protokollsanteckningar", "Särskilt yttrande", "Noteras till protokollet"}
)
_RECIPIENT_PARTS = frozenset({"Delges", "Expedieras", "Protokollsutdrag skickas till", "Beslutet skickas till"})
_RESERVED_IN = frozenset({None, "Beslut"})
_ABSTAINING_PARTS = _NOTE_PARTS | {"Deltar ej", "Jäv", "Reservation", "Reservationer", "Beslut"}

_MOVES = re.compile(r"\byrka(?:r|de|t)\b", re.IGNORECASE)
_RESERVES = re.compile(r"\breservera(?:r|de|t)\b|\breservation\b", re.IGNORECASE)
_NOTES = re.compile(
    r"\bantecknar?\b|\blämna(?:r|de|t)\b.{0,60}\b(?:anteckning|yttrande)|\bsärskilt\s+yttrande\b|\buppmärksamma(?:r|de)\b",
    re.IGNORECASE,
)
_DISQUALIFIED = re.compile(r"\bjäv\w*\b", re.IGNORECASE)
_ABSTAINS = re.compile(
    r"\b(?:avstår|avstod|avstått)\s+från\s+att\s+delta|\bdelt(?:ar|og|agit)\s+(?:inte|ej)\b|\bej\s+deltagit\b",
    re.IGNORECASE,
)
_REQUESTS: tuple[tuple[Request, re.Pattern[str]], ...] = (
    ("approve", re.compile(r"\bbifall\b|\bbifalla?s?\b|\btillstyrk\w*", re.IGNORECASE)),
    ("reject", re.compile(r"\bavslag\b|\bavslå[rs]?\b|\bavstyrk\w*", re.IGNORECASE)),
    ("refer_back", re.compile(r"\båterremi(?:tter\w*|ss)\b", re.IGNORECASE)),
    ("table", re.compile(r"\bbordlägg\w*", re.IGNORECASE)),
    ("amend", re.compile(r"\bändring\w*|\bändras?\b|\bstryk(?:a|s|er)\b|\bersätts?\b", re.IGNORECASE)),
    ("add", re.compile(r"\btillägg\w*|\bläggs?\s+till\b|\bkompletter\w*", re.IGNORECASE)),
)
# «bifall till ändringsyrkandet» approves, whatever kind of motion it speaks of
_STANCES: frozenset[Request] = frozenset({"approve", "reject", "refer_back", "table"})
_LABEL = re.compile(r"^(ärende?ansvarig|handläggare|föredragande)\s*:\s*(.+)$", re.IGNORECASE)
_VOTE_LIST = re.compile(r"Voteringslista:?\s*§\s*(\d{1,4})\b", re.IGNORECASE)
_APPENDIX = re.compile(r"^bilaga\s+(\w{1,4})\b", re.IGNORECASE)
_AND = re.compile(r"\s*,\s*|\s+(?:och|samt)\s+")
_BULLET = re.compile(r"^(?:[•▪◦‣·]\s*|[o–*-]\s+)")
_MAX_RECIPIENT = 120
# What stands below the list on an extract
_SIGNED = re.compile(
    r"(?:rätt\s+ut(?:draget|drag)|utdragets?\b|protokollsutdragets?\b|vid\s+protokollet|justera[ts]\b|underskrift|bestyrk\w+|i\s+tjänsten)",
    re.IGNORECASE,
)
_RESERVED = re.compile(r"\breservera(?:r|de|t)\s+sig\b", re.IGNORECASE)


def read_matters(
    text: str, sections: Sequence[Section], body: str | None, signers: frozenset[str] = frozenset()
) -> tuple[Matter, ...]:
    """The matters of minutes, one for each section with a § number, in reading order.

    ``signers`` are the names of those who sign: with one of them the list of recipients ends.
    """
    roll_calls = {
        appendix.group(1): [block for block in section.blocks if block.kind == "row"]
        for section in sections
        if section.heading and (appendix := _APPENDIX.match(section.heading[-1]))
    }
    lists = _vote_lists(text, sections)
    return tuple(
        _matter(text, section, body, RollCalls(roll_calls, lists.get(section.number, ())), signers)
        for section in sections
        if (section.number or "").startswith("§")
    )


def _matter(
    text: str,
    section: Section,
    body: str | None,
    roll_calls: RollCalls,
    signers: frozenset[str],
) -> Matter:
    parts: dict[str | None, list[Block]] = {}
    for block in section.blocks:
        if block.kind != "heading":
            parts.setdefault(block.part, []).append(block)
    responsible, officers = _officers(text, section.blocks)
    noted = _blocks(parts, _NOTE_PARTS)
    return Matter(
        section.id,
        _case_numbers(text, section),
        responsible,
        officers,
        tuple(_floor_proposals(text, _blocks(parts, _FLOOR_PROPOSAL_PARTS))),
        tuple(Span(block.start, block.end) for block in _blocks(parts, _PROPOSITION_PARTS)),
        _votes(text, section, body, roll_calls),
        tuple(_statements(text, _blocks(parts, _RESERVATION_PARTS), _RESERVES))
        or tuple(_sentences_with(text, _blocks(parts, _RESERVED_IN), "reserv", _RESERVED)),
        tuple(_statements(text, noted, _NOTES)),
        tuple(_sentences_with(text, _blocks(parts, _ABSTAINING_PARTS), "jäv", _DISQUALIFIED)),
        tuple(_sentences_with(text, _blocks(parts, _ABSTAINING_PARTS), "delt", _ABSTAINS)),
        tuple(_recipients(text, _blocks(parts, _RECIPIENT_PARTS), signers)),
        read_earlier(text, section, body),
    )


def _votes(text: str, section: Section, body: str | None, roll_calls: RollCalls) -> tuple[Vote, ...]:
    """The votes of a matter in order: those in its voting parts, and those that only its running text tells of."""
    known = list(read_votes(text, _voting_blocks(text, section), roll_calls))
    telling = [
        block
        for block in present_blocks(text, section)
        if block.part in _TELLING_PARTS and block.kind not in ("heading", "row")
    ]
    told = read_told_votes(text, telling, body, roll_calls, known)
    return tuple(sorted([*known, *told], key=lambda vote: vote.start))


def _vote_lists(text: str, sections: Sequence[Section]) -> Mapping[str | None, Sequence[Sequence[Block]]]:
    """The rows of the lists that stand under «Voteringslista: § 114», list by list, by the number of their §."""
    found: dict[str | None, list[list[Block]]] = {}
    for section in sections:
        number = None
        before: Block | None = None
        for block in section.blocks:
            if match := _VOTE_LIST.match(text, block.start, block.end):
                number = paragraph_number(int(match.group(1)))
            elif number and block.kind == "row":
                lists = found.setdefault(number, [])
                if not lists or before is None or before.kind == "heading" or block.cells == block.columns:
                    lists.append([])
                lists[-1].append(block)
            before = block
    return found


def _voting_blocks(text: str, section: Section) -> list[Block]:
    """The blocks that tell of votes on a matter, up to a list of how each one voted."""
    found = []
    for block in section.blocks:
        if _VOTE_LIST.match(text, block.start, block.end):
            break
        if block.part in VOTING_PARTS:
            found.append(block)
    return found


def _blocks(parts: dict[str | None, list[Block]], names: frozenset[str] | frozenset[str | None]) -> list[Block]:
    return [block for name, blocks in parts.items() if name in names for block in blocks]


def _case_numbers(text: str, section: Section) -> tuple[str, ...]:
    named = case_numbers_in_capitals(text[section.start : section.end])
    own = (section.case_number,) if section.case_number else ()
    return tuple(dict.fromkeys((*own, *named)))


def _officers(text: str, blocks: Sequence[Block]) -> tuple[str | None, tuple[str, ...]]:
    responsible: str | None = None
    officers: list[str] = []
    for block in blocks:
        match = _LABEL.match(text[block.start : block.end]) if block.kind == "field" else None
        if match and match.group(1).lower().endswith("ansvarig"):
            responsible = match.group(2).strip()
        elif match:
            officers += [name for name in _AND.split(match.group(2).strip()) if name]
    return responsible, tuple(officers)


def _floor_proposals(text: str, blocks: Sequence[Block]) -> Iterator[FloorProposal]:
    """One motion for each sentence that moves something, with the clauses and words quoted behind it."""
    for span in _opened_by(text, blocks, _MOVES):
        words = text[span.start : span.end]
        move = _MOVES.search(words)
        assert move  # noqa: S101  (that is what opens a span)
        actors = find_actors(words[: move.start()]) or find_actors(words)
        yield FloorProposal(actors, floor_proposal_requests(words[move.start() :]), span.start, span.end)


def floor_proposal_requests(words: str) -> tuple[Request, ...]:
    """What a motion asks for, in the order in which it says so."""
    found = sorted((match.start(), request) for request, pattern in _REQUESTS if (match := pattern.search(words)))
    stances = [request for _, request in found if request in _STANCES]
    return tuple(stances or [request for _, request in found]) or ("other",)


def _statements(text: str, blocks: Sequence[Block], opens: re.Pattern[str]) -> Iterator[Statement]:
    for span in _opened_by(text, blocks, opens):
        first = next(split_sentences(text[span.start : span.end]))
        actors = _speakers(text[span.start : span.start + first.end], opens)
        if actors:
            yield Statement(actors, span.start, span.end)


def _speakers(sentence: str, opens: re.Pattern[str]) -> tuple[Actor, ...]:
    """Who stands before the verb, and those who are named behind it as joining in.

    Groups named behind it are those whose proposal the sentence speaks of («i enlighet med yrkandet från M»).
    """
    verb = opens.search(sentence)
    if verb is None:
        return ()
    before, after = find_actors(sentence[: verb.start()]), find_actors(sentence[verb.end() :])
    joining = tuple(actor for actor in after if actor.name and actor not in before)
    return before + joining if before else after


def _opened_by(text: str, blocks: Sequence[Block], opens: re.Pattern[str]) -> list[Span]:
    """Stretches that each begin with a sentence holding ``opens`` and an actor, up to the next one."""
    spans: list[Span] = []
    quoted = False
    for block in blocks:
        words = text[block.start : block.end]
        for sentence in split_sentences(words):
            sentence_text = words[sentence.start : sentence.end]
            span = Span(block.start + sentence.start, block.start + sentence.end)
            if not quoted and opens.search(sentence_text) and (not spans or find_actors(sentence_text)):
                spans.append(span)
            elif spans:
                spans[-1] = Span(spans[-1].start, span.end)
            quoted = _quoted(sentence_text, quoted)
    return spans


def _quoted(sentence_text: str, quoted: bool) -> bool:
    """Whether a quotation is open after ``sentence_text``: what it holds opens nothing of its own."""
    marks = sentence_text.count("”") + sentence_text.count("“") + sentence_text.count('"')
    return quoted != bool(marks % 2)


def _sentences_with(text: str, blocks: Sequence[Block], stem: str, pattern: re.Pattern[str]) -> Iterator[Statement]:
    """The sentences that hold ``pattern`` and name somebody; only blocks with ``stem`` in them are looked through."""
    for block in blocks:
        words = text[block.start : block.end]
        if stem not in words.lower():
            continue
        for sentence in split_sentences(words):
            sentence_text = words[sentence.start : sentence.end]
            actors = find_actors(sentence_text) if pattern.search(sentence_text) else ()
            if actors:
                yield Statement(actors, block.start + sentence.start, block.start + sentence.end)


def _recipients(text: str, blocks: Sequence[Block], signers: frozenset[str]) -> Iterator[str]:
    for block in blocks:
        name = _BULLET.sub("", text[block.start : block.end]).strip()
        if name in signers or _SIGNED.match(name):
            return
        if name and len(name) <= _MAX_RECIPIENT:
            yield name
