"""The catalogue for data portals: by the shapes of DCAT-AP and by what the Swedish profile demands beside them."""

from __future__ import annotations

import sys

import pyshacl
import pytest
from fastapi.testclient import TestClient
from rdflib import RDF, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF

from service.app import create_app
from service.base.settings import ServiceSettings
from tests.catalogue_rules import FOLDER, UNION, Rule, rules_of_the_union, shapes, swedish_rules
from tests.tiny_service import TinyEngine, TinySource

RULES = (*rules_of_the_union(), *swedish_rules())
SWEDISH = shapes(swedish_rules())
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# What is in a catalogue of an authority; people and other kinds of publishers are held to the same.
KINDS = (
    DCAT.Catalog,
    DCAT.Dataset,
    DCAT.Distribution,
    VCARD.Organization,
    FOAF.Agent,
    DCTERMS.PeriodOfTime,
    DCTERMS.Location,
)
SETTINGS = {
    "public_url": "https://fraga.exempel.se",
    "open_to_all": True,
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "publisher": "Exempel kommun",
    "contact": "data@exempel.se",
}
LOCN = Namespace("http://www.w3.org/ns/locn#")
SWEDEN = URIRef("http://publications.europa.eu/resource/authority/country/SWE")
MINUTES_DAY = "2024-12-17"


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(ServiceSettings(**SETTINGS), TinySource(TinyEngine()))) as client:
        yield client


@pytest.fixture(scope="module")
def whole(client) -> Graph:
    return fetched(client)


def fetched(client: TestClient) -> Graph:
    return Graph().parse(data=client.get("/datasets/dcat.ttl").text, format="turtle")


def conforms(graph: Graph) -> tuple[bool, str]:
    for demanded in (UNION, SWEDISH):
        valid, _, words = pyshacl.validate(graph, shacl_graph=demanded)
        if not valid:
            return False, words
    return True, ""


def broken(graph: Graph, rule: Rule) -> Graph:
    """The catalogue where the first thing of the class breaks the rule."""
    thing = next(graph.subjects(RDF.type, rule.kind))
    for path in rule.paths:
        graph.remove((thing, path, None))
        for value in rule.broken:
            graph.add((thing, path, value))
    return graph


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


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.kind in KINDS], ids=str)
def test_each_rule_finds_the_catalogue_that_breaks_it(whole, rule):
    shape = shapes([rule])
    assert pyshacl.validate(whole, shacl_graph=shape)[0]
    assert not pyshacl.validate(broken(Graph() + whole, rule), shacl_graph=shape)[0]


def test_the_profile_agrees_with_its_own_example_but_for_what_it_came_to_demand_later():
    graph = Graph().parse(FOLDER / "obligatoriskt.ttl")
    _, report, _ = pyshacl.validate(graph, shacl_graph=SWEDISH)
    assert set(report.objects(None, SH.resultPath)) == {DCTERMS.type, DCTERMS["format"]}


@pytest.mark.parametrize(
    ("publisher", "kind"), [("Region Exempel", "RegionalAuthority"), ("Exempels kommun", "LocalAuthority")]
)
def test_the_publisher_is_a_region_or_a_municipality(publisher, kind):
    settings = ServiceSettings(**{**SETTINGS, "publisher": publisher})
    with TestClient(create_app(settings, TinySource(TinyEngine()))) as client:
        graph = fetched(client)
    (told,) = graph.objects(next(graph.subjects(RDF.type, FOAF.Agent)), DCTERMS.type)
    assert str(told).endswith(f"/{kind}")


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
