"""Names of bodies as they stand alone."""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s+")


def body_name(written: str) -> str:
    """The name with a capital and plain spaces: «hälso-och  sjukvårdsnämnden» is «Hälso- och sjukvårdsnämnden»."""
    return _SPACE.sub(" ", written[0].upper() + written[1:]).replace("-och ", "- och ")
