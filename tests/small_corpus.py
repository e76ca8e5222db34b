"""Small collections made for one test each, indexed with the fake encoder, and what holds for every answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from indexer.building import build
from indexer.encoder import Encoder
from indexer.snapshot import open_snapshot
from service.base.settings import ServiceSettings
from service.base.types import Answer, Citation, Sentence
from service.engine.engine import Engine
from service.engine.opening import engine_over
from service.retrieval.store import Store
from tests.stores import store_over
from tests.word_models import word_models


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
    folders = {"corpus_dirs": (folder / "corpus",), "index_dir": folder / "index", "cache_dir": folder / "cache"}
    return ServiceSettings.load(**folders, **more)


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


def indexed_store(folder: Path, papers: Sequence[Paper], encoder: Encoder) -> Store:
    """A store over the papers."""
    write_corpus(folder, papers)
    build(settings_for(folder), encoder, accept_removals=True)
    return store_over(open_snapshot(folder / "index"))


def indexed_engine(
    folder: Path,
    papers: Sequence[Paper],
    encoder: Encoder,
    clock: Callable[[], date] = date.today,
    **more: object,
) -> Engine:
    """An engine over the papers, to which it is the day that the clock tells."""
    write_corpus(folder, papers)
    settings = settings_for(folder, **more)
    build(settings, encoder, accept_removals=True)
    return engine_over(store_over(open_snapshot(settings.index_dir)), word_models(encoder), settings, clock=clock)


_SAYS_THAT_IT_PROPOSES = re.compile(
    r"\b(?:förslag|föresl|tillstyrk|avstyrk|yrka|hemställ|rekommendera|förorda)\w*", re.IGNORECASE
)


def assert_sound(answer: Answer) -> None:
    """What holds for every answer, whatever was asked of whatever documents."""
    assert answer.text == " ".join(
        f"{sentence.text} {' '.join(f'[{number}]' for number in sentence.citations)}" for sentence in answer.sentences
    )
    assert len(answer.text) <= 900
    if answer.status == "not_in_documents":
        assert answer.reason
        assert (answer.text, answer.sentences, answer.citations) == ("", (), ())
        return
    assert answer.reason is None
    assert answer.sentences
    assert all(sentence.citations for sentence in answer.sentences)
    numbers = [number for sentence in answer.sentences for number in sentence.citations]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(answer.citations) + 1))
    assert [citation.number for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    for citation in answer.citations:
        _assert_sound_citation(citation)
    for sentence in answer.sentences:
        cited = [answer.citations[number - 1] for number in sentence.citations]
        _assert_not_worded_as_a_decision(sentence, cited)


def _assert_sound_citation(citation: Citation) -> None:
    assert citation.quote
    assert citation.document.text[citation.quote_start : citation.quote_end] == citation.quote
    assert citation.start <= citation.quote_start < citation.quote_end <= citation.end
    assert citation.section in citation.document.sections
    marked = f"markera={citation.quote_start}-{citation.quote_end}"
    assert citation.url == f"/dokument/{citation.document.id}?{marked}#markering"


def _assert_not_worded_as_a_decision(sentence: Sentence, cited: Sequence[Citation]) -> None:
    if all(citation.decision_status == "proposed" for citation in cited):
        assert _SAYS_THAT_IT_PROPOSES.search(sentence.text), sentence.text
