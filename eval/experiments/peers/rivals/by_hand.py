"""bm25s with a Swedish stemmer and FAISS, put together by reciprocal ranks."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import bm25s
import faiss
import numpy as np
import Stemmer

from eval.experiments.peers.given import DEPTH, WANTED, Embed, Given, Search

_CONSTANT = 60


def build(given: Given, folder: Path) -> None:
    """Write the index."""
    lexical = bm25s.BM25()
    lexical.index(_tokens(given.texts), show_progress=False)
    lexical.save(str(folder / "bm25s"))
    dense = faiss.IndexFlatIP(given.vectors.shape[1])
    dense.add(given.vectors)
    faiss.write_index(dense, str(folder / "faiss"))
    (folder / "ids.json").write_text(json.dumps(given.ids), "utf-8")


def opened(folder: Path, embed: Embed) -> Search:
    """The search over the index."""
    lexical = bm25s.BM25.load(str(folder / "bm25s"), mmap=True)
    dense = faiss.read_index(str(folder / "faiss"))
    ids: list[str] = json.loads((folder / "ids.json").read_text("utf-8"))
    depth = min(DEPTH, len(ids))

    def search(question: str) -> list[str]:
        sparse = lexical.retrieve(_tokens([question]), k=depth, show_progress=False).documents[0]
        near = dense.search(np.ascontiguousarray(embed(question).reshape(1, -1)), depth)[1][0]
        scores = Counter[int]()
        for ranking in (sparse, near):
            scores.update({int(place): 1 / (_CONSTANT + rank) for rank, place in enumerate(ranking, 1)})
        return [ids[place] for place, _ in scores.most_common(WANTED)]

    return search


def _tokens(texts: list[str]) -> list[list[str]]:
    stemmer = Stemmer.Stemmer("swedish")
    found: list[list[str]] = bm25s.tokenize(
        texts, stopwords="sv", stemmer=stemmer, return_ids=False, show_progress=False
    )
    return found
