"""Every IRI space and prefix of the project, once."""

from types import MappingProxyType
from typing import Final

from rdflib import Namespace, URIRef

BASE: Final = "https://w3id.org/cybernorms/"
LICENSE: Final = URIRef("https://creativecommons.org/licenses/by/4.0/")
"""Of the data."""

ONTOLOGY: Final = URIRef(BASE + "ontology")
CN: Final = Namespace(BASE + "ontology#")
CNSH: Final = Namespace(BASE + "shapes#")
ID: Final = Namespace(BASE + "id/")
SCHEME: Final = Namespace(BASE + "scheme/")
GRAPH: Final = Namespace(BASE + "graph/")

GRAPH_ONTOLOGY: Final = GRAPH["ontology"]
GRAPH_SHAPES: Final = GRAPH["shapes"]
GRAPH_QUESTIONS: Final = GRAPH["questions"]
GRAPH_CATALOGUE: Final = GRAPH["catalogue"]
GRAPH_META: Final = GRAPH["meta"]
GRAPH_INFERRED: Final = GRAPH["inferred/owlrl"]
"""What follows from ours alone; what takes members' data is in graphs below it."""
GRAPH_SUBMISSIONS: Final = str(GRAPH["submissions/"])
"""Begins the graphs that say where accepted submissions come from, one an institution."""
SUBMISSIONS: Final = Namespace(BASE + "submissions/")

_INFERRED: Final = str(GRAPH["inferred/"])

ADMS: Final = Namespace("http://www.w3.org/ns/adms#")
AS: Final = Namespace("https://www.w3.org/ns/activitystreams#")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS: Final = Namespace("http://purl.org/dc/terms/")
DQV: Final = Namespace("http://www.w3.org/ns/dqv#")
EARL: Final = Namespace("http://www.w3.org/ns/earl#")
FEDDESC: Final = Namespace("http://w3id.org/hefquin/feddesc#")
FEDX: Final = Namespace("http://rdf4j.org/config/federation#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
LDES: Final = Namespace("https://w3id.org/ldes#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
PROF: Final = Namespace("http://www.w3.org/ns/dx/prof/")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA: Final = Namespace("https://schema.org/")
SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
TREE: Final = Namespace("https://w3id.org/tree#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
VOID_EXT: Final = Namespace("http://ldf.fi/void-ext#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")

MEDIA_TYPES: Final = Namespace("https://www.iana.org/assignments/media-types/")

PREFIXES: Final = MappingProxyType(
    {
        "cn": str(CN),
        "cnsh": str(CNSH),
        "dcat": str(DCAT),
        "dcterms": str(DCTERMS),
        "eli": "http://data.europa.eu/eli/ontology#",
        "foaf": str(FOAF),
        "id": str(ID),
        "oa": str(OA),
        "org": "http://www.w3.org/ns/org#",
        "owl": str(OWL),
        "prof": str(PROF),
        "prov": str(PROV),
        "rdf": str(RDF),
        "rdfs": str(RDFS),
        "schema": str(SCHEMA),
        "sd": str(SD),
        "sh": str(SH),
        "skos": str(SKOS),
        "vann": "http://purl.org/vocab/vann/",
        "void": str(VOID),
        "void-ext": str(VOID_EXT),
        "xsd": str(XSD),
    }
)


def is_inferred(graph: str) -> bool:
    """Tell whether a graph holds what follows from others."""
    return graph.startswith(_INFERRED)
