"""The JSON of matters over time, put together from many documents."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from corpus.base.types import Outcome
from service.api.records import DocumentJson, SectionJson, WholeDecisionJson
from service.api.shapes import Shape, Stretch, WordsJson, words_of
from service.base.links import case_address
from service.register.cases import Case, Episode, Mention, Relation, Strand
from service.register.decisions import Treatment, rulings


class CaseDecisionJson(WholeDecisionJson):
    """A decision in a matter; ``is_latest`` marks the one that holds now under its heading."""

    type: Literal["decision"]
    held: Literal[True]
    is_latest: bool


class PlaceJson(WordsJson):
    """Words in a document and the section they stand in."""

    document: DocumentJson
    section: SectionJson

    @classmethod
    def of(cls, treatment: Treatment, span: Stretch) -> Self:
        """The words of the span, which stands in the treatment."""
        words = words_of(treatment.document, span)
        return cls.model_validate({**words, "document": treatment.document, "section": treatment.section})

    @classmethod
    def of_section(cls, treatment: Treatment) -> Self:
        """The first block of the section, its heading as a rule."""
        section = treatment.section
        return cls.of(treatment, section.blocks[0] if section.blocks else section)


class MentionJson(Shape):
    """A treatment without a decision that can be told, one that is only referred to, or one that names the matter.

    ``document`` and ``section`` are where it stands itself, when that is held; ``source`` is where the words stand.
    """

    type: Literal["mention"]
    held: bool
    relation: Relation | Literal["treated"]
    body: str | None
    date: datetime.date | None
    number: str | None
    outcome: Outcome | None
    document: DocumentJson | None
    section: SectionJson | None
    url: str | None
    source: PlaceJson


class HeadingJson(Shape):
    """What happened under one heading of a case number: the ids of its decisions, and the id of the latest."""

    organisation: str | None
    heading: str
    first: datetime.date | None
    last: datetime.date | None
    latest: str | None
    decisions: list[str]


class RelatedJson(Shape):
    """A case number that this one is a part of, or has as a part."""

    case_number: str
    heading: str


class CaseJson(Shape):
    """A matter over time, oldest first. With ``several_matters`` each heading is a matter of its own."""

    case_number: str
    heading: str | None
    latest: WholeDecisionJson | None
    events: list[Annotated[CaseDecisionJson | MentionJson, Field(discriminator="type")]]
    several_matters: bool
    headings: list[HeadingJson]
    related: list[RelatedJson]
    url: str

    @classmethod
    def of(cls, case: Case) -> Self:
        """The matter; where it is several, ``latest`` is that of the newest."""
        latest = case.strands[0].latest if case.strands else None
        holding = {strand.latest.id for strand in case.strands if strand.latest}
        return cls(
            case_number=case.case_number,
            heading=case.strands[0].heading if case.strands else None,
            latest=WholeDecisionJson.of(latest) if latest else None,
            events=[event for episode in case.episodes for event in _events(episode, holding)],
            several_matters=len(case.strands) > 1,
            headings=[_heading(strand) for strand in case.strands],
            related=[RelatedJson(case_number=number, heading=heading) for number, heading in case.related],
            url=case_address(case.case_number),
        )


def _events(episode: Episode, holding: set[str]) -> Iterator[CaseDecisionJson | MentionJson]:
    if episode.mention:
        yield _mention(episode.mention)
    elif episode.treatment and episode.treatment.decisions:
        for ruling in rulings([episode.treatment]):
            yield CaseDecisionJson.of(ruling, type="decision", held=True, is_latest=ruling.id in holding)
    elif episode.treatment:
        yield _treated(episode.treatment)


def _mention(mention: Mention) -> MentionJson:
    return MentionJson(
        type="mention",
        held=mention.target is not None,
        relation=mention.relation,
        body=mention.body,
        date=mention.day,
        number=mention.number,
        outcome=mention.outcome,
        **_own_place(mention.target),
        source=PlaceJson.of(mention.source, mention),
    )


def _treated(treatment: Treatment) -> MentionJson:
    return MentionJson(
        type="mention",
        held=True,
        relation="treated",
        body=treatment.document.body,
        date=treatment.document.date,
        number=treatment.section.number,
        outcome=None,
        **_own_place(treatment),
        source=PlaceJson.of_section(treatment),
    )


def _own_place(treatment: Treatment | None) -> dict[str, Any]:
    """The document, the section and the page of a treatment, where it is held."""
    place = PlaceJson.of_section(treatment) if treatment else None
    return {name: getattr(place, name, None) for name in ("document", "section", "url")}


def _heading(strand: Strand) -> HeadingJson:
    return HeadingJson(
        organisation=strand.organisation,
        heading=strand.heading,
        first=strand.treatments[0].document.date,
        last=strand.treatments[-1].document.date,
        latest=strand.latest.id if strand.latest else None,
        decisions=[ruling.id for ruling in rulings(strand.treatments)],
    )
