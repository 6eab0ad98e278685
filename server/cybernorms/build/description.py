"""The graph about the graphs: what the data set holds, under which licence, whence."""

from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms import __version__
from cybernorms.build.catalogue import SERVICE, describe_catalogue
from cybernorms.build.partitions import (
    Statistics,
    Triple,
    count,
    dataset_iri,
    detail,
    summarise,
    types_of,
)
from cybernorms.dumps import dump_address, graph_path
from cybernorms.journal import Transaction, Written
from cybernorms.namespaces import (
    BASE,
    CN,
    DCTERMS,
    FOAF,
    GRAPH,
    GRAPH_CATALOGUE,
    GRAPH_INFERRED,
    GRAPH_META,
    GRAPH_ONTOLOGY,
    GRAPH_QUESTIONS,
    GRAPH_SHAPES,
    GRAPH_SUBMISSIONS,
    ID,
    OWL,
    PROV,
    RDF,
    RDFS,
    SD,
    VOID,
    XSD,
    is_inferred,
)
from cybernorms.sources import Sources, empty_graph

DATASET: Final = URIRef(BASE + "void#dataset")
Text = tuple[Literal, Literal]
"""The title of a graph, and what it holds."""

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


def describe(sources: Sources, inferred: Mapping[URIRef, Graph], written: Written) -> Graph:
    """Describe the data set and its named graphs by VoID, DCAT and SPARQL Service Description.

    Deterministic: counts, licence and origin, and no date but those of ``written``, whose graphs
    are among the ``sources``. It counts every graph but this one.
    """
    graphs = {name: sources.graph(name) for name in sources.names()}
    types = types_of(chain.from_iterable(graphs.values()))
    graphs.update(inferred)
    texts = {
        name: _written_text(name, graph, written.last[name])
        if name in written.last
        else text_of(name, graph)
        for name, graph in graphs.items()
    }
    counted: dict[URIRef, Statistics] = {}
    everything: set[tuple[Node, Node, Node]] = set()
    for name, graph in graphs.items():
        triples = set(graph)
        everything |= triples
        counted[name] = count(triples, types)
    return describe_counted(counted, count(everything, types_of(everything)), texts, written)


def describe_counted(
    counted: Mapping[URIRef, Statistics],
    whole: Statistics,
    texts: Mapping[URIRef, Text],
    written: Written,
) -> Graph:
    """Describe graphs that were counted already, as ``describe`` does."""
    publishers = {name: _account(last) for name, last in written.last.items()}
    description = empty_graph()
    for name, statistics in counted.items():
        for triple in (
            *_describe_graph(name, texts[name][0]),
            *summarise(name, statistics),
            *detail(name, statistics),
        ):
            description.add(triple)
    for triple in (
        *_describe_dataset(),
        *summarise(DATASET, whole),
        *_origins(counted, written),
        *_writers(written),
        *describe_catalogue(DATASET, texts, publishers),
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
    yield DATASET, VOID.dataDump, URIRef(dump_address(BASE, "current", ".nq.gz"))
    yield GRAPH_META, RDFS.label, Literal("Description of the data set", lang="en")


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
    yield name, VOID.dataDump, URIRef(dump_address(BASE, "current", f"{graph_path(name)}.nq.gz"))
    yield DATASET, VOID.subset, name


def _origins(graphs: Collection[URIRef], written: Written) -> Iterator[Triple]:
    """Tell which document a graph is about, and from which graphs another follows."""
    for name in graphs:
        if name.startswith(_SOURCE):
            yield name, DCTERMS.source, _document(name)
        if is_inferred(name):
            for given in graphs:
                if _counts_for(name, given, written):
                    yield name, PROV.wasDerivedFrom, given


def _counts_for(inferred: URIRef, given: URIRef, written: Written) -> bool:
    """Tell whether an inferred graph takes what another graph states."""
    if given in {GRAPH_QUESTIONS, GRAPH_SHAPES} or is_inferred(given):
        return False
    if given not in written.last:
        return True
    member = f"/member/{written.last[given].account}"
    return inferred.endswith((member, "/members"))


def _writers(written: Written) -> Iterator[Triple]:
    """Tell who wrote each written graph last, and when (PROV-O 3.1)."""
    if written.position:
        yield DATASET, PROV.wasGeneratedBy, _transaction(written.position)
    for name, last in written.last.items():
        transaction, account = _transaction(last.number), _account(last)
        time = Literal(last.time.isoformat(), datatype=XSD.dateTime)
        yield name, DCTERMS.modified, time
        yield name, PROV.wasAttributedTo, account
        yield name, PROV.wasGeneratedBy, transaction
        yield transaction, RDF.type, PROV.Activity
        yield transaction, PROV.endedAtTime, time
        yield transaction, PROV.wasAssociatedWith, account
        if last.comment:
            yield transaction, RDFS.comment, Literal(last.comment)
        yield account, RDF.type, PROV.Agent
        yield account, FOAF.name, Literal(last.account)


def _transaction(number: int) -> URIRef:
    return URIRef(f"{BASE}transaction/{number}")


def _account(transaction: Transaction) -> URIRef:
    return URIRef(f"{BASE}account/{transaction.account}")


def _document(name: URIRef) -> URIRef:
    return ID[f"source/{name.removeprefix(_SOURCE)}"]


def _written_text(name: URIRef, graph: Graph, last: Transaction) -> tuple[Literal, Literal]:
    """Take the title that a graph gives itself, else its name."""
    found = graph.value(name, DCTERMS.title) or graph.value(name, RDFS.label)
    if name.startswith(GRAPH_SUBMISSIONS):
        return (
            Literal(f"Provenance of the submissions of {last.account}", lang="en"),
            Literal("Who accepted what of it, when and why (PROV-O).", lang="en"),
        )
    title = found if isinstance(found, Literal) else Literal(name.removeprefix(BASE))
    return title, Literal(f"Written by the account {last.account}.", lang="en")


def text_of(name: URIRef, graph: Graph) -> Text:
    """Give the title and the description of a graph; a document's graph has its title."""
    if is_inferred(name) and name != GRAPH_INFERRED:
        whose = name.rpartition("/")[2]
        title, description = _TEXTS[GRAPH_INFERRED]
        return (
            Literal(f"{title}, with the data of {whose}", lang="en"),
            Literal(f"{description} It takes what {whose} wrote.", lang="en"),
        )
    if name in _TEXTS:
        title, description = _TEXTS[name]
        return Literal(title, lang="en"), Literal(description, lang="en")
    document = _document(name)
    found = graph.value(document, DCTERMS.title) or graph.value(document, RDFS.label)
    label = found if isinstance(found, Literal) else Literal(name.removeprefix(_SOURCE))
    return label, Literal(f"What this document says: {label}", lang="en")


__all__ = ["DATASET", "describe", "describe_counted", "text_of"]
