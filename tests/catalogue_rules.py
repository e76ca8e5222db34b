"""What DCAT-AP and DCAT-AP-SE demand, rule by rule: from the shapes of the one and the form templates of the other."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import RDF, SH, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, OWL
from rdflib.term import Node

SCHEMAS = Path(__file__).parent / "schemas"
UNION = Graph().parse(SCHEMAS / "dcat-ap-3.0.1" / "shapes.ttl")
FOLDER = SCHEMAS / "dcat-ap-se-3.0.1"
_TEMPLATES = {each["id"]: each for each in json.loads((FOLDER / "bundle.json").read_text("utf-8"))["templates"]}
# The templates of what a catalogue of files is made of.
_USED = ("dcat:Catalog", "dcat:Dataset", "dcat:Distribution", "dcat:contactPoint", "dcat:foaf:Agent")
_USED_INSIDE = ("dcat:dcterms:temporal_da",)
_SPACES = {
    **{"dcat": str(DCAT), "dcterms": str(DCTERMS), "foaf": str(FOAF), "owl": str(OWL), "rdf": str(RDF)},
    **{"xsd": str(XSD), "vcard": "http://www.w3.org/2006/vcard/ns#", "schema": "http://schema.org/"},
    **{"dcatap": "http://data.europa.eu/r5r/", "prov": "http://www.w3.org/ns/prov#"},
}
_KINDS = {"URI": "sh:IRI", "RESOURCE": "sh:BlankNodeOrIRI"}
_WORD, _ELSEWHERE = Literal("inte detta"), URIRef("urn:inte:detta")


@dataclass(frozen=True, slots=True)
class Rule:
    """A demand on what things of a class say by these properties; ``broken`` are the values that break it, none where
    something must be said."""

    kind: URIRef
    paths: tuple[URIRef, ...]
    demand: str
    broken: tuple[Node, ...] = ()

    def __str__(self) -> str:
        return " ".join((*(each.split("/")[-1] for each in (self.kind, *self.paths)), self.demand[:12]))

    def shape(self) -> str:
        """The rule in Turtle."""
        places = [f"[sh:path {path.n3()} ; {self.demand}]" for path in self.paths]
        told = f"sh:property {places[0]}" if len(places) == 1 else f"sh:or ({' '.join(places)})"
        return f"[] a sh:NodeShape ; sh:targetClass {self.kind.n3()} ; {told} .\n"


def rules_of_the_union() -> Iterator[Rule]:
    """Every demand of the shapes on how often, and by what, something is said."""
    for shape, kind in UNION.subject_objects(SH.targetClass):
        for told in UNION.objects(shape, SH.property):
            for says in (SH.minCount, SH.maxCount, SH.nodeKind, SH.datatype):
                for given in UNION.objects(told, says):
                    path = UNION.value(told, SH.path)
                    yield Rule(kind, (path,), f"sh:{says.fragment} {given.n3()}", _breaking(says, given))


def swedish_rules() -> Iterator[Rule]:
    """Every demand of the templates of what a catalogue of files is made of."""
    for name in (*_USED, *_USED_INSIDE):
        template = _TEMPLATES[name]
        items = [_whole(each) for each in template["items"]]
        times = Counter(item["property"] for item in items if "property" in item)
        for kind in _kinds(template):
            for item in items:
                # What depends on other choices is not looked at, nor a property with two templates, as either will
                # do, nor the class, which the shapes of DCAT-AP ask for too.
                if "deps" in item or item.get("property") == "rdf:type" or times[item.get("property", name)] > 1:
                    continue
                if item.get("property"):
                    yield from _rules_of(kind, _named(item["property"]), item)
                elif item.get("cardinality", {}).get("min"):
                    yield Rule(kind, tuple(sorted(set(_properties(item)))), "sh:minCount 1")


def shapes(told: Iterable[Rule]) -> Graph:
    """The rules as shapes of SHACL."""
    prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    return Graph().parse(data=prefixes + "".join(rule.shape() for rule in told), format="turtle")


def _breaking(says: URIRef, given: Node) -> tuple[Node, ...]:
    if says == SH.minCount:
        return ()
    if says == SH.maxCount:
        return _several(int(given))
    return (_ELSEWHERE,) if given == SH.Literal else (_WORD,)


def _several(most: int) -> tuple[Node, ...]:
    return tuple(URIRef(f"urn:flera:{number}") for number in range(most + 1))


def _rules_of(kind: URIRef, path: URIRef, item: dict[str, Any]) -> Iterator[Rule]:
    times, places = item.get("cardinality", {}), (path,)
    if times.get("min"):
        yield Rule(kind, places, f"sh:minCount {times['min']}")
    if times.get("max"):
        yield Rule(kind, places, f"sh:maxCount {times['max']}", _several(times["max"]))
    if "LITERAL" in (form := item.get("nodetype", "")):
        yield Rule(kind, places, "sh:nodeKind sh:Literal", (_ELSEWHERE,))
    elif form:
        yield Rule(kind, places, f"sh:nodeKind {_KINDS[form]}", (_WORD,))
    if types := item.get("datatype"):
        either = " ".join(
            f"[sh:datatype {_named(each).n3()}]" for each in ([types] if isinstance(types, str) else types)
        )
        yield Rule(kind, places, f"sh:or ({either})", (_WORD,))
    if choices := item.get("choices"):
        yield Rule(kind, places, f"sh:in ({' '.join(_named(each['value']).n3() for each in choices)})", (_ELSEWHERE,))
    if pattern := item.get("pattern"):
        yield Rule(kind, places, f"sh:pattern {Literal(f'^(?:{pattern})$').n3()}", (_ELSEWHERE,))


def _whole(item: str | dict[str, Any]) -> dict[str, Any]:
    """The template of a property, with what it takes over from another."""
    told = _TEMPLATES[item] if isinstance(item, str) else item
    return {**_whole(told["extends"]), **told} if "extends" in told else told


def _properties(item: dict[str, Any]) -> Iterator[URIRef]:
    for each in map(_whole, item.get("items", [])):
        yield from [_named(each["property"])] if each.get("property") else _properties(each)


def _kinds(template: dict[str, Any]) -> list[URIRef]:
    told = next(iter(template["constraints"].values()))
    return [_named(each) for each in ([told] if isinstance(told, str) else told)]


def _named(name: str) -> URIRef:
    prefix, _, rest = name.partition(":")
    return URIRef(f"{_SPACES[prefix]}{rest}" if prefix in _SPACES else name)
