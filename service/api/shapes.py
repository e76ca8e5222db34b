"""The kind of dictionary that JSON answers are. Pydantic reads that of ``typing`` only from Python 3.12 on."""

from typing import NotRequired

from typing_extensions import TypedDict

__all__ = ["NotRequired", "TypedDict"]
