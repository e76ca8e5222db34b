"""What all rivals search: the passages of a judged set among other paragraphs, with their vectors.

Paragraf's own index over them is built first; the passages, as it cut them, and their vectors are what the others get.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from eval.datasets.beir import CORPUS, QRELS, QUERIES, BeirSet, read_beir
from eval.experiments.paragraphs import paragraphs_in
from eval.experiments.peers.given import PASSAGES, VECTORS
from eval.runs.beir_index import beir_settings, corpus_ids
from indexer.snapshot import open_snapshot
from service.base.settings import ServiceSettings


def judged_among(judged: Path, paragraphs: Path, count: int, folder: Path) -> BeirSet:
    """The set with its passages among others, so many in all, kept in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (QUERIES, QRELS):
        shutil.copy(judged / name, folder / name)
    own = (judged / CORPUS).read_text("utf-8").splitlines()
    others = paragraphs_in(paragraphs, max(0, count - len(own)))
    further = (
        json.dumps({name: each[name] for name in ("id", "title", "text")}, ensure_ascii=False) for each in others
    )
    _write_lines(folder / CORPUS, [*own, *further])
    return read_beir(folder)


def indexed(beir: BeirSet, folder: Path, settings: ServiceSettings) -> ServiceSettings:
    """The settings of Paragraf's index over the set, with its passages and their vectors beside it for the others.

    A build that is stopped goes on where it was.
    """
    made = beir_settings(beir, folder, settings, with_units=True)
    snapshot = open_snapshot(made.index_dir)
    names = corpus_ids(beir.documents)
    paths = {document.id: names[document.path] for document in snapshot.documents}
    titles = {document.id: document.title for document in snapshot.documents}
    told = (
        {"id": paths[each.document_id], "title": titles[each.document_id], "text": each.text}
        for each in snapshot.passages
    )
    _write_lines(folder / PASSAGES, (json.dumps(each, ensure_ascii=False) for each in told))
    np.save(folder / VECTORS, snapshot.passage_vectors.all())
    return made


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
