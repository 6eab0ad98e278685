"""The feed as RDF: the root that leads to pages by time, and the pages with their members.

Linked Data Event Streams 1.0 over TREE; the addresses of pages and files are those by which the
server was reached, the names of versions are ours wherever they are.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from cybernorms.feed.ledger import PAGE, Version
from cybernorms.feed.terms import (
    BOUND,
    COMPLETED,
    GRAPH_OF,
    KIND,
    KINDS,
    NUMBER,
    PART_OF,
    PUBLICATION,
    RELEASE,
    STATUS,
    STREAM,
    TIME,
    TRANSACTION,
    VERSION,
)
from cybernorms.namespaces import (
    AS,
    DCAT,
    DCTERMS,
    LDES,
    LICENSE,
    MEDIA_TYPES,
    PROV,
    RDF,
    SH,
    SPDX,
    TREE,
    VOID,
    XSD,
)

_POLLING: Final = 60
"""Seconds that a client should let pass between two looks."""
_NQUADS: Final = MEDIA_TYPES["application/n-quads"]
_SHA256: Final = SPDX["checksumAlgorithm_sha256"]


def page_address(root: str, page: int) -> str:
    """Name a page, counted from 1, of the feed at the server's ``root``, which ends in /."""
    return f"{root}feed/{page}"


def content_address(root: str, digest: str) -> str:
    """Tell where a state of a graph is to be had, as long as a kept release has it."""
    return f"{root}dumps/version/{digest}.nq"


def describe_root(root: str, bounds: Sequence[tuple[Version, Version]]) -> Graph:
    """Describe the stream and lead to its pages, of which these are the first and last versions."""
    graph, node = _graph(), URIRef(f"{root}feed")
    shape, retention = URIRef(f"{root}feed#shape"), URIRef(f"{root}feed#retention")
    for statement in (
        (STREAM, RDF["type"], LDES["EventStream"]),
        (STREAM, DCTERMS["title"], Literal("Versions of the graphs of cybernorms", lang="en")),
        (STREAM, DCTERMS["license"], LICENSE),
        (STREAM, TREE["view"], node),
        (STREAM, TREE["shape"], shape),
        (STREAM, LDES["timestampPath"], TIME),
        (STREAM, LDES["sequencePath"], NUMBER),
        (STREAM, LDES["versionOfPath"], GRAPH_OF),
        *((STREAM, LDES[f"version{kind}Path"], KIND) for kind in KINDS),
        *((STREAM, LDES[f"version{kind}Object"], AS[kind]) for kind in KINDS),
        (STREAM, LDES["transactionPath"], PART_OF),
        (STREAM, LDES["transactionFinalizedPath"], STATUS),
        (STREAM, LDES["transactionFinalizedObject"], COMPLETED),
        (STREAM, LDES["pollingInterval"], Literal(_POLLING)),
        (node, RDF["type"], TREE["Node"]),
        (node, RDF["type"], LDES["EventSource"]),
    ):
        graph.add(statement)
    if bounds:
        graph.add((node, LDES["retentionPolicy"], retention))
        graph.add((retention, RDF["type"], LDES["RetentionPolicy"]))
        graph.add((retention, LDES["startingFrom"], _time(bounds[0][0])))
    for page, (first, last) in enumerate(bounds, 1):
        target = URIRef(page_address(root, page))
        _relate(graph, node, "GreaterThanOrEqualToRelation", first, target)
        if last.number == page * PAGE:
            _relate(graph, node, "LessThanOrEqualToRelation", last, target)
    _add_shape(graph, shape)
    return graph


def describe_page(root: str, page: int, versions: Iterable[Version]) -> Graph:
    """Describe the versions on a page of the feed; a full page never changes again."""
    graph, node = _graph(), URIRef(page_address(root, page))
    graph.add((node, RDF["type"], TREE["Node"]))
    for version in versions:
        graph.add((STREAM, TREE["member"], _describe(graph, version, root)))
        if version.number == page * PAGE:
            graph.add((node, LDES["immutable"], Literal(True)))
    return graph


def _describe(graph: Graph, version: Version, root: str) -> URIRef:
    member = URIRef(f"{VERSION}{version.number}")
    statements: list[tuple[Node, Node, Node]] = [
        (member, RDF["type"], PROV["Entity"]),
        (member, GRAPH_OF, URIRef(version.graph)),
        (member, TIME, _time(version)),
        (member, NUMBER, Literal(version.number)),
        (member, KIND, AS[version.kind]),
        (member, PART_OF, URIRef(f"{PUBLICATION}{version.publication}")),
        (member, RELEASE, Literal(version.snapshot)),
    ]
    if version.is_last:
        statements.append((member, STATUS, COMPLETED))
    if version.previous:
        previous = URIRef(f"{VERSION}{version.previous}")
        statements.append((member, PROV["wasRevisionOf"], previous))
    if version.write:
        transaction = URIRef(f"{TRANSACTION}{version.write}")
        statements.append((member, PROV["wasGeneratedBy"], transaction))
    if version.digest:
        file, checksum = BNode(), BNode()
        statements += [
            (member, VOID["triples"], Literal(version.statements)),
            (member, DCAT["distribution"], file),
            (file, RDF["type"], DCAT["Distribution"]),
            (file, DCAT["downloadURL"], URIRef(content_address(root, version.digest))),
            (file, DCAT["mediaType"], _NQUADS),
            (file, SPDX["checksum"], checksum),
            (checksum, RDF["type"], SPDX["Checksum"]),
            (checksum, SPDX["algorithm"], _SHA256),
            (checksum, SPDX["checksumValue"], Literal(version.digest, datatype=XSD["hexBinary"])),
        ]
    for statement in statements:
        graph.add(statement)
    return member


def _relate(graph: Graph, node: URIRef, kind: str, bound: Version, target: URIRef) -> None:
    relation = BNode()
    graph.add((node, TREE["relation"], relation))
    graph.add((relation, RDF["type"], TREE[kind]))
    graph.add((relation, TREE["path"], TIME))
    graph.add((relation, TREE["value"], _time(bound)))
    graph.add((relation, TREE["node"], target))


def _add_shape(graph: Graph, shape: URIRef) -> None:
    """Say what each version has (SHACL 2.1)."""
    graph.add((shape, RDF["type"], SH["NodeShape"]))
    for path, constraint, value in (
        (GRAPH_OF, SH["nodeKind"], SH["IRI"]),
        (TIME, SH["datatype"], XSD["dateTime"]),
        (NUMBER, SH["datatype"], XSD["integer"]),
        (KIND, SH["nodeKind"], SH["IRI"]),
        (PART_OF, SH["nodeKind"], SH["IRI"]),
        (RELEASE, SH["datatype"], XSD["string"]),
    ):
        rule = BNode()
        graph.add((shape, SH["property"], rule))
        graph.add((rule, SH["path"], path))
        graph.add((rule, constraint, value))
        graph.add((rule, SH["minCount"], Literal(1)))
        graph.add((rule, SH["maxCount"], Literal(1)))


def _time(version: Version) -> Literal:
    return Literal(version.time.isoformat(), datatype=XSD["dateTime"])


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in BOUND.items():
        graph.bind(prefix, namespace)
    return graph
