"""A build that many processes share: each reads, cuts and embeds documents from the queue; one puts all together.

Reading is slowest where scanned pages are read, embedding elsewhere; both are done by document, on any machine that has
the corpus folders. What needs all documents (names of neighbours, lasting ids, counts of words, how near unrelated
questions come) is made once, by whoever publishes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from corpus.base.types import Document, Problem
from corpus.loading.corpus_folder import Source, load_documents
from indexer.building import build
from indexer.contents import texts_of
from indexer.embedding import key_of, place_aside, put_aside
from indexer.encoder import Encoder
from indexer.errors import SnapshotError
from indexer.files import sha256_of
from indexer.intake import limits_of, reader_digest, sources_of, to_be_read
from indexer.kept_snapshots import previous_snapshot
from indexer.passages import passages_of_document
from indexer.postgresql import work
from indexer.postgresql.connection import Database
from indexer.postgresql.keeping import bring, send
from indexer.settings import IndexSettings
from indexer.types import BuildReport

logger = logging.getLogger(__name__)

_PAUSE_S = 0.5
_LEASE_S = 30.0
_RENEWALS_A_LEASE = 4
_NOT_HERE = "filen finns inte på den dator som skulle läsa den"


def build_shared(
    database: Database,
    settings: IndexSettings,
    encoder: Encoder,
    *,
    accept_removals: bool = False,
    waiting: Collection[Path] = (),
) -> BuildReport:
    """Offer what is new or changed to all who work, work on it too, and publish when all is read; what was done.

    Raises as ``building.build``; what has been read stays read for the next try.
    """
    bring(database, settings)
    wanted = to_be_read(settings, previous_snapshot(settings.index_dir), waiting)
    with database.writing() as connection:
        work.offer(connection, {source.document_id: _content(source) for source in wanted})
    work_on(database, settings, encoder)
    paths = [(source.document_id, source.where.path) for source in wanted]
    ready = database.read(lambda connection: work.results(connection, paths))
    keys, vectors = database.read(lambda connection: work.kept_vectors(connection, _model(encoder)))
    if keys:
        put_aside(place_aside(settings.index_dir, encoder), keys, vectors)
    report = build(settings, encoder, only_changes=True, accept_removals=accept_removals, waiting=waiting, ready=ready)
    send(database, settings)
    with database.writing() as connection:
        work.clear(connection)
    return report


def work_on(
    database: Database,
    settings: IndexSettings,
    encoder: Encoder,
    goes_on: Callable[[], bool] = lambda: False,
    lease_s: float = _LEASE_S,
) -> int:
    """Read and embed what the queue has until all of it is done, by whomever, and as long as it ``goes_on``; how many
    documents were ours."""
    sources = {source.document_id: source for source in sources_of(settings)}
    done = 0
    while True:
        with database.writing() as connection:
            unit = work.take(connection, lease_s)
        if unit is not None:
            with _held(database, unit, lease_s):
                done += _work_on(database, settings, encoder, (unit, sources.get(unit.document)))
        elif goes_on() or database.read(work.unfinished):
            time.sleep(_PAUSE_S)
            sources = {source.document_id: source for source in sources_of(settings)}
        else:
            return done


@contextmanager
def _held(database: Database, unit: work.Unit, lease_s: float) -> Iterator[None]:
    """Renew the lease of the document for as long as this process works on it."""
    done = threading.Event()

    def renew_on() -> None:
        while not done.wait(lease_s / _RENEWALS_A_LEASE):
            try:
                with database.writing() as connection:
                    work.renew(connection, unit, lease_s)
            except SnapshotError as error:
                logger.warning("the lease of %s was not renewed: %s", unit.document, error)

    thread = threading.Thread(target=renew_on, name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _work_on(
    database: Database, settings: IndexSettings, encoder: Encoder, taken: tuple[work.Unit, Source | None]
) -> bool:
    """Whether the document was read and is ours."""
    unit, source = taken
    is_here = source is not None and _content(source) == unit.content
    found = _read(settings, source) if source and is_here else Problem(unit.document, _NOT_HERE)
    texts = _texts(settings, found) if isinstance(found, Document) else []
    batches = [texts[start : start + settings.batch_size] for start in range(0, len(texts), settings.batch_size)]
    made = [encoder.encode_passages(batch) for batch in batches]
    with database.writing() as connection:
        if not work.finish(connection, unit, found):
            logger.info("%s was taken over by another", unit.document)
            return False
        if made:
            work.keep_vectors(connection, _model(encoder), list(map(key_of, texts)), np.concatenate(made))
    return True


def _read(settings: IndexSettings, source: Source) -> Document | Problem:
    with closing(load_documents([source], limits_of(settings), settings.privacy)) as read:
        return next(read)


def _content(source: Source) -> str:
    """What tells the content of a file, and how it is read, from others; empty where it is gone."""
    try:
        return f"{sha256_of(source.path)} {reader_digest()}"
    except OSError:
        return ""


def _texts(settings: IndexSettings, document: Document) -> list[str]:
    """What is embedded of the document, like lengths together."""
    passages = tuple(passages_of_document(document, settings.passage_chars))
    return sorted(dict.fromkeys(texts_of([document], passages)), key=len)


def _model(encoder: Encoder) -> str:
    return f"{encoder.fingerprint} {encoder.backend}"
