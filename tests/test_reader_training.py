"""Training: what is read and held, hard negatives, epochs, figures; and a run that is cut off and taken up again."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from corpus.base.types import Span
from eval.base.errors import EvalError
from eval.training.batches import Asked, Mixture, epoch_batches
from eval.training.checkpoints import CHECKPOINT, WEIGHTS, append_log, read_log, read_weights
from eval.training.examples import (
    MORE_QUESTIONS,
    OWN_WORDS_QUESTIONS,
    Example,
    Passage,
    read_examples,
    read_more_examples,
    read_passages,
    read_squad,
    split_examples,
)
from eval.training.judging import auc, held_examples, judge
from eval.training.model import loss_of
from eval.training.negatives import NegativeFinder
from eval.training.owners_questions import OWNERS_OWN_WORDS, OWNERS_QUESTIONS, owners_examples, read_owners_passages
from eval.training.training import Trainer, TrainingSettings
from eval.training.windows import as_served
from indexer.reader_inputs import ReaderPassage, locate_units
from tests.tiny_reader import make_encoder


def write_rows(path: Path, rows: list[dict]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    units = [{"k": "sentence", "t": "bussar kostar kronor ."}, {"k": "sentence", "t": "står inte här"}]
    passage = {"id": "a:1", "src": "gbg", "context": "nämnd\n§ 1", "text": "bussar kostar kronor .", "units": units}
    write_rows(tmp_path / "passages.jsonl.gz", [passage, passage])
    write_rows(tmp_path / "more-passages.jsonl.gz", [passage | {"id": "b:1"}])
    asked = {"passage": "a:1", "question": "vad kostar", "units": [0]}
    write_rows(
        tmp_path / "questions.jsonl.gz",
        [asked, asked | {"units": []}, asked | {"units": [1]}, asked | {"units": [7]}, asked | {"units": [1, 0]}],
    )
    squad = {
        "data": [
            {
                "title": "En_buss",
                "paragraphs": [
                    {
                        "context": "Bussen är röd. Den kostar mycket.",
                        "qas": [
                            {"question": "Vad kostar?", "answers": [{"answer_start": 19}], "is_impossible": False},
                            {"question": "Vem?", "answers": [], "is_impossible": True},
                        ],
                    }
                ],
            }
        ]
    }
    with gzip.open(tmp_path / "squad-v2-sv-dev.json.gz", "wt") as file:
        json.dump(squad, file)
    return tmp_path


def made(
    number: int, source: str = "gbg", right: tuple[int, ...] = (0,), text: str = "bussar kostar kronor ."
) -> Example:
    return Example(
        "vad kostar bussar", ReaderPassage("nämnd", text, (Span(0, 6), Span(7, 13))), right, source, f"p{number:03}"
    )


def test_passages_and_questions_are_read(data):
    passages = read_passages(data)
    assert [passage.id for passage in passages] == ["a:1", "b:1"]
    assert passages[0].shown.spans == (Span(0, 22), None)
    # A question whose every unit cannot be found, or whose unit does not exist, is left out.
    assert [example.right for example in read_examples(data, passages)] == [(0,), (), (0,)]


def test_squad_has_sentences_as_units(data):
    told, not_told = read_squad(data)
    assert told.right == (1,)
    assert told.passage.context == "En buss"
    assert not_told.right == ()


def test_missing_data_is_named(tmp_path):
    with pytest.raises(EvalError, match=r"questions\.jsonl\.gz"):
        read_examples(tmp_path, ())


def test_a_twelfth_is_held_of_each_group_and_passages_are_not_parted():
    examples = [made(number) for number in range(360)] * 2 + [made(400 + number, "kommun") for number in range(120)]
    split = split_examples(examples)
    held = {example.passage_id for example in split.held}
    assert len(held) == 30 + 10
    assert not held & {example.passage_id for example in split.train}
    # More questions of the later group do not change what is held of the first.
    again = split_examples([*examples, *(made(700 + number, "kommun") for number in range(60))])
    assert {each.passage_id for each in again.held if each.source == "gbg"} == {name for name in held if name < "p400"}


def test_a_negative_shares_rare_words_and_is_of_another_matter():
    def passage(name: str, heading: str, text: str) -> Passage:
        return Passage(name, "gbg", ReaderPassage(f"nämnd\n{heading}", text, (Span(0, 3),)))

    rest = [passage(f"r{number}", f"rubrik{number} annat{number}", "ingenting") for number in range(30)]
    own = passage("own", "cykelbanor centrum", "cykelbanor byggs")
    same = passage("same", "cykelbanor centrum igen", "cykelbanor byggs senare")
    other = passage("other", "budget skola", "cykelbanor nämns här")
    finder = NegativeFinder([own, same, other, *rest])
    example = Example("när byggs cykelbanorna", own.shown, (0,), "gbg", "own")
    (found,) = finder.find(example)
    assert (found.passage_id, found.right, found.negative) == ("other", (), True)


def test_an_epoch_is_the_same_again_and_holds_everything_once():
    questions = tuple(replace(made(number), question=str(number)) for number in range(40))
    misses = tuple(replace(made(number, right=()), question=f"m{number}") for number in range(10))
    negatives = tuple((replace(each, right=(), negative=True),) for each in (*questions, *misses))
    squad = tuple(made(number, "squad") for number in range(30))
    mixture = Mixture(Asked((*questions, *misses), negatives), squad, negative_share=0.5, replayed=5)
    batches = epoch_batches(mixture, 4, seed=1, epoch=0)
    assert batches == epoch_batches(mixture, 4, seed=1, epoch=0)
    assert batches != epoch_batches(mixture, 4, seed=1, epoch=1)
    drawn = [example for batch in batches for example in batch]
    own = sorted(each.question for each in drawn if not each.negative and each.source == "gbg")
    assert own == sorted(each.question for each in (*questions, *misses))
    assert sum(each.source == "squad" for each in drawn) == 5
    elsewhere = [each.question for each in drawn if each.negative]
    assert 5 < len(elsewhere) < 35
    assert not any(question.startswith("m") for question in elsewhere)


def test_of_the_questions_of_earlier_trainings_a_share_is_replayed():
    last = tuple(replace(made(number), question=f"l{number}") for number in range(10))
    earlier = tuple(replace(made(number), question=f"e{number}") for number in range(40))
    none = ((),) * 40
    mixture = Mixture(Asked(last, none[:10]), (), Asked(earlier, none), replay=0.25)
    epochs = [
        sorted(example.question for batch in epoch_batches(mixture, 4, seed=1, epoch=epoch) for example in batch)
        for epoch in (0, 1)
    ]
    for drawn in epochs:
        assert len(drawn) == len(set(drawn)) == 20
        assert {each.question for each in last} < set(drawn)
    assert epochs[0] != epochs[1]


def test_a_long_passage_is_trained_on_as_it_is_served():
    sentences = [f"Mening {number} handlar om gator och torg i staden." for number in range(40)]
    sentences[7] = "Avgiften i simhallen är tolv kronor."
    text = " ".join(sentences)
    spans = tuple(Span(start, start + len(each)) for each in sentences if (start := text.index(each)) >= 0)
    long = Example("vad kostar simhallen?", ReaderPassage("nämnd", text, spans), (30,), "gbg", "p")
    short = Example("vad?", ReaderPassage("nämnd", "Kort.", (Span(0, 5),)), (0,), "gbg", "p")
    (served, same) = as_served([long, short])
    assert same is short
    assert len(served.passage.text) <= 620
    read = {place for place, span in enumerate(served.passage.spans) if span}
    # What answers is read, and what has the question's words.
    assert {7, 30} <= read
    span = served.passage.spans[30]
    assert span is not None
    assert served.passage.text[span.start : span.end] == sentences[30]


def test_where_the_answer_is_longer_than_what_is_read_the_passage_stays_whole():
    text = "Kort först. " + "långt " * 200
    passage = ReaderPassage("nämnd", text, (Span(0, 11), Span(12, len(text))))
    long = Example("vad?", passage, (1,), "gbg", "p")
    assert as_served([long]) == (long,)


def test_the_loss_worked_out_by_hand():
    null, units = torch.tensor([0.0, 0.0]), torch.log(torch.tensor([[2.0, 1.0], [1.0, 1.0]]))
    # Shares: null 1/4, units 2/4 and 1/4; and thirds.
    assert loss_of(null, units, [(0, 1), ()]).item() == pytest.approx((-np.log(3 / 4) - np.log(1 / 3)) / 2)


def test_an_auc_worked_out_by_hand():
    assert auc([3.0, 1.0], [2.0, 1.0]) == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert auc([], [1.0]) is None


def test_figures_by_domain():
    first, later = made(1), made(2, "kommun", right=(1,))
    miss = made(3, right=())
    held = held_examples([first, later, miss], [[replace(first, right=(), negative=True)], [], [replace(miss)]])
    assert len(held) == 4
    figures = judge(held, lambda batch: [(0.0, (2.0, 1.0) if each.right else (-3.0, -3.0)) for each in batch], 2)
    assert figures["all"].unit_at_1 == 0.5
    assert figures["gbg"].unit_at_1 == figures["first domains"].unit_at_1 == 1.0
    assert figures["kommun"].unit_at_1 == figures["other owners"].unit_at_1 == 0.0
    assert figures["gbg"].near_miss_auc == figures["gbg"].negative_auc == 1.0
    assert (figures["all"].answerable, figures["all"].near_misses, figures["all"].negatives) == (2, 1, 1)


# A run


def mixture() -> Mixture:
    words = ("bussar", "skola", "avgift", "motion")
    examples = tuple(
        Example(
            f"vad kostar {word}",
            ReaderPassage(
                "nämnd", f"{word} kostar kronor . nämnd beslutar .", (Span(0, len(word)), Span(len(word), 30))
            ),
            (0,) if number % 3 else (),
            "gbg",
            f"p{number}",
        )
        for number, word in enumerate(words * 6)
    )
    return Mixture(Asked(examples, ((),) * len(examples)), ())


@pytest.fixture
def settings(tmp_path: Path) -> TrainingSettings:
    encoder = make_encoder(tmp_path / "encoder")
    return TrainingSettings(
        tmp_path / "run", encoder, epochs=10, learning_rate=1e-3, batch_size=6, device="cpu", threads=1, max_tokens=40
    )


def test_a_run_learns_and_leaves_weights_and_a_log(settings):
    examples = mixture()
    figures = Trainer(settings, examples, examples.last.questions).run()
    rows = read_log(settings.out)
    assert rows[0]["settings"]["seed"] == 0
    losses = [row["loss"] for row in rows if "loss" in row]
    assert losses[-1] < losses[0] or figures["all"].unit_at_1 == 1.0
    assert [row["when"] for row in rows if "when" in row] == ["start", "end"]
    assert not any("embeddings" in name for name in read_weights(settings.out / WEIGHTS))


def test_a_run_that_is_cut_off_ends_as_one_that_is_not(settings, monkeypatch):
    # In whole float32 numbers, so that the two runs can be the same to the last bit.
    monkeypatch.setattr("eval.training.training.gains_from_bfloat16", lambda: False)
    examples = mixture()
    through = replace(settings, out=settings.out / "through")
    Trainer(through, examples, ()).run()

    monkeypatch.setattr("eval.training.training._CHECKPOINT_EVERY", 7)
    cut = replace(settings, out=settings.out / "cut")
    trainer, steps = Trainer(cut, examples, ()), []
    step = trainer._step

    def failing(batch):
        steps.append(batch)
        if len(steps) == 18:
            raise KeyboardInterrupt
        return step(batch)

    monkeypatch.setattr(trainer, "_step", failing)
    with pytest.raises(KeyboardInterrupt):
        trainer.run()
    Trainer(cut, examples, ()).run()
    expected, found = read_weights(through.out / WEIGHTS), read_weights(cut.out / WEIGHTS)
    assert all(torch.equal(expected[name], found[name]) for name in expected)


def test_a_damaged_checkpoint_is_refused(settings):
    settings.out.mkdir()
    (settings.out / CHECKPOINT).write_bytes(b"nothing")
    with pytest.raises(EvalError, match="Kontrollpunkten"):
        Trainer(settings, mixture(), ())


def test_damaged_weights_are_refused(tmp_path):
    (tmp_path / "weights.safetensors").write_bytes(b"nothing")
    with pytest.raises(EvalError, match="går inte att läsa"):
        read_weights(tmp_path / "weights.safetensors")


def test_the_log_is_read_as_it_was_written(tmp_path):
    append_log(tmp_path, {"step": 1})
    append_log(tmp_path, {"step": 2, "when": "å"})
    assert read_log(tmp_path) == [{"step": 1}, {"step": 2, "when": "å"}]


@pytest.mark.parametrize("questions", [MORE_QUESTIONS, OWN_WORDS_QUESTIONS])
def test_the_projects_own_questions_are_trained_on_where_their_passages_are(questions: Path) -> None:
    with gzip.open(questions, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert len(rows) > 6_000
    assert 0.35 < sum(not row["units"] for row in rows) / len(rows) < 0.45
    first = rows[0]
    units = [f"Enhet nummer {place} om hamnen." for place in range(max((*first["units"], 0)) + 1)]
    text = " ".join(units)
    shown = ReaderPassage("Exempelstad", text, locate_units(text, [("sentence", unit) for unit in units]))
    found = read_more_examples([Passage(first["passage"], "kommun", shown)], questions)
    assert [example.question for example in found] == [
        row["question"] for row in rows if row["passage"] == first["passage"] and max((*row["units"], 0)) < len(units)
    ]
    assert read_more_examples([], questions) == ()


def test_questions_on_documents_of_other_owners_find_their_passage_as_it_is_read_now(tmp_path):
    documents = tmp_path / "documents"
    documents.mkdir()
    harbour = "§ 1 Hamnen\n\nHamnen byggs ut i vår. Kajen kostar 3 miljoner kronor att laga."
    text = f"Exempelstads kommun\n\n{harbour}\n\n§ 2 Bron\n\nBron målas om."
    (documents / "hamnen.md").write_text(text, "utf-8")
    asked = {
        "file": "hamnen.md",
        "opens": "§ 1 Hamnen Hamnen byggs",
        "question": "vad kostar kajen",
        "quotes": ["Kajen kostar 3"],
    }
    near_miss = asked | {"question": "när målas hamnen", "quotes": []}
    cut_otherwise = asked | {"opens": "Något annat", "question": "pris på kaj"}
    gone = [asked | {"file": "borta.md"}, asked | {"quotes": ["Kajen är gratis"]}, near_miss | {"opens": "§ 9"}]
    write_rows(tmp_path / "questions.jsonl.gz", [asked, near_miss, cut_otherwise, *gone])
    examples = owners_examples(read_owners_passages(documents), tmp_path / "questions.jsonl.gz")
    assert [example.question for example in examples] == ["vad kostar kajen", "när målas hamnen", "pris på kaj"]
    shown = examples[0].passage
    told = [
        [shown.text[span.start : span.end] for span in (shown.spans[place] for place in each.right) if span]
        for each in examples
    ]
    assert told == [["Kajen kostar 3 miljoner kronor att laga."], [], ["Kajen kostar 3 miljoner kronor att laga."]]


def test_documents_that_questions_were_written_on_must_be_there(tmp_path):
    with pytest.raises(EvalError, match="saknas"):
        read_owners_passages(tmp_path / "nowhere")


@pytest.mark.parametrize("questions", [OWNERS_QUESTIONS, OWNERS_OWN_WORDS])
def test_the_questions_on_documents_of_other_owners_have_their_shares(questions):
    with gzip.open(questions, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert len(rows) > 4_000
    assert 0.35 < sum(not row["quotes"] for row in rows) / len(rows) < 0.45
    assert max(len(words) for row in rows for words in (row["opens"], *row["quotes"])) <= 80
