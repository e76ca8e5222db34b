"""Ranking, answers, matter pages and lists agree on every matter: what belongs to it and which decision is in force."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from service.answers.evidence.decisions import later_step
from service.answers.plans.course import steps_of
from service.answers.plans.list_and_count.counting import Tallies, TallyItem
from service.api.matters import CaseDecisionJson, CaseJson
from service.question.entities import Names
from service.question.reading import read_question
from service.register.cases import Case, Strand
from service.register.decisions import Ruling, Treatment, TreatmentKey
from service.register.in_force import decision_in_force, settles
from service.register.matters import meeting_order
from service.register.records import Records
from service.web.case_view import view_case
from tests.paper_minutes import BOARD, COMMITTEE, COUNCIL, matter, minutes

PROJECT = Path(__file__).resolve().parent.parent
BUNDLED = PROJECT / "corpus" / "documents"
MINUTES = Path(os.environ.get("PARAGRAF_TEST_MINUTES", PROJECT.parent / "shared" / "data" / "goteborg-protokoll"))
LIST, COURSE = "Vilka ärenden behandlades?", "Hur gick turerna om ärendet?"


class Collection:
    """What each part of the service says of the matters of some documents."""

    def __init__(self, documents: tuple[Document, ...]) -> None:
        self.documents = documents
        self.records = Records(documents)
        self._cases: dict[str, Case] = {}

    @property
    def matters(self) -> tuple[tuple[Treatment, ...], ...]:
        return self.records.matters.matters

    def case(self, number: str) -> Case:
        if number not in self._cases:
            self._cases[number] = self.records.cases.case(number)
        return self._cases[number]

    def strands(self, own: tuple[Treatment, ...]) -> Iterator[tuple[Case, Strand]]:
        """The part of each page that tells of a matter."""
        for number in {treatment.case_number for treatment in own} - {None}:
            case = self.case(number or "")
            for strand in case.strands:
                if any(one.key == own[0].key for one in strand.treatments):
                    yield case, strand

    @cached_property
    def listed(self) -> tuple[TallyItem, ...]:
        """The list of all matters."""
        tally = Tallies(self.records).of(read_question(LIST, 500, Names.of(self.documents)))
        return tally.items if tally else ()


def assert_agreement(collection: Collection) -> Counter[str]:
    """Assert that all parts agree on every matter; how many matters there are of each sort."""
    seen: Counter[str] = Counter()
    for own in collection.matters:
        ruling = decision_in_force(own)
        _assert_by_the_domain(own, ruling)
        _assert_ranking(collection, own, ruling)
        _assert_answers(own, ruling)
        _assert_pages(collection, own, ruling)
        seen["in force" if ruling else "open"] += 1
        seen["came back"] += len([one for one in own if one.decisions]) > 1
    _assert_lists(collection)
    return seen


def _assert_by_the_domain(own: tuple[Treatment, ...], ruling: Ruling | None) -> None:
    """No higher body has decided, nor the same one later; what is put off or proposed is not in force."""
    assert list(own) == sorted(own, key=lambda one: (*meeting_order(one), one.document.id, one.section.start))
    if ruling is None:
        assert not any(settles(one) for one in own)
        return
    assert ruling.decision.status == "decided"
    assert ruling.decision.outcome in ("approved", "rejected", "answered", "noted")
    (day, rank) = meeting_order(ruling.treatment)
    assert not any(settles(one) and (meeting_order(one)[1], meeting_order(one)[0]) > (rank, day) for one in own)


def _assert_ranking(collection: Collection, own: tuple[Treatment, ...], ruling: Ruling | None) -> None:
    standings = {one.key: collection.records.standings[one.key] for one in own if one.decisions}
    assert not standings or not all(standing.superseded for standing in standings.values())
    for one in own if ruling else ():
        if ruling and one.decisions and meeting_order(one) < meeting_order(ruling.treatment):
            assert standings[one.key].superseded
    if ruling:
        assert not standings[ruling.treatment.key].superseded


def _assert_answers(own: tuple[Treatment, ...], ruling: Ruling | None) -> None:
    """What is told after an earlier treatment, and how a course ends, is the decision in force."""
    for place in own if ruling else ():
        step = later_step(place, own)
        if ruling and meeting_order(place) < meeting_order(ruling.treatment):
            assert step
            assert step.treatment is ruling.treatment
            assert ruling.decision.start <= step.span.start < step.span.end <= ruling.decision.end
        else:
            assert step is None
    steps = steps_of(read_question(COURSE, 500), own)
    assert not steps or not ruling or any(step.treatment is ruling.treatment for step in steps)


def _assert_pages(collection: Collection, own: tuple[Treatment, ...], ruling: Ruling | None) -> None:
    for case, strand in collection.strands(own):
        assert strand.treatments == own
        assert not ruling or strand.latest == ruling
        assert (strand.latest is None) == (not any(one.decisions for one in own))
        shown = [event for view in view_case(case).strands for event in view.events if event.is_latest]
        decisions = [event for event in CaseJson.of(case).events if isinstance(event, CaseDecisionJson)]
        marked = [decision.id for decision in decisions if decision.is_latest]
        assert len(shown) == len(marked) == sum(each.latest is not None for each in case.strands)
        assert not ruling or ruling.id in marked


def _assert_lists(collection: Collection) -> None:
    """Every matter once, and shown where the decision in force was made."""
    matters = collection.records.matters
    items = [item.treatment for item in collection.listed]
    assert len({matters.number(one.key) for one in items}) == len(items)
    counted: set[TreatmentKey] = {one.key for one in items}
    for one in items:
        ruling = decision_in_force(matters.matters[matters.number(one.key)])
        assert not ruling or not _is_listed(ruling.treatment) or ruling.treatment.key in counted


def _is_listed(treatment: Treatment) -> bool:
    document = treatment.document
    return bool(document.kind in ("minutes", "summary") and document.date and document.body and treatment.heading)


def test_on_the_bundled_documents() -> None:
    documents = tuple(each for each in load_corpus([BUNDLED], 10**6) if isinstance(each, Document))
    collection = Collection(documents)
    seen = assert_agreement(collection)
    assert seen["in force"] > 20
    assert seen["came back"] >= 1
    assert len(collection.listed) > 20


@pytest.mark.slow
@pytest.mark.skipif(not MINUTES.is_dir(), reason="the folder of minutes is given by PARAGRAF_TEST_MINUTES")
def test_on_many_minutes() -> None:
    documents = tuple(each for each in load_corpus([MINUTES], 10**8) if isinstance(each, Document))
    collection = Collection(documents)
    seen = assert_agreement(collection)
    assert seen["in force"] > 500
    assert seen["open"] > 50
    assert seen["came back"] > 300
    assert len(collection.listed) > 1000


# Made matters

DECISIONS = (
    "Avtalet antas.",
    "Avtalet avslås.",
    "Rapporten antecknas.",
    "Motionen anses besvarad.",
    "Ärendet bordläggs till nästa sammanträde.",
    "Ärendet återremitteras till regionstyrelsen.",
    "Ärendet utgår.",
    "Regionstyrelsen föreslår att regionfullmäktige beslutar att avtalet antas.",
    "1. Avtalet antas.\n\n2. Punkten om kostnader bordläggs.",
    "Ingen ansåg sig förhindrad av jäv.",
)
HEADINGS = ("Avtal om busstrafik", "Avslutande av avtal om busstrafik", "Val av ledamot", "Hamnen")
NUMBERS = ("RS 2024-00017", "RS2024-00017", "RS 2024-00018", "RS 2024-00017:2", None)
EARLIER = ("", "Bordlagt den 2 januari 2024, § 1.", "Återremitterat från regionfullmäktige den 4 januari 2024, § 2.")
SECTION = st.tuples(*(st.sampled_from(each) for each in (HEADINGS, DECISIONS, NUMBERS, EARLIER)))
MEETING = st.tuples(
    st.sampled_from([BOARD, COUNCIL, COMMITTEE]),
    st.integers(0, 8),
    st.sampled_from(["Region Norrland", "Region Norrland", "Region Sörland"]),
    st.lists(SECTION, min_size=1, max_size=3),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(MEETING, min_size=1, max_size=6, unique_by=lambda meeting: meeting[:2]))
def test_on_made_matters(meetings) -> None:
    documents = tuple(
        minutes(
            body,
            (date(2024, 1, 2) + timedelta(days)).isoformat(),
            "".join(matter(number, *section) for number, section in enumerate(sections, 1)),
            organisation=organisation,
        )
        for body, days, organisation, sections in meetings
    )
    assert_agreement(Collection(documents))


def test_what_a_lower_body_does_later_leaves_the_decision_of_the_council_in_force_everywhere() -> None:
    """The council decides, a lower body carries it out under another heading: the council's decision is in force."""
    council = minutes(COUNCIL, "2024-02-29", matter(1, "Avtal om busstrafik", "Avtalet antas.", "RS 2024-00017"))
    added = matter(1, "Tillägg till avtal om busstrafik", "Tillägget antas.", "RS 2024-00017")
    board = minutes(BOARD, "2024-04-09", added)
    collection = Collection((council, board))
    assert_agreement(collection)
    (own,) = collection.matters
    assert [one.document.body for one in own] == [COUNCIL, BOARD]
    ruling = decision_in_force(own)
    assert ruling
    assert ruling.treatment.document is council
    (item,) = collection.listed
    assert item.treatment.document is council
