"""How the parties voted in a year, as a table: python votes_of_a_year.py http://127.0.0.1:8000 2024

Writes one row for each vote and party as CSV; ``table_of`` gives them as a table of pandas (``pip install pandas``).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pandas
from paragraf_client import Client

COLUMNS = ("date", "body", "section", "heading", "result", "party", "yes", "no", "abstained", "absent", "url")


def rows_of(paragraf: Client, year: int) -> Iterator[dict[str, Any]]:
    """A row for each vote and party; votes without names have one row, for no party, with the figures."""
    for vote in paragraf.votes(from_=f"{year}-01-01", to=f"{year}-12-31"):
        place = {
            "date": vote["date"],
            "body": vote["document"]["body"],
            "section": vote["section"]["number"],
            "heading": " / ".join(vote["section"]["heading"]),
            "result": vote["result"],
            "url": f"{paragraf.url}{vote['url']}",
        }
        for party in vote["parties"] or [vote]:
            figures = {name: party[name] for name in ("yes", "no", "abstained", "absent")}
            yield {**place, "party": party.get("party"), **figures}


def table_of(paragraf: Client, year: int) -> pandas.DataFrame:
    """The rows as a table; figures that nobody tells are empty."""
    return pandas.DataFrame(rows_of(paragraf, year), columns=list(COLUMNS)).convert_dtypes()


def main(url: str, year: int) -> None:
    """Writes the table to standard output."""
    with Client(url) as paragraf:
        table_of(paragraf, year).to_csv(sys.stdout, index=False)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
