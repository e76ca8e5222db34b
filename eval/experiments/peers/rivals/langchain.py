"""LangChain's EnsembleRetriever over rank-bm25 and FAISS. It cannot keep what rank-bm25 makes: each start makes it."""

from __future__ import annotations

from pathlib import Path

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_core.embeddings import Embeddings

from eval.experiments.peers.given import DEPTH, WANTED, Embed, Given, Search


class _Questions(Embeddings):
    """Embeds questions alone; the vectors of passages are given."""

    def __init__(self, embed: Embed | None = None) -> None:
        self._embed = embed

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError

    def embed_query(self, text: str) -> list[float]:
        if self._embed is None:
            raise NotImplementedError
        return self._embed(text).tolist()  # type: ignore[no-any-return]


def build(given: Given, folder: Path) -> None:
    """Write the index."""
    pairs = zip(given.texts, given.vectors.tolist(), strict=True)
    kept = [{"id": name, "place": place} for place, name in enumerate(given.ids)]
    nearest = DistanceStrategy.MAX_INNER_PRODUCT
    FAISS.from_embeddings(pairs, _Questions(), kept, distance_strategy=nearest).save_local(str(folder))


def opened(folder: Path, embed: Embed) -> Search:
    """The search over the index."""
    # It keeps texts by pickle; this file has been written by the line above.
    dense = FAISS.load_local(
        str(folder),
        _Questions(embed),
        allow_dangerous_deserialization=True,
        distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
    )
    documents = dense.get_by_ids(list(dense.index_to_docstore_id.values()))
    sparse = BM25Retriever.from_documents(documents, k=DEPTH)
    both = [sparse, dense.as_retriever(search_kwargs={"k": DEPTH})]
    joined = EnsembleRetriever(retrievers=both, weights=[0.5, 0.5])
    return lambda question: [each.metadata["id"] for each in joined.invoke(question)[:WANTED]]
