"""Example questions made from headings of what was decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.register.decisions import Ruling, Treatment
from service.register.example_questions import example_questions
from tests.tiny_service import MINUTES

DECISION = MINUTES.decisions[0]


def ruling(
    heading: str, meeting: str = "m1", status: str = "decided", text: str = "", number: str | None = None
) -> Ruling:
    document = replace(MINUTES, id=meeting, text=text)
    section = replace(MINUTES.sections[0], heading=(heading,), case_number=number)
    return Ruling(Treatment(document, section, None, ()), replace(DECISION, status=status))


def test_a_heading_becomes_a_question():
    assert example_questions([ruling("Uppsägning av regionavtalet")]) == (
        "Vad beslutades om uppsägning av regionavtalet?",
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Regionavtalet",
        "Lägesrapport: läget i regionen",
        "Upphandling av medicinskt material - tilldelning",
        "Motion av Anna (S) om skolor",
        "Budget för 2025",
        "Svar på frågan?",
        f"Redovisning av {'mycket ' * 20}lång rubrik",
        "",
    ],
)
def test_headings_that_do_not_fit_in_a_question_make_none(heading):
    assert example_questions([ruling(heading)]) == ()


def test_names_are_not_written_small():
    assert example_questions([ruling("Skola i Alby", text="Frågan om Skola i Alby")]) == ()
    assert example_questions([ruling("Skola i Alby", text="Skola i Alby. Skola byggs.")]) != ()


def test_matters_with_a_number_come_before_the_routine_of_a_meeting():
    routine = [ruling("Bestämmande av tid för justering", "m2"), ruling("Avtal om tåg", "m1", number="24RS17")]
    assert example_questions(routine, 1) == ("Vad beslutades om avtal om tåg?",)


def test_only_what_was_decided_is_asked_about():
    assert example_questions([ruling("Program för vården", status="proposed")]) == ()


def test_a_heading_of_several_matters_is_no_example_unless_they_are_one():
    rulings = [ruling("Val av justerare", "m2"), ruling("Val av justerare", "m1"), ruling("Avtal om tåg", "m1")]
    assert example_questions(rulings) == ("Vad beslutades om avtal om tåg?",)
    again = [ruling("Avtal om tåg", "m2", number="24RS17"), ruling("Avtal om tåg", "m1", number="24 RS 17")]
    assert example_questions(again) == ("Vad beslutades om avtal om tåg?",)


def test_the_newest_of_each_meeting_come_first():
    rulings = [
        *(ruling("Avtal om tåg", "m2"), ruling("Lag om buss", "m2"), ruling("Lag om buss", "m2")),
        *(ruling("Plan för vatten", "m1"), ruling("Program för luft", "m1")),
    ]
    asked = ["avtal om tåg", "plan för vatten", "lag om buss"]
    assert example_questions(rulings) == tuple(f"Vad beslutades om {words}?" for words in asked)
    assert example_questions(rulings, most=1) == ("Vad beslutades om avtal om tåg?",)


def test_headings_that_open_as_others_do_come_last():
    rulings = [ruling("Val av ledamot", "m3"), ruling("Val av ersättare", "m2"), ruling("Plan för vatten", "m1")]
    assert example_questions(rulings, most=2) == (
        "Vad beslutades om plan för vatten?",
        "Vad beslutades om val av ledamot?",
    )
