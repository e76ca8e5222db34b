"""Names of bodies matched to those held, and their rank."""

from __future__ import annotations

import pytest

from service.register.body_index import Bodies, body_rank
from tests.paper_minutes import BOARD, matter, minutes

COMMITTEE = "Hälso- och sjukvårdsutskottet"
BODIES = Bodies(minutes(body, "2024-01-10", matter(1, "Avtal", "Avtalet antas.")) for body in (BOARD, COMMITTEE))


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("regionstyrelsen", BOARD),
        ("Hälso- och sjukvårsutskottet", COMMITTEE),
        ("Hälsa- och sjukvårdsutskottet", COMMITTEE),
        ("Hälso- och sjukvårdsnämnden", None),
        ("Kommunstyrelsen", None),
    ],
)
def test_a_slip_of_the_pen_is_the_same_body_and_another_name_is_not(name, body):
    assert BODIES.indexed_name("Region Norrland", name) == body


def test_bodies_belong_to_their_organisation():
    assert BODIES.indexed_name("Region Sörland", BOARD) is None


def test_ranks():
    ranked = ("Regionfullmäktige", BOARD, "Hälso- och sjukvårdsnämnden", COMMITTEE, "Kulturberedningen", None)
    assert [body_rank(body) for body in ranked] == [4, 3, 2, 1, 0, 0]
