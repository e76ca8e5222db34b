"""What the benchmark of size makes and reads; never how long something takes."""

from __future__ import annotations

import gzip
import json
import os

import numpy as np
import pytest

from eval.base.types import Timing
from eval.experiments.benchmark import timing_of
from eval.experiments.paragraphs import hashed, questions_in
from eval.experiments.processes import held_mb, processor_seconds
from eval.experiments.scale_benchmark import make_index
from indexer.snapshot import open_snapshot

PARAGRAPHS = [
    {"id": "1", "doc": "bro", "title": "Bron", "text": "Bron över Storån målas om varje sommar."},
    {"id": "2", "doc": "bro", "title": "Bron", "text": "Färgen är grön."},
    {"id": "3", "doc": "bad", "title": "Badet", "text": "Simhallen stänger klockan sju."},
]


def test_an_index_of_the_first_paragraphs_says_that_it_is_of_the_bundled_model(tmp_path):
    file = tmp_path / "paragraphs.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, PARAGRAPHS)).encode()))
    make_index(tmp_path / "index", file, 2)
    snapshot = open_snapshot(tmp_path / "index")
    assert snapshot.manifest.model == "bundled"
    assert [passage.text for passage in snapshot.passages] == [each["text"] for each in PARAGRAPHS[:2]]
    assert [document.title for document in snapshot.documents] == ["Bron"]
    assert snapshot.passage_vectors.vectors(np.arange(2)) == pytest.approx(
        np.array([hashed(each["text"]) for each in PARAGRAPHS[:2]])
    )


def test_texts_with_words_in_common_are_nearer_than_others():
    bridge, other, pool = (hashed(each["text"]) for each in (PARAGRAPHS[0], {"text": "Vem målar bron?"}, PARAGRAPHS[2]))
    assert bridge @ other > bridge @ pool


def test_questions_are_taken_evenly_over_the_file(tmp_path):
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps({"text": str(number)}) for number in range(10)), "utf-8")
    assert questions_in(file, 3) == ["0", "3", "6"]


def test_calls_at_the_same_time_are_told_by_the_time_they_took_together():
    assert timing_of("prov", [10.0, 20.0], seconds=0.02) == Timing("prov", 2, 10.0, 15.0, 19.5, 19.9, 100.0)


def test_the_kernel_tells_what_a_process_holds():
    held = held_mb(os.getpid())
    assert held["Pss"] >= held["Pss_Anon"] > 0
    assert processor_seconds(os.getpid()) > 0
