"""What the endpoint says of itself: SPARQL 1.1 Service Description with VoID counts."""

from collections.abc import Mapping

from rdflib import Graph, Literal, URIRef

from cybernorms.namespaces import PREFIXES, RDF, SD, VOID, XSD, is_inferred
from cybernorms.protocol.negotiation import GRAPHS, RESULTS

_FORMATS = "http://www.w3.org/ns/formats/"
_FORMAT_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/ld+json": "JSON-LD",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/n-quads": "N-Quads",
    "application/trig": "TriG",
}
_ENTAILMENT = URIRef("http://www.w3.org/ns/entailment/OWL-RDF-Based")
_PROFILE = URIRef("http://www.w3.org/ns/owl-profile/RL")


def describe_service(
    endpoint: str, update: str, triples: int, graphs: Mapping[str, int], *, federated: bool = False
) -> Graph:
    """Describe the endpoints at two absolute URLs (SPARQL 1.1 Service Description 3).

    ``update`` takes updates of the same data set; ``triples`` counts the default graph,
    ``graphs`` each named graph. It is ``federated`` if there are members that SERVICE may ask.
    """
    description = Graph()
    for prefix, namespace in PREFIXES.items():
        description.bind(prefix, namespace)
    service, dataset = URIRef(endpoint), URIRef(f"{endpoint}#dataset")
    default = URIRef(f"{endpoint}#default-graph")
    statements = [
        (service, RDF["type"], SD["Service"]),
        (service, SD["endpoint"], service),
        (service, SD["supportedLanguage"], SD["SPARQL11Query"]),
        (service, SD["feature"], SD["UnionDefaultGraph"]),
        (service, SD["defaultEntailmentRegime"], _ENTAILMENT),
        (service, SD["defaultSupportedEntailmentProfile"], _PROFILE),
        (service, SD["defaultDataset"], dataset),
        (URIRef(update), RDF["type"], SD["Service"]),
        (URIRef(update), SD["endpoint"], URIRef(update)),
        (URIRef(update), SD["supportedLanguage"], SD["SPARQL11Update"]),
        (URIRef(update), SD["defaultDataset"], dataset),
        (dataset, RDF["type"], SD["Dataset"]),
        (dataset, RDF["type"], VOID["Dataset"]),
        (dataset, VOID["sparqlEndpoint"], service),
        (dataset, SD["defaultGraph"], default),
        *((service, SD["resultFormat"], _format(item.media_type)) for item in (*RESULTS, *GRAPHS)),
        *_graph(default, triples),
    ]
    if federated:
        statements.append((service, SD["feature"], SD["BasicFederatedQuery"]))
    for name, count in sorted(graphs.items()):
        node, graph = URIRef(f"{endpoint}#{_label(name)}"), URIRef(name)
        content = URIRef(f"{endpoint}#{_label(name)}-graph")
        statements += [
            (dataset, SD["namedGraph"], node),
            (node, RDF["type"], SD["NamedGraph"]),
            (node, SD["name"], graph),
            (node, SD["graph"], content),
            *_graph(content, count),
        ]
        if is_inferred(name):
            statements += [
                (node, SD["entailmentRegime"], _ENTAILMENT),
                (node, SD["supportedEntailmentProfile"], _PROFILE),
            ]
    for statement in statements:
        description.add(statement)
    return description


def _graph(node: URIRef, triples: int) -> list[tuple[URIRef, URIRef, URIRef | Literal]]:
    return [
        (node, RDF["type"], SD["Graph"]),
        (node, RDF["type"], VOID["Dataset"]),
        (node, VOID["triples"], Literal(triples, datatype=XSD["integer"])),
    ]


def _format(media_type: str) -> URIRef:
    return URIRef(_FORMATS + _FORMAT_NAMES[media_type])


def _label(name: str) -> str:
    """Make a fragment of a graph's name."""
    return name.partition("/graph/")[2].replace("/", "-") or name.replace("/", "-").replace(
        ":", "-"
    )
