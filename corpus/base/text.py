"""Text as every room writes it."""

from __future__ import annotations


def one_line(text: str) -> str:
    """The text with every run of white space as one space, and none around it."""
    return " ".join(text.split())
