"""The decisions and formal proposals of a document, as data.

Under «Beslut» (and «Förslag till beslut») every clause counts; elsewhere a sentence must say itself that the
document's own body decides or proposes. What other bodies once decided is background and is left to
:mod:`corpus.extraction.earlier_treatments`.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import zip_longest

from corpus.base.types import Block, Decision, DecisionStatus, Kind, Outcome, Section, Span
from corpus.extraction.present_blocks import present_blocks
from corpus.structure.sentences import split_sentences
from corpus.vocabulary.bodies import BODY_ENDING, FIRST_HALF, GENERAL_NAMES, QUALIFIER, body_name
from corpus.vocabulary.outcomes import clause_outcome, combined, says_what_is_done
from corpus.vocabulary.statuses import sentence_status

_TELL_OF_OTHERS: frozenset[str] = frozenset({"plan", "report", "rules", "web"})
_PROPOSE: frozenset[str] = frozenset({"agenda", "motion", "statement"})
_ZONES = frozenset({"Beslut", "Förslag till beslut"})
_CLOSING_WORDS = re.compile(r"[;,]?\s*(?:samt|och)?[;,]?\s*$")
_LEVELS = re.compile(
    r"^\W*?(?:(?P<figure>\d{1,2}[.)])|(?P<letter>[a-zåäö][.)])\s|(?P<bullet>[•▪◦o–*-])\s|(?P<att>att)\s)", re.I
)
_LEADS = re.compile(r":\s*$")
_UNENDED = re.compile(r"\w\s*$")
# «Enligt kommunstyrelsens förslag:» · «På förslag av …:» leads on; «Följande ska beaktas:» goes on with a clause.
_LEAD_WORDS = re.compile(
    r"^(?:enligt|på\s+förslag|bifall\s+till|i\s+enlighet|\W*(?:\S+\s+){0,12}?(?:beslut(?:ar|ade|at|a)|föreslår|tillstyrker))\b",
    re.IGNORECASE,
)
_BODY_NAME = (
    rf"{FIRST_HALF}(?:{QUALIFIER}\s+)?"
    rf"(?:[Nn]ämnden\s+för\s+[a-zåäö]+(?:\s+och\s+[a-zåäö]+)?|[A-ZÅÄÖa-zåäö]*{BODY_ENDING}"
    r"|[Nn]ämnden|[Ss]tyrelsen|[Ff]ullmäktige|[Uu]tskottet)"
)
_SUBJECT = re.compile(
    rf"^\W*({_BODY_NAME})\s+(?:har\s+)?\w+|\bbeslut(?:ar|ade)\s+({_BODY_NAME})\b|({_BODY_NAME})\s+beslut(?:ar|ade|at)\b"
)
_ADDRESSEE = re.compile(
    rf"\b(?:föreslå[rs]?|hemställ\w+(?:\s+hos)?|rekommendera[rs]?|förorda[rs]?|till)\s+(?:\w+\s+)?(?:att\s+)?({_BODY_NAME})"
)
# A body, or a verb that takes effect by itself; without either no sentence decides.
_COULD_DECIDE = re.compile(
    rf"{BODY_ENDING}\b|\buppdrag\b|\b(?:avslås|bifall\w*|bordläggs|återremitteras|utses)\b",
    re.IGNORECASE,
)
# What is decided, in a sentence that says so: «har beslutat att …», «föreslår att fullmäktige beslutar att …»
_CLAUSE = re.compile(r".*\bbeslut(?:ar|ade|at|a)\s+(att\s.*)", re.DOTALL)
_SHORT = 60
# «Redovisningen godkänns.» · «Meddelanden noteras.»
_TAKES_PLACE = re.compile(
    r"[A-ZÅÄÖ]\w+(?:\s+\w+){0,5}?\s+(?:godkänn(?:e)?s|noteras|antecknas|antas|fastställs|beviljas|anses?\s+besvarad\w*"
    r"|läggs\s+till\s+handlingarna)(?:\s+(?:för\s+kännedom|till\s+protokollet))?\."
)
_TOLD_BY_ITSELF = re.compile(r"\b(?:avslås|bifalles|bifalls|bordläggs|återremitteras|utses)\b")
_GOES_BACK = re.compile(r"\bärendet\s+återremitteras\b", re.IGNORECASE)
_PROPOSING_CLAUSE = re.compile(r"\W*(?:\d{1,2}[.)]\s+)?att\s+(?:\w+\s+){0,2}föreslå\b", re.IGNORECASE)
_TAKES_ACTION = re.compile(r"\btillstyrker\b.*\b(?:uppdrar|ger|antar|godkänner|fastställer)\b", re.DOTALL)
_MILD: frozenset[Outcome] = frozenset({"approved", "noted"})


@dataclass(slots=True)
class _Group:
    """Clauses that stand under the same words: where they begin, the words that lead on, the clauses."""

    section_id: str
    lead: Span | None
    status: DecisionStatus | None
    clauses: list[Span] = field(default_factory=list)
    level: str | None = None  # how its clauses are marked: figure, letter, bullet, att


def read_decisions(
    text: str, sections: Sequence[Section], kind: Kind, body: str | None, day: date | None
) -> tuple[Decision, ...]:
    """The decisions and proposals of ``body`` at the meeting on ``day``, in reading order.

    A plan, a report and rules hold none: they only tell of what others have decided. An agenda, a motion and a
    statement only propose.
    """
    if kind in _TELL_OF_OTHERS:
        return ()
    found: list[Decision] = []
    for section in sections:
        for group in _groups(text, section, body):
            found += _decisions(text, group, body, day)
    if kind in _PROPOSE:
        found = [_proposed(decision) for decision in found]
    return tuple(replace(decision, id=f"d{number}") for number, decision in enumerate(found, start=1))


def _proposed(decision: Decision) -> Decision:
    """The decision as what it is in a paper that decides nothing, whatever its words."""
    if decision.status != "decided":
        return decision
    return replace(decision, status="proposed", outcome="recommended", recommends=decision.outcome)


def _groups(text: str, section: Section, body: str | None) -> Iterator[_Group]:
    group: _Group | None = None
    first = noted = False
    blocks = present_blocks(text, section)
    has_zone = any(block.part in _ZONES for block in blocks)
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.kind in ("heading", "field"):
            if group:
                yield group
            group = None
        elif block.part in _ZONES:
            # What is listed behind «Antecknas.» was only told of.
            noted = noted or (group is not None and _only_notes(text, group))
            if not noted or _leads_on(text[block.start : block.end], block, None):
                group = yield from _in_zone(text, section.id, block, group, first=first)
        elif block.part is None and block.kind in ("paragraph", "item") and _may_decide(text, block, group):
            leads = after is not None and after.kind == "item"
            group = yield from _in_text(text, section.id, block, group, body, leads=leads)
        elif group:
            yield group
            group = None
        if not has_zone and (span := _said_at_once(text, block)):
            yield _Group(section.id, None, "decided", [span])
        first = block.kind == "heading"
        noted = noted and not first
    if group:
        yield group


def _said_at_once(text: str, block: Block) -> Span | None:
    """The words of a block in a matter without Beslut that say all of what was decided: «Informationen noteras.»"""
    if block.kind != "paragraph" or block.end - block.start > _SHORT:
        return None
    words = text[block.start : block.end]
    said = _TAKES_PLACE.fullmatch(words) and not _TOLD_BY_ITSELF.search(words)
    return Span(block.start, block.end) if said else None


def _only_notes(text: str, group: _Group) -> bool:
    """Whether a group is one short statement that takes note, with nothing that leads on to it."""
    if group.lead or group.level or len(group.clauses) != 1:
        return False
    clause = text[group.clauses[0].start : group.clauses[0].end]
    return len(clause) <= _SHORT and clause_outcome(clause) == "noted"


def _may_decide(text: str, block: Block, group: _Group | None) -> bool:
    if block.kind == "item":
        return group is not None and block.status == group.status
    return _COULD_DECIDE.search(text, block.start, block.end) is not None


def _in_zone(
    text: str, section_id: str, block: Block, group: _Group | None, *, first: bool
) -> Generator[_Group, None, _Group | None]:
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
        return _Group(section_id, span, block.status)
    if group and (group.lead or group.level):
        group.clauses.append(span)
        group.level = group.level or level
        return group
    if group:
        yield group
    decides = level is not None or says_what_is_done(words)
    if not decides and not first:
        return None
    return _Group(section_id, None, block.status if decides else "information", [span], level)


def _level(words: str) -> str | None:
    match = _LEVELS.match(words)
    return match.lastgroup if match else None


def _leads_on(words: str, block: Block, group: _Group | None) -> bool:
    if block.kind == "item":
        return False
    if _LEADS.search(words):
        return group is None or not group.level or bool(_LEAD_WORDS.match(words))
    return bool(_UNENDED.search(words)) and bool(_LEAD_WORDS.match(words))


def _prolonged(group: _Group | None, span: Span) -> _Group | None:
    """The group whose last clause (or lead) goes on to the end of ``span``."""
    if group and group.clauses:
        group.clauses[-1] = Span(group.clauses[-1].start, span.end)
    return group


def _in_text(
    text: str, section_id: str, block: Block, group: _Group | None, body: str | None, *, leads: bool
) -> Generator[_Group, None, _Group | None]:
    """Take a block that stands under no part: its sentences decide or propose by their own words."""
    words = text[block.start : block.end]
    if block.kind == "item":
        if group and (group.lead or group.level):
            group.clauses.append(Span(block.start, block.end))
            return group
        return None
    if group:
        yield group
    if (
        leads
        and block.status in ("decided", "proposed")
        and (_LEADS.search(words) or _UNENDED.search(words))
        and _own(words, body)
    ):
        return _Group(section_id, Span(block.start, block.end), block.status)
    for sentence in split_sentences(words):
        status = sentence_status(words[sentence.start : sentence.end], words, block)
        sentence_text = words[sentence.start : sentence.end]
        # A proposal that is not the body's own is somebody's motion.
        if (status == "decided" and _own(sentence_text, body)) or (
            status == "proposed" and _subject(sentence_text) and _own(sentence_text, body)
        ):
            span = Span(block.start + sentence.start, block.start + sentence.end)
            yield _Group(section_id, None, status, [span])
    return None


def _own(sentence: str, body: str | None) -> bool:
    """Whether the document's own body is who decides, as far as the sentence says."""
    subject = _subject(sentence)
    if subject is None or body is None or subject.lower() in GENERAL_NAMES:
        return True
    return _same_body(subject, body)


def _same_body(one: str, other: str) -> bool:
    # The same name is spelled in two ways: «Hälsa- och sjukvårdsnämnden», «Hälso-och sjukvårdsnämnden»
    return _letters(one)[-12:] == _letters(other)[-12:]


def _letters(name: str) -> str:
    return re.sub(r"[^a-zåäö]", "", name.lower())


def _subject(words: str) -> str | None:
    match = _SUBJECT.search(words)
    return next((name for name in match.groups() if name), None) if match else None


def _addressee(words: str) -> str | None:
    match = _ADDRESSEE.search(words)
    name = match.group(1) if match else None
    return body_name(name) if name and name.lower() not in GENERAL_NAMES else None


# From a group to decisions


def _decisions(text: str, group: _Group, body: str | None, day: date | None) -> Iterator[Decision]:
    """One decision for each run of clauses with the same status and compatible outcomes."""
    if not group.clauses:
        if group.lead is None or not says_what_is_done(text[group.lead.start : group.lead.end]):
            return
        group = replace(group, lead=None, clauses=[group.lead])
    lead = text[group.lead.start : group.lead.end] if group.lead else ""
    start = group.lead.start if group.lead else group.clauses[0].start
    for run in _runs(text, group, lead, body):
        words = [text[span.start : span.end] for span in run.spans]
        sent_up = run.status == "proposed"
        addressee = _addressee(f"{lead} {words[0]}") if sent_up else None
        yield Decision(
            id="",
            section_id=group.section_id,
            status=run.status,
            outcome="recommended" if sent_up else run.outcome,
            deciding_body=addressee if sent_up else body,
            date=day,
            items=tuple(_item(clause, led=bool(lead)) for clause in words),
            start=min(start, run.spans[0].start),
            end=run.spans[-1].end,
            recommends=run.outcome if sent_up else None,
        )
        start = len(text)


@dataclass(slots=True)
class _Run:
    status: DecisionStatus
    outcome: Outcome
    spans: list[Span]


def _runs(text: str, group: _Group, lead: str, body: str | None) -> list[_Run]:
    refers_back = "återremissyrkande" in lead.lower()
    runs: list[_Run] = []
    for span in group.clauses:
        clause = text[span.start : span.end]
        status = _clause_status(clause, group, body)
        outcome = clause_outcome(_item(clause, led=bool(lead))) if status != "information" else "noted"
        # What follows «Ärendet återremitteras …» tells what is to be done before it comes back.
        refers_back = refers_back or (not runs and _GOES_BACK.search(clause) is not None)
        if refers_back and outcome == "approved":
            outcome = "referred_back"
        last = runs[-1] if runs else None
        if last and last.status == status and (last.outcome == outcome or {last.outcome, outcome} <= _MILD):
            last.spans.append(span)
            last.outcome = combined((last.outcome, outcome))
        else:
            runs.append(_Run(status, outcome, [span]))
    return runs


def _clause_status(clause: str, group: _Group, body: str | None) -> DecisionStatus:
    if group.status == "information":
        return "information"
    if not _ADDRESSEE.search(clause):
        if body and body.lower().endswith("fullmäktige"):
            return "decided"  # the highest body proposes to no one: what it «tillstyrker» is done
        if group.status == "proposed" and not group.lead and _TAKES_ACTION.search(clause):
            return "decided"  # «tillstyrker partnerskapet och uppdrar åt förvaltningen»
    return "proposed" if group.status == "proposed" or _PROPOSING_CLAUSE.match(clause) else "decided"


def _item(clause: str, *, led: bool) -> str:
    """The clause without what joins it to the next; of a whole sentence, the clause that says what is decided."""
    shown = _CLOSING_WORDS.sub("", clause) if clause.rstrip().endswith((";", ",", "samt", "och")) else clause
    if led or _LEVELS.match(shown):
        return shown
    inner = _CLAUSE.match(shown)
    return inner.group(1) if inner else shown
