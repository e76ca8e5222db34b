"""Which words of a question tell its matter: what is learned from questions about the same, and what ships."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.training.intent_examples import IntentExample
from eval.training.word_training import taught_words, write_words
from service.question.intent import Intent
from service.question.telling_words import open_telling_words, tells_matter

THINGS = ("simhallen", "bron", "parken", "hamnen", "torget", "biblioteket", "skolan", "vägen", "ishallen", "museet")
ASKED = (("vad kostar {}", Intent.COST), ("varför byggs {}", Intent.WHY), ("vem ritar {}", Intent.WHO))
EXAMPLES = [
    IntentExample(f"{asks.format(thing)}?", {intent: 1.0}, f"matter {thing}", f"matter {thing}")
    for thing in THINGS
    for asks, intent in ASKED
]


def test_what_others_ask_about_too_is_told_from_what_questions_are_made_of():
    learned = taught_words(EXAMPLES)
    assert learned.share("bron") > learned.share_of_others > learned.share("kostar")
    # Other forms of a word are the same word; a stop word is none, and one that was never seen is taken for a topic.
    assert learned.share("kosta") == learned.share("kostade") == learned.share("kostar")
    assert (learned.share("vad"), learned.share("okänt")) == (0.0, learned.share_of_others)


def test_questions_that_were_written_for_the_same_do_not_tell_of_one_another():
    alike = [
        IntentExample(f"vad kostar {thing} i år?", {Intent.COST: 1.0}, f"matter {thing}", f"matter {thing}")
        for thing in THINGS
    ]
    assert taught_words([*EXAMPLES, *alike]).share("kostar") < taught_words(EXAMPLES).share_of_others


def test_what_was_learned_is_read_back(tmp_path: Path):
    learned = taught_words(EXAMPLES)
    write_words(learned, tmp_path / "words.safetensors", {"data": "0" * 64})
    read = open_telling_words(tmp_path / "words.safetensors")
    assert {word: read.share(word) for word in THINGS} == pytest.approx(
        {word: learned.share(word) for word in THINGS}, abs=0.001
    )


@pytest.mark.parametrize("word", ["varför", "kostar", "kostade", "beslutades", "beslöt", "hände", "någon"])
def test_the_words_of_asking_tell_no_matter(word: str):
    assert not tells_matter(word)


@pytest.mark.parametrize("word", ["simhallen", "skolan", "budgeten", "hyrläkare", "dagis", "Umeå", "ombyggnaden"])
def test_what_is_asked_about_tells_it(word: str):
    assert tells_matter(word)
