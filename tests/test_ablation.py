"""Stages that can be turned off, and indexes over BEIR sets, with the fake encoder."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from eval.base.types import Topic
from eval.datasets.beir import read_beir
from eval.experiments.ablation import REFERENCE, VARIANTS, ReferenceStore, RememberingEncoder, ablate
from eval.experiments.reference import ReferenceScorer
from eval.reports.tables import ablation_table
from eval.runs.beir_index import beir_settings, corpus_ids
from eval.runs.evaluating import Task, evaluate
from eval.runs.running import Asking
from eval.runs.targets import EngineTarget
from indexer.building import build
from indexer.passage_context import lexical_text
from indexer.snapshot import open_snapshot
from indexer.tokens import index_tokens
from service.base.types import Filters, Query
from service.engine.engine import Engine
from service.engine.opening import make_engine
from service.engine.tuning import Tuning
from service.question.reading import read_question
from service.retrieval.snapshot_store import SnapshotStore
from service.staff.gold import Evidence
from tests.conftest import HashedWordEncoder
from tests.small_corpus import Paper, settings_for, write_corpus
from tests.test_question_files import json_lines, write
from tests.word_models import word_models

PAPERS = (
    Paper(
        "a", "Bussarna\n\nRegionstyrelsen har beslutat att säga upp avtalet om busstrafik i inlandet från årsskiftet."
    ),
    Paper("b", "Skolan\n\nRegionstyrelsen har beslutat att bygga ut skolan i Storuman med tolv salar och en matsal."),
    Paper("c", "Hälsan\n\nRegionstyrelsen har beslutat att hälsocentralen ska hålla öppet på kvällarna under våren."),
)
TOPICS = (
    Topic(
        "d1",
        "Vad beslutades om avtalet om busstrafik?",
        "decision",
        evidence=(Evidence("a.txt", "beslutat att säga upp avtalet om busstrafik i inlandet"),),
        must_contain=(("säga upp",),),
    ),
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory, hashed_encoder):
    folder = tmp_path_factory.mktemp("ablation")
    write_corpus(folder, PAPERS)
    made = settings_for(folder)
    build(made, hashed_encoder)
    return made


def test_the_reference_store_scores_every_passage_as_rank_bm25_does(settings, hashed_encoder) -> None:
    snapshot = open_snapshot(settings.index_dir)
    query = read_question("avtalet om busstrafik", 1000)
    found = ReferenceStore(snapshot).candidates(query, hashed_encoder.encode_query(query.text), Filters(), 1)
    texts = [
        lexical_text(
            snapshot.document_by_id[passage.document_id],
            snapshot.section_by_id[passage.document_id, passage.section_id],
            passage,
        )
        for passage in snapshot.passages
    ]
    scorer = ReferenceScorer([index_tokens(text) for text in texts])
    expected = np.where(scorer.matched(query.tokens), scorer.scores(query.tokens), 0)
    assert {candidate.passage_index: candidate.bm25 for candidate in found} == dict(enumerate(expected.tolist()))
    assert max(expected) > 0
    assert min(expected) == 0


def test_every_variant_is_run_and_compared_with_the_first(settings, hashed_encoder) -> None:
    found = list(ablate(open_snapshot(settings.index_dir), word_models(hashed_encoder), settings, TOPICS, Asking()))
    assert [each.name for each in found] == list(VARIANTS)
    assert found[0].comparisons["mrr@10"].difference == 0
    first, *others, _, _ = ablation_table(found).splitlines()[2:]
    assert first.startswith("| allt | 1,000 0,207–1,000 * |")
    assert len(others) == len(VARIANTS) - 1
    assert any(line.startswith(f"| {REFERENCE} | 1,000 0,207–1,000 * |") for line in others)


def test_each_variant_has_settings_of_its_own_but_for_the_reference() -> None:
    digests = {tuning.digest for tuning in VARIANTS.values()}
    assert len(digests) == len(VARIANTS) - 1
    assert VARIANTS["allt"].digest == Tuning().digest


def test_a_stage_that_is_off_does_nothing(tmp_path, hashed_encoder) -> None:
    minutes = "§ 7 Bussarna\n\nBeslut\n\nStyrelsen beslutar att säga upp avtalet om trafiken i inlandet.\n"
    write_corpus(tmp_path, [Paper("protokoll", minutes), *PAPERS[1:]])
    made = settings_for(tmp_path)
    build(made, hashed_encoder)
    snapshot = open_snapshot(made.index_dir)
    found, not_found = (
        Engine(SnapshotStore(snapshot), word_models(hashed_encoder), 1000, tuning).search(Query("§ 7")).hits
        for tuning in (Tuning(), Tuning(identifiers=False))
    )
    # What is named by number has 1 added to its score; with the stage off the number is a word like others.
    assert found[0].score > 1
    assert all(hit.score <= 1 for hit in not_found)


def test_a_query_is_encoded_once(hashed_encoder) -> None:
    calls = []

    class Counting(type(hashed_encoder)):
        def encode_query(self, text):
            calls.append(text)
            return super().encode_query(text)

    remembering = RememberingEncoder(Counting())
    first, second = (remembering.encode_query("fråga") for _ in range(2))
    assert (first == second).all()
    assert calls == ["fråga"]
    assert remembering.encode_passages(["fråga"]).shape == (1, remembering.dimensions)


# BEIR


def write_set(folder: Path) -> Path:
    corpus = [{"_id": f"p-{paper.name}", "title": paper.name, "text": paper.text} for paper in PAPERS]
    write(folder, "corpus.jsonl", *json_lines(*corpus))
    queries = [{"_id": "q1", "text": "avtalet om busstrafik"}, {"_id": "q2", "text": "hälsocentralen på kvällarna"}]
    write(folder, "queries.jsonl", *json_lines(*queries))
    judgements = [{"qid": "q1", "did": "p-a", "rel": 1}, {"qid": "q2", "did": "p-b", "rel": 1}]
    write(folder, "qrels.jsonl", *json_lines(*judgements))
    return folder


def test_a_beir_set_is_run_over_an_index_of_its_own(tmp_path, hashed_encoder) -> None:
    beir = read_beir(write_set(tmp_path / "mängd"))
    given = settings_for(tmp_path / "egna").model_copy(update={"model": hashed_encoder.name})
    loaded = []

    def load(settings):
        loaded.append(settings.index_dir)
        return hashed_encoder

    made = beir_settings(beir, tmp_path / "rot", given, load)
    snapshot = open_snapshot(made.index_dir)
    assert corpus_ids(beir.documents) == {"000001.txt": "p-a", "000002.txt": "p-b", "000003.txt": "p-c"}
    assert {document.source_file for document in snapshot.documents} == set(corpus_ids(beir.documents))
    assert snapshot.unit_vectors.size == 0

    task = Task(beir.gold, Asking(documents=corpus_ids(beir.documents)), made)
    target = EngineTarget(make_engine(snapshot, word_models(hashed_encoder), made), "5e")
    run, metrics = evaluate(task, target, tmp_path / "körning", datetime(2025, 1, 1, tzinfo=UTC))
    assert run.rows[0].hits[0].document_id == "p-a"
    assert metrics.estimates["success@1"].mean == 0.5
    assert metrics.estimates["answer_correct"] is None
    record = json.loads((tmp_path / "körning" / "metrics.json").read_text("utf-8"))
    assert (record["answer_correct"], record["ask_ms"]) == (None, None)
    # Asked for again, the index stands; with another corpus it is made anew.
    assert (
        open_snapshot(beir_settings(beir, tmp_path / "rot", given, load).index_dir).manifest.id == snapshot.manifest.id
    )
    write(
        tmp_path / "mängd",
        "corpus.jsonl",
        *json_lines({"_id": "p-a", "text": PAPERS[0].text}, {"_id": "p-b", "text": PAPERS[2].text}),
    )
    other = beir_settings(read_beir(tmp_path / "mängd"), tmp_path / "rot", given, load)
    assert len(open_snapshot(other.index_dir).documents) == 2
    assert loaded == [tmp_path / "rot" / "index"] * 3


def test_the_index_of_a_beir_set_is_made_anew_for_another_encoder(tmp_path, hashed_encoder) -> None:
    beir = read_beir(write_set(tmp_path / "mängd"))
    given = settings_for(tmp_path / "egna").model_copy(update={"model": hashed_encoder.name})
    other = HashedWordEncoder()
    other.fingerprint = "1" * 64
    first = beir_settings(beir, tmp_path / "rot", given, lambda _: hashed_encoder)
    assert open_snapshot(first.index_dir).manifest.model_fingerprint == hashed_encoder.fingerprint
    second = beir_settings(beir, tmp_path / "rot", given, lambda _: other)
    assert first == second
    assert open_snapshot(second.index_dir).manifest.model_fingerprint == "1" * 64
