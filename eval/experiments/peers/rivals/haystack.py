"""Haystack's store in memory, its two retrievers and its joiner by reciprocal ranks. It sends no usage data here."""

from __future__ import annotations

import os
from pathlib import Path

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from eval.experiments.peers.given import DEPTH, WANTED, Embed, Given, Search

_FILE = "store.json"


def build(given: Given, folder: Path) -> None:
    """Write the index."""
    store = InMemoryDocumentStore(embedding_similarity_function="dot_product")
    passages = zip(given.ids, given.texts, given.vectors.tolist(), strict=True)
    store.write_documents(
        [
            Document(id=str(place), content=text, embedding=vector, meta={"document": name})
            for place, (name, text, vector) in enumerate(passages)
        ]
    )
    store.save_to_disk(str(folder / _FILE))


def opened(folder: Path, embed: Embed) -> Search:
    """The search over the index."""
    store = InMemoryDocumentStore.load_from_disk(str(folder / _FILE))
    sparse = InMemoryBM25Retriever(store, top_k=DEPTH)
    dense = InMemoryEmbeddingRetriever(store, top_k=DEPTH, return_embedding=False)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=WANTED)

    def search(question: str) -> list[str]:
        near = dense.run(query_embedding=embed(question).tolist())["documents"]
        found = joiner.run(documents=[sparse.run(query=question)["documents"], near])
        return [each.meta["document"] for each in found["documents"]]

    return search
