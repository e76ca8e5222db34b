"""What the benchmark beside others makes, hands out and tells; never how long something takes."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from eval.base.types import Topic
from eval.experiments.peers.given import PASSAGES, VECTORS, read_given
from eval.experiments.peers.material import judged_among
from eval.experiments.peers.measuring import Rival, Unfinished, answering, answers, build, ndcg
from eval.reports.peers import peers_table

BY_HAND = Rival("by_hand", Path(sys.executable))
TEXTS = [
    ("bro", "Bron", "Bron över Storån målas om varje sommar."),
    ("bad", "Badet", "Simhallen stänger klockan sju."),
]


@pytest.fixture
def material(tmp_path):
    lines = (json.dumps({"id": name, "title": title, "text": text}) for name, title, text in TEXTS)
    (tmp_path / PASSAGES).write_text("\n".join(lines), "utf-8")
    np.save(tmp_path / VECTORS, np.eye(2, 384, dtype=np.float32))
    return tmp_path


def test_judged_passages_stand_among_as_many_others_as_are_wanted(tmp_path):
    judged = tmp_path / "judged"
    judged.mkdir()
    (judged / "corpus.jsonl").write_text('{"id": "c1", "title": "Bron", "text": "Bron är grön."}\n', "utf-8")
    (judged / "queries.jsonl").write_text('{"id": "q1", "text": "Vilken färg har bron?"}\n', "utf-8")
    (judged / "qrels.jsonl").write_text('{"qid": "q1", "did": "c1", "rel": 1}\n', "utf-8")
    others = [{"id": f"p{n}", "doc": "d", "title": "Badet", "text": f"Simhallen har {n} banor."} for n in range(5)]
    (tmp_path / "others.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, others)).encode()))
    beir = judged_among(judged, tmp_path / "others.gz", 3, tmp_path / "made")
    assert [each.id for each in beir.documents] == ["c1", "p0", "p1"]
    assert beir.gold.topics[0].relevant == {"c1": 1}


def test_a_rival_builds_and_answers_in_a_process_of_its_own(material):
    assert read_given(material).texts[0].startswith("Bron\n")
    assert build(BY_HAND, material, material / "kept")["mb"] > 0
    with answering(BY_HAND, material, material / "kept") as process:
        told = answers(process, ["När målas bron?", "När stänger simhallen?"], 8)
    assert [sorted(found) for found in told["rankings"]] == [["bad", "bro"]] * 2
    assert len(told["times"]) == 2


def test_a_rival_that_ends_by_itself_is_told_as_unfinished(material):
    nothing = material / "nothing"
    with answering(BY_HAND, nothing, nothing) as process, pytest.raises(Unfinished):
        answers(process, ["När målas bron?"], 1)
    with pytest.raises(Unfinished):
        build(BY_HAND, nothing, material / "kept")
    rows = peers_table([{"rival": "by_hand", "encoder": "graph", "unfinished": True}]).splitlines()
    assert "> 20 min" in rows[-1]


def test_rankings_are_worth_more_the_higher_the_right_document_stands():
    topic = Topic("q", "Vilken färg har bron?", "document", relevant={"bro": 1})
    assert ndcg([topic], [["bro", "bad"]]) == 1
    assert ndcg([topic], [["bad", "bad", "bro"]]) == pytest.approx(1 / np.log2(3))
