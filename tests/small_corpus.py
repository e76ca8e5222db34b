"""Small collections made for one test each: files in a folder, indexed with the fake encoder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.building import build
from indexer.encoder import Encoder
from indexer.snapshot import open_snapshot
from service.engine import Engine, make_engine
from service.settings import ServiceSettings
from service.store import SnapshotStore


@dataclass(frozen=True)
class Paper:
    """A file of a small collection, and what its manifest says of it."""

    name: str
    text: str
    organisation: str | None = "Region Norrland"
    body: str | None = "Regionstyrelsen"
    kind: str = "minutes"
    date: str | None = "2024-12-17"
    title: str = ""


def settings_for(folder: Path, **more: object) -> ServiceSettings:
    """Settings whose corpus, index and cache lie under ``folder``."""
    places = {"corpus_dirs": (folder / "corpus",), "index_dir": folder / "index", "cache_dir": folder / "cache"}
    return ServiceSettings.load(**places, **more)


def write_corpus(folder: Path, papers: Sequence[Paper]) -> None:
    """Write the papers and their manifest under ``folder``, and nothing else."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for old in corpus.iterdir():
        old.unlink()
    for paper in papers:
        (corpus / f"{paper.name}.txt").write_text(paper.text, "utf-8")
    entries = [
        {
            "file": f"{paper.name}.txt",
            "title": paper.title or f"Dokument {paper.name}",
            "organisation": paper.organisation,
            "body": paper.body,
            "kind": paper.kind,
            "date": paper.date,
        }
        for paper in papers
    ]
    (corpus / "manifest.json").write_text(json.dumps({"documents": entries}), "utf-8")


def indexed_store(folder: Path, papers: Sequence[Paper], encoder: Encoder) -> SnapshotStore:
    """A store over the papers."""
    write_corpus(folder, papers)
    build(settings_for(folder), encoder)
    return SnapshotStore(open_snapshot(folder / "index"))


def indexed_engine(folder: Path, papers: Sequence[Paper], encoder: Encoder, **more: object) -> Engine:
    """An engine over the papers."""
    write_corpus(folder, papers)
    settings = settings_for(folder, **more)
    build(settings, encoder)
    return make_engine(open_snapshot(settings.index_dir), encoder, settings)
