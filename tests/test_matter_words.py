"""Matters in plain words, and what became of them."""

from __future__ import annotations

import pytest

from service.answers.phrasing.matters import matter_name, names_its_matter, outcome_words

MOTION = "Motion av Axel Berg (L) och Eva Ek (C) om nya nattåg till Norrland"


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        (MOTION, "motionen om nya nattåg till Norrland (L och C)"),
        ("Motion från SD angående slöjor", "motionen från SD angående slöjor"),
        ("Svar på motion av Eva Ek (C) om bad", "motionen om bad (C)"),
        ("Yrkande från D, M och L om att granska affären", "yrkandet från D, M och L om att granska affären"),
        ("Medborgarförslag om lekplatser", "medborgarförslaget om lekplatser"),
        ("Interpellation av Eva Ek (C) till Jan By (S) om bad", "interpellationen till Jan By (S) om bad (C)"),
        ("Motion 2024:12", None),
        ("Budget 2026", None),
    ],
)
def test_what_somebody_raised_has_a_name(heading, name):
    assert matter_name(heading) == name


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("Den av Axel Berg och Eva Ek väckta motionen avslås.", "decided", "avslog motionen {} den 1 juni 2025"),
        ("Enligt regionstyrelsens förslag: Motionen bifalles.", "decided", "biföll motionen {} den 1 juni 2025"),
        ("Motionen anses besvarad.", "decided", "ansåg motionen {} besvarad den 1 juni 2025"),
        ("Motionen avslås.", "proposed", "föreslog den 1 juni 2025 att motionen {} avslås"),
    ],
)
def test_a_decision_that_says_no_more_than_what_became_of_it(text, status, words):
    told = outcome_words(text, MOTION, status, "Regionfullmäktige", "1 juni 2025")
    assert told == f"Regionfullmäktige {words.format('om nya nattåg till Norrland (L och C)')}"


@pytest.mark.parametrize(
    "text",
    [
        "Motionen avslås med hänvisning till budgeten för kollektivtrafiken.",
        "Motionen bifalles och 300 000 kronor avsätts.",
        "Direktören får i uppdrag att utreda nattågen.",
    ],
)
def test_a_decision_that_says_more_keeps_its_own_words(text):
    assert outcome_words(text, MOTION, "decided", "Regionfullmäktige", "1 juni 2025") is None


def test_words_name_their_matter_when_they_share_one_with_its_heading():
    assert names_its_matter("Nattågen utreds.", MOTION)
    assert not names_its_matter("Ärendet bordläggs till den 8 oktober 2025.", "Avgifter för offentlig plats")
    assert not names_its_matter("Informationen läggs till handlingarna.", "Information om krisberedskap")
    assert names_its_matter("Ärendet bordläggs.", "")
