"""The register as open data: tables with their description, the map of the pages, the search engine of browsers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import frictionless
import pyarrow.parquet
import pytest
from fastapi.testclient import TestClient
from lxml import etree

from service.api.formats.open_data import site_map
from service.app import create_app
from service.base.settings import ServiceSettings
from tests.hostile_minutes import HostileEngine
from tests.small_corpus import indexed_engine
from tests.test_meetings_api import PAPERS
from tests.tiny_service import TinyEngine, TinySource

SETTINGS = {
    "public_url": "https://fraga.exempel.se",
    "open_to_all": True,
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "publisher": "Norrlands kommun",
}
NAMES = ("decisions", "votes", "meetings", "matters", "documents")
SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def client(tmp_path_factory, hashed_encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("öppet"), PAPERS, hashed_encoder)
    with TestClient(create_app(ServiceSettings(**SETTINGS), TinySource(engine))) as client:
        yield client


def rows(client: TestClient, name: str) -> list[dict[str, str]]:
    response = client.get(f"/datasets/{name}.csv")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def things(client: TestClient, name: str) -> list[dict]:
    return [json.loads(line) for line in client.get(f"/datasets/{name}.jsonl").text.split("\n")[:-1]]


def write_package(client: TestClient, folder) -> str:
    """The package and its files in the folder; gives the path of its description."""
    for name in NAMES:
        (folder / f"{name}.csv").write_bytes(client.get(f"/datasets/{name}.csv").content)
    description = folder / "datapackage.json"
    description.write_bytes(client.get("/datasets/datapackage.json").content)
    return str(description)


def test_the_package_is_valid_with_all_its_tables(client, tmp_path):
    report = frictionless.validate(write_package(client, tmp_path))
    assert report.valid, report.flatten(["path", "rowNumber", "note"])
    assert [task.name for task in report.tasks] == list(NAMES)
    package = client.get("/datasets/datapackage.json").json()
    assert package["licenses"] == [{"path": SETTINGS["licence"]}]
    assert package["contributors"] == [{"title": "Norrlands kommun", "role": "publisher"}]


def test_a_table_that_breaks_its_description_is_found(client, tmp_path):
    description = write_package(client, tmp_path)
    votes = tmp_path / "votes.csv"
    votes.write_text(votes.read_text("utf-8").replace(",3,1,", ",tre,1,"), "utf-8")
    assert not frictionless.validate(description).valid


def test_tables_hold_what_the_api_gives(client):
    decisions = client.get("/api/v1/decisions", params={"limit": 100}).json()
    assert [row["id"] for row in rows(client, "decisions")] == [each["id"] for each in decisions["decisions"]]
    whole = things(client, "decisions")
    assert [{**each, "url": ""} for each in whole] == [{**each, "url": ""} for each in decisions["decisions"]]
    assert whole[0]["url"] == f"{SETTINGS['public_url']}{decisions['decisions'][0]['url']}"
    (vote,) = rows(client, "votes")
    assert (vote["yes"], vote["no"], vote["abstained"], vote["result"]) == ("3", "1", "", "yes")
    assert things(client, "votes")[0]["parties"]
    assert [row["matters"] for row in rows(client, "meetings")] == ["2", "2"]
    assert {row["kind"] for row in rows(client, "documents")} == {"minutes", "plan"}


def test_matters_stand_where_their_pages_say(client):
    (row,) = [row for row in rows(client, "matters") if row["latest_decision"]]
    case = client.get(f"/api/v1/cases/{row['id']}").json()
    assert (row["latest_decision"], row["outcome"]) == (case["latest"]["id"], case["latest"]["outcome"])
    assert (row["first"], row["last"]) == (case["headings"][0]["first"], case["headings"][0]["last"])
    assert row["url"] == f"{SETTINGS['public_url']}{case['url']}"
    assert client.get(case["url"]).status_code == 200
    told = next(thing for thing in things(client, "matters") if thing["case_number"] == row["id"])
    assert {**told, "url": ""} == {**case, "url": ""}


@pytest.mark.parametrize("name", NAMES)
def test_parquet_holds_what_the_table_holds(client, name):
    response = client.get(f"/datasets/{name}.parquet")
    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    read = pyarrow.parquet.read_table(io.BytesIO(response.content))
    written = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in read.to_pylist()]
    assert written == rows(client, name)
    assert written
    package = client.get("/datasets/datapackage.json").json()
    fields = next(each["schema"]["fields"] for each in package["resources"] if each["name"] == name)
    assert [field.metadata[b"description"].decode() for field in read.schema] == [
        each["description"] for each in fields
    ]
    kinds = {"string": "string", "integer": "int64", "date": "date32[day]", "boolean": "bool"}
    assert [str(field.type) for field in read.schema] == [kinds[each["type"]] for each in fields]


def test_words_that_break_tables_stand_in_one_cell(tmp_path):
    with TestClient(create_app(ServiceSettings(), TinySource(HostileEngine()))) as client:
        (row,) = rows(client, "decisions")
        (thing,) = things(client, "decisions")
        assert row["heading"] == " / ".join(thing["section"]["heading"])
        assert row["text"] == thing["text"]
        assert frictionless.validate(write_package(client, tmp_path)).valid


def test_what_was_fetched_is_not_sent_again(client):
    first = client.get("/datasets/votes.csv")
    again = client.get("/datasets/votes.csv", headers={"if-none-match": f"W/{first.headers['etag']}"})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/datasets/votes.csv", headers={"if-none-match": '"annat"'}).status_code == 200


def test_what_is_no_data_set_is_not_found(client):
    for path in (
        "/datasets/andra.csv",
        "/datasets/andra.jsonl",
        "/datasets/andra.parquet",
        "/sitemap/2.xml",
        "/sitemap/0.xml",
    ):
        assert client.get(path).status_code == 404
    assert client.get("/datasets/votes.csv?x=1").status_code == 400


def listed(client: TestClient, path: str) -> list[str]:
    root = etree.fromstring(client.get(path).content)
    return [loc.text for loc in root.iter(f"{SITEMAPS}loc")]


def test_every_page_of_the_map_answers(client):
    pages = listed(client, "/sitemap.xml")
    assert len(pages) == len(set(pages)) == 6 + 2 + 3
    for page in pages:
        assert page.startswith(SETTINGS["public_url"])
        assert client.get(page.removeprefix(SETTINGS["public_url"])).status_code == 200, page


def test_a_map_that_is_too_long_is_parted(client, monkeypatch):
    whole = listed(client, "/sitemap.xml")
    monkeypatch.setattr(site_map, "MOST_IN_A_FILE", 4)
    parts = [path.removeprefix(SETTINGS["public_url"]) for path in listed(client, "/sitemap.xml")]
    assert parts == ["/sitemap/1.xml", "/sitemap/2.xml", "/sitemap/3.xml"]
    assert [page for part in parts for page in listed(client, part)] == whole


def test_browsers_can_ask_from_their_address_bar(client):
    root = etree.fromstring(client.get("/opensearch.xml").content)
    template = root.find("{*}Url").get("template")
    assert template == f"{SETTINGS['public_url']}/?fraga={{searchTerms}}"
    assert client.get("/", params={"fraga": "avtal"}).status_code == 200
    assert 'href="/opensearch.xml"' in client.get("/").text


def test_links_begin_with_the_address_asked_where_none_is_set():
    with TestClient(create_app(ServiceSettings(), TinySource(TinyEngine()))) as client:
        assert listed(client, "/sitemap.xml")[0] == "http://testserver/"
