"""The words of the feed: what describes a version, and how clients are told (LDES 1.0, TREE)."""

from typing import Final

from rdflib import URIRef

from cybernorms.namespaces import ADMS, AS, BASE, DCAT, DCTERMS, LDES, PREFIXES, SCHEMA, SPDX, TREE

BOUND: Final = PREFIXES | {
    "adms": str(ADMS),
    "as": str(AS),
    "ldes": str(LDES),
    "spdx": str(SPDX),
    "tree": str(TREE),
}
"""Prefixes of documents of the feed."""

STREAM: Final = URIRef(BASE + "feed#stream")
VERSION: Final = BASE + "feed/version/"
PUBLICATION: Final = BASE + "feed/publication/"
TRANSACTION: Final = BASE + "transaction/"

GRAPH_OF: Final = DCTERMS["isVersionOf"]
TIME: Final = DCTERMS["created"]
NUMBER: Final = SCHEMA["position"]
KIND: Final = DCTERMS["type"]
PART_OF: Final = DCTERMS["isPartOf"]
RELEASE: Final = DCAT["version"]
STATUS: Final = ADMS["status"]
COMPLETED: Final = URIRef("http://purl.org/adms/status/Completed")
"""The status of the last version of a publication."""
KINDS: Final = ("Create", "Update", "Delete")
"""What can happen to a graph, as ActivityStreams calls it."""
