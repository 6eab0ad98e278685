"""An engine of another process or machine: any SPARQL 1.1 endpoint that stores and joins for us."""

from cybernorms.remote.address import EMBEDDED, Address, read_address
from cybernorms.remote.facts import RemoteFacts
from cybernorms.remote.link import Link
from cybernorms.remote.loading import drop_set, graph_sizes, is_whole, list_sets, load_set
from cybernorms.remote.naming import GraphSet
from cybernorms.remote.probing import Finding, probe
from cybernorms.remote.snapshot import MissingSetError, RemoteSnapshot

__all__ = [
    "EMBEDDED",
    "Address",
    "Finding",
    "GraphSet",
    "Link",
    "MissingSetError",
    "RemoteFacts",
    "RemoteSnapshot",
    "drop_set",
    "graph_sizes",
    "is_whole",
    "list_sets",
    "load_set",
    "probe",
    "read_address",
]
