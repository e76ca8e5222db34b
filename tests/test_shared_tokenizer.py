"""Tokenizers of one folder: each is set by itself, all have one vocabulary in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer

from indexer.bundled_model import ensure_bundled_model
from indexer.settings import IndexSettings
from indexer.shared_tokenizer import tokenizer_of
from tests.tiny_reader import make_encoder

TEXT = "query: vad beslutades <s> om 65\u202f000 kr <mask> till fo\u0308rskolan?"


@pytest.fixture(scope="module")
def bundled() -> Path:
    return ensure_bundled_model(IndexSettings().cache_dir)


def resident_mb() -> float:
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def test_it_reads_as_that_of_the_file(bundled: Path):
    whole, own = Tokenizer.from_file(str(bundled / "tokenizer.json")), tokenizer_of(bundled)
    assert own.to_str() == whole.to_str()
    assert own.encode(TEXT).ids == whole.encode(TEXT).ids
    assert own.encode(TEXT, "svar").ids == whole.encode(TEXT, "svar").ids
    assert own.decode(own.encode(TEXT).ids) == whole.decode(whole.encode(TEXT).ids)


def test_each_is_set_by_itself(bundled: Path):
    short, long = tokenizer_of(bundled), tokenizer_of(bundled)
    short.enable_truncation(8)
    assert len(short.encode(TEXT).ids) == 8 < len(long.encode(TEXT).ids)


def test_another_one_takes_no_more_memory(bundled: Path):
    kept = [tokenizer_of(bundled)]
    before = resident_mb()
    kept += [tokenizer_of(bundled) for _ in range(3)]
    assert resident_mb() - before < 50, "the vocabulary of one is some 290 MB"
    assert len({tuple(each.encode(TEXT).ids) for each in kept}) == 1


def test_another_file_is_read(tmp_path: Path):
    folder = make_encoder(tmp_path / "encoder")
    before = tokenizer_of(folder).get_vocab()
    path = folder / "tokenizer.json"
    path.write_text(path.read_text("utf-8").replace('"nämnd"', '"nämnder"'), "utf-8")
    assert set(tokenizer_of(folder).get_vocab()) ^ set(before) == {"nämnd", "nämnder"}
