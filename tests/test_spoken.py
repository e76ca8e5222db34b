"""What people say in questions, by the vocabulary of deeds and things, and what is left as the topic."""

from __future__ import annotations

import pytest

from corpus.vocabulary.spoken import DEEDS, one_of, said_in
from service.question.named import NOTHING_NAMED
from service.question.slots import read_slots


@pytest.mark.parametrize(
    ("words", "deeds"),
    [
        ("vilka motioner godkandes", ["approved"]),
        ("gick forslaget igenom", ["granted"]),
        ("fick motionen nej", ["rejected"]),
        ("rostades den ner", ["rejected"]),
        ("rostade de igenom den", ["granted"]),
        ("hur rostade de", ["voted"]),
        ("skots arendet upp", ["tabled"]),
        ("skickades tillbaka", ["referred_back"]),
        ("sa de ja och reserverade sig", ["granted", "reserved"]),
        ("vem la ett forslag", ["raised"]),
        ("vem skrev motionen", ["raised"]),
        ("varit emot bron", ["voted"]),
        ("vad tog de upp", ["treated"]),
        ("vad kostar bron", []),
    ],
)
def test_everyday_words_say_what_was_done(words: str, deeds: list[str]):
    assert [said.meaning for said in said_in(words.split(), DEEDS)] == deeds


def test_the_words_of_a_phrase_stand_near_one_another():
    assert said_in(["sa", "de", "till", "alla", "i", "hela", "salen", "ja"], DEEDS) == ()


@pytest.mark.parametrize(
    ("question", "parties"),
    [("Vad ville sd och KD:s ledamöter?", {"SD", "KD"}), ("var mp emot det?", {"MP"}), ("vad är c eller v?", set())],
)
def test_parties_are_named_by_letters_one_alone_in_capitals(question: str, parties: set[str]):
    assert read_slots(question, NOTHING_NAMED, ()).parties == parties


def test_a_question_is_read_into_things_deeds_parties_and_its_topic():
    slots = read_slots("Vilka motioner från SD om skolan bifölls?", NOTHING_NAMED, {"SD"})
    assert (slots.things, slots.deeds, slots.parties, slots.topic) == (("motion",), ("granted",), {"SD"}, ("skolan",))
    assert not slots.restricted


@pytest.mark.parametrize(
    "question",
    [
        "Vilka motioner la de?",
        "Vilka motioner har de fått igenom?",
        "Vilka förslag lämnades?",
        "vad hände, vad händer",
        "Vad handlade mötet om?",
        "Vilka motioner avhandlades?",
        "Hur många behandlades på sammanträdena?",
    ],
)
def test_words_that_say_nothing_are_no_topic_in_any_form(question: str):
    assert read_slots(question, NOTHING_NAMED, ()).topic == ()


@pytest.mark.parametrize("topic", ["mångfald", "handläggningstider", "sammanträdestider", "fiskhandlare"])
def test_a_longer_word_that_begins_or_ends_as_one_that_says_nothing_is_a_topic(topic: str):
    assert read_slots(f"Vad beslutades om {topic}?", NOTHING_NAMED, ()).topic == (topic,)


def test_people_who_act_are_read_by_their_full_names_in_any_case_and_are_no_topic():
    known = {"eva ek": "Eva Ek", "eva eks": "Eva Ek", "dan-ove by lund": "Dan-Ove By Lund"}
    slots = read_slots("Vad har eva ek och Dan-Ove By Lund yrkat om skolan?", NOTHING_NAMED, (), known)
    assert (slots.people, slots.deeds, slots.topic) == (("Eva Ek", "Dan-Ove By Lund"), ("moved",), ("skolan",))
    assert read_slots("Vilka av Eva Eks motioner avslogs?", NOTHING_NAMED, (), known).people == ("Eva Ek",)
    assert read_slots("Vad vill Ek?", NOTHING_NAMED, (), known).people == ()
    assert slots.without(["topic"]).people == ()


def test_a_superlative_says_something():
    assert read_slots("Vem har lagt flest motioner?", NOTHING_NAMED, ()).topic == ("flest",)
    assert read_slots("Vad hände på mötesplatsen?", NOTHING_NAMED, ()).topic == ("mötesplatsen",)


@pytest.mark.parametrize(
    "question", ["Vilka motioner avslogs inte?", "Vilka motioner avslogs före maj?", "Vad blev det av motionen?"]
)
def test_a_word_that_narrows_otherwise_is_told_apart(question: str):
    assert read_slots(question, NOTHING_NAMED, ()).is_narrowed


@pytest.mark.parametrize(
    ("word", "thing"),
    [
        ("motionen", "motion"),
        ("interpellation", "interpellation"),
        ("ärendet", "matter"),
        ("frågan", "matter"),
        ("medborgarförslaget", "citizen"),
        ("omröstning", "vote"),
        ("motioner", None),
        ("frågor", None),
        ("arenan", None),
        ("moto", None),
    ],
)
def test_a_word_in_the_singular_speaks_of_one_thing(word: str, thing: str | None):
    assert one_of(word) == thing
