"""The classifier of intents that is served: what it tells with a vector, by words alone, and when it is unsure."""

from __future__ import annotations

import numpy as np
import pytest

from service.question.intent import Intent, told_by
from service.question.intent_model import PLACES, open_intent_model, word_places

MODEL = open_intent_model()


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Vilka reserverade sig mot skolflytten?", Intent.RESERVATION),
        ("Vilka motioner godkändes 2025?", Intent.REGISTER),
        ("Hur många motioner fick nej i juni?", Intent.COUNT),
        ("Vem är ordförande i nämnden?", Intent.ROLE_HOLDER),
        ("När är nästa möte med kommunfullmäktige?", Intent.NEXT_MEETING),
        ("Vilket diarienummer har ärendet om bron?", Intent.IDENTIFIER),
        ("Vad kostar den nya bron?", Intent.COST),
        ("Varför stängdes biblioteket?", Intent.WHY),
    ],
)
def test_words_alone_tell_what_plain_questions_ask_for(question: str, intent: Intent):
    probabilities = MODEL.probabilities(question)
    assert max(probabilities, key=lambda each: probabilities[each]) is intent
    assert sum(probabilities.values()) == pytest.approx(1.0)


def test_only_a_vector_of_its_own_encoder_is_looked_at():
    vector = np.ones(MODEL.mean.shape, dtype=np.float32)
    alone = MODEL.probabilities("simhallen i Norrby")
    assert MODEL.probabilities("simhallen i Norrby", vector, "another") == alone
    assert MODEL.probabilities("simhallen i Norrby", vector, MODEL.fingerprint) != alone


def test_its_weights_were_learned_with_the_bundled_encoder(bundled_encoder):
    assert bundled_encoder.fingerprint == MODEL.fingerprint
    question = "Vad är skälet till att lekplatsen revs?"
    probabilities = MODEL.probabilities(question, bundled_encoder.encode_query(question), bundled_encoder.fingerprint)
    assert told_by(probabilities)[0][-1] is Intent.WHY


def test_the_same_words_have_the_same_places_whatever_marks_and_case():
    assert word_places("Vad kostar DET?") == word_places("vad kostar det") == word_places("väd köstår det")
    assert all(0 <= place < PLACES for place in word_places("Vad kostar det?"))
    assert word_places("?") == word_places("")


def test_a_question_asks_for_all_that_is_likely_and_for_what_they_have_in_common():
    intents, sure = told_by({Intent.VOTE: 0.4, Intent.RESERVATION: 0.35, Intent.OPEN: 0.25})
    assert intents == (Intent.VOTE, Intent.RESERVATION, Intent.POSITION)
    assert sure == {Intent.POSITION}


def test_a_question_of_which_nothing_is_likely_is_open():
    intents, sure = told_by({Intent.VOTE: 0.2, Intent.COST: 0.3, Intent.DATE: 0.3, Intent.WHO: 0.2})
    assert (intents, sure) == ((Intent.OPEN,), frozenset())


def test_there_being_none_is_said_only_of_what_is_surely_asked_for():
    assert told_by({Intent.VOTE: 0.6, Intent.OPEN: 0.4})[1] == {Intent.VOTE, Intent.POSITION}
    # What must be held is as sure as all that it answers together, where none of these is.
    assert told_by({Intent.VOTE: 0.3, Intent.NOTE: 0.3, Intent.COST: 0.4})[1] == {Intent.POSITION}
