"""Sends the mails that ask for a confirmation as soon as they are asked for, beside the requests.

So a request takes the same time whoever asks, and a mail server that is slow or gone keeps nobody waiting.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.base.errors import ServiceError

logger = logging.getLogger(__name__)

_AGAIN_S = 60.0


class Courier:
    """A thread that works when it is woken, and again after a while when that failed."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self._woken = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="mail-courier", daemon=True)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Works meanwhile, first on what was left the last time; what is in hand at the end is sent another time."""
        self.wake()
        self._thread.start()
        try:
            yield
        finally:
            self._stopped = True
            self.wake()

    def wake(self) -> None:
        """Let it work, now or once it is done with what it does."""
        self._woken.set()

    def _run(self) -> None:
        failed = False
        while True:
            self._woken.wait(_AGAIN_S if failed else None)
            self._woken.clear()
            if self._stopped:
                return
            failed = not self._try()

    def _try(self) -> bool:
        """Whether the work was done. What errors say may name an address, so only those of our own are told."""
        try:
            self._work()
        except ServiceError as error:
            logger.warning("mails wait: %s", error)
        except Exception as error:
            logger.error("mails wait: %s", type(error).__name__)
        else:
            return True
        return False
