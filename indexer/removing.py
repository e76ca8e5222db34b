"""Taking documents, sections and words out of an index for good: out of all that is held, and from coming back."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.base.fingerprints import stream_of
from corpus.base.types import Document, Section, Span
from corpus.extraction.assembling import without
from corpus.extraction.tombstones import (
    Tombstone,
    spans_of_words,
    tombstone_of,
    tombstone_of_words,
    with_common_parts_known,
)
from indexer.building import write_snapshot
from indexer.encoder import Encoder
from indexer.errors import BuildError, NothingToIndex
from indexer.folder import working_in
from indexer.identity import with_lasting_ids
from indexer.intake import Reading
from indexer.settings import IndexSettings
from indexer.snapshot import Snapshot, current_folder, read_folder
from indexer.tombstones import Removals, keep_removals, read_removals
from indexer.types import BuildReport

# About how long a stretch is that is known again by itself, as a passage
_STRETCH_CHARS = 1500
# A paragraph as long as this is one by itself: it may be all that another file has.
_OWN_CHARS = 360
_FEWEST_SIGNS = 5
# What is to be done to files once it is known what is taken out, and of which files, by their digests, nothing is.
Clear = Callable[[Removals, Collection[str]], object]


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be taken out: a document, a section of it (id or number), a span of its text, or words.

    Words go wherever they stand in the document, or in all documents and from now on where none is named.
    """

    document_id: str | None = None
    section: str | None = None
    span: Span | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """The stretches that are to go out of a document, as a whole where nothing is to be left; their texts."""

    document: Document
    spans: tuple[Span, ...]
    is_whole: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What the stretches say."""
        return tuple(self.document.text[span.start : span.end] for span in self.spans)


def remove(settings: IndexSettings, encoder: Encoder, document_ids: Sequence[str]) -> BuildReport:
    """Take documents out of the index for good, also when their files still lie in the corpus; what was done.

    Raises ``BuildError`` for an id that is not held.
    """
    return take_out(settings, encoder, [Part(name) for name in document_ids])


def take_out(
    settings: IndexSettings, encoder: Encoder, parts: Sequence[Part], clear_files: Clear | None = None
) -> BuildReport:
    """Take the parts out of the index, and whatever else tells the same, for good; what was done.

    ``clear_files`` is called before the index is without them, so that what is stopped is done by the same again.
    Raises ``BuildError`` for what is not held, ``NothingToIndex`` where nothing would be left.
    """
    with working_in(settings.index_dir):
        before = read_folder(current_folder(settings.index_dir))
        cuts = planned(before, parts)
        return _without(settings, encoder, before, cuts, _stones(before, cuts, parts), clear_files)


def clear(settings: IndexSettings, encoder: Encoder) -> BuildReport:
    """Take out of the snapshot in force what has been taken out before, as from one that is older; what was done."""
    with working_in(settings.index_dir):
        return _without(settings, encoder, read_folder(current_folder(settings.index_dir)), (), ())


def planned(snapshot: Snapshot, parts: Sequence[Part]) -> tuple[Cut, ...]:
    """What would go out of which documents. Raises ``BuildError`` for what is not held."""
    names = dict.fromkeys(part.document_id for part in parts if part.document_id is not None)
    unknown = [name for name in names if snapshot.find_document(name) is None]
    if unknown:
        raise BuildError(f"Det finns inget dokument med id {', '.join(unknown)}.")
    return tuple(cut for part in parts for cut in _cuts(snapshot, part))


def _cuts(snapshot: Snapshot, part: Part) -> Iterator[Cut]:
    named = snapshot.find_document(part.document_id) if part.document_id else None
    if part.words is not None:
        if len(stream_of(part.words).signs) < _FEWEST_SIGNS:
            raise BuildError(f"«{part.words}» är för kort: ange minst {_FEWEST_SIGNS} bokstäver eller siffror.")
        for document in [named] if named else snapshot.documents:
            if spans := spans_of_words(document.text, part.words):
                yield Cut(document, tuple(spans))
    elif named and part.section is not None:
        yield Cut(named, tuple(_stretches(_section(named, part.section))))
    elif named and part.span is not None:
        if not 0 <= part.span.start < part.span.end <= len(named.text):
            raise BuildError(f"Dokumentet {named.id} har {len(named.text)} tecken; spannet ska ligga där.")
        yield Cut(named, (part.span,))
    elif named:
        yield Cut(named, tuple(span for section in named.sections for span in _stretches(section)), is_whole=True)


def _section(document: Document, name: str) -> Section:
    wanted = stream_of(name).signs
    found = [each for each in document.sections if each.id == name] or [
        each for each in document.sections if each.number and stream_of(each.number).signs == wanted
    ]
    if len(found) != 1:
        held = ", ".join(
            f"{each.id} ({each.number})" if each.number else each.id for each in found or document.sections
        )
        fault = "har flera avsnitt" if found else "har inget avsnitt"
        raise BuildError(f"Dokumentet {document.id} {fault} {name}. Ange ett av: {held}.")
    return found[0]


def _stretches(section: Section) -> Iterator[Span]:
    """The section in stretches of about a passage's length, of whole blocks; long ones by themselves."""
    start = section.start
    for block in section.blocks:
        if block.end - block.start >= _OWN_CHARS and block.start > start:
            yield Span(start, block.start)
            start = block.start
        if block.end - start >= _STRETCH_CHARS or block.end - block.start >= _OWN_CHARS:
            yield Span(start, block.end)
            start = block.end
    if start < section.end:
        yield Span(start, section.end)


def _stones(before: Snapshot, cuts: Sequence[Cut], parts: Sequence[Part]) -> tuple[Tombstone, ...]:
    """The tombstones of what goes: words that are to stand nowhere have one of their own."""
    whole = {cut.document.id for cut in cuts if cut.is_whole}
    others = [document.text for document in before.documents if document.id not in whole]
    day = date.today().isoformat()
    everywhere = [part.words for part in parts if part.words is not None and part.document_id is None]
    made = [(cut, tombstone_of(cut.document.text, cut.spans, day)) for cut in cuts]
    stones = [with_common_parts_known(stone, others) if cut.is_whole else stone for cut, stone in made]
    return (*stones, *([tombstone_of_words(everywhere, day)] if everywhere else ()))


def _without(  # noqa: PLR0917  (what goes, and out of what)
    settings: IndexSettings,
    encoder: Encoder,
    before: Snapshot,
    cuts: Sequence[Cut],
    stones: Sequence[Tombstone],
    clear_files: Clear | None = None,
) -> BuildReport:
    """The index without the cuts, and without what is known again by the tombstones, the older ones too."""
    started = time.perf_counter()
    old = read_removals(settings.index_dir)
    new = Removals(tuple(sorted({cut.document.sha256 for cut in cuts if cut.is_whole})), tuple(stones))
    looked_for = new if before.inventory.clean_of == old.digest else old | new
    left = {each.id: _left(each, cuts, looked_for) for each in before.documents}
    kept = tuple(document for document in left.values() if document is not None)
    if not kept:
        raise NothingToIndex("Inget dokument skulle finnas kvar. Ta i så fall bort hela indexmappen.")
    keep_removals(settings.index_dir, old | new)
    if clear_files is not None:
        clear_files(old | new, {each.sha256 for each in before.documents if left[each.id] is each})
    lasting, gone = with_lasting_ids(kept, before.documents, dict(before.inventory.gone))
    inventory = replace(before.inventory, gone=tuple(sorted(gone.items())), clean_of=(old | new).digest)
    untouched = sum(left[document.id] is document for document in before.documents)
    withheld = tuple(each.path for each in before.documents if left[each.id] is not each)
    reading = Reading(lasting, untouched, inventory, before.manifest.reader_digest, withheld=withheld)
    return write_snapshot(settings, encoder, before, reading, started)


def _left(document: Document, cuts: Sequence[Cut], removals: Removals) -> Document | None:
    spans = [span for cut in cuts if cut.document.id == document.id for span in cut.spans]
    left = without(document, spans)
    return left and removals.left_of(left)
