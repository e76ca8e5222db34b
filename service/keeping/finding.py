"""Words looked for in every store: a person's name, or what has been taken out of the documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from corpus.base.fingerprints import stream_of
from corpus.base.types import Document, Span
from corpus.extraction.tombstones import spans_of_words
from indexer.errors import NoSnapshot, SnapshotError
from indexer.snapshot import Snapshot, current_folder, current_id, kept_folders, read_folder
from indexer.where_kept import bring_here
from service.base.errors import NotSet
from service.base.json_lines import Record, all_lines
from service.base.settings import ServiceSettings
from service.keeping.stores import Store, stores_of
from service.watching.watching import Watching, is_asked_for, watching_of

# Tells whether a text holds what is looked for.
Matches = Callable[[str], bool]
# The places, and in Swedish what could not be looked through.
Found = tuple[tuple["Place", ...], tuple[str, ...]]

# So many letters and digits in a row are of one text, and no phrase that everybody writes by chance.
_RUN = 36
_WORD = re.compile(r"[^\W\d_]{4,}")
# With a capital, and not because a sentence or a line begins there
_NAME_WORD = re.compile(r"(?<=[^\W_,;] )[A-ZÅÄÖÉÜØÆ][^\W\d_]{3,}")
WATCHES = "watches"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a store that holds what is looked for: where it is, in Swedish, and how often it stands there."""

    store: str
    where: str
    count: int = 1


def of_name(name: str) -> Matches:
    """What tells whether a text holds the person's name, the family name first or last."""
    variants = _both_orders(name)
    return lambda text: any(spans_of_words(text, each) for each in variants)


def of_texts(texts: Iterable[str], kept: Iterable[str]) -> Matches:
    """What tells whether a text holds words of the texts that stand in none of those that are kept."""
    streams = [(text, stream_of(text)) for text in texts]
    short = [text for text, stream in streams if len(stream.signs) < _RUN]
    runs = {digest for _, stream in streams for _, digest in stream.windows(_RUN)}
    for text in kept if runs else ():
        runs.difference_update(digest for _, digest in stream_of(text).windows(_RUN))

    def matches(text: str) -> bool:
        own = any(digest in runs for _, digest in stream_of(text).windows(_RUN)) if runs else False
        return own or any(spans_of_words(text, each) for each in short)

    return matches


def of_lost_names(texts: Iterable[str], kept: Iterable[str]) -> Matches:
    """What tells whether a text has a name, or another word with a capital, that the texts had and none kept has."""
    names = {_own_form(match.group()) for text in texts for match in _NAME_WORD.finditer(text)}
    for text in kept:
        names.difference_update([_own_form(word) for word in _WORD.findall(text)] if names else ())
    return lambda text: any(_own_form(word) in names for word in _WORD.findall(text))


def _own_form(word: str) -> str:
    """A word without capitals and without the s of a genitive."""
    return word.casefold().removesuffix("s")


def holds(record: Any, matches: Matches) -> bool:
    """Whether a text of the record, as JSON has it, holds what is looked for."""
    if isinstance(record, str):
        return matches(record)
    if isinstance(record, Mapping):
        return any(holds(each, matches) for each in (*record.keys(), *record.values()))
    return isinstance(record, list | tuple) and any(holds(each, matches) for each in record)


def places_of_name(settings: ServiceSettings, name: str) -> Found:
    """Where the person's name stands in the stores, earlier indexes and the audit log among them."""
    for store in stores_of(settings):
        if store.index_of is not None:
            with suppress(NoSnapshot):
                bring_here(store.index_of)
    return places_in(settings, (*stores_of(settings), _audit_log(settings)), name)


def places_in(settings: ServiceSettings, stores: Iterable[Store], name: str) -> Found:
    """Where the person's name stands in those stores; watches are read with the key of the settings."""
    matches = of_name(name)
    found: list[Place] = []
    faults: list[str] = []
    for store in stores:
        if store.index_of is not None:
            found += _in_indexes(store, store.index_of.index_dir, name, faults)
        elif store.name == WATCHES:
            found += _in_watches(settings, store, matches, faults)
        elif store.place is not None:
            found += _in_files(store, store.place, matches)
    return tuple(found), tuple(faults)


def _audit_log(settings: ServiceSettings) -> Store:
    return Store("audit.jsonl", "Revisionslogg", "personal", "audit_file", settings.audit_file, is_folder=False)


def watching_if_kept(settings: ServiceSettings) -> Watching | None:
    """The watches, where they are kept. Raises ``NotSet`` where there are some that cannot be read."""
    if is_asked_for(settings):
        return watching_of(settings)
    if any(settings.watch_dir.glob("*.sqlite")):
        raise NotSet("Bevakningarna går inte att läsa utan nyckelfilen och de andra inställningarna för mejl.")
    return None


def index_in_force(settings: ServiceSettings) -> Snapshot | None:
    """The index in force, whatever has been taken out since; ``None`` where there is none."""
    try:
        bring_here(settings)
        return read_folder(current_folder(settings.index_dir))
    except NoSnapshot:
        return None


def _both_orders(name: str) -> Sequence[str]:
    words = name.replace(",", " ").split()
    return tuple(dict.fromkeys((" ".join(words), " ".join((words[-1], *words[:-1]))))) if words else ()


def _in_indexes(store: Store, index_dir: Path, name: str, faults: list[str]) -> Iterator[Place]:
    """Where it stands in the index in force, and in those before it that are kept, of texts that are no longer so."""
    folders, known = kept_folders(index_dir), set[tuple[str, str]]()
    # A backup has one, which was in force when it was made.
    in_force = current_id(index_dir) or next((folder.name for folder in folders), None)
    for folder in sorted(folders, key=lambda folder: folder.name != in_force):
        try:
            documents = read_folder(folder).documents
        except SnapshotError as error:
            faults.append(f"{store.title} {folder.name}: {error}")
            continue
        earlier = "" if folder.name == in_force else f"tidigare index {folder.name}, "
        new = [document for document in documents if (document.path, document.text) not in known]
        known.update((document.path, document.text) for document in new)
        for document in new:
            yield from _in_document(store, document, name, earlier)


def _in_document(store: Store, document: Document, name: str, earlier: str) -> Iterator[Place]:
    told = "\n".join((document.title, document.path.replace("_", " "), document.text))
    count = len(_spans(told, name))
    if count:
        pages = _pages(document, name)
        shown = f", sida {', '.join(map(str, pages))}" if pages else ""
        yield Place(store.title, f"{earlier}{document.id}: {document.title} (filen {document.path}{shown})", count)


def _pages(document: Document, name: str) -> list[int]:
    """The pages that the name stands on, in a document that has pages."""
    blocks = (block for section in document.sections for block in section.blocks)
    found = (block.page for block in blocks if block.page and _spans(document.text[block.start : block.end], name))
    return list(dict.fromkeys(found))


def _spans(text: str, name: str) -> list[Span]:
    return [span for each in _both_orders(name) for span in spans_of_words(text, each)]


def _in_watches(settings: ServiceSettings, store: Store, matches: Matches, faults: list[str]) -> Iterator[Place]:
    try:
        watching = watching_if_kept(settings)
    except NotSet as error:
        faults.append(f"{store.title}: {error}")
        return
    for watch in watching.subscriptions.confirmed() if watching else ():
        if matches(watch.address) or matches(unquote_plus(watch.topic)):
            yield Place(store.title, f"bevakning {watch.id} till {watch.address}")
    for one_id, period in watching.outgoing.waiting() if watching else ():
        mail = watching.outgoing.get(one_id, period) if watching else None
        if mail and holds(list(mail.entries), matches):
            yield Place(store.title, f"mejl som väntar, bevakning {one_id}, {period or 'bekräftelse'}")


def _in_files(store: Store, place: Path, matches: Matches) -> Iterator[Place]:
    paths = sorted(place.rglob("*")) if store.is_folder else [place]
    for path in (path for path in paths if path.is_file()):
        if path.suffix == ".jsonl":
            yield from (Place(store.title, f"{path} rad {n}") for n, _ in _lines_that_hold(path, matches))
        elif matches(path.read_bytes().decode("utf-8", "replace")):
            yield Place(store.title, str(path))


def _lines_that_hold(path: Path, matches: Matches) -> Iterator[tuple[int, Record]]:
    return ((number, record) for number, record in enumerate(all_lines(path), start=1) if holds(record, matches))
