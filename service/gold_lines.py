"""The shape of a gold question as one line of JSON, and how it is put in its file.

The same shape as the files under ``eval/questions``; the evaluation reads it, so nothing of it is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

QUESTION_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "decision": "Beslut",
        "proposal": "Förslag",
        "vote": "Omröstning",
        "amount": "Belopp",
        "number": "Antal",
        "date": "Datum",
        "who": "Vem",
        "list": "Uppräkning",
        "indicator": "Mål och indikatorer",
        "case": "Ärendenummer",
        "history": "Ärendets gång",
        "why": "Varför",
        "cross": "Flera dokument",
    }
)
UNANSWERABLE = "unanswerable"
ASKERS: Mapping[str, str] = MappingProxyType(
    {"politician": "Politiker", "staff": "Tjänsteperson", "public": "Allmänhet"}
)
