"""The data sets as a catalogue that data portals harvest: DCAT-AP-SE, as a graph."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Self

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, Namespace

from service.api.formats.open_data.tables import PARQUET, TABLES, Table
from service.register.coverage import Coverage

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
LOCN = Namespace("http://www.w3.org/ns/locn#")
_EU = "http://publications.europa.eu/resource/authority"
_SWEDISH, _PUBLIC = URIRef(f"{_EU}/language/SWE"), URIRef(f"{_EU}/access-right/PUBLIC")
_GOVERNMENT = URIRef(f"{_EU}/data-theme/GOVE")
_TITLE = "Beslut, omröstningar och sammanträden"
_WORDS = "Vad som står i protokoll och andra politiska handlingar, som data."
_KEYWORDS = ("beslut", "protokoll", "politik")
# The ending of the file, its media type, and the one of the EU's list
_FORMS = (("csv", "text/csv", "CSV"), ("jsonl", "application/x-ndjson", "JSON"))
_PARQUET_FORM = ("parquet", PARQUET, "PARQUET")
_SWEDEN = URIRef(f"{_EU}/country/SWE")
_REGION, _MUNICIPALITY = (f"http://purl.org/adms/publishertype/{kind}Authority" for kind in ("Regional", "Local"))


@dataclass(frozen=True, slots=True)
class Held:
    """What the data sets are about: whose documents, of which days; and whether they come as Parquet too."""

    organisations: tuple[str, ...]
    first: date | None
    last: date | None
    has_parquet: bool

    @classmethod
    def of(cls, coverage: Coverage, *, has_parquet: bool) -> Self:
        """The organisations and the days that are held."""
        named = dict.fromkeys(body.organisation for body in coverage.bodies if body.organisation)
        return cls(tuple(named), coverage.first, coverage.last, has_parquet)


def catalogue(address: str, publisher: str, licence: str, email: str, held: Held) -> Graph:
    """The graph of the catalogue, under the address of the service."""
    graph = Graph()
    spaces = (("dcat", DCAT), ("dcterms", DCTERMS), ("foaf", FOAF), ("vcard", VCARD), ("locn", LOCN))
    for prefix, namespace in spaces:
        graph.bind(prefix, namespace)
    made = _Catalogue(graph, address, URIRef(licence), held)
    made.add_catalogue(publisher, email)
    made.add_places_and_time()
    for table in TABLES.values():
        made.add_data_set(table)
    return graph


class _Catalogue:
    def __init__(self, graph: Graph, address: str, licence: URIRef, held: Held) -> None:
        self._graph = graph
        self._held = held
        self._address = address
        self._licence = licence
        self._own, self._publisher, self._contact = (
            URIRef(f"{address}/datasets/dcat#{name}") for name in ("katalog", "utgivare", "kontakt")
        )
        self._time = URIRef(f"{address}/datasets/dcat#tid")
        self._places = {
            URIRef(f"{address}/datasets/dcat#plats-{number}"): name
            for number, name in enumerate(held.organisations, start=1)
        }

    def add_catalogue(self, publisher: str, email: str) -> None:
        self._say(self._own, DCAT.Catalog, _TITLE, _WORDS)
        self._add(self._own, DCTERMS.license, self._licence)
        self._add(self._licence, RDF.type, DCTERMS.LicenseDocument)
        self._add(self._own, FOAF.homepage, URIRef(f"{self._address}/"))
        self._add(URIRef(f"{self._address}/"), RDF.type, FOAF.Document)
        self._add(_SWEDISH, RDF.type, DCTERMS.LinguisticSystem)
        self._add(_PUBLIC, RDF.type, DCTERMS.RightsStatement)
        self._add(self._publisher, RDF.type, FOAF.Agent)
        self._add(self._publisher, FOAF.name, Literal(publisher))
        is_region = publisher.casefold().startswith("region ")
        self._add(self._publisher, DCTERMS.type, URIRef(_REGION if is_region else _MUNICIPALITY))
        for kind in (VCARD.Kind, VCARD.Organization):
            self._add(self._contact, RDF.type, kind)
        self._add(self._contact, VCARD.fn, Literal(publisher))
        self._add(self._contact, VCARD.hasEmail, URIRef(f"mailto:{email}"))

    def add_places_and_time(self) -> None:
        """The areas of those whose documents are held, and the days between which they are."""
        self._add(_SWEDEN, RDF.type, DCTERMS.Location)
        for place, name in self._places.items():
            self._add(place, RDF.type, DCTERMS.Location)
            self._add(place, LOCN.geographicName, Literal(name, lang="sv"))
        if self._held.first and self._held.last:
            self._add(self._time, RDF.type, DCTERMS.PeriodOfTime)
            self._add(self._time, DCAT.startDate, Literal(self._held.first))
            self._add(self._time, DCAT.endDate, Literal(self._held.last))

    def add_data_set(self, table: Table) -> None:
        data_set = URIRef(f"{self._address}/datasets/dcat#{table.name}")
        self._add(self._own, DCAT.dataset, data_set)
        self._say(data_set, DCAT.Dataset, table.title, table.words)
        self._add(data_set, DCAT.contactPoint, self._contact)
        self._add(data_set, DCTERMS.accessRights, _PUBLIC)
        self._add(data_set, DCAT.theme, _GOVERNMENT)
        for word in _KEYWORDS:
            self._add(data_set, DCAT.keyword, Literal(word, lang="sv"))
        for place in (_SWEDEN, *self._places):
            self._add(data_set, DCTERMS.spatial, place)
        if self._held.first and self._held.last:
            self._add(data_set, DCTERMS.temporal, self._time)
        for ending, media_type, listed in (*_FORMS, *([_PARQUET_FORM] if self._held.has_parquet else [])):
            self._add_file(data_set, f"{table.name}.{ending}", media_type, URIRef(f"{_EU}/file-type/{listed}"))

    def _add_file(self, data_set: URIRef, name: str, media_type: str, file_type: URIRef) -> None:
        file, place = URIRef(f"{self._address}/datasets/dcat#{name}"), URIRef(f"{self._address}/datasets/{name}")
        form = URIRef(f"https://www.iana.org/assignments/media-types/{media_type}")
        self._add(data_set, DCAT.distribution, file)
        self._add(file, RDF.type, DCAT.Distribution)
        self._add(file, DCTERMS.title, Literal(name, lang="sv"))
        for where in (DCAT.accessURL, DCAT.downloadURL):
            self._add(file, where, place)
        self._add(file, DCTERMS.license, self._licence)
        self._add(file, DCAT.mediaType, form)
        self._add(form, RDF.type, DCTERMS.MediaType)
        self._add(file, DCTERMS["format"], file_type)
        self._add(file_type, RDF.type, DCTERMS.MediaTypeOrExtent)

    def _say(self, node: URIRef, kind: URIRef, title: str, words: str) -> None:
        """What catalogue and data sets both have."""
        self._add(node, RDF.type, kind)
        self._add(node, DCTERMS.title, Literal(title, lang="sv"))
        self._add(node, DCTERMS.description, Literal(words, lang="sv"))
        self._add(node, DCTERMS.publisher, self._publisher)
        self._add(node, DCTERMS.language, _SWEDISH)

    def _add(self, subject: URIRef, predicate: URIRef, thing: URIRef | Literal) -> None:
        self._graph.add((subject, predicate, thing))
