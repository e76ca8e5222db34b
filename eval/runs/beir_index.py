"""An index over the corpus of a BEIR set: every passage is a document of its own, built once and kept.

ROOT/documents-DIGEST/    a text file for each passage, by its place in the corpus, and their manifest
ROOT/index/               the index
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.loading.manifest import MANIFEST
from eval.datasets.beir import BeirDocument, BeirSet
from indexer.building import build
from indexer.encoder import Encoder, encoder_of
from indexer.errors import SnapshotError
from indexer.intake import reader_digest
from indexer.snapshot import open_snapshot
from service.base.settings import ServiceSettings

INDEX = "index"
_DIGEST_CHARS = 12
# Nothing is to be read from what the passages say
_UNTOLD: dict[str, None] = dict.fromkeys(("organisation", "body", "date"))
_TITLE_CHARS = 200


def beir_root(beir: BeirSet, settings: ServiceSettings) -> Path:
    """The folder that the index over this corpus is kept in when none is named."""
    return settings.cache_dir / "eval" / f"{beir.gold.file}-{beir.corpus_sha256[:_DIGEST_CHARS]}"


def beir_settings(
    beir: BeirSet,
    root: Path,
    settings: ServiceSettings,
    load: Callable[[ServiceSettings], Encoder] | None = None,
    *,
    with_units: bool = False,
) -> ServiceSettings:
    """The settings with an index over the corpus under ``root``, which is built unless it stands there.

    It has units to quote only where they are asked for: a search alone needs none.

    ``load`` gives the encoder of the settings. Raises ``BuildError`` or ``ModelError``, and ``OSError`` when the
    passages cannot be written.
    """
    documents = root / f"documents-{beir.corpus_sha256[:_DIGEST_CHARS]}"
    made = settings.model_copy(update={"corpus_dirs": (documents,), "index_dir": root / INDEX})
    if not documents.is_dir():
        _write_documents(beir.documents, documents)
        shutil.rmtree(made.index_dir, ignore_errors=True)
    encoder = (load or encoder_of)(made)
    if not _stands(made, encoder):
        build(made, encoder, with_units=with_units)
    return made


def corpus_ids(documents: Sequence[BeirDocument]) -> dict[str, str]:
    """The corpus id of each document by the name of its file."""
    return {_file_name(position): document.id for position, document in enumerate(documents)}


def _stands(settings: ServiceSettings, encoder: Encoder) -> bool:
    """Whether an index made by this encoder and this reader is in force."""
    try:
        manifest = open_snapshot(settings.index_dir).manifest
    except SnapshotError:
        return False
    made_by = (manifest.model, manifest.model_fingerprint, manifest.reader_digest)
    return made_by == (settings.model, encoder.fingerprint, reader_digest())


def _write_documents(documents: Sequence[BeirDocument], folder: Path) -> None:
    """Write the passages as files of a corpus folder, whole or not at all."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    aside.mkdir(parents=True)
    for position, document in enumerate(documents):
        (aside / _file_name(position)).write_text(document.text or document.title, "utf-8")
    entries = [
        {"file": _file_name(position), "title": document.title[:_TITLE_CHARS] or document.id, "kind": "other"} | _UNTOLD
        for position, document in enumerate(documents)
    ]
    (aside / MANIFEST).write_text(json.dumps({"documents": entries}, ensure_ascii=False), "utf-8")
    aside.rename(folder)


def _file_name(position: int) -> str:
    return f"{position + 1:06}.txt"
