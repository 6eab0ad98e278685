"""The data set as a catalogue of data sets, for harvesters (DCAT 3)."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from rdflib import Literal, URIRef

from cybernorms import __version__
from cybernorms.build.partitions import Triple, graph_label
from cybernorms.namespaces import BASE, DCAT, DCTERMS, FOAF, GRAPH, LICENSE, MEDIA_TYPES, RDF

CATALOG: Final = URIRef(BASE + "catalog")
SERVICE: Final = URIRef(BASE + "sparql")
_PUBLISHER: Final = URIRef(f"{CATALOG}#publisher")
_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")
_SPECIAL: Final = frozenset("#?%")
_FORMATS: Final = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


def describe_catalogue(
    dataset: URIRef,
    graphs: Mapping[URIRef, tuple[Literal, Literal]],
    publishers: Mapping[URIRef, URIRef],
) -> Iterator[Triple]:
    """List the whole data set, each graph with its title and description, and the endpoint.

    ``publishers`` are those of the graphs that are not ours, and of whose licence we know nothing.
    """
    yield from _describe(
        CATALOG,
        DCAT.Catalog,
        Literal("Catalogue of cybernorms", lang="en"),
        Literal("The data sets of this server, and the endpoint to query them.", lang="en"),
    )
    yield _PUBLISHER, RDF.type, FOAF.Agent
    yield _PUBLISHER, FOAF.name, Literal("cybernorms contributors")
    yield from _describe(
        SERVICE,
        DCAT.DataService,
        Literal("SPARQL endpoint of cybernorms", lang="en"),
        Literal("SPARQL 1.1 queries over all data sets at once.", lang="en"),
    )
    yield CATALOG, DCAT.service, SERVICE
    yield SERVICE, DCAT.endpointURL, SERVICE
    yield SERVICE, DCAT.endpointDescription, SERVICE
    yield SERVICE, DCTERMS.conformsTo, _PROTOCOL
    title = Literal("cybernorms", lang="en")
    about = Literal(
        "International agreements on cybersecurity, their norms, who joined them and who does "
        "what about them; each statement with the passage that makes it.",
        lang="en",
    )
    for name, (label, description) in {dataset: (title, about), **graphs}.items():
        yield CATALOG, DCAT.dataset, name
        yield SERVICE, DCAT.servesDataset, name
        publisher = publishers.get(name, _PUBLISHER)
        yield from _describe(name, DCAT.Dataset, label, description, publisher)
        for suffix, media_type in _FORMATS.items():
            download = URIRef(_address(name, dataset, suffix))
            yield from _distribution(name, download, suffix, media_type)
        if publisher == _PUBLISHER:
            for suffix in _FORMATS:
                yield _distribution_iri(name, suffix), DCTERMS.license, LICENSE
    for name in graphs:
        yield dataset, DCTERMS.hasPart, name


def _address(name: URIRef, dataset: URIRef, suffix: str) -> str:
    """Tell where a graph is to be had; all of them where Graph Store Protocol 4.2 says."""
    if name == dataset:
        return f"{BASE}data?default&format={suffix}"
    if name.startswith(GRAPH) and not _SPECIAL & set(name):
        return f"{name}.{suffix}"
    return f"{BASE}data?graph={quote(name, safe='')}&format={suffix}"


def _describe(
    subject: URIRef,
    class_: URIRef,
    title: Literal,
    description: Literal,
    publisher: URIRef = _PUBLISHER,
) -> Iterator[Triple]:
    yield subject, RDF.type, class_
    yield subject, DCTERMS.title, title
    yield subject, DCTERMS.description, description
    yield subject, DCTERMS.publisher, publisher
    if publisher == _PUBLISHER:
        yield subject, DCTERMS.license, LICENSE
        yield subject, DCAT.version, Literal(__version__)


def _distribution(
    dataset: URIRef, download: URIRef, suffix: str, media_type: str
) -> Iterator[Triple]:
    node = _distribution_iri(dataset, suffix)
    yield dataset, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, DCAT.accessURL, download
    yield node, DCAT.downloadURL, download
    yield node, DCAT.mediaType, MEDIA_TYPES[media_type]


def _distribution_iri(dataset: URIRef, suffix: str) -> URIRef:
    return URIRef(f"{CATALOG}#{graph_label(dataset)}.{suffix}")
