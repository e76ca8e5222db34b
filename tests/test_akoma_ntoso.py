"""Minutes as Akoma Ntoso 3.0: valid by the schema of OASIS, with every word of the minutes, its votes and people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import etree

from corpus.base.types import Document
from corpus.loading.corpus_folder import load_corpus
from service.register.records import Records
from tests.hostile_minutes import HOSTILE
from tests.planted_minutes import HIDDEN, MINUTES_WITH_PLANTED_WORDS
from tests.small_corpus import indexed_engine
from tests.test_meetings_api import FIRST, PAPERS
from tests.tiny_service import TinyEngine, TinySource, running_client

PROJECT = Path(__file__).resolve().parent.parent
SCHEMA = PROJECT / "tests" / "schemas" / "akoma-ntoso-3.0" / "akomantoso30.xsd"
AKN = {"a": "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"}


class OverDocuments(TinyEngine):
    """What the register tells of some documents."""

    def __init__(self, *documents: Document) -> None:
        self._documents, self.records = documents, Records(documents)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


@pytest.fixture(scope="module")
def client(tmp_path_factory, hashed_encoder) -> Iterator[TestClient]:
    engine = indexed_engine(tmp_path_factory.mktemp("akn"), PAPERS, hashed_encoder)
    with running_client(TinySource(engine)) as client:
        yield client


def exported(client: TestClient, meeting: str = FIRST) -> etree._Element:
    response = client.get(f"/api/v1/meetings/{meeting}/akoma-ntoso")
    assert (response.status_code, response.headers["content-type"]) == (200, "application/akn+xml")
    return etree.fromstring(response.content)


def found(root: etree._Element, path: str) -> list:
    return root.xpath(path, namespaces=AKN)


def words(root: etree._Element) -> str:
    return " ".join(" ".join(root.itertext()).split())


def meetings_of(client: TestClient) -> list[str]:
    return [each["id"] for each in client.get("/api/v1/meetings", params={"limit": 100}).json()["meetings"]]


def check(client: TestClient, schema: etree.XMLSchema, meeting: str) -> None:
    """The file is valid, each reference in it leads somewhere, and no word of the minutes is missing in it."""
    root = exported(client, meeting)
    assert schema.validate(root), schema.error_log
    names = set(found(root, "//@eId"))
    refers = " ".join(found(root, "//@refersTo | //@as | //@outcome | //@source")).split()
    refers += [href for href in found(root, "//@href") if href.startswith("#")]
    assert {each.removeprefix("#") for each in refers} <= names
    told = words(root)
    whole = client.get(f"/api/v1/meetings/{meeting}").json()
    for document in {each["document_id"] for each in whole["matters"]}:
        for section in client.get(f"/api/v1/documents/{document}").json()["sections"]:
            assert (section["number"] or "") in told
            assert " ".join((section["heading"] or [""])[-1].split()) in told


def test_every_meeting_of_the_bundled_documents_and_of_a_small_collection_is_valid(client, schema):
    papers = [
        each for each in load_corpus([PROJECT / "corpus" / "documents"], 50_000_000) if isinstance(each, Document)
    ]
    assert len(papers) == 5
    with running_client(TinySource(OverDocuments(*papers))) as bundled:
        for service in (client, bundled):
            meetings = meetings_of(service)
            assert len(meetings) >= 2
            for meeting in meetings:
                check(service, schema, meeting)


def test_a_vote_stands_with_its_figures_by_party_and_leads_to_its_matter(client):
    root = exported(client)
    (voting,) = found(root, "//a:voting")
    counts = {count.get("refersTo"): count.get("value") for count in voting}
    assert (counts["#rost_yes"], counts["#rost_no"]) == ("3", "1")
    assert (counts["#rost_yes #parti_s"], counts["#rost_no #parti_m"]) == ("2", "1")
    assert voting.get("outcome") == "#resultat_yes"
    (matter,) = found(root, f"//a:debateSection[@eId='{voting.get('href')[1:]}']")
    assert found(matter, "string(a:num) = '§ 31' and string(a:heading) = 'Avtal om busstrafik'")


def test_what_was_decided_stands_apart_from_what_was_moved(client):
    root = exported(client)
    decided = [words(each) for each in found(root, "//a:resolutions")]
    assert any("att bordlägga ärendet." in each for each in decided)
    assert not any("yrkar avslag" in each for each in decided)
    moved = [words(each) for each in found(root, "//a:container[@name='yrkanden']")]
    assert any("Pia Lundin (M) yrkar avslag på förslaget." in each for each in moved)


def test_elected_people_are_named_with_their_roles(client):
    root = exported(client)
    (person,) = found(root, "//a:rollCall//a:person")
    assert (person.text, person.tail) == ("Anna Berg", " (S), ordförande")
    (known,) = found(root, f"//a:TLCPerson[@eId='{person.get('refersTo')[1:]}']")
    path = known.get("href").removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    assert found(root, "string(//a:FRBRWork/a:FRBRalias/@value)") == f"http://testserver/mote/{FIRST}"


@pytest.mark.parametrize("document", [MINUTES_WITH_PLANTED_WORDS, HOSTILE])
def test_hidden_and_hostile_words_are_words(schema, document):
    with running_client(TinySource(OverDocuments(document))) as client:
        (meeting,) = meetings_of(client)
        root = exported(client, meeting)
    assert schema.validate(root), schema.error_log
    told = etree.tostring(root, encoding="unicode")
    assert not set(HIDDEN) & set(told)
    assert not re.search(r"<(?:img|script)", told)


def test_a_meeting_that_is_not_held_is_not_found_and_the_page_leads_to_the_file(client):
    assert client.get("/api/v1/meetings/finns-inte/akoma-ntoso").status_code == 404
    assert client.get(f"/api/v1/meetings/{FIRST}/akoma-ntoso?x=1").status_code == 400
    assert f"/api/v1/meetings/{FIRST}/akoma-ntoso" in client.get(f"/mote/{FIRST}").text
