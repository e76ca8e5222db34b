"""What a snapshot is to hold: of documents that are new or changed it is made, of the others carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.base.types import Document, Section
from indexer.carrying import Carrying, JoinedPassages, carrying, columns_joined
from indexer.dense import DenseIndex
from indexer.embedding import Embedded, embed_texts, is_made_by
from indexer.encoder import Encoder
from indexer.errors import NothingToIndex
from indexer.lexical import LexicalIndex
from indexer.passage_columns import PassageColumns
from indexer.passage_context import lexical_text, passage_text, unit_text
from indexer.passages import passages_of_document
from indexer.settings import IndexSettings
from indexer.snapshot import Keys, Snapshot
from indexer.spelling_correction import counted_words
from indexer.tables import Changes
from indexer.tokens import index_tokens
from indexer.types import Passage

# So many texts at a time that those of one length make up a batch.
_BATCHES_A_CALL = 8


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a snapshot is to hold, and how many vectors had to be made for it."""

    documents: tuple[Document, ...]
    passages: Sequence[Passage]
    passage_vectors: DenseIndex
    unit_vectors: DenseIndex
    lexical: LexicalIndex
    keys: Keys
    word_counts: Counter[str]
    columns: PassageColumns
    changes: Changes
    made: int


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of the passages of some documents."""

    documents: Sequence[Document]
    passages: tuple[Passage, ...]
    embedded: Embedded
    tokens: Sequence[Sequence[str]]


def contents_of(
    documents: tuple[Document, ...],
    settings: IndexSettings,
    encoder: Encoder,
    before: Snapshot | None,
    *,
    reader_digest: str,
    with_units: bool,
) -> Contents:
    """The documents' passages and units with their vectors and words. Raises ``NothingToIndex``."""
    earlier = _goes_on_from(before, settings, encoder, reader_digest, with_units)
    changed = _changed(documents, earlier)
    made = {each.id: _passages_of(each, settings, with_units) for each in changed}
    by = carrying(documents, earlier.documents if earlier else (), earlier.columns if earlier else None, made)
    if not by.size:
        raise NothingToIndex("Det finns ingen löpande text att söka i, bara rubriker.")
    passages = tuple(passage for document in documents for passage in made.get(document.id, ()))
    size, texts = _BATCHES_A_CALL * settings.batch_size, texts_of(documents, passages)
    embedded = embed_texts(texts, encoder, before, settings.index_dir, size)
    section_of = _SectionOf(documents)
    tokens = [index_tokens(lexical_text(*section_of.of(passage), passage)) for passage in passages]
    all_made = _Made(changed, passages, embedded, tokens)
    return _joined(documents, all_made, earlier, by) if earlier else _without_earlier(documents, all_made)


def texts_of(documents: Sequence[Document], passages: Sequence[Passage]) -> list[str]:
    """What is embedded: the text of each passage, then of each unit."""
    section_of = _SectionOf(documents)
    passage_texts = [passage_text(*section_of.of(passage), passage) for passage in passages]
    unit_texts = [unit_text(*section_of.of(passage), unit) for passage in passages for unit in passage.units]
    return [*passage_texts, *unit_texts]


def _goes_on_from(
    before: Snapshot | None, settings: IndexSettings, encoder: Encoder, reader_digest: str, with_units: bool
) -> Snapshot | None:
    """The snapshot before, where what it has of a document is what would be made of that now."""
    if before is None or before.word_counts is None or not is_made_by(before, encoder):
        return None
    made_by = before.manifest.settings_digest, before.manifest.reader_digest, bool(before.manifest.units)
    return before if made_by == (settings.digest, reader_digest, with_units) else None


def _changed(documents: Iterable[Document], earlier: Snapshot | None) -> list[Document]:
    """The documents that the earlier snapshot does not have just as they are."""
    held = earlier.document_by_id if earlier else {}
    return [document for document in documents if held.get(document.id) != document]


def _passages_of(document: Document, settings: IndexSettings, with_units: bool) -> tuple[Passage, ...]:
    passages = passages_of_document(document, settings.passage_chars)
    return passages if with_units else tuple(replace(passage, units=()) for passage in passages)


def _without_earlier(documents: tuple[Document, ...], made: _Made) -> Contents:
    count = len(made.passages)
    vectors = DenseIndex.build(made.embedded.vectors[:count]), DenseIndex.build(made.embedded.vectors[count:])
    words = counted_words(passage.text for passage in made.passages)
    columns = PassageColumns.of(made.passages, documents)
    parts = *vectors, LexicalIndex.build(made.tokens), made.embedded.keys, words, columns
    return Contents(documents, made.passages, *parts, Changes(documents), made.embedded.made)


def _joined(documents: tuple[Document, ...], made: _Made, earlier: Snapshot, by: Carrying) -> Contents:
    """What is made together with what the earlier snapshot has of the other documents."""
    count, held, new = len(made.passages), earlier.manifest.passages, made.embedded
    units = by.of_parts(
        earlier.columns.units.astype(np.int64), np.array([len(each.units) for each in made.passages], np.int64)
    )
    keys = by.joined(earlier.keys[:held], new.keys[:count]), units.joined(earlier.keys[held:], new.keys[count:])
    return Contents(
        documents,
        JoinedPassages(earlier.passages, made.passages, by),
        DenseIndex.build(by.joined(earlier.passage_vectors.all(), new.vectors[:count])),
        DenseIndex.build(units.joined(earlier.unit_vectors.all(), new.vectors[count:])),
        earlier.lexical.changed(by, made.tokens),
        np.concatenate(keys),
        _words_joined(earlier, made, by),
        columns_joined(documents, earlier.documents, earlier.columns, made.passages, by),
        _changes(documents, made, earlier),
        new.made,
    )


def _changes(documents: Sequence[Document], made: _Made, earlier: Snapshot) -> Changes:
    """Of which documents the tables are written, and of which the earlier ones are let go."""
    if earlier.stored_tables is None:
        return Changes(documents)
    stay = {each.id for each in documents} - {each.id for each in made.documents}
    return Changes(made.documents, earlier.stored_tables, earlier.document_by_id.keys() - stay)


def _words_joined(earlier: Snapshot, made: _Made, by: Carrying) -> Counter[str]:
    """How often each word stands in the passages: as before, less those that are gone, and those that are made."""
    counted = earlier.word_counts if earlier.word_counts is not None else ()
    counts = Counter(dict(zip(earlier.words, map(int, counted), strict=True)))
    gone = (earlier.passages[place].text for place in by.left_out(earlier.manifest.passages))
    counts.subtract(counted_words(gone))
    counts.update(counted_words(passage.text for passage in made.passages))
    return +counts


class _SectionOf:
    """The document and section that a passage stands in."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._sections = {(d.id, section.id): section for d in self._documents.values() for section in d.sections}

    def of(self, passage: Passage) -> tuple[Document, Section]:
        """Document and section of ``passage``."""
        return self._documents[passage.document_id], self._sections[passage.document_id, passage.section_id]
