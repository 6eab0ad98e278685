"""The only package that touches pyoxigraph: canonical form, documents, snapshots, queries.

The store of lines, for large builds, and columns, for large snapshots, are imported from their
modules: they bring rdflib's parser of queries and numpy, which servers start sooner without.
"""

from cybernorms.store.canonical import canonical_nquads, check_nquads
from cybernorms.store.dataset import PUBLISHED, Dataset
from cybernorms.store.disk import COLUMNS, FOLDER, REGIMES, write_store, write_stores
from cybernorms.store.elsewhere import (
    QueryReader,
    Readable,
    ReadQuery,
    local_store,
    resolve_iris,
    write_results,
)
from cybernorms.store.facts import StoreFacts, open_facts
from cybernorms.store.parsing import parse_graph
from cybernorms.store.snapshot import Snapshot, open_snapshot, regime_of
from cybernorms.store.update_syntax import check_update_syntax

__all__ = [
    "COLUMNS",
    "FOLDER",
    "PUBLISHED",
    "REGIMES",
    "Dataset",
    "QueryReader",
    "ReadQuery",
    "Readable",
    "Snapshot",
    "StoreFacts",
    "canonical_nquads",
    "check_nquads",
    "check_update_syntax",
    "local_store",
    "open_facts",
    "open_snapshot",
    "parse_graph",
    "regime_of",
    "resolve_iris",
    "write_results",
    "write_store",
    "write_stores",
]
