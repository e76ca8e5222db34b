"""A vote that an answer quotes, by party: on the page, in JSON, as text, and in Word and PDF files."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from fastapi.testclient import TestClient

from indexer.encoder import Encoder
from tests.small_corpus import indexed_engine
from tests.test_answer_export import pdf_text
from tests.test_case_pages import VOTED_PAPER
from tests.test_pages import read
from tests.tiny_service import TinySource, running_client

ASKED = "Hur röstade partierna om avtalet om färjan?"
OTHER = "Vad beslutades om avtalet om färjan?"
ROWS = [
    ["Parti", "Ja", "Nej", "Namn"],
    ["S", "2", "0", "Ja: Anna Berg och Lena Ferm"],
    ["M", "0", "1", "Nej: Pia Lundin"],
    ["V", "1", "0", "Ja: Karl Ek"],
]
SAID = "3 ja, 1 nej. Ja betydde: för bifall till förslaget. Nej betydde: för avslag. Ja vann med 3 mot 1."


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, hashed_encoder: Encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("votes"), (VOTED_PAPER,), hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def test_the_page_has_a_row_for_each_party_with_bars_that_nobody_must_see(client):
    page = read(client, fraga=ASKED)
    cells = page.texts("th", scope="col") + page.texts("th", scope="row")
    assert cells == [*ROWS[0][:-1], *(row[0] for row in ROWS[1:])]
    (names,) = page.texts("details", class_="names")
    assert names.startswith("Vem röstade hur, Norrlands kommun")
    assert all(f"{row[0]} {row[-1]}" in names for row in ROWS[1:])
    assert page.texts("td", class_="count") == [figure for row in ROWS[1:] for figure in row[1:3]]
    bars = page.find("svg", class_="bar")
    assert {attributes["aria-hidden"] for attributes, _ in bars[:3]} == {"true"}
    assert [(rect["class"], rect["width"]) for rect, _ in page.find("rect")][:3] == [
        ("yes", "100.0"),
        ("no", "50.0"),
        ("yes", "50.0"),
    ]
    assert page.find("link", href="/static/votes.css")


def test_an_answer_that_quotes_no_vote_has_no_table(client):
    assert read(client, fraga=OTHER).find("table", class_="ballots") == []
    assert "votes" not in client.post("/api/v1/ask", json={"question": OTHER}).json()


def test_json_has_the_figures_by_party_and_the_citation_that_tells_them(client):
    answer = client.post("/api/v1/ask", json={"question": ASKED}).json()
    (vote,) = answer["votes"]
    assert (vote["yes"], vote["no"], vote["result"]) == (3, 1, "yes")
    quote = answer["citations"][vote["citation"] - 1]
    assert quote["quote_start"] < vote["end"]
    assert vote["start"] < quote["quote_end"]
    assert [(party["party"], party["yes"], party["no"]) for party in vote["parties"]] == [
        (row[0], int(row[1]), int(row[2])) for row in ROWS[1:]
    ]


def test_the_files_hold_the_same_table(client):
    word = docx.Document(io.BytesIO(client.get("/svar.docx", params={"fraga": ASKED}).content))
    (table,) = word.tables
    # The bar under a party's name is made of spaces.
    assert [[cell.text.splitlines()[0] for cell in row.cells] for row in table.rows] == ROWS
    assert table.rows[0]._tr.trPr.find(docx.oxml.ns.qn("w:tblHeader")) is not None
    headings = [one.text for one in word.paragraphs if "Heading" in one.style.name]
    assert headings[2].startswith("Omröstning: 3 ja, 1 nej [")
    pdf = pdf_text(client.get("/svar.pdf", params={"fraga": ASKED}).content)
    for words in (headings[2], SAID, " ".join(ROWS[1]), " ".join(ROWS[2])):
        assert words in pdf


def test_as_text_each_party_is_a_line(client):
    ((_, text),) = read(client, fraga=ASKED).find("pre", id="svarstext")
    assert SAID in text
    assert "S: Ja 2, Nej 0. Ja: Anna Berg och Lena Ferm M: Ja 0, Nej 1. Nej: Pia Lundin" in " ".join(text.split())
