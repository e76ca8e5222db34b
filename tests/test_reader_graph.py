"""The reader that is served: the graph says what PyTorch says, and what is damaged or foreign is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

import indexer.reader as reader_module
from corpus.base.types import Span
from eval.training.card import Origin, write_reader
from eval.training.model import ReaderModel, tensors_of
from indexer import graph_session
from indexer.bert_graph import quantise
from indexer.errors import ModelError
from indexer.graph_session import precision
from indexer.reader import CARD_NAME, CONFIG_NAME, READER_WEIGHTS_NAME, Reading, open_reader
from indexer.reader_inputs import ReaderPassage, encode_pairs, read_tokenizer
from tests.tiny_reader import WORDS, make_encoder, make_model

ORIGIN = Origin("first.safetensors", "ab12", 7, 3e-5, 8, 2, 100, 800, 12.3, {"questions.jsonl.gz": "cd34"})

# How much higher the best unit of the small model must stand to be chosen in any precision
CLEAR = 0.3


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = make_encoder(tmp_path / "encoder")
    monkeypatch.setattr(reader_module, "ensure_bundled_model", lambda cache_dir: folder)
    return folder


@pytest.fixture
def model(encoder: Path) -> ReaderModel:
    return make_model(encoder)


@pytest.fixture
def folder(tmp_path: Path, encoder: Path, model: ReaderModel) -> Path:
    write_reader(model.own_state(), tmp_path / "reader", encoder, ORIGIN, {})
    (tmp_path / "cache" / "models").mkdir(parents=True)
    return tmp_path / "reader"


def made_passages(count: int) -> list[ReaderPassage]:
    rng = np.random.default_rng(5)
    passages = []
    for _ in range(count):
        sentences = [" ".join(rng.choice(WORDS, rng.integers(3, 8))) + " ." for _ in range(4)]
        text = " ".join(sentences)
        starts = [sum(len(each) + 1 for each in sentences[:place]) for place in range(len(sentences))]
        spans = [Span(start, start + len(each)) for start, each in zip(starts, sentences, strict=True)]
        passages.append(ReaderPassage("nämnd", text, (*spans, None)))
    return passages


def by_torch(model: ReaderModel, encoder: Path, question: str, passages: list[ReaderPassage]) -> list[Reading]:
    inputs = encode_pairs(read_tokenizer(encoder, 64), [(question, passage) for passage in passages])
    with torch.inference_mode():
        null, units = model(*tensors_of(inputs, torch.device("cpu")))
    rows = zip(null.tolist(), units.tolist(), inputs.read, strict=True)
    return [
        Reading(none, tuple(np.where(read, row, -np.inf)[: len(passage.spans)]))
        for (none, row, read), passage in zip(rows, passages, strict=True)
    ]


def test_the_graph_says_what_pytorch_says(tmp_path, monkeypatch, encoder, model, folder):
    monkeypatch.setattr(graph_session, "precision", lambda: "float32")
    passages = made_passages(20)
    expected = by_torch(model, encoder, "vem beslutar", passages)
    found = open_reader(folder, tmp_path / "cache", threads=2).read("vem beslutar", passages)
    assert len({reading.best for reading in expected}) > 1
    assert [reading.best for reading in found] == [reading.best for reading in expected]
    for one, other in zip(expected, found, strict=True):
        # The weights are shipped in half precision.
        assert other.null == pytest.approx(one.null, abs=0.05)
        assert other.units[:-1] == pytest.approx(one.units[:-1], abs=0.05)
        assert other.units[-1] == -np.inf


@pytest.mark.skipif(precision() != "int8", reason="this processor is given float32")
def test_the_graph_of_integers_chooses_what_pytorch_chooses(tmp_path, encoder, model, folder):
    passages = made_passages(80)
    expected = by_torch(model, encoder, "vem beslutar", passages)
    found = open_reader(folder, tmp_path / "cache", threads=2).read("vem beslutar", passages)
    # So small a model is rounded much: units that stand close may change places, and those far apart may not.
    clear = [
        (one.best, other.best)
        for one, other in zip(expected, found, strict=True)
        if np.diff(sorted(one.units)[-2:]) > CLEAR
    ]
    assert len(clear) >= 30
    assert all(one == other for one, other in clear)
    assert np.corrcoef([each.odds for each in expected], [each.odds for each in found])[0, 1] > 0.99


def test_a_passage_read_in_windows_keeps_its_first_null(tmp_path, encoder, folder):
    reader = open_reader(folder, tmp_path / "cache")
    (short,) = made_passages(1)
    long = ReaderPassage(short.context, f"{short.text} {'bussar ' * 70}", (*short.spans[:-1], Span(300, 306)))
    (reading,) = reader.read("vem", [long])
    assert np.isfinite(reading.units).all()


def test_nothing_to_read(tmp_path, encoder, folder):
    reader = open_reader(folder, tmp_path / "cache")
    assert reader.read("vem", []) == ()
    (reading,) = reader.read("vem", [ReaderPassage("nämnd", "bussar kostar", ())])
    assert reading.best is None
    assert reading.odds == -np.inf


def test_best_and_odds():
    reading = Reading(1.0, (-np.inf, 2.0, 2.0))
    assert reading.best == 1
    assert reading.odds == pytest.approx(1 + np.log(2))


def test_the_graph_is_made_once_and_again_when_damaged(tmp_path, encoder, folder):
    first = open_reader(folder, tmp_path / "cache")
    (graph,) = (tmp_path / "cache").rglob("graph.onnx")
    made = graph.stat().st_mtime_ns
    second = open_reader(folder, tmp_path / "cache")
    assert graph.stat().st_mtime_ns == made
    graph.write_bytes(graph.read_bytes()[:-1])
    third = open_reader(folder, tmp_path / "cache")
    passages = made_passages(2)
    assert first.read("vem", passages) == second.read("vem", passages) == third.read("vem", passages)
    assert {path.suffix for path in graph.parent.parent.iterdir()} <= {".lock", graph.parent.suffix}


def test_missing_or_damaged_weights_are_refused(tmp_path, encoder, folder):
    weights = folder / READER_WEIGHTS_NAME
    content = weights.read_bytes()
    weights.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(ModelError, match="är skadade"):
        open_reader(folder, tmp_path / "cache")
    weights.unlink()
    with pytest.raises(ModelError, match="vikter saknas"):
        open_reader(folder, tmp_path / "cache")


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format_version": 1, "layers": "x"}'])
def test_a_configuration_that_cannot_be_read_is_refused(tmp_path, encoder, folder, content):
    (folder / CONFIG_NAME).write_text(content)
    with pytest.raises(ModelError, match="inställningar"):
        open_reader(folder, tmp_path / "cache")


def test_a_missing_reader_and_another_version_are_refused(tmp_path, encoder, folder):
    with pytest.raises(ModelError, match="Läsaren saknas"):
        open_reader(tmp_path / "nowhere", tmp_path / "cache")
    config = json.loads((folder / CONFIG_NAME).read_text())
    (folder / CONFIG_NAME).write_text(json.dumps(config | {"format_version": 2}))
    with pytest.raises(ModelError, match="annan version"):
        open_reader(folder, tmp_path / "cache")


def test_a_reader_of_another_encoder_is_refused(tmp_path, encoder, folder):
    config = json.loads((folder / CONFIG_NAME).read_text())
    (folder / CONFIG_NAME).write_text(json.dumps(config | {"encoder": {"model.safetensors": "00"}}))
    with pytest.raises(ModelError, match="annan språkmodell"):
        open_reader(folder, tmp_path / "cache")


def test_the_card_tells_how_it_was_trained(folder):
    card = (folder / CARD_NAME).read_text("utf-8")
    for told in ("seed 7", "100 steps", "800 examples", "cd34", "ab12", "CC BY-SA 4.0", "MIT", "Apache-2.0"):
        assert told in card, told


def test_integers_and_scales_give_the_matrix_back():
    matrix = np.array([[1.27, -0.5], [0.0, 0.0]], dtype=np.float32)
    integers, scales = quantise(matrix)
    assert integers.tolist() == [[127, -50], [0, 0]]
    assert scales[0] == pytest.approx(0.01)
