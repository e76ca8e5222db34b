"""The decisions and formal proposals of a document, as data: what each says, who decides it, what it leads to.

What other bodies once decided is background and is left to :mod:`corpus.extraction.earlier_treatments`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.base.types import Decision, DecisionStatus, Kind, Outcome, Section, Span
from corpus.extraction.acting_body import BODY_NAME
from corpus.extraction.decision_groups import LEVELS, Group, read_groups
from corpus.vocabulary.bodies import GENERAL_NAMES, body_name
from corpus.vocabulary.outcomes import clause_outcome, combined, passes_on, says_what_is_done

_TELL_OF_OTHERS: frozenset[str] = frozenset({"plan", "report", "rules", "web"})
_PROPOSE: frozenset[str] = frozenset({"agenda", "motion", "statement"})
_CLOSING_WORDS = re.compile(r"[;,]?\s*(?:samt|och)?[;,]?\s*$")
_ADDRESSEE = re.compile(
    rf"\b(?:föreslå[rs]?|hemställ\w+(?:\s+hos)?|rekommendera[rs]?|förorda[rs]?|till)\s+(?:\w+\s+)?(?:att\s+)?({BODY_NAME})"
)
# «Förslag till beslut i kommunfullmäktige»
_HEADED_TO = re.compile(rf"\b(?:i|till)\s+({BODY_NAME})\s*:?$")
# What is decided, in a sentence that says so: «har beslutat att …», «föreslår att fullmäktige beslutar att …»
_CLAUSE = re.compile(r".*\bbeslut(?:ar|ade|at|a)\s+(att\s.*)", re.DOTALL)
_GOES_BACK = re.compile(r"\bärendet\s+återremitteras\b", re.IGNORECASE)
_PROPOSING_CLAUSE = re.compile(r"\W*(?:\d{1,2}[.)]\s+)?att\s+(?:\w+\s+){0,2}föreslå\b", re.IGNORECASE)
_TAKES_ACTION = re.compile(r"\btillstyrker\b.*\b(?:uppdrar|ger|antar|godkänner|fastställer)\b", re.DOTALL)
# «Enligt förslag.» · «Stadsdirektörens förslag godkändes.» · «Nämnden beslutar i enlighet med förslaget.»
_FOLLOWS_PROPOSAL = re.compile(
    r"\W*(?:[\w-]+\s+){0,6}?(?:(?:enligt|i\s+enlighet\s+med|bifall\s+till)\s+(?:[\w-]+\s+){0,4}?förslag(?:et)?(?:\s+till\s+beslut)?"
    r"|förslag(?:et)?(?:\s+till\s+beslut)?\s+(?:godkän(?:de|ne|n)?s|antas|antogs|bifalls|bifölls))\W*",
    re.IGNORECASE,
)
_MILD: frozenset[Outcome] = frozenset({"approved", "noted"})


def read_decisions(
    text: str, sections: Sequence[Section], kind: Kind, body: str | None, day: date | None
) -> tuple[Decision, ...]:
    """The decisions and proposals of ``body`` at the meeting on ``day``, in reading order.

    A plan, a report and rules hold none: they only tell of what others have decided. An agenda, a motion and a
    statement only propose. Another paper decides where it has §§, under Beslut.
    """
    if kind in _TELL_OF_OTHERS:
        return ()
    found: list[Decision] = []
    for section in sections:
        for group in read_groups(text, section, body, day):
            if kind != "other" or group.status == "proposed" or (section.number and group.part == "Beslut"):
                found += _decisions(text, group, body, day)
    if kind in _PROPOSE:
        found = [_proposed(decision) for decision in found]
    return tuple(replace(decision, id=f"d{number}") for number, decision in enumerate(found, start=1))


def _proposed(decision: Decision) -> Decision:
    """The decision as what it is in a paper that decides nothing, whatever its words."""
    if decision.status != "decided":
        return decision
    return replace(decision, status="proposed", outcome="recommended", recommends=decision.outcome)


def _decisions(text: str, group: Group, body: str | None, day: date | None) -> Iterator[Decision]:
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
        addressee = (_named(_ADDRESSEE, f"{lead} {words[0]}") or _named(_HEADED_TO, group.heading)) if sent_up else None
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


def _named(pattern: re.Pattern[str], words: str) -> str | None:
    """The body that ``words`` address, by a name of its own."""
    match = pattern.search(words)
    name = match.group(1) if match else None
    return body_name(name) if name and name.lower() not in GENERAL_NAMES else None


@dataclass(slots=True)
class _Run:
    status: DecisionStatus
    outcome: Outcome
    spans: list[Span]


def _runs(text: str, group: Group, lead: str, body: str | None) -> list[_Run]:
    refers_back = "återremissyrkande" in lead.lower()
    runs: list[_Run] = []
    for span in group.clauses:
        clause = text[span.start : span.end]
        status = _clause_status(clause, group, body)
        outcome = _clause_outcome(clause, group, led=bool(lead)) if status != "information" else "noted"
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


def _clause_outcome(clause: str, group: Group, *, led: bool) -> Outcome:
    """What a clause does; one that only follows the proposal does what that proposed."""
    if group.proposal and not led and _FOLLOWS_PROPOSAL.fullmatch(clause):
        return group.proposal
    return clause_outcome(_item(clause, led=led))


def _clause_status(clause: str, group: Group, body: str | None) -> DecisionStatus:
    if group.status == "information" or passes_on(clause):
        return "information"
    if not _ADDRESSEE.search(clause):
        if body and body.lower().endswith("fullmäktige") and group.part != "Förslag till beslut":
            return "decided"  # the highest body proposes to no one: what it «tillstyrker» is done
        if group.status == "proposed" and not group.lead and _TAKES_ACTION.search(clause):
            return "decided"  # «tillstyrker partnerskapet och uppdrar åt förvaltningen»
    return "proposed" if group.status == "proposed" or _PROPOSING_CLAUSE.match(clause) else "decided"


def _item(clause: str, *, led: bool) -> str:
    """The clause without what joins it to the next; of a whole sentence, the clause that says what is decided."""
    shown = _CLOSING_WORDS.sub("", clause) if clause.rstrip().endswith((";", ",", "samt", "och")) else clause
    if led or LEVELS.match(shown):
        return shown
    inner = _CLAUSE.match(shown)
    return inner.group(1) if inner else shown
