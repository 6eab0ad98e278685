"""The data set as a catalogue of data sets, for harvesters (DCAT 3)."""

from collections.abc import Iterator, Mapping
from typing import Final

from rdflib import Literal, URIRef

from cybernorms import __version__
from cybernorms.build.partitions import Triple
from cybernorms.namespaces import BASE, DCAT, DCTERMS, FOAF, RDF

CATALOG: Final = URIRef(BASE + "catalog")
SERVICE: Final = URIRef(BASE + "sparql")
LICENSE: Final = URIRef("https://creativecommons.org/licenses/by/4.0/")
_PUBLISHER: Final = URIRef(f"{CATALOG}#publisher")
_PROTOCOL: Final = URIRef("http://www.w3.org/TR/sparql11-protocol/")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMATS: Final = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


def describe_catalogue(
    dataset: URIRef, graphs: Mapping[URIRef, tuple[Literal, Literal]]
) -> Iterator[Triple]:
    """List the whole data set, each graph with its title and description, and the endpoint."""
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
        yield from _describe(name, DCAT.Dataset, label, description)
        for suffix, media_type in _FORMATS.items():
            whole = f"{BASE}data?default&format={suffix}"
            download = URIRef(whole if name == dataset else f"{name}.{suffix}")
            yield from _distribution(name, download, suffix, media_type)
    for name in graphs:
        yield dataset, DCTERMS.hasPart, name


def _describe(
    subject: URIRef, class_: URIRef, title: Literal, description: Literal
) -> Iterator[Triple]:
    yield subject, RDF.type, class_
    yield subject, DCTERMS.title, title
    yield subject, DCTERMS.description, description
    yield subject, DCTERMS.license, LICENSE
    yield subject, DCTERMS.publisher, _PUBLISHER
    yield subject, DCAT.version, Literal(__version__)


def _distribution(
    dataset: URIRef, download: URIRef, suffix: str, media_type: str
) -> Iterator[Triple]:
    label = dataset.removeprefix(BASE).removeprefix("graph/").removeprefix("void#")
    node = URIRef(f"{CATALOG}#{label}.{suffix}")
    yield dataset, DCAT.distribution, node
    yield node, RDF.type, DCAT.Distribution
    yield node, DCAT.accessURL, download
    yield node, DCAT.downloadURL, download
    yield node, DCAT.mediaType, URIRef(_MEDIA_TYPES + media_type)
    yield node, DCTERMS.license, LICENSE
