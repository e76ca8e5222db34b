"""Asks every line of a file, four at a time: python many_questions.py http://127.0.0.1:8000 questions.txt

Writes one JSON object a line, in the order of the questions: how it went, the answer and where it stands.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from paragraf_client import AsyncClient, Json, Rejected

AT_A_TIME = 4


async def ask_all(paragraf: AsyncClient, questions: Iterable[str]) -> list[Json]:
    """What the service says of each question."""
    places = asyncio.Semaphore(AT_A_TIME)

    async def ask(question: str) -> Json:
        async with places:
            try:
                told = await paragraf.ask(question)
            except Rejected as error:
                return {"question": question, "status": "rejected", "reason": str(error)}
        sources = [f"{paragraf.url}{citation['url']}" for citation in told["citations"]]
        kept = {name: told[name] for name in ("question", "status", "reason", "reason_code", "answer", "sure")}
        return {**kept, "sources": sources}

    return await asyncio.gather(*map(ask, questions))


async def main(url: str, file: str) -> None:
    """Writes the answers to standard output."""
    questions = [line.strip() for line in Path(file).read_text("utf-8").splitlines() if line.strip()]
    async with AsyncClient(url) as paragraf:
        for told in await ask_all(paragraf, questions):
            print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
