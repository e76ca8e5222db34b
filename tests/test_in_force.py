"""Which decision of a matter is in force, what it supersedes, and how the treatments stand."""

from __future__ import annotations

import pytest

from corpus.base.types import Document
from service.register.decisions import Treatment
from service.register.in_force import (
    Standing,
    decided_outcome,
    decision_in_force,
    is_superseded,
    later_decision,
    latest_ruling,
    main_decision,
)
from service.register.records import Records
from tests.paper_minutes import BOARD, COMMITTEE, COUNCIL, indexed, matter, minutes

TABLED = "Ärendet bordläggs till nästa sammanträde."
REFERRED_BACK = "Ärendet återremitteras till regionstyrelsen."
WITHDRAWN = "Ärendet utgår."
PROPOSED = "Regionstyrelsen föreslår att regionfullmäktige beslutar:\n\nPlanen antas."
APPROVED, REJECTED, NOTED = "Planen antas.", "Planen avslås.", "Rapporten antecknas."


def treated(body: str, day: str, decision: str, kind: str = "minutes") -> Document:
    return minutes(body, day, matter(7, "Plan för vatten", decision, "RS 2024-00017"), kind)


def stands(*documents: Document) -> list[tuple[str, bool]]:
    """The outcome of each treatment in the order given, and whether it is superseded."""
    found = Records(documents).standings
    standings = [found[document.id, document.sections[0].id] for document in documents]
    return [(standing.outcome or "", standing.superseded) for standing in standings]


def in_force(*documents: Document) -> str | None:
    ruling = decision_in_force(indexed(*documents))
    return ruling.treatment.document.id if ruling else None


FIRST = treated(BOARD, "2024-01-10", TABLED)
SENT_UP = treated(BOARD, "2024-02-07", PROPOSED)
DECIDED = treated(COUNCIL, "2024-02-29", APPROVED)


def test_the_decision_in_force_supersedes_what_came_before_it() -> None:
    again = treated(COUNCIL, "2024-03-21", TABLED)
    assert stands(FIRST, SENT_UP, DECIDED, again) == [
        ("tabled", True),
        ("recommended", True),
        ("approved", False),
        ("tabled", False),
    ]
    assert in_force(FIRST, SENT_UP, DECIDED, again) == DECIDED.id


def test_of_two_decisions_of_one_body_the_later_one_is_in_force() -> None:
    later = treated(COUNCIL, "2024-05-10", REJECTED)
    assert stands(later, DECIDED) == [("rejected", False), ("approved", True)]


@pytest.mark.parametrize("decision", [TABLED, REFERRED_BACK, WITHDRAWN, PROPOSED])
def test_what_puts_off_sends_back_takes_away_or_proposes_is_never_in_force(decision: str) -> None:
    assert in_force(treated(BOARD, "2024-05-10", decision)) is None
    assert in_force(treated(BOARD, "2024-01-10", APPROVED), treated(BOARD, "2024-05-10", decision)) is not None


def test_a_lower_body_changes_nothing_in_what_a_higher_one_has_decided() -> None:
    carried_out = treated(BOARD, "2024-04-09", "Tilläggsavtalet antas.")
    assert in_force(DECIDED, carried_out) == DECIDED.id
    assert stands(DECIDED, carried_out) == [("approved", False), ("approved", False)]


def test_a_postponement_supersedes_only_postponements() -> None:
    later = treated(BOARD, "2024-09-24", TABLED)
    assert stands(FIRST, later) == [("tabled", True), ("tabled", False)]
    sent_back = treated(COUNCIL, "2024-02-29", REFERRED_BACK)
    assert stands(SENT_UP, sent_back, later) == [("recommended", True), ("referred_back", False), ("tabled", False)]


def test_without_a_decision_the_newest_proposal_or_postponement_is_how_far_the_matter_has_come() -> None:
    def latest(*documents: Document) -> str:
        ruling = latest_ruling(indexed(*documents))
        assert ruling is not None
        return ruling.treatment.document.id

    later = treated(BOARD, "2024-09-24", TABLED)
    assert latest(later, SENT_UP) == later.id
    assert latest(later, DECIDED, SENT_UP) == DECIDED.id
    assert latest_ruling(()) is None


def test_a_later_decision_is_the_one_in_force_and_nothing_that_came_before() -> None:
    def later(place: Document, *documents: Document) -> str | None:
        ruling = later_decision(indexed(place)[0], indexed(*documents))
        return ruling.treatment.document.id if ruling else None

    everything = (FIRST, SENT_UP, DECIDED)
    assert later(FIRST, *everything) == DECIDED.id
    assert later(SENT_UP, *everything) == DECIDED.id
    assert later(DECIDED, *everything) is None
    assert later(treated(BOARD, "2024-09-24", TABLED), *everything) is None
    # A proposal is no decision, however late it comes.
    assert later(FIRST, FIRST, SENT_UP) is None
    put_off = treated(COUNCIL, "2024-02-29", TABLED)
    assert later(SENT_UP, FIRST, SENT_UP, put_off) == put_off.id


def test_the_minutes_of_a_meeting_go_before_its_summary_and_neither_supersedes_the_other() -> None:
    text = "Plan för vatten\n\nRegionfullmäktige har beslutat att planen antas.\n"
    summary = minutes(COUNCIL, "2024-02-29", text, "summary")
    assert in_force(summary, DECIDED) == in_force(DECIDED, summary) == DECIDED.id
    assert not any(is_superseded(one, indexed(summary, DECIDED)) for one in indexed(summary, DECIDED))


def test_the_main_decision_is_the_one_with_the_outcome_of_most_clauses() -> None:
    (treatment,) = indexed(
        treated(COUNCIL, "2024-02-29", "1. Planen antas.\n\n2. Avtalet antas.\n\n3. Motionen avslås.")
    )
    main = main_decision(treatment.decisions)
    assert main is not None
    assert main.items == ("1. Planen antas.", "2. Avtalet antas.")
    assert main_decision(()) is None


def test_of_two_ways_that_a_matter_was_decided_in_the_first_says_it() -> None:
    (treatment,) = indexed(treated(COUNCIL, "2024-02-29", "1. Medlen fördelas.\n\n2. Övriga ansökningar avslås."))
    main = main_decision(treatment.decisions)
    assert main is not None
    assert main.items == ("1. Medlen fördelas.",)
    ruling = decision_in_force([treatment])
    assert ruling is not None
    assert ruling.decision is main


def test_what_is_asked_for_and_put_off_at_one_meeting_is_put_off() -> None:
    question = treated(COUNCIL, "2024-02-29", "1. Interpellationen får framställas.\n\n2. Interpellationen bordläggs.")
    ruling = latest_ruling(indexed(question))
    assert ruling is not None
    assert ruling.decision.outcome == "tabled"
    assert decision_in_force(indexed(question)) is None


def test_what_was_decided_leaves_out_proposals_and_is_open_where_parts_differ() -> None:
    def outcome(decision: str, body: str = COUNCIL) -> str | None:
        return decided_outcome(indexed(treated(body, "2024-02-29", decision))[0])

    assert outcome(APPROVED) == "approved"
    assert outcome(PROPOSED, COMMITTEE) is None
    assert outcome("Motionens första att-sats bifalls.\n\nMotionen i övrigt avslås.") is None


def test_what_nothing_was_decided_in_has_no_standing() -> None:
    silent = minutes(BOARD, "2024-02-07", "§ 7 Plan för vatten\n\nÄrendebeskrivning\n\nDet är torrt.\n")
    (treatment,) = indexed(silent)
    assert isinstance(treatment, Treatment)
    assert Records([silent]).standings == {}
    assert Standing() == Standing(None, superseded=False)
