"""The graph about the graphs: what the data set holds, under which licence, whence."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms import __version__
from cybernorms.build.catalogue import LICENSE, SERVICE, describe_catalogue
from cybernorms.build.partitions import Triple, count, dataset_iri, detail, summarise, types_of
from cybernorms.namespaces import (
    BASE,
    CN,
    DCTERMS,
    GRAPH,
    GRAPH_CATALOGUE,
    GRAPH_INFERRED,
    GRAPH_ONTOLOGY,
    GRAPH_QUESTIONS,
    GRAPH_SHAPES,
    ID,
    OWL,
    PROV,
    RDF,
    RDFS,
    SD,
    VOID,
)
from cybernorms.sources import Sources

DATASET: Final = URIRef(BASE + "void#dataset")
_SOURCE: Final = str(GRAPH["source/"])
_TEXTS: Final = {
    GRAPH_CATALOGUE: (
        "Facts beyond the source documents",
        "Provisions, parties, identifiers and correspondences of the agreements, from other "
        "sources than the reviewed documents.",
    ),
    GRAPH_ONTOLOGY: (
        "Ontology, concept schemes and alignments",
        "The terms that the data is written in, and how they relate to other vocabularies.",
    ),
    GRAPH_SHAPES: ("Shapes", "What the data has to satisfy, in SHACL."),
    GRAPH_QUESTIONS: ("Competency questions", "Questions that the data answers, with queries."),
    GRAPH_INFERRED: (
        "What follows by OWL 2 RL",
        "Statements that no document makes but that follow from the others by the ontology.",
    ),
}


def describe(sources: Sources, inferred: Graph) -> Graph:
    """Describe the data set and its named graphs by VoID, DCAT and SPARQL Service Description.

    Deterministic: counts, licence and origin, no date. It counts every graph but this one.
    """
    graphs = {name: sources.graph(name) for name in sources.names()}
    types = types_of(chain.from_iterable(graphs.values()))
    graphs[GRAPH_INFERRED] = inferred
    texts = {name: _text(name, graph) for name, graph in graphs.items()}
    description = Graph(bind_namespaces="none")
    everything: set[tuple[Node, Node, Node]] = set()
    for name, graph in graphs.items():
        triples = set(graph)
        everything |= triples
        statistics = count(triples, types)
        for triple in (
            *_describe_graph(name, texts[name][0]),
            *summarise(name, statistics),
            *detail(name, statistics),
        ):
            description.add(triple)
    for triple in (
        *_describe_dataset(),
        *summarise(DATASET, count(everything, types_of(everything))),
        *_origins(sources, graphs),
        *describe_catalogue(DATASET, texts),
    ):
        description.add(triple)
    return description


def _describe_dataset() -> Iterator[Triple]:
    yield DATASET, RDF.type, VOID.Dataset
    yield DATASET, RDF.type, SD.Dataset
    yield DATASET, OWL.versionInfo, Literal(__version__)
    yield DATASET, VOID.uriSpace, Literal(str(ID))
    yield DATASET, VOID.vocabulary, URIRef(str(CN))
    yield DATASET, VOID.sparqlEndpoint, SERVICE


def _describe_graph(name: URIRef, title: Literal) -> Iterator[Triple]:
    """Describe a graph (sd:Graph) and that it goes by its own IRI (sd:NamedGraph)."""
    named = dataset_iri(name, "named")
    yield DATASET, SD.namedGraph, named
    yield named, RDF.type, SD.NamedGraph
    yield named, RDFS.label, title
    yield named, SD.name, name
    yield named, SD.graph, name
    yield name, RDF.type, SD.Graph
    yield name, RDF.type, VOID.Dataset
    yield DATASET, VOID.subset, name


def _origins(sources: Sources, graphs: Mapping[URIRef, Graph]) -> Iterator[Triple]:
    for name in graphs:
        if name.startswith(_SOURCE):
            yield name, DCTERMS.source, _document(name)
    for name in (GRAPH_ONTOLOGY, *(d.name for d in sources.documents if _is_data(d.name))):
        yield GRAPH_INFERRED, PROV.wasDerivedFrom, name


def _is_data(name: URIRef) -> bool:
    return name == GRAPH_CATALOGUE or name.startswith(_SOURCE)


def _document(name: URIRef) -> URIRef:
    return ID[f"source/{name.removeprefix(_SOURCE)}"]


def _text(name: URIRef, graph: Graph) -> tuple[Literal, Literal]:
    """Give the title and the description of a graph; a document's graph has its title."""
    if name in _TEXTS:
        title, description = _TEXTS[name]
        return Literal(title, lang="en"), Literal(description, lang="en")
    document = _document(name)
    found = graph.value(document, DCTERMS.title) or graph.value(document, RDFS.label)
    label = found if isinstance(found, Literal) else Literal(name.removeprefix(_SOURCE))
    return label, Literal(f"What this document says: {label}", lang="en")


__all__ = ["DATASET", "LICENSE", "describe"]
