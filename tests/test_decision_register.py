"""The register of decisions: order, words, filters, slices."""

from __future__ import annotations

from datetime import date

import pytest

from service.base.errors import InvalidQuery
from service.base.types import Filters
from service.register.decisions import DecisionQuery, Register
from tests.paper_minutes import BOARD, COUNCIL, indexed, matter, minutes

BOARD_MEETING = minutes(
    BOARD,
    "2024-02-07",
    matter(31, "Busstrafik på landsbygden", "Avtalet med Trafikbolaget avslutas.", "RS 2024-00017")
    + matter(32, "Motion om cyklar", "Regionstyrelsen föreslår att regionfullmäktige beslutar att motionen avslås."),
)
COUNCIL_MEETING = minutes(COUNCIL, "2024-02-29", matter(12, "Motion om cyklar", "Motionen avslås.", "RF/2024:3"))
EARLIER = minutes(BOARD, "2024-01-10", matter(5, "Ärendet om hamnen", "Ärendet bordläggs."))
REGISTER = Register(indexed(EARLIER, BOARD_MEETING, COUNCIL_MEETING))

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
        ("cykel", []),  # another stem than «cyklar»
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
