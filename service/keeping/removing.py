"""Taking a document, a section or words out of every store, for good: the index last, for it tells what to look for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_plus

from indexer.encoder import Encoder
from indexer.errors import BuildError
from indexer.removing import Cut, Part, planned, take_out
from indexer.snapshot import Snapshot
from indexer.types import BuildReport
from indexer.where_kept import at_hand
from service.api.formats.memory.store import JOURNAL
from service.base.json_lines import drop_lines
from service.base.settings import ServiceSettings
from service.keeping.finding import WATCHES, Matches, holds, index_in_force, of_texts, watching_if_kept
from service.keeping.stores import stores_of


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out: the report of the index, and how much of each other store, by its Swedish name."""

    index: BuildReport
    stores: tuple[tuple[str, int], ...]
    files: tuple[Path, ...]


def remove_everywhere(
    settings: ServiceSettings, encoder: Encoder, parts: Sequence[Part], installation: ServiceSettings | None = None
) -> Removed:
    """Takes the parts out of all stores. What was stopped half-way is done by the same again.

    ``settings`` are those of one collection, ``installation`` those of all, where there are several.

    Raises ``BuildError`` for what is not held, ``NotSet`` where watches are kept that cannot be read, ``NotSaved``.
    """
    snapshot = index_in_force(settings)
    if snapshot is None:
        raise BuildError(f"Det finns inget index i {settings.index_dir} att ta bort något ur.")
    cuts = planned(snapshot, parts)
    matches = of_texts(_texts(cuts, parts), _kept(snapshot, cuts))
    names = {cut.document.source_file for cut in cuts if cut.is_whole}
    stores = tuple(_clean(installation or settings, matches, names))
    with at_hand(settings):
        report = take_out(settings, encoder, parts)
    return Removed(report, stores, tuple(_originals(settings, report)))


def _texts(cuts: Sequence[Cut], parts: Sequence[Part]) -> list[str]:
    return [*(text for cut in cuts for text in cut.texts), *(part.words for part in parts if part.words)]


def _kept(snapshot: Snapshot, cuts: Sequence[Cut]) -> list[str]:
    """The texts of the documents that nothing goes out of."""
    touched = {cut.document.id for cut in cuts}
    return [document.text for document in snapshot.documents if document.id not in touched]


def _clean(settings: ServiceSettings, matches: Matches, names: set[str]) -> list[tuple[str, int]]:
    """Cleans every store but the index; what was taken out of each. Records that quote a file that goes are out too."""
    done = []
    for store in stores_of(settings):
        if store.place is None or store.index_of is not None:
            continue
        if store.name == WATCHES:
            count = _clean_watches(settings, matches)
        elif store.is_folder:
            count = _clean_folder(store.place)
        else:
            count = drop_lines(store.place, lambda record: holds(record, matches) or holds(record, names.__contains__))
        done.append((store.title, count))
    return done


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


def _originals(settings: ServiceSettings, report: BuildReport) -> list[Path]:
    """The files in the operator's own folders that hold what was taken out; they are never touched."""
    return [path for folder in settings.corpus_dirs for each in report.withheld if (path := folder / each).is_file()]
