"""Lists as they stand in documents: with explanations between the items, points under them, and without bullets."""

from __future__ import annotations

import pytest

from service.answers.evidence.lists import enumeration_at, enumerations
from tests.paper_minutes import BOARD, minutes
from tests.small_corpus import Paper, assert_sound, indexed_engine

WHO = "Region Norrland, regionstyrelsen den 17 december 2024: "


def lists(*paragraphs: str) -> list[tuple[str | None, list[str]]]:
    """The lead and the items of each list in a matter that the paragraphs describe."""
    text = "\n\n".join(["§ 1 Plan", "Ärendebeskrivning", *paragraphs])
    document = minutes(BOARD, "2024-12-17", text)
    (section,) = document.sections
    return [
        (
            document.text[found.lead.start : found.lead.end] if found.lead else None,
            [document.text[item.start : item.end] for item in found.items],
        )
        for found in enumerations(document, section)
    ]


# What is a list


def test_a_numbered_list_goes_on_after_explanations():
    explained = ["Köerna är längst på kvällarna. De följs upp.", "Det görs varje månad."]
    found = lists("Nämnden har tre mål:", "1. Kortare köer", *explained, "2. Fler hembesök", "3. Färre resor")
    assert found == [("Nämnden har tre mål:", ["1. Kortare köer", "2. Fler hembesök", "3. Färre resor"])]


def test_a_numbered_list_ends_where_more_than_an_explanation_stands_between():
    chapter = ["Köerna är långa.", "De följs upp.", "Det görs varje månad."]
    assert lists("Nämnden har två mål:", "1. Kortare köer", *chapter, "2. Fler hembesök.") == []


def test_items_without_numbers_follow_on_each_other():
    assert lists("Nämnden ska:", "- korta köerna", "Köerna är långa.", "- göra hembesök") == []


def test_a_number_that_is_not_the_next_one_begins_another_list():
    found = lists("Mål:", "1. Kortare köer.", "2. Fler hembesök.", "1. Färre resor.", "2. Fler bad.")
    assert [items for _, items in found] == [
        ["1. Kortare köer.", "2. Fler hembesök."],
        ["1. Färre resor.", "2. Fler bad."],
    ]


@pytest.mark.parametrize("marks", [("1.", "2."), ("a)", "b)")])
def test_points_under_an_item_are_no_items_of_their_own(marks):
    first, second = (
        f"{mark} {words}" for mark, words in zip(marks, ("Köerna kortas.", "Hembesöken ökar."), strict=True)
    )
    found = lists("Nämnden har två mål:", first, "- på kvällarna", "- på helgerna", second, "- i Storuman")
    assert found == [("Nämnden har två mål:", [first, second])]


def test_short_lines_without_a_full_stop_are_a_list_without_bullets():
    lines = ["Kortare köer för barn och unga", "Fler hembesök i hela länet", "Färre resor till sjukhusen"]
    lead, after = "Nämndens mål för nästa år är dessa:", "Nämnden följer upp målen varje år."
    assert lists(lead, *lines, after) == [(lead, lines)]
    assert lists(lead, *lines[:2], after) == []
    assert lists(lead, *(f"{line}." for line in lines), after) == []


def test_a_single_item_is_no_list():
    assert lists("Nämnden ska:", "- korta köerna.", "Det görs i maj.") == []


def test_a_list_ends_with_the_part_it_stands_in():
    found = lists("Nämnden ska", "att korta köerna,", "att göra hembesök.", "Beslut", "att måla bron.", "att riva den.")
    assert [items for _, items in found] == [
        ["att korta köerna,", "att göra hembesök."],
        ["att måla bron.", "att riva den."],
    ]


# What leads on to it


def test_the_last_sentence_before_the_items_leads_on_to_them():
    (found,) = lists("Planen gäller i ett år. Nämnden ska därför:", "- korta köerna.", "- göra hembesök.")
    assert found[0] == "Nämnden ska därför:"


def test_a_lead_that_leads_on_to_the_lead_belongs_to_it():
    items = ["- korta köerna.", "- göra hembesök."]
    (found,) = lists("Planen gäller i ett år. För nästa år gäller detta:", "Nämnden ska:", *items)
    assert found[0] == "För nästa år gäller detta:\n\nNämnden ska:"
    (found,) = lists("Planen gäller i ett år.", "Nämnden ska:", *items)
    assert found[0] == "Nämnden ska:"


def test_what_stands_on_a_list_is_found_by_its_place():
    document = minutes(BOARD, "2024-12-17", "§ 1 Plan\n\nFöre.\n\nNämnden ska:\n\n- be.\n\n- se.\n\nEfter.")
    (section,) = document.sections
    (found,) = enumerations(document, section)
    for words in ("Nämnden", "- be", "- se"):
        assert enumeration_at(document, section, document.text.index(words)) == found
    for words in ("Före", "Efter", "§ 1"):
        assert enumeration_at(document, section, document.text.index(words)) is None


# In answers


@pytest.fixture
def ask(tmp_path, hashed_encoder):
    """Puts a question to minutes with one matter, whose description holds the paragraphs."""

    def put(question: str, *paragraphs: str):
        text = "\n\n".join(["§ 1 Mål för kortare väntetider", "Ärendebeskrivning", *paragraphs])
        answer = indexed_engine(tmp_path, [Paper("handling", text)], hashed_encoder).ask(question)
        assert_sound(answer)
        return answer

    return put


QUESTION = "Vilka mål för kortare väntetider har nämnden?"
LEAD = "Nämndens mål för kortare väntetider är:"


def test_an_interrupted_list_is_said_without_the_explanations_and_quoted_with_them(ask):
    answer = ask(QUESTION, LEAD, "1. fler tider", "Tiderna är för få på kvällarna.", "2. färre köer")
    assert answer.sentences[0].text == f"{WHO}{LEAD} fler tider; färre köer."
    assert answer.citations[0].quote == (f"{LEAD}\n1. fler tider\n\nTiderna är för få på kvällarna.\n2. färre köer")


def test_a_list_that_is_too_long_is_said_by_the_first_sentences_of_its_items(ask):
    more = "Detta ska göras av alla enheter i hela regionen med stöd av förvaltningens ledning och av patienterna. "
    kept = [f"{number}. Väntetider nummer {number} kortas." for number in range(1, 7)]
    answer = ask(QUESTION, LEAD, *(f"{item} {more * 2}".strip() for item in kept))
    said = "; ".join(f"Väntetider nummer {number} kortas" for number in range(1, 7))
    assert answer.sentences[0].text == f"{WHO}{LEAD} {said}."


def test_of_a_list_that_has_no_room_however_short_the_first_items_are_told_and_of_how_many(ask):
    items = [f"{number}. Väntetider nummer {number} {'kortas på sjukhusen ' * 5}i länet." for number in range(1, 12)]
    first, *_ = ask(QUESTION, LEAD, *items).sentences
    assert first.text.startswith(f"{WHO}Här är 6 av 11 punkter. {LEAD} Väntetider nummer 1 kortas")
    assert "Väntetider nummer 6 kortas" in first.text
    assert "nummer 7" not in first.text
