"""What the settings say of one of several collections in an installation, in a table ``[collections.NAME]``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from indexer.store_address import without_password

# The name stands in addresses and in the names of folders.
NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
MAX_NAME_CHARS = 30
# What its address begins with under the name of all.
PREFIX = "/s/"
# Whoever may read in the service at all · whoever has signed in or sends a key; other words are names of groups.
EVERYBODY, SIGNED_IN = "all", "signed_in"


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class CollectionSettings(BaseModel):
    """Where a collection's documents and index are, who may see it and what it looks like.

    What is ``None`` is as the settings of the whole installation have it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    corpus_dirs: Annotated[tuple[Path, ...], BeforeValidator(_several), Field(min_length=1)]
    index_dir: Path | None = None
    store: Annotated[str | None, AfterValidator(without_password)] = None
    title: str | None = Field(default=None, min_length=1, max_length=80)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/?#@]+/?$")
    visible_to: Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)] = (EVERYBODY,)
    accent: str | None = Field(default=None, pattern="^#[0-9a-fA-F]{6}$")
    operator: str | None = Field(default=None, max_length=200)
    contact: str | None = Field(default=None, max_length=200)
    kept_snapshots: int | None = Field(default=None, ge=1, le=1000)
    settle_s: float | None = Field(default=None, gt=0, le=600)
    scan_s: float | None = Field(default=None, gt=0, le=86_400)
    fetch_sources: Path | None = None
    fetch_dir: Path | None = None

    @field_validator("visible_to")
    @classmethod
    def _named(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Nobody is in a group without a name."""
        if not all(group.strip() for group in value):
            raise ValueError("ska vara namn på grupper, «all» eller «signed_in»")
        return tuple(group.strip() for group in value)


def check_names(names: list[str]) -> None:
    """Raises ``ValueError``, in Swedish, for a name that cannot stand in addresses."""
    for name in names:
        if not NAME.fullmatch(name) or len(name) > MAX_NAME_CHARS:
            raise ValueError(
                f"{name[:80]}: en samlings namn har små bokstäver a–z, siffror och bindestreck, börjar med en "
                f"bokstav och är högst {MAX_NAME_CHARS} tecken"
            )
