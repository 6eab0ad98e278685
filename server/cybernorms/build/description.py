"""The graph about the graphs: what the data set holds, under which licence, whence."""

from typing import Final

from rdflib import Graph, Literal, URIRef

from cybernorms import __version__
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
    XSD,
)
from cybernorms.sources import Sources

DATASET: Final = URIRef(BASE + "void#dataset")
LICENSE: Final = URIRef("https://creativecommons.org/licenses/by/4.0/")
_SOURCE: Final = str(GRAPH["source/"])
_TITLES: Final = {
    GRAPH_CATALOGUE: "Facts beyond the source documents",
    GRAPH_ONTOLOGY: "Ontology, concept schemes and alignments",
    GRAPH_SHAPES: "Shapes",
    GRAPH_QUESTIONS: "Competency questions",
    GRAPH_INFERRED: "What follows by OWL 2 RL",
}


def describe(sources: Sources, inferred: Graph) -> Graph:
    """Describe the data set by VoID and the named graphs by SPARQL Service Description.

    Deterministic: counts, licence and origin, no date.
    """
    graph = Graph(bind_namespaces="none")
    counts = {name: len(sources.graph(name)) for name in sources.names()}
    total = sum(counts.values()) + len(inferred)
    for property_, value in (
        (RDF.type, VOID.Dataset),
        (DCTERMS.title, Literal("cybernorms", lang="en")),
        (DCTERMS.license, LICENSE),
        (OWL.versionInfo, Literal(__version__)),
        (VOID.triples, Literal(total, datatype=XSD.integer)),
        (VOID.uriSpace, Literal(str(ID))),
        (VOID.vocabulary, URIRef(str(CN))),
    ):
        graph.add((DATASET, property_, value))
    data = sources.data()
    for name, count in {**counts, GRAPH_INFERRED: len(inferred)}.items():
        _describe_graph(graph, name, count)
        if name.startswith(_SOURCE):
            document = ID[f"source/{name.removeprefix(_SOURCE)}"]
            title = data.value(document, DCTERMS.title) or data.value(document, RDFS.label)
            graph.add((name, DCTERMS.source, document))
            graph.add((name, DCTERMS.title, title or Literal(name.removeprefix(_SOURCE))))
    for name in (GRAPH_ONTOLOGY, *(d.name for d in sources.documents if _is_data(d.name))):
        graph.add((GRAPH_INFERRED, PROV.wasDerivedFrom, name))
    return graph


def _is_data(name: URIRef) -> bool:
    return name == GRAPH_CATALOGUE or name.startswith(_SOURCE)


def _describe_graph(graph: Graph, name: URIRef, count: int) -> None:
    for property_, value in (
        (RDF.type, VOID.Dataset),
        (RDF.type, SD.NamedGraph),
        (SD.name, name),
        (DCTERMS.license, LICENSE),
        (VOID.triples, Literal(count, datatype=XSD.integer)),
    ):
        graph.add((name, property_, value))
    graph.add((DATASET, VOID.subset, name))
    if name in _TITLES:
        graph.add((name, DCTERMS.title, Literal(_TITLES[name], lang="en")))
