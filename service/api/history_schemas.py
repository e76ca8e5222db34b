"""The JSON shapes of what is put together from many documents: matters over time, and what is held and missing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from corpus.base.types import Kind, Outcome
from service.api.record_schemas import (
    DecisionJson,
    DocumentJson,
    SectionJson,
    WordsJson,
    day_json,
    document_json,
    section_json,
    whole_decision_json,
    words_json,
)
from service.api.shapes import TypedDict
from service.register.cases import Case, Episode, Mention, Relation, Strand
from service.register.coverage import BodyCoverage, Coverage, MissingMeeting, MissingNumbers
from service.register.decisions import Ruling, Treatment, rulings


class CaseDecisionJson(DecisionJson):
    """A decision in a matter; ``is_latest`` marks the one that holds now under its heading."""

    type: Literal["decision"]
    held: Literal[True]
    is_latest: bool


class PlaceJson(WordsJson):
    """Words in a document and the section they stand in."""

    document: DocumentJson
    section: SectionJson


class MentionJson(TypedDict):
    """A treatment without a decision that can be told, one that is only referred to, or one that names the matter.

    ``document`` and ``section`` are where it stands itself, when that is held; ``source`` is where the words stand.
    """

    type: Literal["mention"]
    held: bool
    relation: Relation | Literal["treated"]
    body: str | None
    date: str | None
    number: str | None
    outcome: Outcome | None
    document: DocumentJson | None
    section: SectionJson | None
    url: str | None
    source: PlaceJson


class HeadingJson(TypedDict):
    """What happened under one heading of a case number: the ids of its decisions, and the id of the latest."""

    organisation: str | None
    heading: str
    first: str | None
    last: str | None
    latest: str | None
    decisions: list[str]


class RelatedJson(TypedDict):
    """A case number that this one is a part of, or has as a part."""

    case_number: str
    heading: str


class CaseJson(TypedDict):
    """A matter over time, oldest first. With ``several_matters`` each heading is a matter of its own."""

    case_number: str
    heading: str | None
    latest: DecisionJson | None
    events: list[Annotated[CaseDecisionJson | MentionJson, Field(discriminator="type")]]
    several_matters: bool
    headings: list[HeadingJson]
    related: list[RelatedJson]


class MonthJson(TypedDict):
    """How many documents there are of a month («2024-12»)."""

    month: str
    documents: int


class BodyCoverageJson(TypedDict):
    """What is held of one body."""

    organisation: str | None
    body: str | None
    documents: int
    sections: int
    decisions: int
    kinds: dict[Kind, int]
    first: str | None
    last: str | None
    months: list[MonthJson]


class NumberPlaceJson(TypedDict):
    """A section beside a gap among the §§."""

    number: str | None
    date: str | None
    document_id: str
    url: str


MissingNumbersJson = TypedDict(
    "MissingNumbersJson",
    {
        "organisation": str | None,
        "body": str,
        "year": int,
        "from": str,
        "to": str,
        "count": int,
        "after": NumberPlaceJson,
        "before": NumberPlaceJson,
    },
)


class UntoldNumbersJson(TypedDict):
    """A body and year whose §§ cannot be checked, and why, in Swedish."""

    organisation: str | None
    body: str
    year: int
    reason: str


class MissingMeetingJson(TypedDict):
    """A meeting that is referred to and not held; ``planned`` when it was only announced."""

    organisation: str | None
    body: str
    body_held: bool
    date: str
    times: int
    planned: bool
    example: PlaceJson


class CoverageJson(TypedDict):
    """What is held and what is known to be missing."""

    documents: int
    sections: int
    decisions: int
    kinds: dict[Kind, int]
    first: str | None
    last: str | None
    undated: int
    bodies: list[BodyCoverageJson]
    missing_numbers: list[MissingNumbersJson]
    unchecked_numbers: list[UntoldNumbersJson]
    missing_meetings: list[MissingMeetingJson]
    snapshot: str


def case_json(case: Case) -> CaseJson:
    """The matter in the shape of the contract; where it is several, ``latest`` is that of the newest."""
    latest = case.strands[0].latest if case.strands else None
    holding = {strand.latest.id for strand in case.strands if strand.latest}
    return {
        "case_number": case.case_number,
        "heading": case.strands[0].heading if case.strands else None,
        "latest": whole_decision_json(latest) if latest else None,
        "events": [event for episode in case.episodes for event in _events(episode, holding)],
        "several_matters": len(case.strands) > 1,
        "headings": [_heading(strand) for strand in case.strands],
        "related": [{"case_number": number, "heading": heading} for number, heading in case.related],
    }


def _events(episode: Episode, holding: set[str]) -> Iterator[CaseDecisionJson | MentionJson]:
    if episode.mention:
        yield _mention(episode.mention)
    elif episode.treatment and episode.treatment.decisions:
        for ruling in rulings([episode.treatment]):
            yield _case_decision(ruling, is_latest=ruling.id in holding)
    elif episode.treatment:
        yield _treated(episode.treatment)


def _case_decision(ruling: Ruling, *, is_latest: bool) -> CaseDecisionJson:
    return {**whole_decision_json(ruling), "type": "decision", "held": True, "is_latest": is_latest}


def _mention(mention: Mention) -> MentionJson:
    target = mention.target
    return {
        "type": "mention",
        "held": target is not None,
        "relation": mention.relation,
        "body": mention.body,
        "date": day_json(mention.day),
        "number": mention.number,
        "outcome": mention.outcome,
        "document": document_json(target.document) if target else None,
        "section": section_json(target.section) if target else None,
        "url": _section_words(target)["url"] if target else None,
        "source": _place(mention.source, mention.start, mention.end),
    }


def _treated(treatment: Treatment) -> MentionJson:
    document, section = treatment.document, treatment.section
    words = _section_words(treatment)
    return {
        "type": "mention",
        "held": True,
        "relation": "treated",
        "body": document.body,
        "date": day_json(document.date),
        "number": section.number,
        "outcome": None,
        "document": document_json(document),
        "section": section_json(section),
        "url": words["url"],
        "source": _place(treatment, words["start"], words["end"]),
    }


def _section_words(treatment: Treatment) -> WordsJson:
    """The first block of the section, its heading as a rule."""
    section = treatment.section
    first = section.blocks[0] if section.blocks else section
    return words_json(treatment.document, first.start, first.end)


def _place(treatment: Treatment, start: int, end: int) -> PlaceJson:
    return {
        **words_json(treatment.document, start, end),
        "document": document_json(treatment.document),
        "section": section_json(treatment.section),
    }


def _heading(strand: Strand) -> HeadingJson:
    return {
        "organisation": strand.organisation,
        "heading": strand.heading,
        "first": day_json(strand.treatments[0].document.date),
        "last": day_json(strand.treatments[-1].document.date),
        "latest": strand.latest.id if strand.latest else None,
        "decisions": [ruling.id for ruling in rulings(strand.treatments)],
    }


def coverage_json(coverage: Coverage, snapshot: str) -> CoverageJson:
    """The coverage of a snapshot."""
    return {
        "documents": coverage.documents,
        "sections": coverage.sections,
        "decisions": coverage.decisions,
        "kinds": dict(coverage.kinds),
        "first": day_json(coverage.first),
        "last": day_json(coverage.last),
        "undated": coverage.undated,
        "bodies": [_body(body) for body in coverage.bodies],
        "missing_numbers": [_missing_numbers(missing) for missing in coverage.missing_numbers],
        "unchecked_numbers": [
            {"organisation": each.organisation, "body": each.body, "year": each.year, "reason": each.reason}
            for each in coverage.untold_numbers
        ],
        "missing_meetings": [_missing_meeting(missing) for missing in coverage.missing_meetings],
        "snapshot": snapshot,
    }


def _body(body: BodyCoverage) -> BodyCoverageJson:
    return {
        "organisation": body.organisation,
        "body": body.body,
        "documents": body.documents,
        "sections": body.sections,
        "decisions": body.decisions,
        "kinds": dict(body.kinds),
        "first": day_json(body.first),
        "last": day_json(body.last),
        "months": [{"month": month, "documents": count} for month, count in body.months],
    }


def _missing_numbers(missing: MissingNumbers) -> MissingNumbersJson:
    return {
        "organisation": missing.organisation,
        "body": missing.body,
        "year": missing.year,
        "from": f"§ {missing.first}",
        "to": f"§ {missing.last}",
        "count": missing.last - missing.first + 1,
        "after": _number_place(missing.after),
        "before": _number_place(missing.before),
    }


def _number_place(treatment: Treatment) -> NumberPlaceJson:
    return {
        "number": treatment.section.number,
        "date": day_json(treatment.document.date),
        "document_id": treatment.document.id,
        "url": _section_words(treatment)["url"],
    }


def _missing_meeting(missing: MissingMeeting) -> MissingMeetingJson:
    return {
        "organisation": missing.organisation,
        "body": missing.body,
        "body_held": missing.body_held,
        "date": missing.day.isoformat(),
        "times": missing.times,
        "planned": missing.planned,
        "example": _place(missing.source, missing.start, missing.end),
    }
