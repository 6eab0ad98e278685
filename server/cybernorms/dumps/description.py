"""The dumps of a release as RDF: distributions of data sets, with checksums (DCAT 3, SPDX)."""

from typing import Final

from rdflib import BNode, Graph, Literal, URIRef

from cybernorms.dumps.graphs import WHOLE
from cybernorms.dumps.shelf import CODINGS, Dump, DumpSet
from cybernorms.namespaces import BASE, DCAT, MEDIA_TYPES, PREFIXES, RDF, SPDX, VOID, XSD
from cybernorms.store.export import MEDIA

_DATASET: Final = URIRef(BASE + "void#dataset")


def dump_address(root: str, release: str, path: str) -> str:
    """Tell where a dump is to be had at the server's ``root``, which ends in /."""
    return f"{root}dumps/{release}{'' if path.startswith('.') else '/'}{path}"


def describe_dumps(root: str, dumps: DumpSet) -> Graph:
    """Describe all files of a release by where they are to be had."""
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (PREFIXES | {"spdx": str(SPDX)}).items():
        graph.bind(prefix, namespace)
    for dump in dumps.files:
        dataset = _DATASET if dump.graph == WHOLE else URIRef(dump.graph)
        graph.add((dataset, RDF["type"], DCAT["Dataset"]))
        graph.add((dataset, DCAT["version"], Literal(dumps.release)))
        if dump.graph in dumps.statements:
            count = Literal(dumps.statements[dump.graph])
            graph.add((dataset, VOID["triples"], count))
        _describe(graph, dataset, dump, dump_address(root, dumps.release, dump.path))
    return graph


def _describe(graph: Graph, dataset: URIRef, dump: Dump, address: str) -> None:
    node, file, checksum = URIRef(f"{address}#distribution"), URIRef(address), BNode()
    size = Literal(str(dump.bytes), datatype=XSD["nonNegativeInteger"])
    digest = Literal(dump.sha256, datatype=XSD["hexBinary"])
    for statement in (
        (dataset, VOID["dataDump"], file),
        (dataset, DCAT["distribution"], node),
        (node, RDF["type"], DCAT["Distribution"]),
        (node, DCAT["accessURL"], file),
        (node, DCAT["downloadURL"], file),
        (node, DCAT["mediaType"], MEDIA_TYPES[MEDIA[dump.format]]),
        (node, DCAT["compressFormat"], MEDIA_TYPES[CODINGS[dump.coding]]),
        (node, DCAT["byteSize"], size),
        (node, SPDX["checksum"], checksum),
        (checksum, RDF["type"], SPDX["Checksum"]),
        (checksum, SPDX["algorithm"], SPDX["checksumAlgorithm_sha256"]),
        (checksum, SPDX["checksumValue"], digest),
    ):
        graph.add(statement)
