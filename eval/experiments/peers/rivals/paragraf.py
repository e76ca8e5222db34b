"""Paragraf's own search, as the service asks it; its index is built before, and its passages are what all are given."""

from __future__ import annotations

from pathlib import Path

from eval.datasets.beir import read_beir
from eval.experiments.peers.given import WANTED, Search
from eval.runs.beir_index import INDEX, corpus_ids
from service.base.settings import ServiceSettings
from service.base.types import Query
from service.engine.opening import open_engine
from service.engine.tuning import Tuning
from service.retrieval.reading import ReadingRules


def opened(folder: Path, *, reader: bool) -> Search:
    """The search over the index in the folder of all that is given, with what it does in the background done."""
    beir = read_beir(folder)
    settings = ServiceSettings(kept_answers=0, index_dir=folder / INDEX)
    engine = open_engine(settings, Tuning() if reader else Tuning(reading=ReadingRules(passages=0)))
    engine.prepare()
    names = corpus_ids(beir.documents)
    return lambda question: [names[hit.document.path] for hit in engine.search(Query(question, limit=WANTED)).hits]
