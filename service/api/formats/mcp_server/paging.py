"""How much assistants get at a time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Limit = Annotated[int, Field(ge=1, le=50, description="Högst så många poster.")]
