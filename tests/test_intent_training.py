"""Teaching the classifier of intents: what labels leave open, what is learned from them, and the figures."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.training.intent_examples import IntentExample, read_intent_examples
from eval.training.intent_training import cross_validated, figures, shares_right, shown, taught, write_model
from service.question.intent import Intent
from service.question.intent_model import open_intent_model

WRITTEN = [
    IntentExample(f"{asks} {thing}?", {intent: 1.0}, f"matter {number}", f"matter {number}")
    for number, thing in enumerate(("bron", "skolan", "hamnen", "parken", "badet", "vägen", "torget", "huset"))
    for asks, intent in (("vad kostar", Intent.COST), ("vilka reserverade sig om", Intent.RESERVATION))
]
LEFT_OPEN = [
    IntentExample(
        f"vem reserverade sig om {thing}?", {Intent.WHO: 1.0, Intent.RESERVATION: 0.3}, *[f"document {thing}"] * 2
    )
    for thing in ("bussen", "tåget", "båten")
]


def write_rows(path: Path, rows: list[dict]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    passage = {"id": "a:1", "units": [{"t": "Bron kostar 12 kronor."}, {"t": "Bron är 40 meter lång."}]}
    write_rows(tmp_path / "passages.jsonl.gz", [passage])
    write_rows(tmp_path / "more-passages.jsonl.gz", [])
    asked = {"passage": "a:1", "question": "hur mycket?", "kind": "amount", "units": [0]}
    others = [asked | {"units": [1]}, asked | {"units": []}, asked | {"kind": "who"}, asked | {"kind": "case"}]
    write_rows(tmp_path / "questions.jsonl.gz", [asked, *others])
    return tmp_path


def test_a_label_stands_for_one_intent_and_leaves_others_open(data: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("eval.training.intent_examples.MORE_QUESTIONS", data / "more-passages.jsonl.gz")
    read = read_intent_examples(data)
    assert sum(one.is_exact for one in read) == 3760
    money, length, untold, who = (one.intents for one in read if not one.is_exact)
    assert money[Intent.COST] > money[Intent.AMOUNT]
    assert length[Intent.COST] < length[Intent.AMOUNT]
    assert untold[Intent.COST] == untold[Intent.AMOUNT]
    assert max(who, key=lambda intent: who[intent]) is Intent.WHO


def test_what_was_taught_is_told_from_the_vector_and_by_words_alone(tmp_path: Path, hashed_encoder):
    learned = shown([*WRITTEN, *LEFT_OPEN], hashed_encoder)
    write_model(taught(learned), tmp_path / "model.safetensors", {"data": "0"})
    model = open_intent_model(tmp_path / "model.safetensors")
    for question, intent in (("vad kostar tornet?", Intent.COST), ("vilka reserverade sig?", Intent.RESERVATION)):
        for vector in (None, hashed_encoder.encode_query(question)):
            probabilities = model.probabilities(question, vector, hashed_encoder.fingerprint)
            assert max(probabilities, key=lambda each: probabilities[each]) is intent


def test_every_question_is_guessed_at_by_a_classifier_that_saw_nothing_of_its_matter(hashed_encoder):
    guesses = list(cross_validated(shown([*WRITTEN, *LEFT_OPEN], hashed_encoder), seed=0))
    assert len(guesses) == len(WRITTEN) + len(LEFT_OPEN)
    assert shares_right(guesses)[0] > 0.9
    assert set(figures(guesses)) == {Intent.COST, Intent.RESERVATION}
    assert figures(guesses)[Intent.COST][0] == 8
