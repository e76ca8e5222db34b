"""Asks a Paragraf service: answers with sources, decisions, matters, meetings and votes.

    with Client("http://127.0.0.1:8000") as paragraf:
        answer = paragraf.ask("Vad beslutades om cykelplanen?")
        for vote in paragraf.votes(party="S", from_="2024-01-01"):
            print(vote["date"], vote["result"])

Filters have the names of the API; ``from_`` is its ``from``. ``AsyncClient`` has the same calls, to be awaited or
iterated with ``async for``. What comes back is the JSON of the API as it stands in its description. Nothing is sent
anywhere but to the address given: no proxy or password is taken from the environment, and no redirect is followed.
"""

from __future__ import annotations

from .calls import Json
from .clients import AsyncClient, Client
from .errors import Gone, NotFound, ParagrafError, Rejected, Strange, Unreachable

__all__ = ["AsyncClient", "Client", "Gone", "Json", "NotFound", "ParagrafError", "Rejected", "Strange", "Unreachable"]
