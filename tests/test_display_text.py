"""What documents hold as data, told in Swedish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import Actor, FloorProposal, Vote
from service.base.links import case_address
from service.base.text import counted
from service.register.register import swedish_order
from service.web.display_text import (
    Verdict,
    actor_words,
    beginning,
    excerpt,
    floor_proposal_words,
    party_words,
    short_day,
    verdict,
    vote_words,
)
from tests.tiny_service import MINUTES

DECISION = MINUTES.decisions[0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Verdict("approved", "Beslutat", "decided")),
        ({"outcome": "referred_back"}, Verdict("referred_back", "Återremiss", "decided")),
        ({"status": "information", "outcome": "noted"}, Verdict("information", "Information", "information")),
        (
            {"status": "proposed", "outcome": "recommended", "recommends": "rejected"},
            Verdict("proposed", "Förslag: avslag", "proposed"),
        ),
        ({"status": "proposed"}, Verdict("proposed", "Förslag, inte beslut", "proposed")),
    ],
)
def test_a_verdict_never_takes_a_proposal_for_a_decision(changes, expected):
    assert verdict(replace(DECISION, **changes)) == expected


def test_who_acts_and_what_is_moved():
    actors = (Actor("Pia Lundin", "SJVP"), Actor(None, "M"), Actor("Viktoria Jansson", None), Actor(None, None))
    assert actor_words(actors) == "Pia Lundin (SJVP), M, Viktoria Jansson och Någon"
    assert actor_words([Actor(None, "M")] * 10) == "M, M, M, M, M, M, M, M och 2 till"
    assert floor_proposal_words(FloorProposal((), ("refer_back", "reject"), 0, 0)) == "Yrkar återremiss och avslag"
    assert floor_proposal_words(FloorProposal((), (), 0, 0)) == "Yrkar"


def test_a_vote_is_told_by_figures_and_parties():
    ballots = tuple((Actor(None, party), ballot) for party, ballot in [("S", "yes"), ("V", "yes"), ("S", "yes")])
    vote = Vote(None, 3, 1, None, 0, (*ballots, (Actor("Pia Lundin", None), "no")), 0, 0)
    assert vote_words(vote) == "3 ja, 1 nej, 0 frånvarande"
    assert party_words(vote) == ("Ja: S 2, V 1", "Nej: utan parti 1")
    assert vote_words(Vote(None, None, None, None, None, (), 0, 0)) == "Siffrorna framgår inte"


def test_days_counts_and_beginnings():
    assert short_day(date(2024, 12, 7)) == "7 dec 2024"
    many = "3\N{NO-BREAK SPACE}036 träffar"
    assert [counted(number, "träff", "träffar") for number in (1, 2, 3036)] == ["1 träff", "2 träffar", many]
    assert excerpt("ett\n två  tre", 9) == "ett två …"
    assert beginning("ett\ntvå tre", 9) == "ett\ntvå …"
    assert beginning("x" * 9, 5) == "xxxxx …"


def test_a_number_stands_in_its_address_as_written():
    assert case_address("KS/2024:17") == "/arende/KS/2024:17"
    assert case_address("RS 2023-01?#ä") == "/arende/RS%202023-01%3F%23%C3%A4"


def test_swedish_letters_come_last():
    assert sorted(["Ö", "Ärende", "Zon", "åtgärd", "Avtal"], key=swedish_order) == [
        *("Avtal", "Zon", "åtgärd", "Ärende", "Ö")
    ]
