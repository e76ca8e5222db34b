"""How a matter went from one meeting to the next, and how often it was put off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.answers.evidence.decisions import Step
from service.answers.plans.course import PLAN, steps_of
from service.question.entities import Names
from service.question.reading import read_question
from service.register.matters import MatterIndex
from tests.paper_minutes import BOARD, COMMITTEE, COUNCIL, indexed, matter, minutes

HOW = "Hur gick turerna om avtalet?"
NUMBER = "RS 2024-00017"
VOTE = "Omröstning\n\nGodkänd voteringsproposition: ”Ja för bifall till förslaget. Nej för avslag.”\n\n{}\n\n"
FIGURES = "Omröstningen utfaller med 39 Ja mot 38 Nej."
PROPOSAL = "Regionstyrelsen föreslår att regionfullmäktige beslutar att avtalet avslutas."
TABLED = "Ärendet bordläggs till nästa sammanträde."


def treatment(body: str, day: str, decision: str, earlier: str = "", more: str = ""):
    return minutes(body, day, matter(5, "Avtal om busstrafik", decision, NUMBER, earlier) + more)


def course(question: str, *documents) -> tuple[Step, ...]:
    cases = MatterIndex.of(indexed(*documents))
    read = read_question(question, 1000, Names(bodies=(COUNCIL, BOARD)))
    return steps_of(read, cases.treatments(documents[0], documents[0].sections[0]))


def words(steps) -> list[tuple[str | None, str]]:
    """Body and words of each step."""
    return [
        (step.treatment.document.body, step.treatment.document.text[step.span.start : step.span.end]) for step in steps
    ]


DECIDED = treatment(COUNCIL, "2024-02-29", "Avtalet avslutas.", more=VOTE.format(FIGURES))
PROPOSED = treatment(BOARD, "2024-02-07", PROPOSAL, "Bordlagt den 10 januari 2024, § 5 och den 24 januari 2024, § 20.")
PUT_OFF = treatment(BOARD, "2024-01-10", TABLED)
LAST_YEAR = treatment(
    BOARD, "2024-03-06", "Avtalet avslutas.", "Bordlagt den 6 december 2023, § 90 och den 10 januari 2024, § 5."
)


def test_a_matter_is_told_newest_first_with_the_last_vote():
    steps = course(HOW, DECIDED, PUT_OFF, PROPOSED)
    assert words(steps) == [(COUNCIL, "Avtalet avslutas."), (COUNCIL, FIGURES), (BOARD, PROPOSAL)]
    assert [step.note for step in steps] == ["", "", "Dessförinnan:"]


def test_one_treatment_is_a_course_only_with_a_vote():
    assert course(HOW, treatment(COUNCIL, "2024-02-29", "Avtalet avslutas.")) == ()
    assert words(course(HOW, DECIDED)) == [(COUNCIL, "Avtalet avslutas."), (COUNCIL, FIGURES)]


def test_what_was_only_put_off_has_no_course():
    assert course(HOW, PUT_OFF, treatment(BOARD, "2024-01-24", TABLED)) == ()
    assert steps_of(read_question(HOW, 1000), ()) == ()


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Hur många gånger bordlades avtalet?", "Ärendet bordlades 2 gånger:"),
        ("Hur många gånger sköts avtalet upp under 2024?", "Ärendet bordlades 2 gånger:"),
        ("Hur ofta har frågan om avtalet skjutits upp?", "Ärendet bordlades 2 gånger:"),
    ],
)
def test_how_often_a_matter_was_put_off(question, note):
    # The meeting of 10 January is held and referred to: it counts once
    (step,) = course(question, DECIDED, PUT_OFF, PROPOSED)
    assert step.note == note
    assert words([step]) == [(BOARD, "10 januari 2024, § 5 och den 24 januari 2024, § 20")]


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Hur många gånger bordlades avtalet?", "Ärendet bordlades 2 gånger:"),
        ("Hur många gånger bordlades avtalet 2023?", "Ärendet bordlades 1 gång:"),
        ("Hur många gånger bordlades avtalet 2023 och 2024?", "Ärendet bordlades 2 gånger:"),
    ],
)
def test_only_the_years_named_count(question, note):
    (step,) = course(question, LAST_YEAR)
    assert step.note == note


def test_how_often_each_body_put_it_off_and_the_one_that_is_named_alone():
    council = treatment(COUNCIL, "2024-02-20", "Ärendet bordläggs till nästa sammanträde.")
    told = "Ärendet bordlades 3 gånger, 2 i regionstyrelsen och 1 i regionfullmäktige:"
    assert [step.note for step in course("Hur många gånger bordlades avtalet?", council, PUT_OFF, PROPOSED)] == [told]
    (step,) = course("Hur många gånger bordlades avtalet i regionfullmäktige?", council, PUT_OFF, PROPOSED)
    assert step.note == "Ärendet bordlades 1 gång:"


def test_what_was_never_put_off_in_a_year_is_not_counted():
    assert course("Hur många gånger bordlades avtalet 2022?", LAST_YEAR) == ()
    assert course("Hur många gånger bordlades avtalet?", DECIDED) == ()


def test_words_that_stand_too_far_apart_tell_nothing():
    far = treatment(
        BOARD,
        "2024-03-06",
        "Avtalet avslutas.",
        f"Bordlagt den 6 december 2023. {'Ord. ' * 80}Bordlagt 10 januari 2024.",
    )
    assert len(far.matters[0].earlier) == 2
    assert course("Hur många gånger bordlades avtalet?", far) == ()


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        (HOW, True),
        ("Hur gick det med avtalet, steg för steg?", True),
        ("Hur har ärendet behandlats?", True),
        ("Hur många gånger bordlades ärendet?", True),
        ("Hur ofta sköt nämnden upp ärendet?", True),
        ("Hur ofta följs villkoren upp?", False),
        ("Hur ofta vill patienterna bli uppringda?", False),
        ("Vad beslutades om avtalet?", False),
        ("Vad kostar turerna till Holmön?", False),
        ("Vad kostar historiska kartor?", False),
    ],
)
def test_questions_that_ask_for_the_course(question, asks):
    assert PLAN.applies(read_question(question, 1000)) is asks


# Room


def test_a_vote_told_by_a_long_list_of_names_does_not_push_out_the_proposal():
    names = "\n".join(f"Pia Lundin\tSJVP\t{number}\tJa" for number in range(60))
    document = treatment(
        COUNCIL, "2024-02-29", "Avtalet avslutas.", more=VOTE.format(f"Namn\tParti\tPlats\tResultat\n{names}")
    )
    assert document.matters[0].votes[0].yes == 60
    assert words(course(HOW, document, PROPOSED)) == [(COUNCIL, "Avtalet avslutas."), (BOARD, PROPOSAL)]


def test_a_long_decision_is_told_by_its_first_clause():
    clauses = [f"{number}. Avtalet avslutas {'i god tid ' * 20}del {number}." for number in (1, 2, 3)]
    long = treatment(COUNCIL, "2024-02-29", "\n\n".join(clauses))
    assert words(course(HOW, long, PROPOSED)) == [(COUNCIL, clauses[0]), (BOARD, PROPOSAL)]


def test_the_decision_that_settled_the_matter_is_the_last_to_give_way():
    days = [f"2024-0{month}-07" for month in range(1, 8)]
    documents = [
        treatment(COMMITTEE, day, f"Avtalet avslutas {' '.join(f'ord{number}x{position}' for position in range(40))}.")
        for number, day in enumerate(days)
    ]
    told = words(course(HOW, *documents))
    assert 1 <= len(told) < len(days)
    assert told[0][1].endswith("ord6x39.")


LENGTH = st.integers(0, 12)


@given(st.lists(st.tuples(st.sampled_from([BOARD, COUNCIL, COMMITTEE]), LENGTH, st.booleans()), min_size=1, max_size=6))
def test_every_step_stands_in_its_treatment_and_all_of_them_have_room(rows):
    documents = [
        treatment(
            body,
            f"2024-0{month}-07",
            f"Avtalet avslutas {'snarast möjligt i år ' * length}nu.",
            more=VOTE.format(FIGURES) if vote else "",
        )
        for month, (body, length, vote) in enumerate(rows, 1)
    ]
    steps = course(HOW, *documents)
    days = [step.treatment.document.date for step in steps]
    assert days == sorted(days, reverse=True)
    for step in steps:
        section = step.treatment.section
        assert section.start <= step.span.start < step.span.end <= section.end
    if len(steps) > 2:
        assert sum(step.span.end - step.span.start for step in steps) < 900
