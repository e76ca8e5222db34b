"""The process that reads files for another: requests come in on standard input, reports go out on standard output.

It may use only so much memory, write no file, and ends when the one that asks does.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from typing import IO

from corpus.base.errors import UnreadableFile
from corpus.base.privacy import PrivacyRules
from corpus.loading.corpus_folder import Source, load_document
from corpus.loading.worker import Limits, Report, receive, send

logger = logging.getLogger(__name__)

_MEGABYTE = 1_000_000
_GRACE_S = 10
_TOO_MUCH_MEMORY = "det går åt mer minne än tillåtet för att läsa filen (PARAGRAF_READ_MEMORY_MB)"


def main() -> None:
    """Serve requests until there are no more."""
    limit_resources(int(sys.argv[1]) * _MEGABYTE)
    requests, reports = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # What a library prints must not get in between the reports.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    send(reports, Report("ready"))
    while True:
        try:
            source, limits, rules = receive(requests)
        except EOFError:
            return
        _end_after(limits.timeout_s)
        send(reports, _report(source, limits, rules, reports))
        _end_after(None)


def limit_resources(memory_bytes: int) -> None:
    """Let this process use no more memory than this, and write to no file, where the system can see to that."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (only some systems have it)

    wanted = {resource.RLIMIT_AS: memory_bytes, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    for kind, value in wanted.items():
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError) as error:
            logger.warning("limit %s cannot be set: %s", kind, error)


def _end_after(seconds: float | None) -> None:
    """Let the system end this process a while after its time, should the one that asks no longer be there to do it."""
    if sys.platform != "win32":
        signal.alarm(0 if seconds is None else int(seconds) + _GRACE_S)


def _report(source: Source, limits: Limits, rules: PrivacyRules, reports: IO[bytes]) -> Report:
    def go_on() -> None:
        _end_after(limits.optical_timeout_s)
        send(reports, Report("optical"))

    try:
        return Report("done", load_document(source, limits.max_bytes, go_on, rules))
    except UnreadableFile as error:
        return Report("refused", str(error))
    except MemoryError:
        return Report("refused", _TOO_MUCH_MEMORY)
    except RecursionError:
        return Report("refused", "filens innehåll är nästlat djupare än i någon vanlig dokumentfil; den läses inte")
    except Exception as error:
        # A fault of ours in one file must not stop the others; the log says where.
        logger.exception("a file could not be read")
        return Report("refused", f"läsaren klarade inte filens innehåll ({type(error).__name__})")


if __name__ == "__main__":
    main()
