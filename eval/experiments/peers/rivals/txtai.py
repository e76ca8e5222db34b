"""txtai with its hybrid index, the vectors given to it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from txtai import Embeddings

from eval.experiments.peers.given import WANTED, Embed, Given, Search


def build(given: Given, folder: Path) -> None:
    """Write the index."""
    vectors = dict(zip(given.texts, given.vectors, strict=True))

    def known(texts: list[str]) -> list[list[float]]:
        return [vectors[text].tolist() for text in texts]

    made = Embeddings(method="external", transform=known, hybrid=True, content=False)
    made.index((place, text, None) for place, text in enumerate(given.texts))
    # A function cannot be written down with the index.
    made.config.pop("transform")
    made.save(str(folder))
    (folder / "document-ids.json").write_text(json.dumps(given.ids), "utf-8")


def opened(folder: Path, embed: Embed) -> Search:
    """The search over the index."""

    def questions(texts: list[str]) -> list[list[float]]:
        return np.array([embed(text) for text in texts]).tolist()  # type: ignore[no-any-return]

    made = Embeddings()
    made.load(str(folder), config={"transform": questions})
    ids: list[str] = json.loads((folder / "document-ids.json").read_text("utf-8"))
    return lambda question: [ids[int(place)] for place, _ in made.search(question, WANTED)]
