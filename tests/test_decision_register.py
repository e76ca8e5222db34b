"""The register of decisions: order, words, filters, slices."""

from __future__ import annotations

from datetime import date

import pytest

from service.base.errors import InvalidQuery
from service.base.types import Filters
from service.register.decisions import DecisionQuery
from service.register.matters import MatterIndex
from service.register.register import Register
from tests.paper_minutes import BOARD, COUNCIL, indexed, matter, minutes

BOARD_MEETING = minutes(
    BOARD,
    "2024-02-07",
    matter(31, "Busstrafik på landsbygden", "Avtalet med Trafikbolaget avslutas.", "RS 2024-00017")
    + matter(32, "Motion om cyklar", "Regionstyrelsen föreslår att regionfullmäktige beslutar att motionen avslås."),
)
COUNCIL_MEETING = minutes(COUNCIL, "2024-02-29", matter(12, "Motion om cyklar", "Motionen avslås.", "RF/2024:3"))
EARLIER = minutes(BOARD, "2024-01-10", matter(5, "Ärendet om hamnen", "Ärendet bordläggs."))
INDEXED = indexed(EARLIER, BOARD_MEETING, COUNCIL_MEETING)
REGISTER = Register(INDEXED, MatterIndex.of(INDEXED))

COUNCIL_12, BOARD_31, BOARD_32, EARLIER_5 = (
    *("regionfullmäktige-2024-02-29:d1", "regionstyrelsen-2024-02-07:d1"),
    *("regionstyrelsen-2024-02-07:d2", "regionstyrelsen-2024-01-10:d1"),
)


def found(**query: object) -> list[str]:
    return [ruling.id for ruling in REGISTER.find(DecisionQuery(**query))[1]]


def test_newest_first_then_by_place():
    assert found() == [COUNCIL_12, BOARD_31, BOARD_32, EARLIER_5]


def test_slices_and_the_whole_count():
    total, rulings = REGISTER.find(DecisionQuery(limit=2, offset=1))
    assert (total, [ruling.id for ruling in rulings]) == (4, [BOARD_31, BOARD_32])


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("cykel", [COUNCIL_12, BOARD_32]),  # the vowel falls out in «cyklar»
        ('"avtalet med trafikbolaget"', [BOARD_31]),
        ('"avtal med trafikbolaget"', []),
        ("«Motion om cyklar» bifalls", []),
        ("cyklarna motionerna", [COUNCIL_12, BOARD_32]),
        ("MOTION avslås", [COUNCIL_12, BOARD_32]),
        ("landsbygd trafikbolag", [BOARD_31]),  # heading and text together
        ("bordlaggs", [EARLIER_5]),
        ("rs2024:17", [BOARD_31]),  # without its leading zeros
        ("rs2024:1", []),
        ("RS/2024-00017", [BOARD_31]),
        ("RF 2024-3 motion", [COUNCIL_12]),
        ("RF 2024-3 hamnen", []),
    ],
)
def test_all_words_stand_in_the_decision_its_heading_or_number(words, ids):
    assert found(words=words) == ids


def test_words_without_letters_or_figures_are_refused():
    with pytest.raises(InvalidQuery, match="q: innehåller inga ord"):
        found(words="«»")


def test_outcome_and_filters():
    assert found(outcome="rejected") == [COUNCIL_12]
    assert found(outcome="recommended") == [BOARD_32]
    assert found(filters=Filters(decision="proposed")) == [BOARD_32]
    assert found(filters=Filters(body="regionstyrelsen", date_from=date(2024, 2, 1))) == [BOARD_31, BOARD_32]
    assert found(filters=Filters(case_number="rs2024-00017")) == [BOARD_31]
    assert found(filters=Filters(organisation="Region Sörland")) == []


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"number": "§ 31"}, [BOARD_31]),
        ({"number": "12/2024"}, [COUNCIL_12]),
        ({"number": "12/2023"}, []),
        ({"matter_kind": "motion"}, [COUNCIL_12, BOARD_32]),
        ({"matter_kind": "interpellation"}, []),
        ({"hide_tabled": True}, [COUNCIL_12, BOARD_31, BOARD_32]),
    ],
)
def test_paragraph_kind_and_postponements(query, ids):
    assert found(**query) == ids


def test_what_is_no_paragraph_is_refused():
    with pytest.raises(InvalidQuery):
        found(number="tolv")


MOTION = matter(7, "Motion av Lena Ferm (S) om bad", "Ärendet bordläggs.", "RS 2024-00030")
DEBATED = minutes(
    BOARD,
    "2024-03-06",
    matter(
        8,
        "Badhusets öppettider",
        "Badhuset hålls öppet.\n\nYrkanden\n\nPia Lundin (M) yrkar avslag.\n\nReservation\n\n"
        "Karl Ek (V) reserverar sig mot beslutet.",
    ),
)
ACTS = indexed(minutes(BOARD, "2024-02-07", MOTION), DEBATED)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"party": "S"}, ["§ 7"]),
        ({"party": "Moderaterna"}, ["§ 8"]),
        ({"party": "M", "act": "reserved"}, []),
        ({"party": "V", "act": "reserved"}, ["§ 8"]),
        ({"act": "reserved"}, ["§ 8"]),
        ({"act": "raised"}, ["§ 7"]),
        ({"act": "voted"}, []),
        ({"person": "karl ek"}, ["§ 8"]),
        ({"person": "Lena Ek"}, []),
        ({"person": "ferm", "party": "M"}, []),
    ],
)
def test_who_did_what(query, numbers):
    _, rulings = Register(ACTS, MatterIndex.of(ACTS)).find(DecisionQuery(**query))
    assert [ruling.treatment.section.number for ruling in rulings] == numbers


def test_by_matter_the_decisions_of_one_stand_together():
    papers = (
        minutes(BOARD, "2024-01-10", matter(1, "Hamnen", "Ärendet bordläggs.", "RS 2024-00001")),
        minutes(BOARD, "2024-02-07", matter(2, "Bron", "Bron byggs.", "RS 2024-00002")),
        minutes(BOARD, "2024-03-06", matter(3, "Hamnen", "Hamnen byggs.", "RS 2024-00001")),
    )
    treated = indexed(*papers)
    _, rulings = Register(treated, MatterIndex.of(treated)).find(DecisionQuery(order="matter"))
    assert [ruling.treatment.section.number for ruling in rulings] == ["§ 3", "§ 1", "§ 2"]
