"""Where an installation keeps what it writes: systemd's folders, else beside a checkout's code, else the user's.

Data is what must be kept: the index, gold questions, watches. The cache can be made anew.
"""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

PROGRAM = "paragraf"
PROJECT = Path(__file__).resolve().parent.parent
SYSTEM_SETTINGS = Path("/etc/paragraf/paragraf.toml")
_SETTINGS = SYSTEM_SETTINGS.name


def is_checkout() -> bool:
    """Whether the code stands in a checkout and not among installed packages."""
    return (PROJECT / "pyproject.toml").is_file()


def data_folder() -> Path:
    """The folder of what must be kept."""
    return _of_systemd("STATE_DIRECTORY") or (PROJECT if is_checkout() else user_data_path(PROGRAM))


def cache_folder() -> Path:
    """The folder of what can be made anew."""
    return _of_systemd("CACHE_DIRECTORY") or user_cache_path(PROGRAM)


def standing_settings() -> Path | None:
    """The settings file that holds where none is named: the unit's, else that of the machine, if it is there."""
    configured = _of_systemd("CONFIGURATION_DIRECTORY")
    if configured:
        place = configured / _SETTINGS
    elif is_checkout():
        return None
    else:
        place = SYSTEM_SETTINGS
    return place if place.is_file() else None


def _of_systemd(variable: str) -> Path | None:
    """The first of the folders that systemd made for the unit."""
    first = os.environ.get(variable, "").partition(":")[0]
    return Path(first) if first else None
