"""The address of a database that holds an index."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit


def without_password(address: str | None) -> str | None:
    """The address as it is. It is shown and logged, so it holds no password, and neither does a message about it.

    Raises ``ValueError``, in Swedish.
    """
    if address is None:
        return None
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError("ska vara en adress som postgresql://roll@värd/paragraf")
    if ":" in parts.netloc.rpartition("@")[0] or "password" in {name for name, _ in parse_qsl(parts.query)}:
        raise ValueError("lösenordet ska stå i en lösenordsfil (~/.pgpass) eller en tjänstefil, inte i adressen")
    return address
