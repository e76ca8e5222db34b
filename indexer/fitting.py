"""Whether the files of a snapshot are of one and the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexer.spelling_correction import collected_words
from indexer.tokens import index_tokens

if TYPE_CHECKING:
    from indexer.snapshot import Snapshot

# That each is as it was written is for its digest to tell.
_WORDS_LOOKED_AT = 500


def fits_together(snapshot: Snapshot) -> bool:
    """Whether counts and samples agree. May raise what reading a damaged file raises."""
    manifest = snapshot.manifest
    return (
        len(snapshot.documents) == manifest.documents
        and len(snapshot.passages) == snapshot.passage_vectors.size == snapshot.lexical.size == manifest.passages
        and snapshot.first_unit[-1] == snapshot.unit_vectors.size == manifest.units
        and (snapshot.word_counts is None or len(snapshot.word_counts) == len(snapshot.words))
        and len(snapshot.keys) == manifest.passages + manifest.units
        and snapshot.passage_vectors.dimensions == snapshot.unit_vectors.dimensions == manifest.dimensions
        and snapshot.columns.fit(snapshot.passages, snapshot.documents)
        and (snapshot.stored_tables is None or snapshot.stored_tables.fit(snapshot.documents))
        and _are_its_words(snapshot)
    )


def _are_its_words(snapshot: Snapshot) -> bool:
    """Whether some of the words are such that passages hold, and there are any if the first passage has one."""
    some = bool(snapshot.words) or not collected_words(passage.text for passage in snapshot.passages[:1])
    looked_at = snapshot.words[:: len(snapshot.words) // _WORDS_LOOKED_AT + 1]
    return some and all(
        word.isalpha() and snapshot.lexical.holds(index_tokens(word, with_parts=False)) for word in looked_at
    )
