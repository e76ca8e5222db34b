"""What runs beside the requests: each new snapshot is recorded, and what waits in the outbox is sent."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from indexer.errors import SnapshotError
from service.api.formats.changes.delivery import NotDelivered, send
from service.api.formats.changes.webhooks import Webhooks
from service.api.formats.memory.recorder import Recorder
from service.base.errors import NotSaved

logger = logging.getLogger(__name__)


@contextmanager
def keeping(recorders: Sequence[Recorder], outbox: Recorder | None, look_s: float) -> Iterator[None]:
    """As long as this is entered, snapshots are recorded and webhooks sent, looked for every ``look_s`` seconds."""
    stopped = threading.Event()
    work = {f"recorder-{number}": each.record for number, each in enumerate(recorders)}
    if outbox:
        work["webhooks"] = partial(deliver, Webhooks(outbox.file))
    threads = [
        threading.Thread(target=_repeat, name=name, args=(each, look_s, stopped), daemon=True)
        for name, each in work.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def deliver(webhooks: Webhooks) -> None:
    """Sends once what is due. Raises ``NotSaved``."""
    for delivery in webhooks.due():
        try:
            send(delivery)
        except NotDelivered as fault:
            logger.warning("webhook %s was not delivered to %s: %s", delivery.message, delivery.target.id, fault)
            webhooks.failed(delivery, str(fault))
        else:
            webhooks.taken(delivery)


def _repeat(work: Callable[[], None], every_s: float, stopped: threading.Event) -> None:
    told = ""
    while True:
        try:
            work()
            told = ""
        except SnapshotError:
            # There is no index yet.
            pass
        except NotSaved as error:
            if str(error) != told:
                logger.warning("%s", error)
            told = str(error)
        except Exception:
            logger.exception("%s failed", threading.current_thread().name)
        if stopped.wait(every_s):
            return
