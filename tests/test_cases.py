"""Matters over time: what belongs together, in which order, and which decision holds now."""

from __future__ import annotations

import pytest

from corpus.base.types import Document
from service.base.errors import CaseNotFound
from service.register.cases import Case, Cases
from service.register.records import Records
from tests.paper_minutes import BOARD, COMMITTEE, COUNCIL, matter, minutes

TABLED = minutes(
    BOARD,
    "2024-01-10",
    matter(5, "Avtal om busstrafik", "Ärendet bordläggs till sammanträdet den 24 januari 2024.", "RS 2024-00017"),
)
SENT_UP = minutes(
    BOARD,
    "2024-02-07",
    matter(
        31,
        "Avtal om busstrafik",
        "Regionstyrelsen föreslår att regionfullmäktige beslutar att avtalet avslutas.",
        "RS2024-00017",
        "Bordlagt den 10 januari 2024, § 5 och den 24 januari 2024, § 20.",
    ),
)
DECIDED = minutes(
    COUNCIL, "2024-02-29", matter(12, "Avslutande av avtal om busstrafik", "Avtalet avslutas.", "RS 2024-00017")
)
OTHER = minutes(
    BOARD,
    "2024-03-06",
    matter(40, "Budget", "Budgeten fastställs.", "RS 2024-00099")
    + "Bakgrund\n\nAvtalet, RS/2024:00017, kostar mer än väntat.\n\n",
)


def cases_of(*documents: Document) -> Cases:
    return Records(documents).cases


def told(case: Case) -> list[tuple[str, str | None, str | None, str]]:
    """Each episode: day, body, number, and what it is."""
    rows = []
    for episode in case.episodes:
        if episode.treatment:
            document, section = episode.treatment.document, episode.treatment.section
            outcomes = "+".join(decision.outcome for decision in episode.treatment.decisions)
            rows.append((str(episode.day), document.body, section.number, outcomes))
        elif mention := episode.mention:
            state = "held" if mention.target else "not held"
            rows.append(
                (str(episode.day), mention.body, mention.number, f"{mention.relation} {mention.outcome} {state}")
            )
    return rows


def test_a_matter_is_followed_by_its_number_through_days_and_bodies():
    case = cases_of(DECIDED, OTHER, SENT_UP, TABLED).case("rs/2024-00017")
    assert case.case_number == "RS 2024-00017"
    assert told(case) == [
        ("2024-01-10", "Regionstyrelsen", "§ 5", "tabled"),
        ("2024-01-24", "Regionstyrelsen", "§ 20", "earlier tabled not held"),
        ("2024-02-07", "Regionstyrelsen", "§ 31", "recommended"),
        ("2024-02-29", "Regionfullmäktige", "§ 12", "approved"),
        ("2024-03-06", "Regionstyrelsen", "§ 40", "naming None held"),
    ]
    (strand,) = case.strands
    assert strand.heading == "Avslutande av avtal om busstrafik"
    assert strand.latest is not None
    assert strand.latest.id == "regionfullmäktige-2024-02-29:d1"
    mention = case.episodes[-1].mention
    assert mention is not None
    assert "RS/2024:00017" in mention.source.document.text[mention.start : mention.end]


def test_a_number_that_nothing_has_is_an_error_in_swedish():
    with pytest.raises(CaseNotFound, match="Inget ärende med numret «KS/2024:17» finns"):
        cases_of(TABLED).case("KS/2024:17")


def test_a_number_that_is_only_named_has_no_decision():
    case = cases_of(OTHER).case("RS 2024-00017")
    assert case.case_number == "RS/2024:00017"
    assert case.strands == ()
    assert told(case) == [("2024-03-06", "Regionstyrelsen", "§ 40", "naming None held")]


def test_an_earlier_treatment_without_a_number_belongs_to_the_matter_and_one_of_another_matter_does_not():
    first = minutes(
        BOARD,
        "2024-01-10",
        matter(5, "Skrivelse om bussar", "Ärendet bordläggs.") + matter(6, "Hamnen", "Planen antas.", "RS 2024-00050"),
    )
    # § 6 is a slip in the minutes: it treats another matter
    then = minutes(
        BOARD,
        "2024-02-07",
        matter(
            31,
            "Avtal",
            "Avtalet avslutas.",
            "RS 2024-00017",
            "Bordlagt den 10 januari 2024, § 5 och 10 januari 2024, § 6.",
        ),
    )
    cases = cases_of(then, first)
    assert told(cases.case("RS 2024-00017")) == [
        ("2024-01-10", "Regionstyrelsen", "§ 5", "tabled"),
        ("2024-01-10", "Regionstyrelsen", "§ 6", "earlier tabled held"),
        ("2024-02-07", "Regionstyrelsen", "§ 31", "approved"),
    ]
    assert told(cases.case("RS 2024-00050")) == [("2024-01-10", "Regionstyrelsen", "§ 6", "approved")]


def test_a_section_without_a_number_joins_by_a_heading_that_nothing_else_has():
    summary = minutes(
        BOARD, "2024-02-07", "Avtal om busstrafik\n\nRegionstyrelsen har beslutat att avtalet avslutas.\n", "summary"
    )
    assert [row[0] for row in told(cases_of(summary, TABLED).case("RS 2024-00017"))] == ["2024-01-10", "2024-02-07"]
    other_number = minutes(BOARD, "2024-03-06", matter(40, "Avtal om busstrafik", "Avtalet antas.", "RS 2024-00018"))
    cases = cases_of(summary, TABLED, other_number)
    assert [row[0] for row in told(cases.case("RS 2024-00017"))] == ["2024-01-10"]


def test_on_one_day_the_higher_body_decides_and_decisions_go_before_proposals():
    board = minutes(BOARD, "2024-02-29", matter(31, "Avtal", "Regionstyrelsen avslår avtalet.", "RS 2024-00017"))
    council = minutes(COUNCIL, "2024-02-29", matter(12, "Avtal", "Avtalet antas.", "RS 2024-00017"))
    committee = minutes(
        COMMITTEE, "2024-02-29", matter(3, "Avtal", "Arbetsutskottet föreslår att avtalet antas.", "RS 2024-00017")
    )

    def latest(*documents):
        ruling = cases_of(*documents).case("RS 2024-00017").strands[0].latest
        assert ruling is not None
        return ruling.treatment.document.body

    assert latest(council, board, committee) == "Regionfullmäktige"
    assert latest(committee, board) == "Regionstyrelsen"
    assert latest(committee) == "Arbetsutskottet"


def test_what_is_put_off_is_the_latest_only_when_nothing_is_decided():
    assert cases_of(TABLED).case("RS 2024-00017").strands[0].latest.decision.outcome == "tabled"
    assert cases_of(TABLED, SENT_UP).case("RS 2024-00017").strands[0].latest.decision.outcome == "recommended"
    assert cases_of(TABLED, DECIDED).case("RS 2024-00017").strands[0].latest.decision.outcome == "approved"


def test_a_number_for_many_matters_is_told_apart_by_heading():
    first = minutes(
        BOARD,
        "2024-01-10",
        matter(5, "Val av ledamot i vänortsrådet", "Pia Lundin (SJVP) utses.", "RS 2024-00006")
        + matter(6, "Val av ledamot i pensionärsrådet", "Frågan bordläggs.", "RS 2024-00006"),
    )
    then = minutes(
        BOARD,
        "2024-02-07",
        matter(31, "Val av ledamot i pensionärsrådet", "Nina Orefjärd (V) utses.", "RS 2024-00006"),
    )
    case = cases_of(first, then).case("RS 2024-00006")
    assert [(strand.heading, len(strand.treatments)) for strand in case.strands] == [
        ("Val av ledamot i pensionärsrådet", 2),
        ("Val av ledamot i vänortsrådet", 1),
    ]
    assert [strand.latest.id for strand in case.strands if strand.latest] == [
        "regionstyrelsen-2024-02-07:d1",
        "regionstyrelsen-2024-01-10:d1",
    ]


def test_the_same_number_in_two_organisations_is_two_matters():
    elsewhere = minutes(
        BOARD,
        "2024-05-02",
        matter(3, "Avtal om busstrafik", "Avtalet antas.", "RS 2024-00017"),
        organisation="Region Sörland",
    )
    case = cases_of(TABLED, elsewhere).case("RS 2024-00017")
    assert [(strand.organisation, len(strand.treatments)) for strand in case.strands] == [
        ("Region Sörland", 1),
        ("Region Norrland", 1),
    ]


def test_sub_numbers_are_matters_of_their_own_that_their_parent_lists():
    document = minutes(
        COUNCIL,
        "2024-02-29",
        matter(1, "Avsägelser", "Listan antas.", "RF-2024-00009")
        + matter(2, "Avsägelse från regionfullmäktige", "Avsägelsen godkänns.", "RF-2024-00009:27"),
    )
    cases = cases_of(document)
    parent, part = cases.case("RF-2024-00009"), cases.case("RF-2024-00009:27")
    assert [row[2] for row in told(parent)] == ["§ 1"]
    assert parent.related == (("RF-2024-00009:27", "Avsägelse från regionfullmäktige"),)
    assert [row[2] for row in told(part)] == ["§ 2"]
    assert part.related == (("RF-2024-00009", "Avsägelser"),)
