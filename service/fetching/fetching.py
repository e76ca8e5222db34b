"""One source fetched into its folder: what is new or changed is laid there, what could not be had stays as it was.

What is withdrawn (404, 410, or gone from a list that was read whole) is taken out when it is found to be so again a day
later. Where that is much of the source at once, the list or the server may be half there: somebody must say so first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.fetching.errors import NotFetched, ToldToWait, Withdrawn
from service.fetching.getting import Getter
from service.fetching.listing import Listed, listed
from service.fetching.originals import Originals
from service.fetching.sources import Source
from service.fetching.types_of_files import suffix_of

# What was fetched is written down so often, and at the end.
_EVERY = 50
# A day, less what one that runs each night may come early.
_APART = timedelta(hours=23)
_MOST_AT_ONCE = 0.1


@dataclass(slots=True)
class Fetched:
    """What became of a source: documents new or changed, as they were, and taken out; why others were not fetched.

    ``withdrawn`` are the addresses found to be so this time; ``stopped`` how many of them are to go but were left.
    """

    source: str
    written: int = 0
    kept: int = 0
    removed: int = 0
    stopped: int = 0
    faults: list[str] = field(default_factory=list)
    withdrawn: set[str] = field(default_factory=set)


def fetch(
    source: Source, originals: Originals, getter: Getter, now: datetime, *, accept_removals: bool = False
) -> Fetched:
    """Fetches what the source lists. A list that cannot be read whole leaves everything as it was."""
    done = Fetched(source.name)
    try:
        addresses = listed(source, getter)
    except NotFetched as error:
        done.faults.append(str(error))
        return done
    originals.expect(addresses)
    if source.tells_all:
        done.withdrawn |= originals.known.keys() - addresses.keys()
    else:
        addresses |= dict.fromkeys(originals.known.keys() - addresses.keys(), Listed())
    try:
        _fetch_all(addresses, originals, getter, now, done)
        for address in done.withdrawn:
            originals.miss(address, now)
        _remove(originals, now, done, accept_removals=accept_removals)
    finally:
        originals.remember()
    return done


def _fetch_all(
    addresses: Mapping[str, Listed], originals: Originals, getter: Getter, now: datetime, done: Fetched
) -> None:
    for number, (address, told) in enumerate(addresses.items(), start=1):
        try:
            _fetch_one(address, told, originals, getter, now, done)
        except ToldToWait as error:
            done.faults.append(f"{error}. Resten av källan hämtas nästa gång.")
            return
        except NotFetched as error:
            done.faults.append(str(error))
            if isinstance(error, Withdrawn):
                done.withdrawn.add(address)
        if number % _EVERY == 0:
            originals.remember()


def _fetch_one(  # noqa: PLR0917  (what a list tells of one address)
    address: str, told: Listed, originals: Originals, getter: Getter, now: datetime, done: Fetched
) -> None:
    got = None if originals.is_as(address, told) else getter.get(address, originals.marks(address))
    if got is None:
        originals.keep(address, told)
        done.kept += 1
    elif originals.put(address, got.content, suffix_of(got, address), got.marks, now, told):
        done.written += 1
    else:
        done.kept += 1


def _remove(originals: Originals, now: datetime, done: Fetched, *, accept_removals: bool) -> None:
    """Take out what was found to be withdrawn both this time and a day ago, unless it is too much at once."""
    going = done.withdrawn.intersection(originals.missing_since(now - _APART))
    if accept_removals or len(going) <= _MOST_AT_ONCE * len(originals.held):
        originals.remove(going)
        done.removed = len(going)
    else:
        done.stopped = len(going)
