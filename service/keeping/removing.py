"""Taking a document, a section or words out of every store, for good: the index last, for it tells what to look for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from urllib.parse import unquote_plus

from corpus.base.types import Span
from indexer.encoder import Encoder
from indexer.errors import BuildError
from indexer.removing import Cut, Part, planned, take_out
from indexer.snapshot import Snapshot
from indexer.tombstones import Removals
from indexer.types import BuildReport
from indexer.where_kept import at_hand
from service.api.formats.memory.store import JOURNAL
from service.base.json_lines import Record, drop_lines
from service.base.settings import ServiceSettings
from service.fetching.originals import Originals, is_fetched, writing_to
from service.fetching.screening import screening
from service.keeping.finding import (
    WATCHES,
    Matches,
    holds,
    index_in_force,
    of_lost_names,
    of_texts,
    watching_if_kept,
)
from service.keeping.stores import READERS, stores_of

FETCHED = "Hämtade handlingar"


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out: the report of the index, and how much of each other store, by its Swedish name.

    ``files`` are those of the operator that hold it still.
    """

    index: BuildReport
    stores: tuple[tuple[str, int], ...]
    files: tuple[Path, ...]


def remove_everywhere(
    settings: ServiceSettings, encoder: Encoder, parts: Sequence[Part], installation: ServiceSettings | None = None
) -> Removed:
    """Takes the parts out of all stores. What was stopped half-way is done by the same again.

    ``settings`` are those of one collection, ``installation`` those of all, where there are several.

    Raises ``BuildError`` for what is not held, ``NotSet`` where watches are kept that cannot be read, ``NotSaved``,
    ``FetchFault`` where documents are being fetched.
    """
    snapshot = index_in_force(settings)
    if snapshot is None:
        raise BuildError(f"Det finns inget index i {settings.index_dir} att ta bort något ur.")
    cuts = planned(snapshot, parts)
    matches = of_texts(_texts(cuts, parts), _kept(snapshot, cuts))
    kept = chain(_kept(snapshot, cuts), _left(cuts), _elsewhere(settings, installation))
    asks_of_it = of_lost_names(_texts(cuts, ()), kept)
    names = {cut.document.source_file for cut in cuts if cut.is_whole}
    fetched: list[Path] = []
    with _fetching_waits(settings), at_hand(settings):
        stores = _clean(installation or settings, matches, asks_of_it, names)
        report = take_out(
            settings,
            encoder,
            parts,
            lambda removals, clean: fetched.extend(_clean_fetched(settings, removals, clean)),
        )
    return Removed(report, (*stores, (FETCHED, len(fetched))), tuple(_own_files(settings, report)))


def _texts(cuts: Sequence[Cut], parts: Sequence[Part]) -> list[str]:
    return [*(text for cut in cuts for text in cut.texts), *(part.words for part in parts if part.words)]


def _kept(snapshot: Snapshot, cuts: Sequence[Cut]) -> list[str]:
    """The texts of the documents that nothing goes out of."""
    touched = {cut.document.id for cut in cuts}
    return [document.text for document in snapshot.documents if document.id not in touched]


def _left(cuts: Sequence[Cut]) -> Iterator[str]:
    """What is left of the documents that something goes out of."""
    spans: dict[str, list[Span]] = {}
    for cut in cuts:
        if not cut.is_whole:
            spans.setdefault(cut.document.id, []).extend(cut.spans)
    texts = {cut.document.id: cut.document.text for cut in cuts}
    for document_id, going in spans.items():
        end = 0
        for span in sorted(going, key=lambda span: span.start):
            yield texts[document_id][end : max(end, span.start)]
            end = max(end, span.end)
        yield texts[document_id][end:]


def _elsewhere(settings: ServiceSettings, installation: ServiceSettings | None) -> Iterator[str]:
    """The texts of the other collections, whose readers' questions stand in the same stores."""
    for _, own in installation.each() if installation else ():
        snapshot = index_in_force(own) if own.index_dir != settings.index_dir else None
        yield from (document.text for document in snapshot.documents) if snapshot else ()


def _clean(settings: ServiceSettings, matches: Matches, asks_of_it: Matches, names: set[str]) -> list[tuple[str, int]]:
    """Cleans every store but the index; what was taken out of each. Records that quote a file that goes are out too.

    ``asks_of_it`` tells of what readers wrote whether it is about what goes.
    """
    done = []
    for store in stores_of(settings):
        if store.place is None or store.index_of is not None:
            continue
        if store.name == WATCHES:
            count = _clean_watches(settings, matches)
        elif store.is_folder:
            count = _clean_folder(store.place)
        else:
            told_by = (matches, names.__contains__, *((asks_of_it,) if store.name in READERS else ()))
            count = drop_lines(store.place, partial(_is_told_by, told_by))
        done.append((store.title, count))
    return done


def _is_told_by(tests: Sequence[Matches], record: Record) -> bool:
    """Whether any of what tells of texts tells of the record."""
    return any(holds(record, each) for each in tests)


def _clean_folder(folder: Path) -> int:
    """Takes away what the service writes anew from the index: the words of feeds. Journals hold digests alone."""
    made = [path for journal in folder.rglob(JOURNAL) for path in journal.parent.glob("*.jsonl")]
    for path in made:
        path.unlink(missing_ok=True)
    return len(made)


def _clean_watches(settings: ServiceSettings, matches: Matches) -> int:
    """Ends watches of what goes, and takes away mails that wait and tell it."""
    watching = watching_if_kept(settings)
    if watching is None:
        return 0
    mails = [watching.outgoing.get(*each) for each in watching.outgoing.waiting()]
    telling = [mail for mail in mails if mail and holds(list(mail.entries), matches)]
    for mail in telling:
        watching.outgoing.sent(mail)
    watches = [each for each in watching.subscriptions.confirmed() if matches(unquote_plus(each.topic))]
    return len(telling) + sum(watching.subscriptions.leave(each.id) for each in watches)


def _fetching_waits(settings: ServiceSettings) -> AbstractContextManager[None]:
    """Nothing is fetched to the folder while the block lasts, where something has been. Raises ``FetchFault``."""
    return writing_to(settings.fetch_dir) if settings.fetch_dir.is_dir() else nullcontext()


def _clean_fetched(settings: ServiceSettings, removals: Removals, clean: Collection[str]) -> list[Path]:
    """Takes out of fetched documents what has been taken out; the files that held it. Those of ``clean`` hold none."""
    with screening(settings, removals) as screen:
        return [path for each in Originals.all_in(settings.fetch_dir, screen) for path in each.screen_again(clean)]


def _own_files(settings: ServiceSettings, report: BuildReport) -> Iterator[Path]:
    """The files in the operator's own folders that hold what was taken out; they are never touched."""
    for folder in settings.corpus_dirs:
        for path in (folder / each for each in report.withheld):
            if path.is_file() and not is_fetched(path, settings.fetch_dir):
                yield path
