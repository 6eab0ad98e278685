"""Terms of other vocabularies are spelt as those vocabularies spell them.

rdf:Label or skos:preflabel parse, load and answer nothing; nobody notices.
"""

from collections.abc import Iterable

from rdflib import Graph, URIRef
from rdflib.namespace import (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)

from cybernorms.namespaces import CN, OA
from cybernorms.sources import Sources

CLOSED: tuple[type[DefinedNamespace], ...] = (
    DCTERMS,
    FOAF,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SDO,
    SH,
    SKOS,
    VANN,
    VOID,
    XSD,
)

# The terms of vocabularies that rdflib does not carry, as far as they are used here.
LISTED = {
    str(OA): {
        "SpecificResource",
        "TextPositionSelector",
        "TextQuoteSelector",
        "end",
        "exact",
        "hasSelector",
        "hasSource",
        "start",
    },
    "http://purl.org/ontology/bibo/": {"status", "status/draft"},
    "http://www.w3.org/ns/dqv#": {"QualityAnnotation", "QualityMeasurement"},
    "http://data.europa.eu/eli/ontology#": {
        "LegalResource",
        "LegalResourceSubdivision",
        "has_part",
        "passed_by",
        "repeals",
    },
    "https://w3id.org/sssom/": {
        "Mapping",
        "MappingSet",
        "NoTermFound",
        "confidence",
        "mapping_justification",
        "mappings",
        "object_id",
        "subject_id",
    },
}


def test_terms_of_other_vocabularies_exist(definitions: Sources) -> None:
    wrong = [
        f"{document.file}: {term}"
        for document in definitions.documents
        for term in unknown_terms(document.graph)
    ]
    assert wrong == []


def test_own_terms_are_defined(definitions: Sources, ontology: Graph) -> None:
    wrong = [
        f"{document.file}: {term}"
        for document in definitions.documents
        for term in terms(document.graph)
        if term.startswith(str(CN)) and (term, RDFS.isDefinedBy, None) not in ontology
    ]
    assert wrong == []


def test_unknown_terms_finds_a_slip_in_any_position() -> None:
    klass, label, selector = (
        URIRef(f"{OWL}Klass"),
        URIRef(f"{RDFS}Label"),
        URIRef(f"{OA}TextQuoteSelektor"),
    )
    graph = Graph()
    graph.add((klass, RDF.type, OWL.Class))
    graph.add((CN.Agreement, label, CN.Agreement))
    graph.add((CN.Agreement, RDF.type, selector))
    graph.add((CN.Agreement, SKOS.closeMatch, DCTERMS.title))
    assert unknown_terms(graph) == sorted([klass, label, selector])


def unknown_terms(graph: Graph) -> list[URIRef]:
    """List the terms that their vocabulary does not have."""
    return sorted(term for term in terms(graph) if not known(term))


def terms(graph: Graph) -> Iterable[URIRef]:
    """Give every IRI of a graph once."""
    return {term for triple in graph for term in triple if isinstance(term, URIRef)}


def known(term: URIRef) -> bool:
    """Tell whether a term is in its vocabulary, or in none that is closed here."""
    for vocabulary in CLOSED:
        if term.startswith(str(vocabulary)) and term != URIRef(str(vocabulary)):
            member = term.removeprefix(str(vocabulary))
            return term in vocabulary or (vocabulary is RDF and member.startswith("_"))
    for namespace, members in LISTED.items():
        if term.startswith(namespace):
            return term.removeprefix(namespace) in members
    return True
