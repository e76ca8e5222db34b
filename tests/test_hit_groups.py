"""How hits are shown, how sources are referred to, and who was present."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.base.types import Document, Meeting, Person, Section
from service.base.types import Citation, Hit
from service.web.hit_groups import Badge, Group, badges, citation_badge, group_by_section
from service.web.references import people_present, reference_words
from tests.tiny_service import DECIDED, MINUTES, PLAN, PROPOSED

FIRST, SECOND = MINUTES.sections


def hit(rank: int, document: Document, section: Section) -> Hit:
    return Hit(rank, 1 / rank, "", document, section, 0, 1, None, (), "/")


def test_hits_of_a_section_are_one_in_the_order_of_the_best():
    hits = [hit(1, MINUTES, SECOND), hit(2, MINUTES, FIRST), hit(3, MINUTES, SECOND), hit(4, PLAN, PLAN.sections[0])]
    assert group_by_section(hits) == (Group(hits[0], (hits[2],)), Group(hits[1], ()), Group(hits[3], ()))
    assert group_by_section([]) == ()


@pytest.mark.parametrize(
    ("outcome", "badge"),
    [
        ("approved", Badge("Beslutat", "decided")),
        ("rejected", Badge("Avslag", "decided")),
        ("tabled", Badge("Bordlagt", "open")),
        ("referred_back", Badge("Återremiss", "open")),
        ("answered", Badge("Anses besvarad", "decided")),
        ("noted", Badge("Antecknat", "decided")),
    ],
)
def test_what_was_decided_is_a_badge(outcome, badge):
    document = replace(MINUTES, decisions=(replace(MINUTES.decisions[0], outcome=outcome),))
    assert badges(document, FIRST) == (badge,)
    assert badges(document, SECOND) == ()


def test_what_was_decided_comes_before_what_was_proposed_and_each_once():
    decided, proposed = MINUTES.decisions
    proposed, informed = replace(proposed, section_id="s1"), replace(decided, status="information")
    document = replace(MINUTES, decisions=(proposed, informed, proposed, decided, decided))
    assert badges(document, FIRST) == (Badge("Förslag", "proposed"), Badge("Beslutat", "decided"))[::-1]


def citation(quote: str, status: str | None, document: Document = MINUTES) -> Citation:
    start = document.text.index(quote)
    return Citation(1, quote, document, FIRST, 0, 1, None, "/", quote, start, start + len(quote), status)


def test_the_badge_of_a_citation_is_that_of_the_decision_it_stands_in():
    tabled = replace(MINUTES, decisions=(replace(MINUTES.decisions[0], outcome="tabled"),))
    assert citation_badge(citation(DECIDED, "decided", tabled)) == Badge("Bordlagt", "open")
    assert citation_badge(citation("Diarienummer", "decided", tabled)) == Badge("Beslutat", "decided")
    assert citation_badge(citation(PROPOSED, "proposed")) == Badge("Förslag, inte beslut", "proposed")
    assert citation_badge(citation("Beslut", None)) is None


def test_a_source_is_referred_to_in_one_line():
    board = replace(MINUTES, organisation="Region Västerbotten", body="Regionstyrelsen", date=date(2024, 12, 17))
    section = Section("s1", ("Beslut", "Uppsägning av regionavtalet"), None, None, 0, 1)
    assert reference_words(board, section) == "RS 2024-12-17, ”Uppsägning av regionavtalet”, Region Västerbotten"
    assert reference_words(board) == "RS 2024-12-17, Region Västerbotten"
    city = replace(board, organisation="Göteborgs Stad", body="Kommunstyrelsen")
    assert reference_words(city, replace(section, number="§ 9")) == "KS 2024-12-17 § 9, Göteborgs Stad"
    board = replace(city, body="Valnämnden")
    assert reference_words(board, replace(section, number="§ 9")) == "Valnämnden 2024-12-17 § 9, Göteborgs Stad"


def test_what_has_no_day_or_no_body_is_referred_to_by_its_title():
    assert reference_words(PLAN, PLAN.sections[1]) == "Plan för vården, avsnitt 1.1, Vårdnämnden, Region Exempel"
    assert reference_words(replace(PLAN, body=None)) == "Plan för vården, Region Exempel"
    assert reference_words(replace(PLAN, body=None, organisation=None)) == "Plan för vården"


def test_those_present_are_listed_by_role_each_once():
    people = [
        *(
            ("Pia Lundin", "SJVP", "adjuster"),
            ("Maria Öhman", None, "secretary"),
            ("Elina Backlund Arab", "S", "chair"),
        ),
        *(("Pia Lundin", "SJVP", "member"), ("Dennis Moström", "C", "member"), ("Pia Lundin", "SJVP", "member")),
    ]
    meeting = Meeting((), None, None, tuple(Person(name, party, role, None, 0, 1) for name, party, role in people))
    assert people_present(replace(MINUTES, meeting=meeting)) == (
        ("Ordförande", ("Elina Backlund Arab (S)",)),
        ("Sekreterare", ("Maria Öhman",)),
        ("Justerare", ("Pia Lundin (SJVP)",)),
        ("Ledamöter", ("Pia Lundin (SJVP)", "Dennis Moström (C)")),
    )
    assert people_present(PLAN) == ()
