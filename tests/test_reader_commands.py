"""From data to a reader's folder, by the two commands."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import eval.training.commands as commands_module
import indexer.reader as reader_module
from eval.__main__ import commands
from eval.base.errors import EvalError
from indexer.commands import run
from indexer.files import sha256_of
from indexer.reader import CARD_NAME, READER_WEIGHTS_NAME, open_reader, read_config
from indexer.reader_inputs import ReaderPassage, locate_units
from tests.tiny_reader import make_encoder

TEXTS = ("bussar kostar kronor . nämnd beslutar .", "skola avgift höjs . motion avslår .")


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    passages = [
        {
            "id": f"p{number}",
            "src": "gbg" if number % 2 else "kommun",
            "context": f"nämnd\n§ {number}",
            "text": TEXTS[number % 2],
            "units": [{"k": "sentence", "t": f"{each.strip()} ."} for each in TEXTS[number % 2].split(".")[:2]],
        }
        for number in range(60)
    ]
    write_rows(folder / "passages.jsonl.gz", passages)
    write_rows(folder / "more-passages.jsonl.gz", [])
    asked = [
        {"passage": f"p{number}", "question": "vad kostar bussar", "units": [0] if number % 3 else []}
        for number in range(60)
    ]
    write_rows(folder / "questions.jsonl.gz", asked)
    with gzip.open(folder / "squad-v2-sv-dev.json.gz", "wt") as file:
        json.dump({"data": []}, file)
    return folder


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    encoder = make_encoder(tmp_path / "encoder")
    (tmp_path / "cache" / "models").mkdir(parents=True)
    monkeypatch.setenv("PARAGRAF_CACHE_DIR", str(tmp_path / "cache"))
    for module in (commands_module, reader_module):
        monkeypatch.setattr(module, "ensure_bundled_model", lambda cache_dir: encoder)
    return tmp_path / "cache"


def called(*arguments: object) -> int:
    return run(commands, "paragraf eval", (EvalError,), [str(argument) for argument in arguments])


def test_a_reader_is_trained_and_exported(tmp_path, data, cache, capsys):
    trained, out = tmp_path / "run", tmp_path / "reader"
    train = ("train-reader", "--data", data, "--out", trained, "--epochs", 0.5, "--device", "cpu", "--seed", 5)
    assert called(*train) == 0
    assert called("export-reader", "--run", trained, "--data", data, "--out", out) == 0
    assert "first domains" in capsys.readouterr().out

    config = read_config(out)
    assert config.training["seed"] == 5
    assert config.training["steps"] == json.loads((trained / "log.jsonl").read_text().splitlines()[-1])["step"] > 0
    assert len(config.training["data"]) == 8
    assert "seed 5" in (out / CARD_NAME).read_text("utf-8")
    passage = ReaderPassage("nämnd", TEXTS[0], locate_units(TEXTS[0], [("sentence", "bussar kostar kronor .")]))
    (reading,) = open_reader(out, cache).read("vad kostar bussar", [passage])
    assert reading.best == 0


def test_what_is_exported_may_be_the_mean_with_other_weights(tmp_path, data, cache):
    trained = tmp_path / "run"
    for name, seed in (("run", 5), ("other", 6)):
        train = ("train-reader", "--data", data, "--out", tmp_path / name, "--epochs", 0.5, "--device", "cpu")
        assert called(*train, "--seed", seed) == 0
    other = tmp_path / "other" / "reader.safetensors"
    exported = ("export-reader", "--run", trained, "--data", data, "--out", tmp_path / "reader")
    assert called(*exported, "--mean-with", other) == 0
    own, mixed, mean = (
        load_file(path) for path in (trained / "reader.safetensors", other, tmp_path / "reader" / READER_WEIGHTS_NAME)
    )
    assert own.keys() == mixed.keys() == mean.keys()
    assert any((own[name] != mixed[name]).any() for name in own)
    for name, weight in mean.items():
        assert np.allclose(weight, (own[name].astype("float32") + mixed[name].astype("float32")) / 2, atol=2e-3)
    assert sha256_of(other) in (tmp_path / "reader" / CARD_NAME).read_text("utf-8")

    save_file({"other": np.zeros(2, dtype=np.float32)}, other)
    assert called(*exported, "--mean-with", other) == 1


def test_a_run_is_not_begun_twice_by_mistake(tmp_path, data, cache, capsys):
    train = ("train-reader", "--data", data, "--out", tmp_path / "run", "--epochs", 0.2, "--device", "cpu")
    assert called(*train, "--resume") == 1
    assert "ingen kontrollpunkt" in capsys.readouterr().err
    assert called(*train) == 0
    assert called(*train) == 1
    assert "--resume" in capsys.readouterr().err
    assert called(*train, "--resume") == 0


def test_what_is_no_run_is_refused(tmp_path, data, cache, capsys):
    assert called("export-reader", "--run", tmp_path, "--data", data, "--out", tmp_path / "reader") == 1
    assert "checkpoint.pt" in capsys.readouterr().err
