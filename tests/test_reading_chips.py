"""What a question was read as: in the data, as chips that can be taken away, and as the register of what was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from service.base.types import Understood
from service.question.entities import NO_NAMES, Names
from service.question.intent import Intent
from service.question.reading import read_question, understood
from service.web.question_form import read_form
from service.web.reading_chips import reading_chips, register_address

NAMES = Names(
    bodies=("Kommunfullmäktige", "Kommunstyrelsen"),
    met=((None, "Kommunfullmäktige", date(2025, 11, 6)),),
    acting=frozenset({"SD", "C"}),
    clock=lambda: date(2025, 11, 20),
)


def read(question: str, *without: str) -> Understood:
    return understood(read_question(question, 500, NAMES, without=without), NAMES)


def values(question: str, *without: str) -> list[str]:
    form = read_form({"fraga": question, "utan": ",".join(without)})
    return [chip.value for chip in reading_chips(form, read(question, *without))]


@pytest.mark.parametrize(
    ("question", "chips"),
    [
        ("Vilka motioner bifölls 2025?", ["motioner", "bifallna", "2025"]),
        ("Hur många motioner från SD avslogs 2024?", ["motioner", "avslagna", "Sverigedemokraterna", "2024"]),
        (
            "Vilka ärenden om skolan bordlade kommunstyrelsen i maj 2024?",
            ["ärenden", "bordlagda", "«skolan»", "Kommunstyrelsen", "maj 2024"],
        ),
        ("Vilka motioner avslogs förra året?", ["motioner", "avslagna", "2024"]),
        ("Vilka motioner avslogs i våras?", ["motioner", "avslagna", "mars–maj 2025"]),
        (
            "Vilka motioner avslogs på senaste fullmäktige?",
            ["motioner", "avslagna", "Kommunfullmäktige", "6 november 2025"],
        ),
    ],
)
def test_a_list_is_read_as_what_restricts_it(question, chips):
    assert values(question) == chips
    assert not read(question).in_part


@pytest.mark.parametrize(
    ("aspect", "chips"),
    [
        ("thing", ["avslagna", "Sverigedemokraterna", "2024"]),
        ("deed", ["motioner", "Sverigedemokraterna", "2024"]),
        ("party", ["motioner", "avslagna", "2024"]),
        ("time", ["motioner", "avslagna", "Sverigedemokraterna"]),
    ],
)
def test_each_chip_is_an_address_where_it_is_not_read(aspect, chips):
    question = "Hur många motioner från SD avslogs 2024?"
    addresses = [chip.address for chip in reading_chips(read_form({"fraga": question}), read(question))]
    taken = next(address for address in addresses if address.endswith(f"utan={aspect}#svar"))
    form = read_form(dict(parse_qsl(urlsplit(taken).query)))
    assert form.without == {aspect}
    assert values(question, *form.without) == chips


def test_what_one_matter_is_asked_for_is_a_chip_and_without_it_the_question_is_open():
    question = "Hur röstade partierna om nattågslinjerna?"
    assert values(question) == ["omröstning"]
    assert values(question, "asked") == []
    assert read(question, "asked").asks_for is None


def test_what_is_asked_for_is_no_chip_where_it_is_only_one_of_several_things():
    maybe = replace(
        read_question("digitala besök mål", 200), intents=(Intent.YES_OR_NO, Intent.OPEN), sure_intents=frozenset()
    )
    assert understood(maybe, NO_NAMES).asks_for is None
    surely = replace(maybe, sure_intents=frozenset({Intent.YES_OR_NO}))
    assert understood(surely, NO_NAMES).asks_for == Intent.YES_OR_NO


def test_a_list_that_is_not_understood_in_full_says_so_and_keeps_what_was_read():
    found = read("Vilka motioner från SD avslogs 2024 utan omröstning?")
    assert (found.in_part, found.things, found.parties) == (True, ("motion",), ("SD",))
    fields = dict(parse_qsl(urlsplit(register_address(found)).query))
    assert fields == {
        **{"matter_kind": "motion", "outcome": "rejected", "party": "SD", "act": "raised"},
        **{"from": "2024-01-01", "to": "2024-12-31"},
    }


def test_the_register_is_restricted_to_days_months_and_bodies_that_were_read():
    month = Understood(things=("matter",), deeds=("tabled",), bodies=("Kommunstyrelsen",), years=(2024,), months=(2,))
    assert register_address(month) == ("/beslut?outcome=tabled&body=Kommunstyrelsen&from=2024-02-01&to=2024-02-29")
    spring = Understood(things=("vote",), period=(date(2025, 3, 1), date(2025, 5, 31)))
    assert register_address(spring) == "/beslut?act=voted&from=2025-03-01&to=2025-05-31"
    day = Understood(things=("vote",), days=(date(2024, 5, 3),), bodies=("A", "B"))
    assert register_address(day) == "/beslut?act=voted&from=2024-05-03&to=2024-05-03"
    assert register_address(Understood(things=("matter",), months=(5,))) == "/beslut"


def test_words_set_right_are_told():
    found = Understood(spelling_corrections=(("telfoner", "telefoner"),))
    (chip,) = reading_chips(read_form({"fraga": "telfoner"}), found)
    assert (chip.value, chip.address) == (
        "«telefoner» i stället för «telfoner»",
        "/?fraga=telfoner&utan=spelling#svar",
    )
