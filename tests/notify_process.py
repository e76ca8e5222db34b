"""The command «notify» in processes of its own, which can be killed, over an index made with the tests' encoder."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from indexer.snapshot import open_snapshot
from service import __main__ as commands
from service.base.errors import ServiceError
from service.base.settings import ServiceSettings
from service.engine.engine import Engine
from service.engine.opening import make_engine
from service.register.decisions import DecisionQuery
from tests.conftest import HashedWordEncoder
from tests.word_models import word_models


def started(variables: Mapping[str, str], killed_at_call: int = 0) -> BaseProcess:
    """The command running with those variables; killed when it asks for decisions that many times, if ever."""
    context = get_context("forkserver")
    # What the command imports is imported once, by the process that the others are copies of.
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_notify, args=(dict(variables), killed_at_call))
    process.start()
    return process


def _notify(variables: Mapping[str, str], killed_at_call: int) -> None:
    def open_engine(settings: ServiceSettings) -> Engine:
        engine = make_engine(open_snapshot(settings.index_dir), word_models(HashedWordEncoder()), settings)
        return _killed_at(engine, killed_at_call)

    os.environ.update(variables)
    commands.open_engine = open_engine
    sys.exit(commands.run(commands.service, commands.PROGRAM, (ServiceError,), ["notify"]))


def _killed_at(engine: Engine, call: int) -> Engine:
    """The engine, which kills the process at that call."""
    decisions, calls = engine.decisions, iter(range(1, 1_000))

    def counted(query: DecisionQuery):
        if next(calls) == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return decisions(query)

    engine.decisions = counted
    return engine
