"""References in the forms that researchers' programs read, read by such programs."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import bibtexparser
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from fastapi.testclient import TestClient

from service.api.formats.reference.reference import reference_to
from service.api.formats.reference.writing import bibtex, csl_json, ris
from tests.planted_minutes import HIDDEN, MINUTES_WITH_PLANTED_WORDS
from tests.small_corpus import indexed_engine
from tests.test_meetings_api import PAPERS
from tests.tiny_service import DECIDED, MINUTES, TinyEngine, TinySource, running_client

PATH = "/api/v1/documents/protokoll-1/reference"


@pytest.fixture(scope="module")
def client():
    with running_client(TinySource(TinyEngine())) as client:
        yield client


def test_a_section_is_referred_to_as_csl_json(client: TestClient):
    start = MINUTES.text.index(DECIDED)
    response = client.get(PATH, params={"start": start})
    assert response.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    assert response.json() == [
        {
            "id": "protokoll-1:p98",
            "type": "document",
            "title": "Protokoll & bilagor",
            "URL": "http://testserver/dokument/protokoll-1?avsnitt=p98#p98",
            "author": [{"literal": "Styrelsen"}],
            "publisher": "Region Exempel",
            "issued": {"date-parts": [[2024, 12, 17]]},
            "section": "§ 98 Uppsägning av avtalet",
        }
    ]


def test_bibtex_escapes_what_it_would_read(client: TestClient):
    assert client.get(PATH, params={"format": "bibtex"}).text == (
        "@misc{protokoll-1,\n"
        "  title = {{Protokoll \\& bilagor}},\n"
        "  author = {{Styrelsen}},\n"
        "  publisher = {Region Exempel},\n"
        "  date = {2024-12-17},\n"
        "  year = {2024},\n"
        "  url = {http://testserver/dokument/protokoll-1}\n"
        "}\n"
    )


def test_ris_has_a_field_a_line(client: TestClient):
    lines = client.get(PATH, params={"format": "ris"}).text.split("\r\n")
    assert lines == [
        *("TY  - GEN", "ID  - protokoll-1", "TI  - Protokoll & bilagor", "AU  - Styrelsen", "PB  - Region Exempel"),
        *("PY  - 2024", "DA  - 2024/12/17/", "UR  - http://testserver/dokument/protokoll-1", "ER  - ", ""),
    ]


def test_a_document_without_a_day_or_section_is_referred_to_as_far_as_it_goes(client: TestClient):
    (item,) = client.get("/api/v1/documents/plan-1/reference", params={"start": 1_000_000}).json()
    assert item.keys() == {"id", "type", "title", "URL", "author", "publisher"}


@pytest.mark.parametrize(("path", "status"), [("?format=apa", 400), ("?start=-1", 400), ("?sida=1", 400)])
def test_what_cannot_be_read_is_refused(client: TestClient, path, status):
    assert client.get(PATH + path).status_code == status


def test_what_is_not_held_is_not_found(client: TestClient):
    assert client.get("/api/v1/documents/finns-inte/reference").status_code == 404


def test_hidden_and_hostile_words_stay_in_their_field():
    told = [reference_to(MINUTES_WITH_PLANTED_WORDS, 0, "")]
    for written in (bibtex(told), ris(told), csl_json(told)):
        assert not set(HIDDEN) & set(written)
        assert "<img" not in written
    assert all(line[2:6] == "  - " for line in ris(told).split("\r\n")[:-1])
    assert len(rispy.loads(ris(told))) == 1
    library = bibtexparser.parse_string(bibtex(told))
    assert (len(library.entries), library.failed_blocks) == (1, [])
    assert {field.key for field in library.entries[0].fields} == {
        *("title", "author", "publisher", "date", "year", "note", "url")
    }


# As other programs read them


def rendered(items: list[dict], tmp_path: Path) -> str:
    """What a program that sets bibliographies makes of CSL-JSON, as plain text."""
    (tmp_path / "stil.csl").write_text(STYLE, "utf-8")
    style = CitationStylesStyle(str(tmp_path / "stil.csl"), validate=False)
    bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    return "\n".join(str(line) for line in bibliography.bibliography())


STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>prov</title><id>prov</id><updated>2024-01-01T00:00:00+00:00</updated></info>
<citation><layout><text variable="title"/></layout></citation>
<bibliography><layout suffix="."><group delimiter="; "><names variable="author"><name/></names><text variable="title"/>
<text variable="section"/><text variable="publisher"/><date variable="issued"><date-part name="year"/></date><text
variable="URL"/></group></layout></bibliography></style>"""


@pytest.fixture(scope="module")
def minutes(tmp_path_factory, hashed_encoder):
    engine = indexed_engine(tmp_path_factory.mktemp("hänvisningar"), PAPERS, hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def addresses(client: TestClient) -> dict[str, tuple[str, int]]:
    """The address of the references to an answer's sources, a decision, a meeting and a document, and how many."""
    answer = client.post("/api/v1/ask", json={"question": "Vad beslutades om busstrafik?"}).json()
    assert answer["citations"]
    page = client.get("/", params={"fraga": answer["question"]}).text
    (places,) = re.findall(r'href="(/api/v1/references\?[^"]*)format=ris"', page)
    sections = {(each["document"]["id"], each["section"]["id"]) for each in answer["citations"]}
    decision = client.get("/api/v1/decisions").json()["decisions"][0]
    meeting = client.get("/api/v1/meetings").json()["meetings"][0]
    return {
        "answer": (unescape(places), len(sections)),
        "decision": (f"/api/v1/decisions/{decision['id']}/reference?", 1),
        "meeting": (f"/api/v1/meetings/{meeting['id']}/reference?", 1),
        "document": (f"/api/v1/documents/{decision['document']['id']}/reference?", 1),
    }


@pytest.mark.parametrize("what", ["answer", "decision", "meeting", "document"])
def test_each_form_is_read_by_a_program_that_is_not_ours_and_tells_the_same(minutes, tmp_path, what):
    address, count = addresses(minutes)[what]
    csl, tex, told = (minutes.get(f"{address}format={form}") for form in ("csl", "bibtex", "ris"))
    items = csl.json()
    library = bibtexparser.parse_string(tex.text, append_middleware=[LatexDecodingMiddleware()])
    entries = [{field.key: field.value for field in entry.fields} for entry in library.entries]
    risen = rispy.loads(told.text)
    assert library.failed_blocks == []
    assert len(items) == len(entries) == len(risen) == count
    assert len({item["id"] for item in items}) == count
    setting = rendered(items, tmp_path)
    for item, entry, record in zip(items, entries, risen, strict=True):
        assert item["title"] == entry["title"].strip("{}") == record["title"]
        assert item["URL"] == entry["url"] == record["urls"][0]
        assert item["author"][0]["literal"] == entry["author"].strip("{}") == record["authors"][0]
        assert item["publisher"] == entry["publisher"] == record["publisher"]
        assert str(item["issued"]["date-parts"][0][0]) == entry["year"] == record["year"]
        assert item.get("section") == entry.get("note") == record.get("section")
        for words in (item["title"], item["author"][0]["literal"], item["URL"]):
            assert words in setting
        assert minutes.get(item["URL"].replace("http://testserver", "")).status_code == 200


def test_files_have_names_that_programs_know(minutes):
    for form, ending in (("csl", "json"), ("bibtex", "bib"), ("ris", "ris")):
        address, _ = addresses(minutes)["meeting"]
        assert minutes.get(f"{address}format={form}").headers["content-disposition"].endswith(f'.{ending}"')


def test_the_pages_lead_to_the_references(minutes):
    decision = next(
        each for each in minutes.get("/api/v1/decisions").json()["decisions"] if each["section"]["case_number"]
    )
    meeting = minutes.get("/api/v1/meetings").json()["meetings"][0]["id"]
    pages = (
        f"/arende/{decision['section']['case_number']}",
        f"/mote/{meeting}",
        f"/dokument/{decision['document']['id']}",
    )
    for page in pages:
        links = re.findall(r'href="(/api/v1/[^"]*format=(?:ris|bibtex|csl))"', minutes.get(page).text)
        assert len(links) >= 3, page
        assert {minutes.get(unescape(link)).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/references", 400),
        ("/api/v1/references?places=", 400),
        ("/api/v1/references?places=utan-tecken", 400),
        (f"/api/v1/references?places={'+'.join(['a:1'] * 51)}", 400),
        ("/api/v1/references?places=finns-inte:3", 404),
        ("/api/v1/decisions/finns-inte:b1/reference", 404),
        ("/api/v1/decisions/finns-inte/reference?format=apa", 400),
        ("/api/v1/meetings/finns-inte/reference", 404),
    ],
)
def test_what_names_nothing_is_told(minutes, path, status):
    response = minutes.get(path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/problem+json")
