"""The service in a process of its own, as it is started on a machine."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def served(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Iterator[str]:
    """The address of the service that the command starts; it is told to stop at the end, and must do so by itself."""
    with (
        (folder / "service.log").open("ab") as log,
        subprocess.Popen(
            [*map(str, command)], cwd=folder, env=dict(environment), stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = _ADDRESS.search(line)
            assert found, f"{line}{(folder / 'service.log').read_text('utf-8')}"
            yield found[0]
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
    assert process.returncode == 0
