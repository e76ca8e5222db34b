"""The catalogue for data portals: by the shapes of DCAT-AP and by what the Swedish profile demands beside them."""

from __future__ import annotations

import sys
from pathlib import Path

import pyshacl
import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF
from rdflib.term import Node

from service.app import create_app
from service.base.settings import ServiceSettings
from tests.tiny_service import TinyEngine, TinySource

SHAPES = Graph().parse(Path(__file__).parent / "schemas" / "dcat-ap-3.0.1" / "shapes.ttl")
# What DCAT-AP-SE 3.0.1 demands at least one of, beside or with DCAT-AP; a contact point is a name with a mail address.
VCARD = "http://www.w3.org/2006/vcard/ns#"
SWEDISH = Graph().parse(
    format="turtle",
    data=f"""
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <{DCAT}> . @prefix dcterms: <{DCTERMS}> .
@prefix vcard: <{VCARD}> . @prefix xsd: <{XSD}> . @prefix foaf: <{FOAF}> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
   sh:property [sh:path dcterms:title ; sh:minCount 1], [sh:path dcterms:description ; sh:minCount 1],
   [sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1], [sh:path dcat:dataset ; sh:minCount 1],
   [sh:path dcterms:license ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
   sh:property [sh:path dcterms:title ; sh:minCount 1], [sh:path dcterms:description ; sh:minCount 1],
   [sh:path dcterms:publisher ; sh:minCount 1 ; sh:maxCount 1], [sh:path dcat:contactPoint ; sh:minCount 1] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
   sh:property [sh:path dcat:accessURL ; sh:minCount 1 ; sh:maxCount 1], [sh:path dcterms:license ; sh:maxCount 1] .
[] a sh:NodeShape ; sh:targetClass vcard:Organization ;
   sh:property [sh:path vcard:fn ; sh:minCount 1], [sh:path vcard:hasEmail ; sh:minCount 1 ; sh:nodeKind sh:IRI] .
[] a sh:NodeShape ; sh:targetClass dcterms:PeriodOfTime ;
   sh:property [sh:path dcat:startDate ; sh:datatype xsd:date], [sh:path dcat:endDate ; sh:datatype xsd:date] .
[] a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [sh:path foaf:name ; sh:minCount 1] .
""",
)
SETTINGS = {
    "public_url": "https://fraga.exempel.se",
    "open_to_all": True,
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "publisher": "Exempel kommun",
    "contact": "data@exempel.se",
}
BROKEN = [
    *((DCAT.Catalog, path) for path in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license)),
    (DCAT.Catalog, DCAT.dataset),
    *((DCAT.Dataset, path) for path in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint)),
    (DCAT.Distribution, DCAT.accessURL),
    *((URIRef(f"{VCARD}Organization"), URIRef(f"{VCARD}{name}")) for name in ("fn", "hasEmail")),
    (FOAF.Agent, FOAF.name),
]
LOCN = Namespace("http://www.w3.org/ns/locn#")
SWEDEN = URIRef("http://publications.europa.eu/resource/authority/country/SWE")
MINUTES_DAY = "2024-12-17"


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(ServiceSettings(**SETTINGS), TinySource(TinyEngine()))) as client:
        yield client


def fetched(client: TestClient) -> Graph:
    return Graph().parse(data=client.get("/datasets/dcat.ttl").text, format="turtle")


def conforms(graph: Graph) -> tuple[bool, str]:
    for shapes in (SHAPES, SWEDISH):
        valid, _, words = pyshacl.validate(graph, shacl_graph=shapes)
        if not valid:
            return False, words
    return True, ""


def test_the_catalogue_conforms(client):
    graph = fetched(client)
    assert conforms(graph) == (True, "")
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == 5


def test_every_data_set_tells_of_which_places_and_days_it_is(client):
    graph = fetched(client)
    for data_set in graph.subjects(RDF.type, DCAT.Dataset):
        places = set(graph.objects(data_set, DCTERMS.spatial))
        names = {str(name) for place in places for name in graph.objects(place, LOCN.geographicName)}
        assert (names, SWEDEN in places) == ({"Region Exempel"}, True)
        period = graph.value(data_set, DCTERMS.temporal)
        days = [graph.value(period, path) for path in (DCAT.startDate, DCAT.endDate)]
        assert days == [Literal(MINUTES_DAY, datatype=XSD.date)] * 2


def test_a_period_whose_day_is_none_is_found(client):
    graph = fetched(client)
    period = next(graph.subjects(RDF.type, DCTERMS.PeriodOfTime))
    graph.set((period, DCAT.startDate, Literal("igår")))
    assert not conforms(graph)[0]


@pytest.mark.parametrize(("kind", "path"), BROKEN)
def test_each_rule_finds_the_catalogue_that_breaks_it(client, kind, path):
    graph = fetched(client)
    node: Node = next(graph.subjects(RDF.type, kind))
    graph.remove((node, path, None))
    assert not conforms(graph)[0]


# The library's own reader of JSON-LD uses what it has given up.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_every_form_says_the_same(client):
    graphs = [
        Graph().parse(data=client.get(f"/datasets/dcat.{name}").text, format=form)
        for name, form in (("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld"))
    ]
    assert set(graphs[0]) == set(graphs[1]) == set(graphs[2])
    for accept, kind in (
        ("text/turtle", "text/turtle"),
        ("application/ld+json, */*;q=0.1", "application/ld+json"),
        ("*/*", "application/rdf+xml"),
    ):
        response = client.get("/datasets/dcat", headers={"accept": accept})
        assert response.headers["content-type"] == f"{kind}; charset=utf-8"
        assert "Accept" in response.headers["vary"].split(", ")


def test_every_file_of_the_catalogue_is_there(client):
    places = [
        str(place).removeprefix(SETTINGS["public_url"]) for place in fetched(client).objects(None, DCAT.downloadURL)
    ]
    assert len(places) == 15
    assert {client.get(place).status_code for place in places} == {200}


@pytest.mark.parametrize("without", ["licence", "publisher", "contact"])
def test_without_what_it_needs_there_is_no_catalogue_and_why_is_said(without):
    settings = {name: value for name, value in SETTINGS.items() if name != without}
    with TestClient(create_app(ServiceSettings(**settings), TinySource(TinyEngine()))) as client:
        response = client.get("/datasets/dcat")
    assert response.status_code == 404
    assert f"PARAGRAF_{without.upper()}" in response.json()["detail"]


def test_without_the_extra_there_is_no_catalogue_and_why_is_said(client, monkeypatch):
    monkeypatch.delitem(sys.modules, "service.api.formats.open_data.catalogue", raising=False)
    monkeypatch.setitem(sys.modules, "rdflib", None)
    response = client.get("/datasets/dcat")
    assert response.status_code == 404
    assert "paragraf[katalog]" in response.json()["detail"]


def test_without_pyarrow_the_catalogue_names_no_parquet_and_why_is_said(client, monkeypatch):
    monkeypatch.delitem(sys.modules, "service.api.formats.open_data.parquet", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    response = client.get("/datasets/votes.parquet")
    assert response.status_code == 404
    assert "paragraf[parquet]" in response.json()["detail"]
    assert not [place for place in fetched(client).objects(None, DCAT.downloadURL) if place.endswith("parquet")]
