"""Documents that go because their files do: a few at a time; more than that only when somebody says so.

A folder that is empty, or a share of which only a part is there, looks like one whose files have been deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from corpus.base.types import Document
from indexer.errors import ManyRemoved

_MOST_AT_ONCE = 0.1
_MOST_NAMED = 3


def refuse_many_removed(
    gone: Sequence[Document], held: int, folders: Sequence[Path], unread: Mapping[str, str]
) -> None:
    """Raises ``ManyRemoved`` when more than a tenth of the ``held`` documents are gone.

    ``unread`` has the reason why a file could not be read, by its path.
    """
    if len(gone) <= _MOST_AT_ONCE * held:
        return
    paths = [document.path or document.source_file for document in gone[:_MOST_NAMED]]
    named = [f"{path} ({unread[path]})" if path in unread else path for path in paths]
    more = f" och {len(gone) - len(named)} till" if len(gone) > len(named) else ""
    raise ManyRemoved(
        f"{len(gone)} av indexets {held} dokument saknas eller går inte längre att läsa i "
        f"{', '.join(map(str, folders))}: {', '.join(named)}{more}. Är mappen tom eller bara delvis ansluten? "
        "Inget har tagits bort: det index som gällde gäller fortfarande. "
        "Ska dokumenten bort, kör: paragraf index build --accept-removals"
    )
