"""What was made is kept for a while, for whoever asks for the same again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """The last ``most`` values that were made or asked for, in memory only. Safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, keys: Iterable[Key]) -> dict[Key, Value]:
        """The values that are kept of these keys."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
            for key in found:
                self._values.move_to_end(key)
        return found

    def keep(self, made: Mapping[Key, Value]) -> None:
        """Keeps these; those that were last asked for longest ago give way."""
        with self._lock:
            self._values |= made
            while len(self._values) > self._most:
                self._values.popitem(last=False)
