"""One source fetched into its folder: what is new or changed is laid there, what could not be had stays as it was."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime

from service.fetching.errors import NotFetched, ToldToWait
from service.fetching.getting import Getter
from service.fetching.listing import listed
from service.fetching.originals import Originals
from service.fetching.sources import Source
from service.fetching.types_of_files import suffix_of

logger = logging.getLogger(__name__)

# What was fetched is written down so often, and at the end.
_EVERY = 50


@dataclass(slots=True)
class Fetched:
    """What became of a source: documents new or changed, and as they were; why others were not fetched."""

    source: str
    written: int = 0
    kept: int = 0
    faults: list[str] = field(default_factory=list)


def fetch(source: Source, originals: Originals, getter: Getter, now: datetime) -> Fetched:
    """Fetches what the source lists. A list that cannot be read whole leaves everything as it was."""
    done = Fetched(source.name)
    try:
        addresses = listed(source, getter)
    except NotFetched as error:
        done.faults.append(str(error))
        return done
    originals.expect(addresses)
    try:
        _fetch_all(addresses, originals, getter, now, done)
    finally:
        originals.remember()
    return done


def _fetch_all(addresses: dict[str, None], originals: Originals, getter: Getter, now: datetime, done: Fetched) -> None:
    for number, address in enumerate(addresses, start=1):
        try:
            _fetch_one(address, originals, getter, now, done)
        except ToldToWait as error:
            done.faults.append(f"{error}. Resten av källan hämtas nästa gång.")
            return
        except NotFetched as error:
            done.faults.append(str(error))
        if number % _EVERY == 0:
            originals.remember()


def _fetch_one(address: str, originals: Originals, getter: Getter, now: datetime, done: Fetched) -> None:
    got = getter.get(address, originals.marks(address))
    if got is None or not originals.put(address, got.content, suffix_of(got, address), got.marks, now):
        done.kept += 1
    else:
        done.written += 1
